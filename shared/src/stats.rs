//! Small statistics that the gate writes and the client derives.

use serde::{Deserialize, Serialize};

/// A proportion with its 95 % confidence interval, each in 0..=1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The observed proportion.
    pub estimate: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl Share {
    /// `part` of `whole` with Wilson's score interval at 95 % (Wilson 1927, JASA 22).
    ///
    /// A `whole` of zero gives 0 with the interval 0..=1. Values are rounded to six decimals, so
    /// that they read the same on every machine.
    #[must_use]
    pub fn wilson(part: u64, whole: u64) -> Self {
        if whole == 0 {
            return Self {
                estimate: 0.0,
                low: 0.0,
                high: 1.0,
            };
        }
        const Z: f64 = 1.959_963_984_540_054;
        let n = whole as f64;
        let p = part as f64 / n;
        let denominator = 1.0 + Z * Z / n;
        let centre = (p + Z * Z / (2.0 * n)) / denominator;
        let half = Z / denominator * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        Self {
            estimate: round6(p),
            low: round6((centre - half).max(0.0)),
            high: round6((centre + half).min(1.0)),
        }
    }
}

/// The mean of a scale from 1 as far as its shown cells tell: what a row hides counts as the mean that
/// the hidden values have in `everything`, or as their plain mean where that is hidden too. So it tells
/// nothing that the cells do not. Rounded to 0.1; 1 for a `total` of 0.
#[must_use]
pub fn mean_of_shown(cells: &[Option<u64>], total: u64, everything: &[Option<u64>]) -> f64 {
    let value = |place: usize| (place + 1) as f64;
    let (mut sum, mut shown) = (0.0, 0_u64);
    let (mut elsewhere, mut weight) = (0.0, 0.0);
    let (mut plain, mut hidden) = (0.0, 0.0);
    for (place, cell) in cells.iter().enumerate() {
        if let Some(count) = cell {
            sum += value(place) * *count as f64;
            shown = shown.saturating_add(*count);
        } else {
            let count = everything.get(place).copied().flatten().unwrap_or(0) as f64;
            elsewhere += value(place) * count;
            weight += count;
            plain += value(place);
            hidden += 1.0;
        }
    }
    let rest = total.saturating_sub(shown) as f64;
    let mean = match (weight > 0.0, hidden > 0.0) {
        (true, _) => elsewhere / weight,
        (false, true) => plain / hidden,
        (false, false) => 1.0,
    };
    let whole = shown as f64 + rest;
    if whole > 0.0 {
        ((sum + rest * mean) / whole * 10.0).round() / 10.0
    } else {
        1.0
    }
}

fn round6(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_matches_a_published_value() {
        // 10 of 100: 0.0552 to 0.1744 (Newcombe 1998, method 3).
        let share = Share::wilson(10, 100);
        assert!((share.low - 0.0552).abs() < 5e-4, "{share:?}");
        assert!((share.high - 0.1744).abs() < 5e-4, "{share:?}");
    }

    #[test]
    fn a_mean_tells_only_what_its_cells_tell() {
        let all = [Some(70), Some(20), Some(10), None, None];
        assert_eq!(mean_of_shown(&all, 100, &all), 1.4);
        let part = [Some(50), None, None, Some(0), Some(0)];
        // The hidden half counts as 20 of 2 and 10 of 3.
        assert_eq!(mean_of_shown(&part, 100, &all), 1.7);
        assert_eq!(mean_of_shown(&[None; 5], 100, &[None; 5]), 3.0);
        assert_eq!(mean_of_shown(&[], 0, &[]), 1.0);
    }

    #[test]
    fn the_interval_holds_the_estimate_at_the_ends() {
        for (part, whole) in [(0, 1), (1, 1), (0, 0), (50, 50)] {
            let share = Share::wilson(part, whole);
            assert!(
                share.low <= share.estimate && share.estimate <= share.high,
                "{share:?}"
            );
        }
    }
}
