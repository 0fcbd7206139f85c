//! How far two partitions of the same things agree, whatever their labels are called.

use super::contingency::Contingency;

/// Agreement of found clusters with true labels; every number is at most 1, which is perfect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Normalised mutual information with the arithmetic mean (Strehl and Ghosh 2002, JMLR 3), 0 … 1.
    pub nmi: f64,
    /// Adjusted Rand index (Hubert and Arabie 1985, J. Classif. 2): 0 is chance, below is worse.
    pub ari: f64,
    /// Adjusted mutual information (Vinh, Epps and Bailey 2010, JMLR 11): 0 is chance.
    pub ami: f64,
    /// Whether a cluster holds one label only (Rosenberg and Hirschberg 2007, EMNLP), 0 … 1.
    pub homogeneity: f64,
    /// Whether a label is in one cluster only, 0 … 1.
    pub completeness: f64,
    /// Harmonic mean of the two, 0 … 1; equal to `nmi` by definition.
    pub v_measure: f64,
    /// Share of things whose label is the commonest of their cluster, above 0 … 1.
    pub purity: f64,
}

impl Agreement {
    /// Compares `found` with `truth`; no things at all agree perfectly.
    ///
    /// # Panics
    /// When the two are of different lengths.
    #[must_use]
    pub fn of(truth: &[u32], found: &[u32]) -> Self {
        let table = Contingency::of(truth, found);
        let (of_truth, of_found) = (
            entropy(table.rows(), table.total()),
            entropy(table.columns(), table.total()),
        );
        let shared = mutual_information(&table);
        let homogeneity = if of_truth == 0.0 {
            1.0
        } else {
            shared / of_truth
        };
        let completeness = if of_found == 0.0 {
            1.0
        } else {
            shared / of_found
        };
        let sum = homogeneity + completeness;
        Self {
            nmi: normalised(shared, of_truth, of_found),
            ari: rand_index(&table),
            ami: adjusted(&table, shared, of_truth, of_found),
            homogeneity,
            completeness,
            v_measure: if sum == 0.0 {
                0.0
            } else {
                2.0 * homogeneity * completeness / sum
            },
            purity: purity(&table),
        }
    }
}

/// Normalised mutual information of two labellings, 0 … 1.
///
/// # Panics
/// When the two are of different lengths.
#[must_use]
pub fn nmi(truth: &[u32], found: &[u32]) -> f64 {
    let table = Contingency::of(truth, found);
    normalised(
        mutual_information(&table),
        entropy(table.rows(), table.total()),
        entropy(table.columns(), table.total()),
    )
}

/// Adjusted Rand index of two labellings, at most 1.
///
/// # Panics
/// When the two are of different lengths.
#[must_use]
pub fn ari(truth: &[u32], found: &[u32]) -> f64 {
    rand_index(&Contingency::of(truth, found))
}

/// Entropy of labels with these counts, in nats.
fn entropy(counts: impl Iterator<Item = u64>, total: u64) -> f64 {
    let total = total as f64;
    counts
        .map(|count| count as f64 / total)
        .map(|share| -share * share.ln())
        .sum::<f64>()
        .max(0.0)
}

fn mutual_information(table: &Contingency) -> f64 {
    let total = table.total() as f64;
    table
        .cells()
        .map(|(count, row, column)| {
            let count = count as f64;
            count / total * (total * count / (row as f64 * column as f64)).ln()
        })
        .sum::<f64>()
        .max(0.0)
}

fn normalised(shared: f64, of_truth: f64, of_found: f64) -> f64 {
    let mean = (of_truth + of_found) / 2.0;
    if mean == 0.0 { 1.0 } else { shared / mean }
}

fn rand_index(table: &Contingency) -> f64 {
    let pairs = |n: u64| n as f64 * (n as f64 - 1.0) / 2.0;
    let together: f64 = table.cells().map(|(count, _, _)| pairs(count)).sum();
    let in_rows: f64 = table.rows().map(pairs).sum();
    let in_columns: f64 = table.columns().map(pairs).sum();
    let by_chance = if table.total() < 2 {
        0.0
    } else {
        in_rows * in_columns / pairs(table.total())
    };
    let most = (in_rows + in_columns) / 2.0;
    if most == by_chance {
        return 1.0;
    }
    (together - by_chance) / (most - by_chance)
}

fn adjusted(table: &Contingency, shared: f64, of_truth: f64, of_found: f64) -> f64 {
    if table.rows().len() <= 1 && table.columns().len() <= 1 {
        return 1.0;
    }
    let expected = expected_information(table);
    let room = (of_truth + of_found) / 2.0 - expected;
    if room.abs() < f64::EPSILON {
        return 0.0;
    }
    (shared - expected) / room
}

/// Mutual information that two labellings with these margins have by chance (the hypergeometric
/// model of Vinh, Epps and Bailey 2010, equation 24a).
fn expected_information(table: &Contingency) -> f64 {
    let total = table.total();
    let mut ln_factorial = vec![0.0; total as usize + 1];
    for n in 1..ln_factorial.len() {
        ln_factorial[n] = ln_factorial[n - 1] + (n as f64).ln();
    }
    let f = |n: u64| ln_factorial[n as usize];
    let n = total as f64;
    // Margins repeat where clusters are many: each pair of sizes is computed once.
    let rows = sizes(table.rows());
    let columns = sizes(table.columns());
    let mut sum = 0.0;
    for &(a, rows) in &rows {
        for &(b, columns) in &columns {
            let fixed = f(a) + f(b) + f(total - a) + f(total - b) - f(total);
            let least = (a + b).saturating_sub(total).max(1);
            let part: f64 = (least..=a.min(b))
                .map(|both| {
                    let m = both as f64;
                    let chance =
                        fixed - f(both) - f(a - both) - f(b - both) - f(total + both - a - b);
                    m / n * (n * m / (a as f64 * b as f64)).ln() * chance.exp()
                })
                .sum();
            sum += part * (rows * columns) as f64;
        }
    }
    sum
}

/// Different sizes, and how many labels have each.
fn sizes(counts: impl Iterator<Item = u64>) -> Vec<(u64, u64)> {
    let mut counts: Vec<u64> = counts.collect();
    counts.sort_unstable();
    counts
        .chunk_by(|a, b| a == b)
        .map(|same| (same[0], same.len() as u64))
        .collect()
}

fn purity(table: &Contingency) -> f64 {
    if table.total() == 0 {
        return 1.0;
    }
    let right: u64 = table.majorities().values().map(|&(_, count)| count).sum();
    right as f64 / table.total() as f64
}

#[cfg(test)]
mod tests {
    use super::super::samples::{close, found, truth, unrelated};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn everything_equals_scikit_learn() {
        // sklearn.metrics on `t` and `f`: normalized_mutual_info_score, adjusted_rand_score,
        // adjusted_mutual_info_score, homogeneity_completeness_v_measure; purity from
        // cluster.contingency_matrix(t, f).max(axis=0).sum() / 300.
        let agreement = Agreement::of(&truth(), &found());
        close(agreement.nmi, 0.575_624_323_023_392_3);
        close(agreement.ari, 0.453_506_821_927_874_56);
        close(agreement.ami, 0.562_321_713_408_825_3);
        close(agreement.homogeneity, 0.632_137_317_060_791_9);
        close(agreement.completeness, 0.528_386_627_184_807_6);
        close(agreement.v_measure, 0.575_624_323_023_392_4);
        close(agreement.purity, 0.746_666_666_666_666_7);
    }

    #[test]
    fn labels_that_have_nothing_in_common_are_at_chance() {
        // The same functions on `t` and `g`.
        let agreement = Agreement::of(&truth(), &unrelated());
        close(agreement.ami, -0.013_637_869_486_123_562);
        close(agreement.ari, -0.008_445_118_823_610_006);
        close(agreement.nmi, 0.004_614_050_724_564_244);
    }

    #[test]
    fn one_cluster_tells_nothing() {
        let one = vec![0; 300];
        let agreement = Agreement::of(&truth(), &one);
        close(agreement.nmi, 0.0);
        close(agreement.ari, 0.0);
        close(agreement.ami, 0.0);
        close(agreement.completeness, 1.0);
        assert_eq!(Agreement::of(&[], &[]).purity, 1.0);
        close(Agreement::of(&one, &one).ami, 1.0);
    }

    proptest! {
        #[test]
        fn names_of_labels_do_not_matter(
            labels in prop::collection::vec((0_u32..5, 0_u32..7), 2..80), by in 1_u32..9
        ) {
            let (truth, found): (Vec<u32>, Vec<u32>) = labels.into_iter().unzip();
            let renamed: Vec<u32> = found.iter().map(|&l| (l + by) * 11).collect();
            let (before, after) = (Agreement::of(&truth, &found), Agreement::of(&truth, &renamed));
            prop_assert!((before.ami - after.ami).abs() < 1e-9);
            prop_assert!((before.ari - after.ari).abs() < 1e-9);
            prop_assert!((before.nmi - before.v_measure).abs() < 1e-9);
            prop_assert!(before.nmi <= 1.0 + 1e-9 && before.ari <= 1.0 + 1e-9);
            prop_assert!(before.purity > 0.0 && before.purity <= 1.0);
            close(Agreement::of(&truth, &truth).nmi, 1.0);
            close(ari(&truth, &truth), 1.0);
        }
    }
}
