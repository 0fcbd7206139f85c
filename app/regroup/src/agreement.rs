//! How far two groupings of the same things agree, and what went where.
//!
//! Adjusted Rand index: Hubert and Arabie 1985, J. Classification 2. Normalised mutual information, by the
//! arithmetic mean of the entropies: Vinh, Epps, Bailey 2010, JMLR 11. Both by weight, so that a cluster
//! counts as often as it has conversations.

use std::collections::BTreeMap;

/// What two groupings have in common.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// Adjusted Rand index: 1 for the same, 0 for what chance gives.
    pub adjusted_rand: f64,
    /// Normalised mutual information: 0 to 1.
    pub mutual_information: f64,
    /// (group of the first, group of the second) → weight; no zeros.
    pub flows: BTreeMap<(u32, u32), f64>,
}

/// Compares two groupings of the same things, of which each weighs `weights[place]`. What is in no group
/// of either is left out.
#[must_use]
pub fn agreement(first: &[Option<u32>], second: &[Option<u32>], weights: &[f64]) -> Agreement {
    let mut flows: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for ((a, b), weight) in first.iter().zip(second).zip(weights) {
        if let (Some(a), Some(b)) = (a, b) {
            *flows.entry((*a, *b)).or_default() += weight;
        }
    }
    let (mut rows, mut columns) = (BTreeMap::new(), BTreeMap::new());
    for (&(a, b), &weight) in &flows {
        *rows.entry(a).or_insert(0.0) += weight;
        *columns.entry(b).or_insert(0.0) += weight;
    }
    let rows: Vec<f64> = rows.into_values().collect();
    let columns: Vec<f64> = columns.into_values().collect();
    let cells: Vec<f64> = flows.values().copied().collect();
    let total: f64 = cells.iter().sum();
    Agreement {
        adjusted_rand: adjusted_rand(&cells, &rows, &columns, total),
        mutual_information: mutual_information(&cells, &rows, &columns, total),
        flows,
    }
}

fn adjusted_rand(cells: &[f64], rows: &[f64], columns: &[f64], total: f64) -> f64 {
    let pairs = |counts: &[f64]| counts.iter().map(|n| n * (n - 1.0) / 2.0).sum::<f64>();
    let (both, first, second) = (pairs(cells), pairs(rows), pairs(columns));
    let all = total * (total - 1.0) / 2.0;
    let expected = if all > 0.0 { first * second / all } else { 0.0 };
    let most = f64::midpoint(first, second);
    if (most - expected).abs() < 1e-12 {
        return 1.0;
    }
    (both - expected) / (most - expected)
}

fn mutual_information(cells: &[f64], rows: &[f64], columns: &[f64], total: f64) -> f64 {
    let entropy = |counts: &[f64]| -> f64 {
        let share = |n: &f64| n / total;
        -counts.iter().map(share).map(|p| p * p.ln()).sum::<f64>()
    };
    if total <= 0.0 {
        return 1.0;
    }
    let (first, second, both) = (entropy(rows), entropy(columns), entropy(cells));
    let mean = f64::midpoint(first, second);
    if mean <= 1e-12 {
        return 1.0;
    }
    ((first + second - both) / mean).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(first: &[u32], second: &[u32]) -> Agreement {
        let some = |labels: &[u32]| labels.iter().copied().map(Some).collect::<Vec<_>>();
        agreement(&some(first), &some(second), &vec![1.0; first.len()])
    }

    #[test]
    fn the_values_are_those_of_scikit_learn() {
        let found = of(&[0, 0, 1, 1, 2, 2], &[0, 0, 1, 2, 2, 2]);
        // adjusted_rand_score, normalized_mutual_info_score.
        assert!((found.adjusted_rand - 0.444_444).abs() < 1e-5, "{found:?}");
        assert!(
            (found.mutual_information - 0.739_667).abs() < 1e-5,
            "{found:?}"
        );
    }

    #[test]
    fn the_same_groups_under_other_numbers_agree_fully() {
        let found = of(&[0, 0, 1, 2], &[7, 7, 3, 1]);
        assert_eq!(found.adjusted_rand, 1.0);
        assert!((found.mutual_information - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_is_in_no_group_does_not_count_and_weights_do() {
        let first = [Some(0), Some(0), None];
        let second = [Some(1), Some(1), Some(1)];
        let found = agreement(&first, &second, &[30.0, 12.0, 99.0]);
        assert_eq!(found.flows, BTreeMap::from([((0, 1), 42.0)]));
        let none = agreement(&[], &[], &[]);
        assert_eq!((none.adjusted_rand, none.mutual_information), (1.0, 1.0));
    }
}
