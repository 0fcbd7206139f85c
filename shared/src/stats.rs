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
