//! Many tests at once.

use crate::derive::sorting::Sorting as _;

/// P-values adjusted so that, of all that are then at most q, on average at most q are false discoveries
/// (Benjamini and Hochberg 1995, JRSS B 57): in the order of `p_values`, each in 0..=1. `None` stands for
/// a test that was not made; it stays so and does not count.
#[must_use]
pub fn benjamini_hochberg(p_values: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<(usize, f64)> = p_values
        .iter()
        .enumerate()
        .filter_map(|(place, p)| Some((place, (*p)?)))
        .collect();
    order.order_by(|a, b| a.1.total_cmp(&b.1));
    let tests = order.len() as f64;
    let mut adjusted = vec![None; p_values.len()];
    let mut least = 1.0_f64;
    for (rank, &(place, p)) in order.iter().enumerate().rev() {
        least = least.min(p * tests / (rank + 1) as f64);
        adjusted[place] = Some(least);
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjusted_values_match_scipy_and_gaps_do_not_count() {
        // scipy.stats.false_discovery_control(p), scipy 1.17.1.
        let p = [
            Some(0.03),
            None,
            Some(0.001),
            Some(0.2),
            Some(0.012),
            Some(0.04),
        ];
        let expected = [
            Some(0.05),
            None,
            Some(0.005),
            Some(0.2),
            Some(0.03),
            Some(0.05),
        ];
        for (ours, theirs) in benjamini_hochberg(&p).iter().zip(expected) {
            match (ours, theirs) {
                (Some(ours), Some(theirs)) => assert!((ours - theirs).abs() < 1e-12, "{ours}"),
                (ours, theirs) => assert_eq!(*ours, theirs),
            }
        }
    }

    #[test]
    fn no_tests_need_no_correction() {
        assert_eq!(benjamini_hochberg(&[None, None]), [None, None]);
    }
}
