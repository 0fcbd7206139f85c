//! (b) Base clusters against labels, by Kleio's k-means and by scikit-learn's on the same vectors.

use std::time::Instant;

use super::data::Labelled;
use super::metrics::agreement::Agreement;
use super::python::ScikitLearn;
use super::report::{Cell, Table};
use super::{EvalError, vectors};
use crate::cluster::{self, kmeans::Fit};
use crate::config::EmbedderChoice;
use crate::matrix::Matrix;
use crate::progress::Progress;

/// Conversations a cluster on average, as in a run.
const AVERAGE_SIZE: usize = 100;

/// How to evaluate base clusters.
#[derive(Debug, Clone)]
pub struct BaseParams {
    /// Which vectors.
    pub embedder: EmbedderChoice,
    /// The first seed.
    pub seed: u64,
    /// Seeds that figures are the mean of, at least 1.
    pub runs: u64,
    /// What to compare with.
    pub scikit_learn: Option<ScikitLearn>,
}

/// One way to label the things that were clustered.
#[derive(Debug, Clone, Copy)]
pub struct Truth<'a> {
    /// "labels", "domains", "topics" …
    pub name: &'a str,
    /// One entry a row of the vectors.
    pub labels: &'a [u32],
    /// How many labels there are.
    pub count: usize,
}

/// A clustering, by whom it was made.
struct Clustering {
    by: &'static str,
    labels: Vec<u32>,
    inertia: f64,
    seconds: f64,
}

/// n/100, and at least 2.
#[must_use]
pub fn usual_count(things: usize) -> usize {
    (things / AVERAGE_SIZE).max(2)
}

/// The empty table of base clusters.
#[must_use]
pub fn table() -> Table {
    Table::new(
        "Base clusters against labels",
        &[
            "set",
            "texts",
            "against",
            "labels",
            "k",
            "by",
            "NMI = V",
            "ARI",
            "AMI",
            "homogeneity",
            "completeness",
            "purity",
            "inertia",
            "time",
        ],
    )
}

/// Evaluates every set: at as many clusters as labels, and at n/100.
///
/// # Errors
/// When texts cannot be embedded or clustered.
pub fn evaluate(
    sets: &[Labelled],
    params: &BaseParams,
    progress: &Progress,
) -> Result<Vec<Table>, EvalError> {
    let mut clusters = table();
    let mut speed = Table::new(
        "Embedding",
        &["set", "texts", "vectors", "time", "texts a second"],
    );
    for set in sets {
        let vectors = vectors::embed(&set.texts, params.embedder, params.seed, progress)?;
        speed.row(vec![
            set.name.as_str().into(),
            set.texts.len().into(),
            vectors.embedder.as_str().into(),
            Cell::Seconds(vectors.seconds),
            Cell::Count((set.texts.len() as f64 / vectors.seconds.max(1e-3)) as u64),
        ]);
        let mut truths = vec![Truth {
            name: "labels",
            labels: &set.labels,
            count: set.label_names.len(),
        }];
        if let Some(domains) = &set.domains {
            truths.push(Truth {
                name: "domains",
                labels: domains,
                count: set.domain_names.len(),
            });
        }
        add_rows(
            &mut clusters,
            &set.name,
            &vectors.centred,
            &truths,
            params,
            progress,
        )?;
    }
    let runs = params.runs.max(1);
    let note = match &params.scikit_learn {
        Some(scikit_learn) => format!(
            "Means over {runs} seeds; scikit-learn {} is given the same vectors, one k-means++ start a seed; ours begins as \
             in a run, three times up to 20,000 texts, and its time is of all three.",
            scikit_learn.version()
        ),
        None => format!(
            "Means over {runs} seeds. Python with scikit-learn is not at hand, so there is nothing to compare with."
        ),
    };
    Ok(vec![clusters.note(note), speed])
}

/// Adds the rows of one set: for the first of `truths` at its own count, for all of them at n/100.
///
/// # Errors
/// When the vectors cannot be clustered.
pub fn add_rows(
    table: &mut Table,
    set: &str,
    vectors: &Matrix,
    truths: &[Truth<'_>],
    params: &BaseParams,
    progress: &Progress,
) -> Result<(), EvalError> {
    let usual = usual_count(vectors.rows());
    let at_truth = truths
        .first()
        .map(|truth| (truth.count.min(vectors.rows()), &truths[..1]));
    for (clusters, truths) in at_truth.into_iter().chain([(usual, truths)]) {
        let made = clusterings(vectors, clusters, params, progress)?;
        for truth in truths {
            for by in ["kleio", "scikit-learn"] {
                let by_it: Vec<&Clustering> = made.iter().filter(|c| c.by == by).collect();
                if !by_it.is_empty() {
                    table.row(row(set, *truth, clusters, &by_it));
                }
            }
        }
    }
    Ok(())
}

fn clusterings(
    vectors: &Matrix,
    clusters: usize,
    params: &BaseParams,
    progress: &Progress,
) -> Result<Vec<Clustering>, EvalError> {
    let seeds: Vec<u64> = (params.seed..).take(params.runs.max(1) as usize).collect();
    let bar = progress.stage("k-means", "seeds", seeds.len() as u64);
    let mut made = Vec::new();
    for &seed in &seeds {
        let began = Instant::now();
        let fitted = cluster::params(clusters, vectors.rows(), seed)
            .check(vectors)?
            .fit(vectors, |_| {});
        made.push(Clustering {
            by: "kleio",
            labels: fitted.labels,
            inertia: fitted.inertia,
            seconds: began.elapsed().as_secs_f64(),
        });
        bar.inc(1);
    }
    bar.finish_and_clear();
    if let Some(scikit_learn) = &params.scikit_learn {
        match scikit_learn.kmeans(vectors, clusters, &seeds) {
            Ok(fits) => made.extend(fits.into_iter().map(|fitted| Clustering {
                by: "scikit-learn",
                labels: fitted.labels,
                inertia: fitted.inertia,
                seconds: fitted.seconds,
            })),
            Err(reason) => progress.say(&format!("No comparison with scikit-learn: {reason}")),
        }
    }
    Ok(made)
}

fn row(set: &str, truth: Truth<'_>, clusters: usize, made: &[&Clustering]) -> Vec<Cell> {
    let agreements: Vec<Agreement> = made
        .iter()
        .map(|clustering| Agreement::of(truth.labels, &clustering.labels))
        .collect();
    let mean = |of: &dyn Fn(&Agreement) -> f64| {
        agreements.iter().map(of).sum::<f64>() / agreements.len() as f64
    };
    let mean_of_made = |of: &dyn Fn(&Clustering) -> f64| {
        made.iter().map(|c| of(c)).sum::<f64>() / made.len() as f64
    };
    vec![
        set.into(),
        truth.labels.len().into(),
        truth.name.into(),
        truth.count.into(),
        clusters.into(),
        made.first().map_or("", |clustering| clustering.by).into(),
        Cell::Score(mean(&|a| a.nmi)),
        Cell::Score(mean(&|a| a.ari)),
        Cell::Score(mean(&|a| a.ami)),
        Cell::Score(mean(&|a| a.homogeneity)),
        Cell::Score(mean(&|a| a.completeness)),
        Cell::Score(mean(&|a| a.purity)),
        Cell::Score(mean_of_made(&|c| c.inertia)),
        Cell::Seconds(mean_of_made(&|c| c.seconds)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clear_groups_agree_with_their_labels() {
        let labels: Vec<u32> = (0..60).map(|i| i % 3).collect();
        let data = labels
            .iter()
            .flat_map(|&label| (0..3).map(move |axis| f32::from(u8::from(axis == label))))
            .collect();
        let mut table = table();
        let truth = Truth {
            name: "labels",
            labels: &labels,
            count: 3,
        };
        let params = BaseParams {
            embedder: EmbedderChoice::Lexical,
            seed: 1,
            runs: 2,
            scikit_learn: None,
        };
        let vectors = Matrix::new(3, data);
        add_rows(
            &mut table,
            "made up",
            &vectors,
            &[truth],
            &params,
            &Progress::hidden(),
        )
        .unwrap();
        let column = |name: &str| table.columns.iter().position(|c| c == name).unwrap();
        assert_eq!(table.rows.len(), 2, "at 3 clusters and at n/100");
        assert_eq!(table.rows[0][column("k")], Cell::Count(3));
        assert_eq!(table.rows[0][column("purity")], Cell::Score(1.0));
        assert_eq!(table.rows[1][column("k")], Cell::Count(2));
    }
}
