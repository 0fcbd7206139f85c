//! How well scores tell unsafe texts from benign ones.

/// Area under the ROC curve: the chance that an unsafe text scores above a benign one, ties half
/// (Mann & Whitney 1947). `None` unless there are both.
#[must_use]
pub fn roc_auc(scores: &[(f32, bool)]) -> Option<f64> {
    let mut sorted = scores.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let positives = sorted.iter().filter(|(_, unsafe_)| *unsafe_).count() as f64;
    let negatives = sorted.len() as f64 - positives;
    if positives == 0.0 || negatives == 0.0 {
        return None;
    }
    let (mut below, mut wins) = (0.0, 0.0);
    for ties in sorted.chunk_by(|a, b| a.0 == b.0) {
        let up = ties.iter().filter(|(_, unsafe_)| *unsafe_).count() as f64;
        let down = ties.len() as f64 - up;
        wins += up * (below + down / 2.0);
        below += down;
    }
    Some(wins / (positives * negatives))
}

/// The smallest score that at most `share` (0..=1) of `scores` reach or exceed.
///
/// An empty slice gives positive infinity's nearest finite value: nothing is known to be below.
pub(super) fn threshold(mut scores: Vec<f32>, share: f64) -> f32 {
    scores.sort_by(|a, b| b.total_cmp(a));
    let allowed = (scores.len() as f64 * share) as usize;
    scores
        .get(allowed)
        .map_or(f32::MAX, |score| score.next_up())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_area_is_one_half_or_zero_where_it_should_be() {
        assert_eq!(roc_auc(&[(0.1, false), (0.9, true)]), Some(1.0));
        assert_eq!(roc_auc(&[(0.9, false), (0.1, true)]), Some(0.0));
        assert_eq!(roc_auc(&[(0.5, false), (0.5, true)]), Some(0.5));
        assert_eq!(roc_auc(&[(0.5, true)]), None);
    }

    #[test]
    fn a_threshold_lets_through_no_more_than_its_share() {
        let scores: Vec<f32> = (0..100).map(|i| i as f32).collect();
        let at = threshold(scores.clone(), 0.03);
        assert_eq!(scores.iter().filter(|&&s| s >= at).count(), 3);
    }
}
