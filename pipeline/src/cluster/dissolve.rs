//! Clusters that go: those below the threshold, and those whose members have too little in common.
//!
//! Each member moves to the cluster that is left whose direction is nearest to its own.
//!
//! Invariant: no conversation is lost, and at least one cluster is left.

use kleio_shared::policy::Threshold;
use rayon::prelude::*;

use super::robust::centre_and_spread;
use super::{BaseClusters, distinct, kmeans, nearest_rows};
use crate::matrix::Matrix;

/// A cluster is loose where its coherence falls below the median's by this many robust standard deviations.
const SPREADS: f32 = 2.0;

/// Largest share of the clusters that are dissolved as loose, so that a small corpus loses none.
const MOST: f64 = 0.05;

/// Dissolves clusters below `threshold`, smallest first, until none is too small or one cluster holds
/// everything.
pub(super) fn small(
    clusters: &mut BaseClusters,
    vectors: &Matrix,
    accounts: &[u32],
    threshold: Threshold,
) {
    let mut members = clusters.members();
    let directions = directions(&clusters.centroids);
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
        let homeless = std::mem::take(&mut members[smallest]);
        rehouse(&homeless, &alive, &directions, vectors, &mut members);
    }
    rebuild(clusters, vectors, alive, members);
}

/// Dissolves the loosest clusters, all at once.
///
/// Coherence is the length of the mean of the members' vectors, 0 to 1: the mean resultant length of
/// directional statistics (Mardia, Jupp 2000, "Directional Statistics", section 9.2). On the
/// synthetic sample its rank correlation with the purity of clusters is .5, and the few that fall
/// far below the others hold what is said in words that suit any topic.
pub(super) fn loose(clusters: &mut BaseClusters, vectors: &Matrix) {
    let coherence: Vec<f32> = clusters
        .centroids
        .iter()
        .map(|mean| mean.iter().map(|v| v * v).sum::<f32>().sqrt())
        .collect();
    let most = (MOST * coherence.len() as f64) as usize;
    let Some((centre, spread)) = centre_and_spread(coherence.clone()) else {
        return;
    };
    let cutoff = centre - SPREADS * spread;
    let mut order: Vec<usize> = (0..coherence.len())
        .filter(|&c| coherence[c] < cutoff)
        .collect();
    order.sort_by(|&a, &b| coherence[a].total_cmp(&coherence[b]).then(a.cmp(&b)));
    order.truncate(most);
    if order.is_empty() {
        return;
    }
    let mut members = clusters.members();
    let directions = directions(&clusters.centroids);
    let alive: Vec<usize> = (0..members.len()).filter(|c| !order.contains(c)).collect();
    for cluster in order {
        let homeless = std::mem::take(&mut members[cluster]);
        rehouse(&homeless, &alive, &directions, vectors, &mut members);
    }
    rebuild(clusters, vectors, alive, members);
}

fn directions(centroids: &Matrix) -> Matrix {
    let mut directions = centroids.clone();
    directions.normalise_rows();
    directions
}

/// Moves `homeless` into the clusters `alive` in whose direction each lies.
fn rehouse(
    homeless: &[u32],
    alive: &[usize],
    directions: &Matrix,
    vectors: &Matrix,
    members: &mut [Vec<u32>],
) {
    let points = vectors.select(homeless.iter().map(|&row| row as usize));
    let centres = directions.select(alive.iter().copied());
    for (&member, (nearest, _)) in homeless.iter().zip(nearest_rows(&points, &centres)) {
        members[alive[nearest as usize]].push(member);
    }
}

/// Numbers the clusters `alive` anew and puts their centroids in the mean of their members.
fn rebuild(
    clusters: &mut BaseClusters,
    vectors: &Matrix,
    alive: Vec<usize>,
    mut members: Vec<Vec<u32>>,
) {
    let mut centroids = Matrix::zeros(alive.len(), vectors.dims());
    let kept: Vec<Vec<u32>> = alive
        .into_iter()
        .map(|old| {
            members[old].sort_unstable();
            std::mem::take(&mut members[old])
        })
        .collect();
    let means: Vec<Vec<f32>> = kept
        .par_iter()
        .map(|members| {
            let mut mean = vec![0.0; vectors.dims()];
            kmeans::mean_into(vectors, members, &mut mean);
            mean
        })
        .collect();
    for (new, (members, mean)) in kept.iter().zip(means).enumerate() {
        centroids.row_mut(new).copy_from_slice(&mean);
        for &member in members {
            clusters.labels[member as usize] = Some(new as u32);
        }
    }
    clusters.centroids = centroids;
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANALYST: Threshold = Threshold {
        conversations: 25,
        accounts: 10,
    };

    #[test]
    fn clusters_below_the_threshold_are_dissolved_into_their_neighbours() {
        // Two clear groups of 40, and three conversations of one account near the second.
        let mut data = Vec::new();
        let mut accounts = Vec::new();
        let mut labels = Vec::new();
        for i in 0..83_u32 {
            let (x, y, label) = match i {
                0..40 => (1.0, 0.001 * i as f32, 0),
                40..80 => (0.001 * i as f32, 1.0, 1),
                _ => (-0.5, 0.9, 2),
            };
            data.extend([x, y]);
            accounts.push(i.min(80));
            labels.push(Some(label));
        }
        let vectors = Matrix::new(2, data);
        let mut clusters = BaseClusters {
            labels,
            centroids: Matrix::new(2, vec![1.0, 0.0, 0.0, 1.0, -0.5, 0.9]),
        };
        small(&mut clusters, &vectors, &accounts, ANALYST);
        assert_eq!(clusters.centroids.rows(), 2);
        assert!(clusters.labels[80..].iter().all(|&label| label == Some(1)));
    }

    /// `tight` groups of 10 about an axis each, and as the last cluster 10 rows, each near an axis of its own.
    fn groups(tight: usize) -> (Matrix, BaseClusters) {
        let mut vectors = Matrix::zeros(10 * (tight + 1), tight + 1);
        let mut labels = Vec::new();
        for row in 0..10 * tight {
            let group = row / 10;
            vectors.row_mut(row)[group] = 1.0;
            vectors.row_mut(row)[tight] =
                0.05 * (group + 1) as f32 / tight as f32 * (row % 3) as f32;
            labels.push(Some(group as u32));
        }
        for row in 0..10 {
            let odd = vectors.row_mut(10 * tight + row);
            odd[row] = 0.8;
            odd[tight] = 0.6;
            labels.push(Some(tight as u32));
        }
        vectors.normalise_rows();
        let mut clusters = BaseClusters {
            labels,
            centroids: Matrix::zeros(tight + 1, tight + 1),
        };
        let members = clusters.members();
        rebuild(&mut clusters, &vectors, (0..=tight).collect(), members);
        (vectors, clusters)
    }

    #[test]
    fn odds_and_ends_go_where_each_belongs() {
        let (vectors, mut clusters) = groups(30);
        loose(&mut clusters, &vectors);
        assert_eq!(clusters.centroids.rows(), 30);
        for row in 0..10 {
            assert_eq!(clusters.labels[300 + row], Some(row as u32));
        }
    }

    #[test]
    fn a_small_corpus_keeps_its_clusters() {
        let (vectors, mut clusters) = groups(12);
        let before = clusters.clone();
        loose(&mut clusters, &vectors);
        assert_eq!(clusters, before);
    }
}
