//! How well scores order things: rank correlation, ROC AUC, and what an alarm at a threshold catches.

use super::labels::share;

/// Spearman's rank correlation, -1 … 1, ties at their mean rank; `None` where either does not vary.
///
/// # Panics
/// When the two are of different lengths.
#[must_use]
pub fn spearman(a: &[f64], b: &[f64]) -> Option<f64> {
    assert_eq!(a.len(), b.len(), "two scores for each thing");
    pearson(&ranks(a), &ranks(b))
}

/// Pearson's correlation, -1 … 1; `None` where either does not vary.
#[must_use]
pub fn pearson(a: &[f64], b: &[f64]) -> Option<f64> {
    let count = a.len().min(b.len()) as f64;
    let (mean_a, mean_b) = (a.iter().sum::<f64>() / count, b.iter().sum::<f64>() / count);
    let (mut both, mut of_a, mut of_b) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        both += (x - mean_a) * (y - mean_b);
        of_a += (x - mean_a).powi(2);
        of_b += (y - mean_b).powi(2);
    }
    (of_a > 0.0 && of_b > 0.0).then(|| both / (of_a * of_b).sqrt())
}

/// Area under the ROC curve, 0 … 1: the chance that a positive scores above a negative, ties half
/// (Mann and Whitney 1947, Ann. Math. Stat. 18). `None` unless there are both.
///
/// # Panics
/// When the two are of different lengths.
#[must_use]
pub fn roc_auc(scores: &[f64], positive: &[bool]) -> Option<f64> {
    assert_eq!(scores.len(), positive.len(), "one label for each score");
    let positives = positive.iter().filter(|&&p| p).count() as f64;
    let negatives = positive.len() as f64 - positives;
    if positives == 0.0 || negatives == 0.0 {
        return None;
    }
    let ranks = ranks(scores);
    let sum: f64 = ranks
        .iter()
        .zip(positive)
        .filter_map(|(rank, &positive)| positive.then_some(rank))
        .sum();
    Some((sum - positives * (positives + 1.0) / 2.0) / (positives * negatives))
}

/// Ranks from 1, things that tie at the mean of their ranks.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for ties in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let rank = before as f64 + (ties.len() as f64 + 1.0) / 2.0;
        for &index in ties {
            ranks[index] = rank;
        }
        before += ties.len();
    }
    ranks
}

/// What raising an alarm catches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Alarms {
    /// Positives with an alarm.
    pub hits: u64,
    /// Positives without.
    pub misses: u64,
    /// Negatives with an alarm.
    pub false_alarms: u64,
    /// Negatives without.
    pub rejections: u64,
}

impl Alarms {
    /// Counts.
    ///
    /// # Panics
    /// When the two are of different lengths.
    #[must_use]
    pub fn of(raised: &[bool], positive: &[bool]) -> Self {
        assert_eq!(raised.len(), positive.len(), "one label for each alarm");
        let mut counts = Self::default();
        for pair in raised.iter().zip(positive) {
            let count = match pair {
                (true, true) => &mut counts.hits,
                (false, true) => &mut counts.misses,
                (true, false) => &mut counts.false_alarms,
                (false, false) => &mut counts.rejections,
            };
            *count += 1;
        }
        counts
    }

    /// Share of the alarms that were right, 0 … 1; `None` without alarms.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        share(self.hits, self.hits + self.false_alarms)
    }

    /// Share of the positives that raised one, 0 … 1; `None` without positives.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        share(self.hits, self.hits + self.misses)
    }

    /// Share of the negatives that raised one, 0 … 1; `None` without negatives.
    #[must_use]
    pub fn false_alarm_rate(&self) -> Option<f64> {
        share(self.false_alarms, self.false_alarms + self.rejections)
    }

    /// Share of all that were judged rightly, 0 … 1; `None` of nothing.
    #[must_use]
    pub fn accuracy(&self) -> Option<f64> {
        let right = self.hits + self.rejections;
        share(right, right + self.misses + self.false_alarms)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{close, other_scores, positives, scores};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn correlation_and_area_equal_scipy_and_scikit_learn() {
        // scipy.stats.spearmanr(score, z)[0]; sklearn.metrics.roc_auc_score(y, score).
        close(
            spearman(&scores(), &other_scores()).unwrap(),
            0.023_100_908_207_149_277,
        );
        close(
            roc_auc(&scores(), &positives()).unwrap(),
            0.923_996_131_884_324_8,
        );
    }

    #[test]
    fn alarms_equal_scikit_learn() {
        // precision_score, recall_score and accuracy_score of y and [s >= 6 for s in score].
        let raised: Vec<bool> = scores().iter().map(|&s| s >= 6.0).collect();
        let alarms = Alarms::of(&raised, &positives());
        close(alarms.precision().unwrap(), 0.793_388_429_752_066_1);
        close(alarms.recall().unwrap(), 0.786_885_245_901_639_3);
        close(alarms.accuracy().unwrap(), 0.83);
    }

    #[test]
    fn what_cannot_be_told_is_none() {
        assert_eq!(spearman(&[1.0, 1.0], &[0.0, 2.0]), None);
        assert_eq!(roc_auc(&[0.5], &[true]), None);
        assert_eq!(Alarms::default().precision(), None);
    }

    proptest! {
        #[test]
        fn turning_scores_round_turns_the_area_round(
            things in prop::collection::vec((0_u8..20, any::<bool>()), 2..60)
        ) {
            let (scores, positive): (Vec<f64>, Vec<bool>) =
                things.into_iter().map(|(s, p)| (f64::from(s), p)).unzip();
            let turned: Vec<f64> = scores.iter().map(|s| -s).collect();
            if let (Some(area), Some(other)) =
                (roc_auc(&scores, &positive), roc_auc(&turned, &positive))
            {
                prop_assert!((area + other - 1.0).abs() < 1e-9);
            }
        }
    }
}
