//! Stage 4: base clusters, each large enough to have a chance of being released.
//!
//! Invariant: never more clusters than the cluster threshold allows on average, and none that is
//! known to be too small: those are dissolved into their nearest neighbours here, not hidden later.
//! What is far from every centre is in no cluster.

pub mod kmeans;
mod nearest;
pub mod strays;

use indicatif::ProgressBar;
use kleio_shared::policy::Threshold;

use crate::matrix::Matrix;
use kmeans::{Fit, KMeansError, KMeansParams};
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

/// Clusters the rows of `vectors` (unit length), of which row `i` belongs to account `accounts[i]`,
/// into clusters of about `size` rows.
///
/// # Errors
/// When there are no rows.
pub fn cluster(
    vectors: &Matrix,
    accounts: &[u32],
    size: usize,
    threshold: Threshold,
    strays: ValidStrayParams,
    seed: u64,
    bar: &ProgressBar,
) -> Result<BaseClusters, KMeansError> {
    let fitted = KMeansParams {
        seed,
        restarts: if vectors.rows() <= SMALL { STARTS } else { 1 },
        ..KMeansParams::new(base_count(vectors.rows(), size, threshold))
    }
    .check(vectors)?
    .fit(vectors, |_| bar.inc(1));
    let mut clusters = BaseClusters {
        labels: fitted.labels.into_iter().map(Some).collect(),
        centroids: fitted.centroids,
    };
    dissolve_small(&mut clusters, vectors, accounts, threshold);
    strays.set_aside(&mut clusters, vectors, accounts, threshold);
    Ok(clusters)
}

/// Dissolves clusters below `threshold`, smallest first, moving each member to the nearest centroid
/// that is left, until none is too small or one cluster holds everything.
fn dissolve_small(
    clusters: &mut BaseClusters,
    vectors: &Matrix,
    accounts: &[u32],
    threshold: Threshold,
) {
    let mut members = clusters.members();
    let mut alive: Vec<usize> = (0..members.len())
        .filter(|&c| !members[c].is_empty())
        .collect();
    while alive.len() > 1 {
        let smallest = alive
            .iter()
            .copied()
            .filter(|&c| {
                !threshold.admits(members[c].len() as u64, distinct(&members[c], accounts))
            })
            .min_by_key(|&c| (members[c].len(), c));
        let Some(smallest) = smallest else { break };
        alive.retain(|&c| c != smallest);
        for member in std::mem::take(&mut members[smallest]) {
            let row = vectors.row(member as usize);
            let nearest = alive.iter().copied().min_by(|&a, &b| {
                squared_distance(row, clusters.centroids.row(a))
                    .total_cmp(&squared_distance(row, clusters.centroids.row(b)))
            });
            members[nearest.unwrap_or(alive[0])].push(member);
        }
    }
    let mut centroids = Matrix::zeros(alive.len(), vectors.dims());
    for (new, &old) in alive.iter().enumerate() {
        members[old].sort_unstable();
        kmeans::mean_into(vectors, &members[old], centroids.row_mut(new));
        for &member in &members[old] {
            clusters.labels[member as usize] = Some(new as u32);
        }
    }
    clusters.centroids = centroids;
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

    #[test]
    fn clusters_below_the_threshold_are_dissolved_into_their_neighbours() {
        // Two clear groups of 40, and three conversations of one account near the second.
        let mut data = Vec::new();
        let mut accounts = Vec::new();
        for i in 0..83_u32 {
            let (x, y) = match i {
                0..40 => (1.0, 0.001 * i as f32),
                40..80 => (0.001 * i as f32, 1.0),
                _ => (-0.5, 0.9),
            };
            data.extend([x, y]);
            accounts.push(if i < 80 { i } else { 80 });
        }
        let vectors = Matrix::new(2, data);
        let mut clusters = BaseClusters {
            labels: (0..83)
                .map(|i| {
                    Some(match i {
                        0..40 => 0,
                        40..80 => 1,
                        _ => 2,
                    })
                })
                .collect(),
            centroids: Matrix::new(2, vec![1.0, 0.0, 0.0, 1.0, -0.5, 0.9]),
        };
        dissolve_small(
            &mut clusters,
            &vectors,
            &accounts,
            Threshold {
                conversations: 25,
                accounts: 10,
            },
        );
        assert_eq!(clusters.centroids.rows(), 2);
        assert!(clusters.labels[80..].iter().all(|&label| label == Some(1)));
    }
}
