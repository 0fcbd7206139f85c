//! Stage 4: base clusters, each large enough to have a chance of being released.
//!
//! Invariant: never more clusters than the cluster threshold allows on average, and none that is
//! known to be too small: those are dissolved into their nearest neighbours here, not hidden later.
//! So are the few whose members have little in common. What is far from every centre is in no cluster.
//!
//! Conversations in several languages are clustered twice: the second time without what those of one cluster
//! differ in anyway (module `within`).

mod dissolve;
pub mod kmeans;
mod nearest;
mod robust;
pub mod strays;
mod within;

use std::borrow::Cow;

use indicatif::ProgressBar;
use kleio_shared::policy::Threshold;

use crate::matrix::Matrix;
use kmeans::{Centres, Fit, KMeansError, KMeansParams};
pub use nearest::{nearest_rows, squared_distance};
use strays::ValidStrayParams;

/// A corpus too small for clusters of the usual size is still split into about this many.
const FEW: usize = 12;

/// Most iterations of k-means: what a progress bar counts to.
pub const MOST_ITERATIONS: usize = kmeans::MOST_ITERATIONS;

/// A corpus of up to this many conversations is clustered from several starts …
const SMALL: usize = 20_000;

/// … of which the best counts: there it takes a moment, and chance decides more.
const STARTS: usize = 3;

/// Base clusters of a corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct BaseClusters {
    /// Cluster of every conversation, below `centroids.rows()`; `None` where it is far from them all.
    pub labels: Vec<Option<u32>>,
    /// Mean vector of every cluster, one row each.
    pub centroids: Matrix,
}

impl BaseClusters {
    /// Conversations of every cluster, ascending.
    #[must_use]
    pub fn members(&self) -> Vec<Vec<u32>> {
        let mut members = vec![Vec::new(); self.centroids.rows()];
        for (conversation, label) in self.labels.iter().enumerate() {
            if let Some(label) = label {
                members[*label as usize].push(conversation as u32);
            }
        }
        members
    }

    /// Conversations in no cluster, ascending.
    #[must_use]
    pub fn unassigned(&self) -> Vec<u32> {
        (0..self.labels.len() as u32)
            .filter(|&conversation| self.labels[conversation as usize].is_none())
            .collect()
    }
}

/// The number of base clusters for `conversations`: one for every `size`, more for a small corpus,
/// and never so many that the average cluster is below twice the threshold.
#[must_use]
pub fn base_count(conversations: usize, size: usize, threshold: Threshold) -> usize {
    let least_size = 2 * usize::try_from(threshold.conversations).unwrap_or(usize::MAX / 2);
    let most = (conversations / least_size).max(1);
    (conversations / size.max(1)).max(FEW).min(most)
}

/// How `rows` vectors of unit length are made into `clusters` clusters.
#[must_use]
pub fn params(clusters: usize, rows: usize, seed: u64) -> KMeansParams {
    KMeansParams {
        seed,
        restarts: if rows <= SMALL { STARTS } else { 1 },
        centres: Centres::Directions,
        ..KMeansParams::new(clusters)
    }
}

/// What is clustered: row `i` of `vectors`, of length 1, belongs to account `accounts[i]` and to group `groups[i]`,
/// such as a language.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// One row each.
    pub vectors: &'a Matrix,
    /// Whose it is.
    pub accounts: &'a [u32],
    /// What it is of.
    pub groups: &'a [u32],
}

impl<'a> Rows<'a> {
    /// The vectors in which the clusters `labels` are told apart: where there are several groups, without what
    /// conversations of one cluster differ in anyway.
    #[must_use]
    pub fn evened(self, labels: &[Option<u32>]) -> Cow<'a, Matrix> {
        if within::several(self.groups) {
            Cow::Owned(within::evened(self.vectors, labels, self.groups))
        } else {
            Cow::Borrowed(self.vectors)
        }
    }
}

/// Clusters `rows` into clusters of about `size` rows. A row of zeros is one whose vector could not be had:
/// it is in no cluster.
///
/// # Errors
/// When there are no rows.
pub fn cluster(
    rows: Rows<'_>,
    size: usize,
    threshold: Threshold,
    strays: ValidStrayParams,
    seed: u64,
    bar: &ProgressBar,
) -> Result<BaseClusters, KMeansError> {
    let Rows {
        vectors, accounts, ..
    } = rows;
    let count = base_count(vectors.rows(), size, threshold);
    let params = params(count, vectors.rows(), seed);
    let mut evened = Cow::Borrowed(vectors);
    if within::several(rows.groups) {
        let once = KMeansParams {
            restarts: 1,
            ..params
        };
        let first = once.check(vectors)?.fit(vectors, |_| bar.inc(1)).labels;
        let first: Vec<Option<u32>> = first.into_iter().map(Some).collect();
        evened = rows.evened(&first);
    }
    let evened = evened.as_ref();
    let fitted = params.check(evened)?.fit(evened, |_| bar.inc(1));
    let mut clusters = BaseClusters {
        labels: fitted.labels.into_iter().map(Some).collect(),
        centroids: fitted.centroids,
    };
    let without = vectors.zero_rows();
    if without.len() < vectors.rows() {
        without
            .into_iter()
            .for_each(|row| clusters.labels[row] = None);
    }
    dissolve::small(&mut clusters, evened, accounts, threshold);
    dissolve::loose(&mut clusters, evened);
    strays.set_aside(&mut clusters, evened, accounts, threshold);
    // What clusters are about is said in the vectors as they came.
    for (cluster, members) in clusters.members().into_iter().enumerate() {
        kmeans::mean_into(vectors, &members, clusters.centroids.row_mut(cluster));
    }
    Ok(clusters)
}

/// Distinct accounts of `members`.
#[must_use]
pub fn distinct(members: &[u32], accounts: &[u32]) -> u64 {
    let mut seen: Vec<u32> = members.iter().map(|&m| accounts[m as usize]).collect();
    seen.sort_unstable();
    seen.dedup();
    seen.len() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use kleio_shared::policy::{Policy, Profile};

    #[test]
    fn a_row_without_a_vector_is_in_no_cluster() {
        let mut data = [[1.0, 0.0].repeat(60), [0.0, 1.0].repeat(60)].concat();
        data.extend([0.0; 6]);
        let vectors = Matrix::new(2, data);
        let accounts: Vec<u32> = (0..123).collect();
        let rows = Rows {
            vectors: &vectors,
            accounts: &accounts,
            groups: &[0; 123],
        };
        let none = strays::StrayParams {
            most: 0.0,
            ..strays::StrayParams::default()
        };
        let threshold = Policy::of(Profile::Analyst).cluster;
        let bar = ProgressBar::hidden();
        let found = cluster(rows, 50, threshold, none.check().unwrap(), 1, &bar).unwrap();
        assert_eq!(found.unassigned(), [120, 121, 122]);
    }

    #[test]
    fn the_number_of_clusters_follows_the_paper_within_the_threshold() {
        let analyst = Policy::of(Profile::Analyst).cluster;
        assert_eq!(base_count(20_000, 100, analyst), 200);
        assert_eq!(
            base_count(600, 100, analyst),
            12,
            "a small corpus is still split"
        );
        assert_eq!(
            base_count(149, 100, analyst),
            2,
            "but not below twice the threshold"
        );
        assert_eq!(base_count(10, 100, analyst), 1);
        assert_eq!(
            base_count(20_000, 100, Policy::of(Profile::Public).cluster),
            20
        );
    }
}
