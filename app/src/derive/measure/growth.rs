//! Growth as a number to sort and filter by: the very ratio that the weeks below the map and the colours show.

use crate::derive::atlas::Atlas;
use crate::derive::growth::{Windows, growth};
use crate::derive::measure::Known;

/// The growth of the cluster at `index` between `windows`: 1 where its share of all conversations is the same in
/// both, infinity where it is new. Known only where both windows are; else between what withheld weeks allow.
pub(super) fn known(atlas: &Atlas, windows: Option<Windows>, index: usize) -> Known {
    let found = windows.and_then(|windows| growth(atlas, windows, &[index]).pop());
    match found.map(|found| (found.ratio, found.bounds)) {
        Some((Some(ratio), _)) => Known::exactly(ratio),
        Some((None, Some((low, high)))) => Known::between(low, high),
        _ => Known::between(0.0, f64::INFINITY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::colour_by::ColourBy;
    use crate::derive::fixture;

    #[test]
    fn withheld_weeks_bound_growth_and_are_never_nothing() {
        // Three weeks: 30 shown, the middle and the last withheld, of 60 conversations. Of all conversations there
        // are 1,080 in the first week and 540 in the last.
        let atlas = fixture::atlas();
        let growth = known(&atlas, Windows::halves(3), atlas.at_level(0)[0]);
        assert_eq!(growth.value, None);
        assert_eq!((growth.low, growth.high), (0.0, 2.0));
    }

    #[test]
    fn other_windows_are_another_number_and_none_are_unknown() {
        let atlas = fixture::atlas();
        let top = atlas.at_level(2)[0];
        let joined = Windows::from_key("0-0,1-2").unwrap();
        // What is not in the first week is in the two others, which are withheld one by one.
        let growth = known(&atlas, Some(joined), top);
        assert_eq!(growth.value, Some(1.0));
        assert_eq!(ColourBy::Growth(joined).value(&atlas, top), growth.value);
        let unknown = known(&atlas, None, top);
        assert_eq!((unknown.value, unknown.high), (None, f64::INFINITY));
    }
}
