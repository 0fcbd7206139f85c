//! Growth as the plain change from the first half of the weeks to the second.

use crate::derive::atlas::Atlas;
use crate::derive::cells::{Reading, read_row};
use crate::derive::measure::Known;
use crate::derive::noise;

/// The change for the cluster at `index`: 0 where both halves have as many conversations, 1 where the
/// second has twice as many. With an odd number of weeks the one in the middle counts in neither.
/// Known only where every week of both halves is shown; else between what the shown weeks allow.
pub(super) fn known(atlas: &Atlas, index: usize) -> Known {
    let threshold = atlas.release().manifest().policy.cell.conversations;
    let cluster = atlas.cluster(index);
    let readings = read_row(&cluster.profile.weeks, cluster.conversations, threshold);
    let half = readings.len() / 2;
    let anything = Known::between(-1.0, f64::INFINITY);
    if half == 0 {
        return anything;
    }
    let (early, late) = (&readings[..half], &readings[readings.len() - half..]);
    let sum = |weeks: &[Reading]| weeks.iter().filter_map(|week| week.known()).sum::<u64>() as f64;
    let whole = |weeks: &[Reading]| weeks.iter().all(|week| *week != Reading::Withheld);
    let change = |early: f64, late: f64| match (early > 0.0, late > 0.0) {
        (true, _) => late / early - 1.0,
        (false, true) => f64::INFINITY,
        (false, false) => 0.0,
    };
    let (from, to) = (sum(early), sum(late));
    let (early_whole, late_whole) = (whole(early), whole(late));
    if early_whole && late_whole {
        return match from > 0.0 {
            true => Known::exactly(to / from - 1.0),
            // From nothing to something is no number.
            false => anything,
        };
    }
    if noise::is_noisy(atlas) {
        return anything;
    }
    // What is not shown of the cluster may lie in any withheld week.
    let rest = cluster.conversations as f64 - sum(&readings);
    let room = |whole: bool| if whole { 0.0 } else { rest.max(0.0) };
    Known::between(
        change(from + room(early_whole), to),
        change(from, to + room(late_whole)),
    )
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
