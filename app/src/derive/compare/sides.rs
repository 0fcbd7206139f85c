//! The lines of each kind of comparison.

use super::super::atlas::Atlas;
use super::super::cells::Reading;
use super::super::chart::{self, Subject};
use super::super::growth::{self, Span, Windows};
use super::super::noise;
use super::super::represent;
use super::super::statistics::{self, Part, Relation, Z95, benjamini_hochberg};
use super::matching::Matches;
use super::{Line, Side};

/// Where conversations with the value `a` are, and those with `b` or all; `None` where there is no such
/// value.
pub(super) fn values(
    atlas: &Atlas,
    facet: &str,
    a: &str,
    b: Option<&str>,
    clusters: &[usize],
) -> Option<Vec<Line>> {
    let place = |value: &str| atlas.facet_values(facet).iter().position(|v| v == value);
    let first = place(a)?;
    let second = match b {
        Some(b) => Some(place(b)?),
        None => None,
    };
    let known = |subject, place: usize| -> Option<u64> {
        let readings = chart::readings(atlas, subject, facet);
        readings.get(place).copied().and_then(Reading::known)
    };
    let all = |place| known(Subject::Overall, place);
    // A part of all conversations with a value: those of them that are in the cluster.
    let part = |subject, count: Option<u64>, whole: Option<u64>| {
        let deviation =
            |subject| noise::within(atlas, subject, &noise::facet(facet)).unwrap_or(0) as f64 / Z95;
        Some(Part {
            count: count?,
            whole: whole?,
            noise: deviation(subject),
            whole_noise: deviation(Subject::Overall),
        })
    };
    let lines = clusters.iter().map(|&index| {
        let subject = Subject::Cluster(index);
        let here = part(subject, known(subject, first), all(first));
        match second {
            Some(second) => {
                let there = part(subject, known(subject, second), all(second));
                line(index, here, there, Relation::Separate)
            }
            None => {
                let (_, size) = subject.profile(atlas);
                let (_, total) = Subject::Overall.profile(atlas);
                let deviation = |subject| {
                    noise::within(atlas, subject, noise::CONVERSATIONS).unwrap_or(0) as f64 / Z95
                };
                let there = Part {
                    count: size,
                    whole: total,
                    noise: deviation(subject),
                    whole_noise: deviation(Subject::Overall),
                };
                // The same ratio as that of the value's share in the cluster to its share in all, whose
                // parts lie within each other.
                let value_here = known(subject, first)
                    .map(|count| represent::part(atlas, subject, facet, count));
                let value_all =
                    all(first).map(|count| represent::part(atlas, Subject::Overall, facet, count));
                let ratio = value_here
                    .zip(value_all)
                    .and_then(|(here, all)| statistics::compare(&here, &all, Relation::Within));
                with(index, here, Some(there), ratio)
            }
        }
    });
    Some(corrected(lines.collect()))
}

/// The second window and the first.
pub(super) fn windows(atlas: &Atlas, windows: Windows, clusters: &[usize]) -> Vec<Line> {
    let total = |window| {
        let span = Span::of(atlas, Subject::Overall, window);
        span.is_exact()
            .then_some(span.low)
            .filter(|&total| total > 0)
    };
    let (before, after) = (total(windows.before), total(windows.after));
    let side = |span: Span, total: Option<u64>| Side {
        count: span
            .high
            .filter(|_| !span.is_dark())
            .map(|high| (span.low, high)),
        share: total
            .filter(|_| span.is_exact())
            .map(|total| span.low as f64 / total as f64),
    };
    let growths = growth::growth(atlas, windows, clusters);
    let lines = clusters.iter().zip(growths).map(|(&index, growth)| Line {
        index,
        a: side(growth.after, after),
        b: side(growth.before, before),
        ratio: growth.ratio,
        interval: growth.interval,
        corrected: growth.corrected,
        other_name: None,
    });
    lines.collect()
}

/// This release and another one, for clusters that are in both.
pub(super) fn releases(here: &Atlas, there: &Atlas, matches: &Matches) -> Vec<Line> {
    let part = |atlas: &Atlas, subject: Subject| {
        let deviation =
            |subject| noise::within(atlas, subject, noise::CONVERSATIONS).unwrap_or(0) as f64 / Z95;
        Part {
            count: subject.profile(atlas).1,
            whole: Subject::Overall.profile(atlas).1,
            noise: deviation(subject),
            whole_noise: deviation(Subject::Overall),
        }
    };
    let lines = matches.pairs.iter().map(|&(a, b)| {
        let first = part(here, Subject::Cluster(a));
        let second = part(there, Subject::Cluster(b));
        let mut line = line(a, Some(first), Some(second), Relation::Separate);
        let (name, other) = (&here.cluster(a).name, &there.cluster(b).name);
        line.other_name = (name != other).then(|| other.clone());
        line
    });
    corrected(lines.collect())
}

/// A line whose `corrected` is not corrected yet.
fn line(index: usize, a: Option<Part>, b: Option<Part>, relation: Relation) -> Line {
    let ratio = a
        .zip(b)
        .and_then(|(a, b)| statistics::compare(&a, &b, relation));
    with(index, a, b, ratio)
}

fn with(index: usize, a: Option<Part>, b: Option<Part>, ratio: Option<statistics::Ratio>) -> Line {
    let side = |part: Option<Part>| Side {
        count: part.map(|part| (part.count, part.count)),
        share: part.map(|part| part.share()),
    };
    Line {
        index,
        a: side(a),
        b: side(b),
        ratio: ratio.map(|ratio| ratio.estimate),
        interval: ratio.map(|ratio| (ratio.low, ratio.high)),
        corrected: ratio.map(|ratio| ratio.p),
        other_name: None,
    }
}

fn corrected(mut lines: Vec<Line>) -> Vec<Line> {
    let p_values: Vec<Option<f64>> = lines.iter().map(|line| line.corrected).collect();
    for (line, corrected) in lines.iter_mut().zip(benjamini_hochberg(&p_values)) {
        line.corrected = corrected;
    }
    lines
}
