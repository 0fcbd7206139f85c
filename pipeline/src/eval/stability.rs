//! (g) How far clusters of other seeds agree with each other.

use super::base::usual_count;
use super::metrics::agreement::ari;
use super::report::{Cell, Table};
use super::{EvalError, vectors};
use crate::cluster::{self, kmeans::Fit};
use crate::config::EmbedderChoice;
use crate::eval::data::Labelled;
use crate::matrix::Matrix;
use crate::progress::Progress;

/// Seeds that are compared, each with each.
pub const SEEDS: u64 = 10;

/// So far the seeds lie apart: a clustering starts from its seed and from the next ones, and two that share a start
/// would often be the same.
const APART: usize = 1_000;

/// The empty table of stability.
#[must_use]
pub fn table() -> Table {
    Table::new(
        format!("Stability: adjusted Rand index between the clusterings of {SEEDS} seeds"),
        &["set", "texts", "k", "mean ARI", "lowest", "highest"],
    )
    .note("1 is the same clustering, 0 is chance.")
}

/// Evaluates every set at n/100 clusters.
///
/// # Errors
/// When texts cannot be embedded or clustered.
pub fn evaluate(
    sets: &[Labelled],
    embedder: EmbedderChoice,
    seed: u64,
    progress: &Progress,
) -> Result<Vec<Table>, EvalError> {
    let mut table = table();
    for set in sets {
        let vectors = vectors::embed(&set.texts, embedder, seed, progress)?;
        add_row(&mut table, &set.name, &vectors.centred, seed, progress)?;
    }
    Ok(vec![table])
}

/// Adds the row of one set of vectors.
///
/// # Errors
/// When they cannot be clustered.
pub fn add_row(
    table: &mut Table,
    set: &str,
    vectors: &Matrix,
    seed: u64,
    progress: &Progress,
) -> Result<(), EvalError> {
    let clusters = usual_count(vectors.rows()).min(vectors.rows());
    let bar = progress.stage("stability", "seeds", SEEDS);
    let mut labels: Vec<Vec<u32>> = Vec::new();
    for seed in (seed..).step_by(APART).take(SEEDS as usize) {
        let params = cluster::params(clusters, vectors.rows(), seed);
        labels.push(params.check(vectors)?.fit(vectors, |_| {}).labels);
        bar.inc(1);
    }
    bar.finish_and_clear();
    let pairs: Vec<f64> = labels
        .iter()
        .enumerate()
        .flat_map(|(at, first)| {
            labels[at + 1..]
                .iter()
                .map(move |second| ari(first, second))
        })
        .collect();
    table.row(vec![
        set.into(),
        vectors.rows().into(),
        clusters.into(),
        Cell::Score(pairs.iter().sum::<f64>() / pairs.len() as f64),
        Cell::Score(pairs.iter().copied().fold(f64::INFINITY, f64::min)),
        Cell::Score(pairs.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
    ]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_that_no_seed_can_miss_are_stable() {
        let data = (0..40).flat_map(|i| if i % 2 == 0 { [0.0, 1.0] } else { [1.0, 0.0] });
        let vectors = Matrix::new(2, data.collect());
        let mut table = table();
        add_row(&mut table, "made up", &vectors, 0, &Progress::hidden()).unwrap();
        assert_eq!(
            table.rows[0][3..],
            [Cell::Score(1.0), Cell::Score(1.0), Cell::Score(1.0)]
        );
    }
}
