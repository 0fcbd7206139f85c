//! How many labels are right, and of which: accuracy, precision, recall, F1.

use std::collections::BTreeMap;

/// How well one class is found; every share is 0 … 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClassScores {
    /// Share of what got the label that deserved it; 0 where nothing got it.
    pub precision: f64,
    /// Share of what deserved the label that got it; 0 where nothing deserved it.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
    /// Things that deserve the label.
    pub support: u64,
}

/// Share of labels that are right, 0 … 1; 1 where there are none.
///
/// # Panics
/// When the two are of different lengths.
#[must_use]
pub fn accuracy(truth: &[u32], found: &[u32]) -> f64 {
    assert_eq!(truth.len(), found.len(), "two labels for each thing");
    let right = truth.iter().zip(found).filter(|(t, f)| t == f).count();
    share(right as u64, truth.len() as u64).unwrap_or(1.0)
}

/// Scores of every class that occurs in either, by class.
#[must_use]
pub fn per_class(truth: &[u32], found: &[u32]) -> BTreeMap<u32, ClassScores> {
    // Right, given, deserved.
    let mut counts: BTreeMap<u32, [u64; 3]> = BTreeMap::new();
    for (&t, &f) in truth.iter().zip(found) {
        counts.entry(t).or_default()[2] += 1;
        counts.entry(f).or_default()[1] += 1;
        if t == f {
            counts.entry(t).or_default()[0] += 1;
        }
    }
    counts
        .into_iter()
        .map(|(class, [right, given, deserved])| {
            let scores = ClassScores {
                precision: share(right, given).unwrap_or(0.0),
                recall: share(right, deserved).unwrap_or(0.0),
                f1: share(2 * right, given + deserved).unwrap_or(0.0),
                support: deserved,
            };
            (class, scores)
        })
        .collect()
}

/// Mean F1 over the classes that something deserves, each counted once; 1 where there are none.
///
/// A class that is only found has no F1 of its own: what got it is missing from its true class.
#[must_use]
pub fn macro_f1(truth: &[u32], found: &[u32]) -> f64 {
    let deserved: Vec<f64> = per_class(truth, found)
        .values()
        .filter(|scores| scores.support > 0)
        .map(|scores| scores.f1)
        .collect();
    if deserved.is_empty() {
        return 1.0;
    }
    deserved.iter().sum::<f64>() / deserved.len() as f64
}

/// Things and accuracy within every group, by group; `groups` has one entry a thing.
#[must_use]
pub fn accuracy_by_group<G: Ord + Clone>(
    truth: &[u32],
    found: &[u32],
    groups: &[G],
) -> BTreeMap<G, (u64, f64)> {
    let mut counts: BTreeMap<G, (u64, u64)> = BTreeMap::new();
    for ((t, f), group) in truth.iter().zip(found).zip(groups) {
        let entry = counts.entry(group.clone()).or_default();
        entry.0 += 1;
        entry.1 += u64::from(t == f);
    }
    counts
        .into_iter()
        .map(|(group, (all, right))| (group, (all, right as f64 / all as f64)))
        .collect()
}

/// `part / whole`; `None` of nothing.
#[must_use]
pub fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{close, found, truth};
    use super::*;

    #[test]
    fn everything_equals_scikit_learn() {
        // sklearn.metrics on `t` and `f`: accuracy_score,
        // f1_score(average="macro", labels=numpy.unique(t)), precision_recall_fscore_support(labels=[2]).
        let (truth, found) = (truth(), found());
        close(accuracy(&truth, &found), 0.656_666_666_666_666_6);
        close(macro_f1(&truth, &found), 0.672_703_805_896_241_9);
        let two = per_class(&truth, &found)[&2];
        close(two.precision, 0.573_770_491_803_278_7);
        close(two.recall, 0.636_363_636_363_636_4);
        close(two.f1, 0.603_448_275_862_069);
    }

    #[test]
    fn classes_that_nothing_deserves_are_not_in_the_mean() {
        // f1_score([0, 0, 1, 1], [0, 2, 1, 1], average="macro", labels=[0, 1]): of 2/3 and 1, where all
        // three classes would give 5/9.
        close(macro_f1(&[0, 0, 1, 1], &[0, 2, 1, 1]), 5.0 / 6.0);
        close(macro_f1(&[0, 0], &[1, 1]), 0.0);
    }

    #[test]
    fn groups_are_kept_apart() {
        let by = accuracy_by_group(&[1, 1, 2], &[1, 2, 2], &["en", "en", "fr"]);
        assert_eq!(by["en"], (2, 0.5));
        assert_eq!(by["fr"], (1, 1.0));
    }

    #[test]
    fn nothing_is_not_divided_by() {
        assert_eq!(share(0, 0), None);
        close(accuracy(&[], &[]), 1.0);
        close(macro_f1(&[], &[]), 1.0);
        assert_eq!(per_class(&[1], &[2])[&2].recall, 0.0);
    }
}
