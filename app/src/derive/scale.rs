//! A numeric scale: where a value lies between the ends, and which values to write beside it.

/// How values spread over the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// In proportion.
    Linear,
    /// By their logarithm, for counts over several orders of magnitude.
    Log,
    /// By their logarithm to both sides of 1, the middle.
    Ratio,
    /// In proportion to both sides of 0, the middle.
    Difference,
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

    /// A logarithmic scale about 1, from 1 over a power of two to it: wide enough for `low` and `high`, but from
    /// a half to 2 at least and from an eighth to 8 at most; what lies beyond is at its ends.
    #[must_use]
    pub fn ratio(low: f64, high: f64) -> Self {
        let octaves = |value: f64| value.max(f64::MIN_POSITIVE).log2().abs().ceil();
        let reach = octaves(low).max(octaves(high)).clamp(1.0, 3.0).exp2();
        Self {
            spread: Spread::Ratio,
            low: 1.0 / reach,
            high: reach,
        }
    }

    /// A scale about 0 to both sides, wide enough for values as far from it as `reach`.
    #[must_use]
    pub fn difference(reach: f64) -> Self {
        let reach = if reach > 0.0 { round_up(reach) } else { 0.01 };
        Self {
            spread: Spread::Difference,
            low: -reach,
            high: reach,
        }
    }

    /// Whether its middle means something: it then has two sides.
    #[must_use]
    pub const fn is_diverging(&self) -> bool {
        matches!(self.spread, Spread::Ratio | Spread::Difference)
    }

    /// Where `value` lies: 0 at the low end, 1 at the high end, clamped.
    #[must_use]
    pub fn fraction(&self, value: f64) -> f64 {
        let fraction = match self.spread {
            Spread::Linear | Spread::Difference => (value - self.low) / (self.high - self.low),
            Spread::Log | Spread::Ratio => {
                (value.max(self.low) / self.low).ln() / (self.high / self.low).ln()
            }
        };
        fraction.clamp(0.0, 1.0)
    }

    /// The value at `fraction` of the scale: the reverse of [`Self::fraction`].
    #[must_use]
    pub fn value(&self, fraction: f64) -> f64 {
        match self.spread {
            Spread::Linear | Spread::Difference => self.low + fraction * (self.high - self.low),
            Spread::Log | Spread::Ratio => self.low * (self.high / self.low).powf(fraction),
        }
    }

    /// Round values to write beside the scale, rising: both ends of a linear scale or a difference and the
    /// middle; powers of ten (or 2 and 5 times these) within a logarithmic one; powers of two for ratios.
    #[must_use]
    pub fn ticks(&self) -> Vec<f64> {
        match self.spread {
            Spread::Linear | Spread::Difference => {
                vec![self.low, (self.low + self.high) / 2.0, self.high]
            }
            Spread::Ratio => {
                let octaves = self.high.log2().round() as i32;
                (-octaves..=octaves)
                    .map(|octave| 2f64.powi(octave))
                    .collect()
            }
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
    fn one_is_in_the_middle_of_a_ratio_and_zero_of_a_difference() {
        let ratio = Scale::ratio(0.4, 1.2);
        assert_eq!((ratio.low, ratio.high), (0.25, 4.0));
        assert!((ratio.fraction(1.0) - 0.5).abs() < 1e-12);
        assert_eq!(ratio.ticks(), [0.25, 0.5, 1.0, 2.0, 4.0]);
        // Nothing at all and everything lie at the ends.
        assert_eq!(Scale::ratio(0.0, f64::MAX).high, 8.0);
        assert_eq!(ratio.fraction(0.0), 0.0);
        let difference = Scale::difference(0.07);
        assert_eq!((difference.low, difference.fraction(0.0)), (-0.08, 0.5));
    }

    #[test]
    fn values_and_fractions_are_inverse() {
        for scale in [
            Scale::linear(1.0, 5.0),
            Scale::log(25.0, 2_500.0),
            Scale::ratio(0.25, 4.0),
            Scale::difference(0.3),
        ] {
            for fraction in [0.0, 0.25, 0.5, 1.0] {
                assert!((scale.fraction(scale.value(fraction)) - fraction).abs() < 1e-9);
            }
        }
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
