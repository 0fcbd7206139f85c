//! Where the numbers of a measure lie over all clusters.

use super::{Measure, Unit};
use crate::derive::atlas::Atlas;
use crate::derive::growth::Windows;
use crate::derive::sorting::Sorting as _;

/// The known numbers of a measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The least.
    pub low: f64,
    /// The greatest.
    pub high: f64,
    /// One in the middle, rounded to two digits: half of the clusters have less, half more.
    pub middle: f64,
    /// Clusters whose number is known.
    pub known: usize,
}

/// Where the known numbers of `measure` lie, of growth between `windows`; `None` where it is withheld in every
/// cluster. What is infinite, as the growth of what is new, is no end of a range.
#[must_use]
pub fn spread(atlas: &Atlas, measure: &Measure, windows: Option<Windows>) -> Option<Spread> {
    let mut values: Vec<f64> = (0..atlas.clusters().len())
        .filter_map(|index| measure.known(atlas, windows, index).value)
        .filter(|value| value.is_finite())
        .collect();
    values.order_by(f64::total_cmp);
    let middle = *values.get(values.len() / 2)?;
    Some(Spread {
        low: *values.first()?,
        high: *values.last()?,
        middle: two_digits(measure.unit(), middle),
        known: values.len(),
    })
}

fn two_digits(unit: Unit, value: f64) -> f64 {
    if value == 0.0 {
        return 0.0;
    }
    // Whole percents are what one types.
    let finest = match unit {
        Unit::Count => 1.0,
        Unit::Percent | Unit::Times | Unit::Points | Unit::Plain => 0.01,
    };
    let step = 10f64.powf(value.abs().log10().floor() - 1.0).max(finest);
    let rounded = (value / step).round() * step;
    (rounded * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn the_middle_is_a_number_one_would_type() {
        let atlas = fixture::atlas();
        let size = spread(&atlas, &Measure::Size, None).unwrap();
        assert_eq!((size.low, size.high, size.known), (60.0, 720.0, 48));
        assert_eq!(size.middle, 60.0);
        assert_eq!(two_digits(Unit::Percent, 0.123_456), 0.12);
        assert_eq!(two_digits(Unit::Count, 1_234.0), 1_200.0);
    }

    #[test]
    fn what_is_withheld_everywhere_has_no_spread() {
        let atlas = fixture::atlas();
        let french = Measure::of("language", "fra");
        assert_eq!(spread(&atlas, &french, None), None);
    }
}
