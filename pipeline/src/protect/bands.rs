//! Account numbers as bands, so that one account more or less seldom shows.

/// Lower ends of the bands. Every profile's account threshold is among them, so that a cluster at
/// the threshold still says that it meets it.
const EDGES: [u64; 16] = [
    1, 2, 5, 10, 20, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000,
];

/// The band that holds `accounts`: lower end inclusive, upper end exclusive.
///
/// An own threshold between two edges counts as an edge too, as `least`.
pub(super) fn band(accounts: u64, least: u64) -> (u64, Option<u64>) {
    let below = EDGES
        .iter()
        .copied()
        .filter(|&edge| edge <= accounts)
        .max()
        .unwrap_or(0);
    let at_least = if least <= accounts {
        below.max(least)
    } else {
        below
    };
    let above = EDGES.iter().copied().find(|&edge| edge > accounts);
    let above = if least > accounts {
        Some(above.map_or(least, |a| a.min(least)))
    } else {
        above
    };
    (at_least, above)
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
}
