//! Growth as the plain change from the first half of the weeks to the second.

use crate::derive::atlas::Atlas;
use crate::derive::chart::Subject;
use crate::derive::growth::{Span, Window};
use crate::derive::measure::Known;

/// The change for the cluster at `index`: 0 where both halves have as many conversations, 1 where the
/// second has twice as many. With an odd number of weeks the one in the middle counts in neither.
/// Known only where both halves are; else between what the shown weeks allow.
pub(super) fn known(atlas: &Atlas, index: usize) -> Known {
    let anything = Known::between(-1.0, f64::INFINITY);
    let weeks = atlas.release().manifest().weeks.len();
    let half = weeks / 2;
    if half == 0 {
        return anything;
    }
    let of = |first, last| Span::of(atlas, Subject::Cluster(index), Window { first, last });
    let (early, late) = (of(0, half - 1), of(weeks - half, weeks - 1));
    if early.is_exact() && late.is_exact() {
        // From nothing to something is no number.
        return match early.low {
            0 => anything,
            _ => Known::exactly(change(early.low, late.low)),
        };
    }
    match (early.high, late.high) {
        (Some(most_early), Some(most_late)) => {
            Known::between(change(most_early, late.low), change(early.low, most_late))
        }
        _ => anything,
    }
}

fn change(early: u64, late: u64) -> f64 {
    match (early, late) {
        (0, 0) => 0.0,
        (0, _) => f64::INFINITY,
        _ => late as f64 / early as f64 - 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn withheld_weeks_bound_growth_from_both_sides() {
        // Three weeks: 30 shown, the middle and the last withheld, of 60 conversations.
        let atlas = fixture::atlas();
        let growth = known(&atlas, atlas.at_level(0)[0]);
        assert_eq!(growth.value, None);
        assert_eq!((growth.low, growth.high), (-1.0, 0.0));
    }
}
