//! A numeric scale: where a value lies between the ends, and which values to write beside it.

/// How values spread over the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// In proportion.
    Linear,
    /// By their logarithm, for counts over several orders of magnitude.
    Log,
}

/// A scale from `low` to `high`, with `low < high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// How values spread.
    pub spread: Spread,
    /// Value at fraction 0.
    pub low: f64,
    /// Value at fraction 1.
    pub high: f64,
}

impl Scale {
    /// A scale in proportion from `low` to the first round number at or above `high`.
    #[must_use]
    pub fn linear(low: f64, high: f64) -> Self {
        Self {
            spread: Spread::Linear,
            low,
            high: if high > low {
                low + round_up(high - low)
            } else {
                low + 1.0
            },
        }
    }

    /// A logarithmic scale over positive values, its ends as they are.
    #[must_use]
    pub fn log(low: f64, high: f64) -> Self {
        let low = low.max(1.0);
        Self {
            spread: Spread::Log,
            low,
            high: high.max(low * 2.0),
        }
    }

    /// Where `value` lies: 0 at the low end, 1 at the high end, clamped.
    #[must_use]
    pub fn fraction(&self, value: f64) -> f64 {
        let fraction = match self.spread {
            Spread::Linear => (value - self.low) / (self.high - self.low),
            Spread::Log => (value.max(self.low) / self.low).ln() / (self.high / self.low).ln(),
        };
        fraction.clamp(0.0, 1.0)
    }

    /// Round values to write beside the scale, rising: both ends of a linear scale and its middle;
    /// powers of ten (or 2 and 5 times these) within a logarithmic one.
    #[must_use]
    pub fn ticks(&self) -> Vec<f64> {
        match self.spread {
            Spread::Linear => vec![self.low, (self.low + self.high) / 2.0, self.high],
            Spread::Log => {
                let tens: Vec<f64> = (0..16).map(|e| 10f64.powi(e)).collect();
                let all = |factors: &[f64]| -> Vec<f64> {
                    tens.iter()
                        .flat_map(|ten| factors.iter().map(move |f| f * ten))
                        .filter(|tick| (self.low..=self.high).contains(tick))
                        .collect()
                };
                let coarse = all(&[1.0]);
                if coarse.len() >= 3 {
                    coarse
                } else {
                    thin(&all(&[1.0, 2.0, 5.0]))
                }
            }
        }
    }
}

/// At most four of `ticks`, evenly picked.
fn thin(ticks: &[f64]) -> Vec<f64> {
    let step = ticks.len().div_ceil(4).max(1);
    ticks.iter().copied().step_by(step).collect()
}

/// The smallest of 1, 2, 2.5, 4, 5, 6, 8, 10 times a power of ten that is at least `value` (> 0).
#[must_use]
pub fn round_up(value: f64) -> f64 {
    let power = 10f64.powf(value.log10().floor());
    for factor in [1.0, 2.0, 2.5, 4.0, 5.0, 6.0, 8.0] {
        if value <= factor * power * (1.0 + 1e-9) {
            return factor * power;
        }
    }
    10.0 * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linear_scales_end_on_round_numbers() {
        assert_eq!(Scale::linear(0.0, 0.37).high, 0.4);
        assert_eq!(Scale::linear(1.0, 2.9).high, 3.0);
        assert_eq!(Scale::linear(0.0, 0.0).high, 1.0);
    }

    #[test]
    fn fractions_stay_between_the_ends() {
        let scale = Scale::log(25.0, 2_500.0);
        assert_eq!(scale.fraction(1.0), 0.0);
        assert!((scale.fraction(250.0) - 0.5).abs() < 1e-9);
        assert_eq!(scale.fraction(1e9), 1.0);
    }

    #[test]
    fn logarithmic_ticks_are_round_and_inside() {
        for (low, high) in [(25.0, 90.0), (25.0, 2_500.0), (3.0, 4e6)] {
            let ticks = Scale::log(low, high).ticks();
            assert!(!ticks.is_empty(), "{low}..{high}");
            assert!(ticks.iter().all(|t| (low..=high).contains(t)));
        }
    }
}
