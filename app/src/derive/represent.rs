//! Facet values that a cluster has more or less of than all conversations together.
//!
//! Invariant: a withheld cell is never taken for nothing. What it may hold at most follows from its row, and
//! at least from clusters within. Where even that is far less than the whole has, or more, the value is under-
//! or over-represented by at least so much.

use super::atlas::Atlas;
use super::cells::Reading;
use super::chart::{self, REST, Subject};
use super::noise;
use super::statistics::{self, FALSE_DISCOVERIES, Part, Relation, Z95, benjamini_hochberg};
use crate::derive::sorting::Sorting as _;

/// One facet value of a cluster beside the whole release.
#[derive(Debug, Clone, PartialEq)]
pub struct Represented {
    /// Name of the facet.
    pub facet: String,
    /// Place of the value in the facet.
    pub place: usize,
    /// The value in words.
    pub label: String,
    /// Share of the cluster's conversations, 0 to 1.
    pub share: f64,
    /// What `share` and `ratio` are.
    pub told: Told,
    /// Share of all conversations, 0 to 1.
    pub base: f64,
    /// `share` over `base`.
    pub ratio: f64,
    /// 95 % interval of the ratio, over everything that a withheld cell may hold.
    pub interval: (f64, f64),
    /// P-value corrected for all values of the cluster.
    pub corrected: f64,
}

/// What is told of a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It is shown.
    Exactly,
    /// It is withheld, and so much or more.
    AtLeast,
    /// It is withheld, and so much or less.
    AtMost,
}

/// What stands out in a cluster.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Standout {
    /// Values that it has significantly more of, the strongest first.
    pub over: Vec<Represented>,
    /// Values that it has significantly less of, the strongest first.
    pub under: Vec<Represented>,
    /// Values that were tested.
    pub tested: usize,
    /// Values that could not be, because the cluster or the whole withholds them.
    pub withheld: usize,
}

impl Represented {
    /// How surely it stands out: the logarithm of the end of the interval that is nearer to 1, without its
    /// sign; 0 where the interval holds 1.
    #[must_use]
    pub fn strength(&self) -> f64 {
        let (low, high) = self.interval;
        if low > 1.0 {
            low.ln()
        } else if high < 1.0 {
            -high.ln()
        } else {
            0.0
        }
    }
}

/// What stands out in the cluster at `index`. Values that stand for a rest are left out; p-values are
/// corrected for all others together. A cluster is compared with everything outside of it
/// ([`statistics::compare`]).
#[must_use]
pub fn standout(atlas: &Atlas, index: usize) -> Standout {
    let mut found = Standout::default();
    let mut values = Vec::new();
    for facet in &atlas.release().manifest().facets {
        let mine = chart::readings(atlas, Subject::Cluster(index), &facet.name);
        let all = chart::readings(atlas, Subject::Overall, &facet.name);
        let rest = rest_of_row(atlas, index, &mine);
        for (place, value) in facet.values.iter().enumerate() {
            let (Some(&here), Some(&base)) = (mine.get(place), all.get(place)) else {
                continue;
            };
            if REST.contains(&value.as_str()) {
                continue;
            }
            let label = chart::value_label(&facet.name, facet.kind, value);
            let compared = match here.known() {
                Some(count) => one(atlas, index, &facet.name, count, base),
                None => bounded(atlas, index, &facet.name, (here.least(), rest), base),
            };
            match compared {
                Some((mut represented, p)) => {
                    represented.place = place;
                    represented.label = label;
                    values.push((represented, p));
                }
                _ if here == Reading::None && base == Reading::None => {}
                _ => found.withheld += 1,
            }
        }
    }
    let p_values: Vec<Option<f64>> = values.iter().map(|(_, p)| Some(*p)).collect();
    found.tested = values.len();
    for ((mut value, p), corrected) in values.into_iter().zip(benjamini_hochberg(&p_values)) {
        value.corrected = corrected.unwrap_or(p);
        if value.corrected > FALSE_DISCOVERIES {
            continue;
        }
        if value.ratio > 1.0 {
            found.over.push(value);
        } else {
            found.under.push(value);
        }
    }
    let strongest = |a: &Represented, b: &Represented| b.strength().total_cmp(&a.strength());
    found.over.order_by(strongest);
    found.under.order_by(strongest);
    found
}

/// What any one withheld cell of a row may hold beyond what it is at least; `None` where noise leaves no
/// bound, or the row is not there.
fn rest_of_row(atlas: &Atlas, index: usize, row: &[Reading]) -> Option<u64> {
    if noise::is_noisy(atlas) || row.is_empty() {
        return None;
    }
    let told: u64 = row.iter().map(|reading| reading.least()).sum();
    Some(atlas.cluster(index).conversations.saturating_sub(told))
}

/// A withheld value with `least` conversations and up to `rest` more, by the end of that range which is
/// nearer to the whole's share: the p-value is the greatest over the range. `None` where the whole's share
/// lies within it.
fn bounded(
    atlas: &Atlas,
    index: usize,
    facet: &str,
    (least, rest): (u64, Option<u64>),
    base: Reading,
) -> Option<(Represented, f64)> {
    let most = least.saturating_add(rest?).min(base.known()?);
    let (least, most) = (
        one(atlas, index, facet, least, base)?,
        one(atlas, index, facet, most, base)?,
    );
    let interval = (least.0.interval.0, most.0.interval.1);
    let (told, (represented, p)) = if least.0.ratio > 1.0 {
        (Told::AtLeast, least)
    } else if most.0.ratio < 1.0 {
        (Told::AtMost, most)
    } else {
        return None;
    };
    let represented = Represented {
        told,
        interval,
        ..represented
    };
    Some((represented, p))
}

/// A value with `count` conversations in the cluster, and the p-value of its difference.
fn one(
    atlas: &Atlas,
    index: usize,
    facet: &str,
    count: u64,
    base: Reading,
) -> Option<(Represented, f64)> {
    let part = part(atlas, Subject::Cluster(index), facet, count);
    let whole = part_of_everything(atlas, facet, base.known()?);
    let ratio = statistics::compare(&part, &whole, Relation::Within)?;
    let represented = Represented {
        facet: facet.to_owned(),
        place: 0,
        label: String::new(),
        share: part.share(),
        told: Told::Exactly,
        base: whole.share(),
        ratio: ratio.estimate,
        interval: (ratio.low, ratio.high),
        corrected: ratio.p,
    };
    Some((represented, ratio.p))
}

fn part_of_everything(atlas: &Atlas, facet: &str, count: u64) -> Part {
    part(atlas, Subject::Overall, facet, count)
}

/// `count` conversations of `subject` with a value of `facet`, with the noise of both numbers.
#[must_use]
pub fn part(atlas: &Atlas, subject: Subject, facet: &str, count: u64) -> Part {
    let (_, whole) = subject.profile(atlas);
    let deviation = |on: &str| noise::within(atlas, subject, on).unwrap_or(0) as f64 / Z95;
    Part {
        count,
        whole,
        noise: deviation(&noise::facet(facet)),
        whole_noise: deviation(noise::CONVERSATIONS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn shown_values_are_compared_with_the_rest() {
        let atlas = fixture::atlas();
        // 40 of 60 in English, 1,080 of 2,160 in all.
        let found = standout(&atlas, atlas.at_level(0)[0]);
        let english = found.over.iter().find(|value| value.label == "English");
        let english = english.unwrap();
        assert!((english.ratio - 4.0 / 3.0).abs() < 1e-9);
        assert!(
            english.interval.0 > 1.0 && english.corrected < 0.05,
            "{english:?}"
        );
    }

    #[test]
    fn withheld_values_are_at_most_under_represented() {
        let atlas = fixture::atlas();
        for level in 0..=atlas.top_level() {
            for &index in atlas.at_level(level) {
                let found = standout(&atlas, index);
                assert!(found.over.iter().all(|value| value.told != Told::AtMost));
                let bounded = found
                    .under
                    .iter()
                    .filter(|value| value.told != Told::Exactly);
                for value in bounded {
                    assert_eq!(value.told, Told::AtMost);
                    assert!(value.interval.0 <= value.ratio && value.ratio <= value.interval.1);
                    assert!(value.interval.1 < 1.0 && value.share > 0.0, "{value:?}");
                }
            }
        }
    }

    #[test]
    fn a_large_cluster_can_tell_that_it_has_less_of_what_it_withholds() {
        let atlas = fixture::atlas();
        // 480 of 720 in English; French and German are withheld and at most 240 each, of 540 of 2,160.
        let found = standout(&atlas, atlas.at_level(2)[0]);
        assert!(found.tested > 0 && found.withheld > 0, "{found:?}");
    }

    #[test]
    fn noise_makes_small_differences_chance() {
        let noisy = fixture::noisy();
        let found = standout(&noisy, noisy.at_level(0)[0]);
        assert!(
            found.over.iter().all(|value| value.facet != "language"),
            "{found:?}"
        );
    }
}
