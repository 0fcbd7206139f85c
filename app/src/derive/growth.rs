//! How much a cluster grew between two windows of weeks, how sure that is, and what cannot be told.
//!
//! Invariant: a withheld week is never nothing. What it may hold follows from the cluster's size and its
//! shown weeks alone; where that leaves the direction open, growth is unknown.

mod span;
mod windows;

pub use span::Span;
pub use windows::{Thumb, Window, Windows};

use super::atlas::Atlas;
use super::chart::Subject;
use super::noise;
use super::statistics::{self, Part, Ratio, Relation, Z95, benjamini_hochberg};

/// What became of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Its share of all conversations grew, significantly.
    Grew,
    /// Its share shrank, significantly.
    Shrank,
    /// No difference that chance would not make as well.
    Unclear,
    /// Known to have had no conversation before, and some after.
    New,
    /// Known to have had some before, and none after.
    Vanished,
    /// All weeks before are withheld, no week after is: it may be new.
    PerhapsNew,
    /// No week before is withheld, all weeks after are: it may have vanished.
    PerhapsVanished,
    /// Too much is withheld.
    Unknown,
}

/// Growth of a cluster between two windows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    /// What became of it.
    pub change: Change,
    /// Its conversations in the first window.
    pub before: Span,
    /// Its conversations in the second window.
    pub after: Span,
    /// Its share of all conversations of the second window over that of the first, 0 to infinity;
    /// `None` where weeks are withheld.
    pub ratio: Option<f64>,
    /// What that ratio may be, whatever withheld weeks hold; `None` where not even that is known.
    pub bounds: Option<(f64, f64)>,
    /// 95 % interval of the ratio, over everything that withheld weeks may hold; `None` where unknown.
    pub interval: Option<(f64, f64)>,
    /// P-value corrected for all clusters compared with it; `None` where it was not tested.
    pub corrected: Option<f64>,
}

impl Growth {
    /// Whether it is called a change at the level of [`statistics::FALSE_DISCOVERIES`].
    #[must_use]
    pub fn is_significant(&self) -> bool {
        self.corrected
            .is_some_and(|p| p <= statistics::FALSE_DISCOVERIES)
    }

    /// The ratio, or where weeks are withheld the end of its interval that is nearer to no change: what it
    /// grew or shrank at least.
    #[must_use]
    pub fn at_least(&self) -> Option<f64> {
        let nearer = |(low, high): (f64, f64)| {
            if low > 1.0 {
                Some(low)
            } else {
                (high < 1.0).then_some(high)
            }
        };
        self.ratio.or_else(|| self.interval.and_then(nearer))
    }
}

/// Growth of each of `clusters` between `windows`, in their order; p-values are corrected for all of them
/// together. Not known for any where a week of all conversations is withheld.
///
/// A cluster is tested unless one of its windows is withheld as a whole. The test is that of two
/// proportions ([`statistics::compare`]); where weeks are withheld it is the weakest over everything they
/// may hold, and the interval holds the intervals of all of it (bounds in the manner of Manski 2003,
/// Partial Identification of Probability Distributions, 1.2).
#[must_use]
pub fn growth(atlas: &Atlas, windows: Windows, clusters: &[usize]) -> Vec<Growth> {
    let weeks = &atlas.release().manifest().weeks;
    let totals = windows
        .is_within(weeks.len())
        .then(|| {
            let overall = |window| whole(atlas, window);
            Some((overall(windows.before)?, overall(windows.after)?))
        })
        .flatten();
    let mut growths: Vec<(Growth, Option<f64>)> = clusters
        .iter()
        .map(|&index| of_one(atlas, windows, index, totals))
        .collect();
    let p_values: Vec<Option<f64>> = growths.iter().map(|(_, p)| *p).collect();
    for ((growth, _), corrected) in growths.iter_mut().zip(benjamini_hochberg(&p_values)) {
        growth.corrected = corrected;
        if growth.change == Change::Unclear && growth.is_significant() {
            let grew = growth.at_least().is_some_and(|ratio| ratio > 1.0);
            growth.change = if grew { Change::Grew } else { Change::Shrank };
        }
    }
    growths.into_iter().map(|(growth, _)| growth).collect()
}

/// Conversations of everybody in `window` and the standard deviation of their noise; `None` where a week
/// is withheld.
fn whole(atlas: &Atlas, window: Window) -> Option<(u64, f64)> {
    let span = Span::of(atlas, Subject::Overall, window);
    (span.withheld == 0).then(|| (span.low, deviation(atlas, Subject::Overall, window)))
}

/// Standard deviation of the noise in the sum of the weeks of `window`.
fn deviation(atlas: &Atlas, subject: Subject, window: Window) -> f64 {
    let of_one = noise::within(atlas, subject, noise::WEEKS).unwrap_or(0);
    of_one as f64 / Z95 * (window.len() as f64).sqrt()
}

fn of_one(
    atlas: &Atlas,
    windows: Windows,
    index: usize,
    totals: Option<((u64, f64), (u64, f64))>,
) -> (Growth, Option<f64>) {
    let subject = Subject::Cluster(index);
    let (before, after) = (
        Span::of(atlas, subject, windows.before),
        Span::of(atlas, subject, windows.after),
    );
    let mut growth = Growth {
        change: Change::Unknown,
        before,
        after,
        ratio: None,
        bounds: None,
        interval: None,
        corrected: None,
    };
    let Some((all_before, all_after)) = totals else {
        return (growth, None);
    };
    growth.bounds = Some(bounds(&before, &after, all_before.0, all_after.0));
    growth.change = gaps(&before, &after);
    if growth.change != Change::Unclear {
        return (growth, None);
    }
    let (Some(most_before), Some(most_after)) = (before.high, after.high) else {
        growth.change = Change::Unknown;
        return (growth, None);
    };
    let ratio = |count_before, count_after| {
        let part = |count, (whole, whole_noise), window| Part {
            count,
            whole,
            noise: deviation(atlas, subject, window),
            whole_noise,
        };
        statistics::compare(
            &part(count_after, all_after, windows.after),
            &part(count_before, all_before, windows.before),
            Relation::Separate,
        )
    };
    // Least growth that the withheld weeks allow, and most.
    let ends = (ratio(most_before, after.low), ratio(before.low, most_after));
    let (Some(least), Some(most)) = ends else {
        growth.change = Change::Unknown;
        return (growth, None);
    };
    growth.interval = Some((least.low.min(most.low), least.high.max(most.high)));
    if before.is_exact() && after.is_exact() {
        growth.ratio = Some(least.estimate);
        growth.change = match (before.low, after.low) {
            (0, _) => Change::New,
            (_, 0) => Change::Vanished,
            _ => Change::Unclear,
        };
    }
    (growth, Some(weakest(&least, &most)))
}

/// The least and the greatest ratio that withheld weeks allow, of so many conversations in all.
fn bounds(before: &Span, after: &Span, all_before: u64, all_after: u64) -> (f64, f64) {
    let ratio = |after: u64, before: u64| {
        Part::exact(after, all_after).share() / Part::exact(before, all_before).share()
    };
    let most_before = before.high.filter(|&most| most > 0);
    let most_after = after.high.filter(|_| before.low > 0);
    (
        most_before.map_or(0.0, |most| ratio(after.low, most)),
        most_after.map_or(f64::INFINITY, |most| ratio(most, before.low)),
    )
}

/// What windows that are withheld as a whole say: [`Change::Unclear`] where there is none.
fn gaps(before: &Span, after: &Span) -> Change {
    match (before.is_dark(), after.is_dark()) {
        (true, true) => Change::Unknown,
        (true, false) if after.withheld == 0 && after.low > 0 => Change::PerhapsNew,
        (false, true) if before.withheld == 0 && before.low > 0 => Change::PerhapsVanished,
        (false, false) => Change::Unclear,
        _ => Change::Unknown,
    }
}

/// The greatest p-value between two ends: 1 where no change at all lies between them.
fn weakest(least: &Ratio, most: &Ratio) -> f64 {
    if (least.estimate > 1.0) == (most.estimate > 1.0) {
        least.p.max(most.p)
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests;
