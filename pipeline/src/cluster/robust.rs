//! The middle of some values and how far they spread about it, which a few odd ones do not move.

/// From the median absolute deviation to the standard deviation of a normal distribution.
const MAD_TO_SD: f32 = 1.4826;

/// The upper median of `values`, and 1.4826 times their median absolute deviation from it (Hampel 1974,
/// JASA 69); `None` where there are no values or nearly all are the same.
pub(super) fn centre_and_spread(mut values: Vec<f32>) -> Option<(f32, f32)> {
    let centre = median(&mut values)?;
    let mut deviations: Vec<f32> = values.iter().map(|v| (v - centre).abs()).collect();
    let spread = MAD_TO_SD * median(&mut deviations)?;
    (spread > 1e-5).then_some((centre, spread))
}

/// The upper median.
fn median(values: &mut [f32]) -> Option<f32> {
    let middle = values.len() / 2;
    (!values.is_empty()).then(|| *values.select_nth_unstable_by(middle, f32::total_cmp).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_odd_value_moves_neither() {
        let (centre, spread) = centre_and_spread(vec![3.0, 1.0, 2.0, 100.0, 4.0]).unwrap();
        assert_eq!(centre, 3.0);
        assert!((spread - MAD_TO_SD).abs() < 1e-6);
        assert_eq!(centre_and_spread(vec![2.0; 9]), None);
        assert_eq!(centre_and_spread(Vec::new()), None);
    }
}
