//! Numbers as ranges, and as multiples of what is asked for, so that one more or less seldom shows.

use crate::facet::{NOT_KNOWN, OTHER};

/// Lower ends of the ranges. Every profile's account threshold is among them, so that a cluster at
/// the threshold still says that it meets it.
const EDGES: [u64; 16] = [
    1, 2, 5, 10, 20, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000,
];

/// Multiples that a margin is told in, falling.
const MULTIPLES: [u8; 4] = [MOST, 5, 2, 1];

/// The largest multiple, which stands for all above it.
pub const MOST: u8 = 10;

/// The range that holds `count`: lower end inclusive, upper end exclusive.
///
/// An own threshold between two edges counts as an edge too, as `least`.
#[must_use]
pub fn band(count: u64, least: u64) -> (u64, Option<u64>) {
    let below = EDGES
        .iter()
        .copied()
        .filter(|&edge| edge <= count)
        .max()
        .unwrap_or(0);
    let at_least = if least <= count {
        below.max(least)
    } else {
        below
    };
    let above = EDGES.iter().copied().find(|&edge| edge > count);
    let above = if least > count {
        Some(above.map_or(least, |a| a.min(least)))
    } else {
        above
    };
    (at_least, above)
}

/// As [`band`], where whatever is below `least` is one range.
#[must_use]
pub fn band_of_enough(count: u64, least: u64) -> (u64, Option<u64>) {
    if count < least {
        (0, Some(least))
    } else {
        band(count, least)
    }
}

/// How many times `least` goes into `count`: 0, 1, 2, 5, or 10 for that and more.
#[must_use]
pub fn multiple(count: u64, least: u64) -> u8 {
    let times = count.checked_div(least).unwrap_or(u64::MAX);
    MULTIPLES
        .into_iter()
        .find(|&multiple| times >= u64::from(multiple))
        .unwrap_or(0)
}

/// By how much the values that a row shows pass the barrier for values: for each named value with its cell
/// here and in the row of everything, as a multiple of `least`; the smallest, or 10 where none is named.
///
/// It is made of shown cells alone, so it tells nothing that they do not. What everything hides is named all the
/// same, so it counts as just enough.
pub fn values_margin<'a>(
    cells: impl Iterator<Item = (&'a str, Option<u64>, Option<u64>)>,
    least: u64,
) -> u8 {
    cells
        .filter(|&(value, here, _)| {
            value != OTHER && value != NOT_KNOWN && here.is_some_and(|count| count > 0)
        })
        .map(|(_, _, everywhere)| everywhere.map_or(1, |count| multiple(count, least)))
        .min()
        .unwrap_or(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_hold_their_number_and_respect_the_threshold() {
        assert_eq!(band(10, 10), (10, Some(20)));
        assert_eq!(band(57, 10), (50, Some(100)));
        assert_eq!(band(300_000, 10), (100_000, None));
        assert_eq!(band(14, 12), (12, Some(20)));
        assert_eq!(band(11, 12), (10, Some(12)));
        assert_eq!(band(0, 1), (0, Some(1)));
    }

    #[test]
    fn few_are_never_told_from_fewer() {
        for few in 0..15 {
            assert_eq!(band_of_enough(few, 15), (0, Some(15)));
        }
        assert_eq!(band_of_enough(15, 15), (15, Some(20)));
        assert_eq!(band_of_enough(0, 1), (0, Some(1)));
    }

    #[test]
    fn a_margin_is_the_multiple_below() {
        let told = [24, 25, 49, 50, 124, 125, 249, 250, u64::MAX].map(|n| multiple(n, 25));
        assert_eq!(told, [0, 1, 1, 2, 2, 5, 5, 10, 10]);
        assert_eq!(multiple(3, 0), 10);
    }

    #[test]
    fn the_rarest_shown_value_makes_the_margin() {
        let cells = [
            ("English", Some(40), Some(400)),
            ("Dutch", Some(15), Some(31)),
            ("French", None, Some(16)),
            ("Greek", Some(0), Some(15)),
            (OTHER, Some(20), Some(20)),
        ];
        assert_eq!(values_margin(cells.into_iter(), 15), 2);
        assert_eq!(
            values_margin([("Dutch", Some(15), None)].into_iter(), 15),
            1
        );
        assert_eq!(values_margin(std::iter::empty(), 15), 10);
    }
}
