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

/// Spearman's rank correlation of the first with the second, ties at their mean rank (1904). `None`
/// where either does not vary.
#[must_use]
pub fn spearman(pairs: &[(f32, bool)]) -> Option<f64> {
    let n = pairs.len() as f64;
    let scores = ranks(pairs.iter().map(|p| p.0).collect());
    let labels = ranks(pairs.iter().map(|p| f32::from(u8::from(p.1))).collect());
    let mean = f64::midpoint(n, 1.0);
    let product = |a: &[f64], b: &[f64]| -> f64 {
        a.iter().zip(b).map(|(x, y)| (x - mean) * (y - mean)).sum()
    };
    let spread = (product(&scores, &scores) * product(&labels, &labels)).sqrt();
    (spread > 0.0).then(|| product(&scores, &labels) / spread)
}

/// Ranks from 1, equal values at their mean.
fn ranks(values: Vec<f32>) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for ties in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let rank = before as f64 + (ties.len() as f64 + 1.0) / 2.0;
        ties.iter().for_each(|&i| ranks[i] = rank);
        before += ties.len();
    }
    ranks
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
    fn ranks_agree_disagree_or_do_not_vary() {
        let rising = [(1.0, false), (2.0, false), (3.0, true), (4.0, true)];
        let falling = rising.map(|(score, label)| (-score, label));
        let high = spearman(&rising).unwrap_or_default();
        assert!((high - 0.894).abs() < 0.001, "{high}");
        assert_eq!(spearman(&falling), Some(-high));
        assert_eq!(spearman(&[(1.0, true), (2.0, true)]), None);
    }

    #[test]
    fn a_threshold_lets_through_no_more_than_its_share() {
        let scores: Vec<f32> = (0..100).map(|i| i as f32).collect();
        let at = threshold(scores.clone(), 0.03);
        assert_eq!(scores.iter().filter(|&&s| s >= at).count(), 3);
    }
}
