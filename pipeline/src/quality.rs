//! How good each cluster is as a cluster: what its conversations have in common, and whether it would
//! be found again.
//!
//! Coherence is the mean resultant length of the members' vectors (Mardia, Jupp 2000, "Directional
//! Statistics", section 9.2), every account counted once. Stability is the mean, over draws, of the
//! greatest Jaccard index between the cluster and one of a new clustering (Hennig 2007, "Cluster-wise
//! assessment of cluster stability", CSDA 52, section 2): each draw takes half of the accounts with all
//! they have, and a seed of its own. By the same paper, .75 and more is a stable cluster and less than
//! .6 a doubtful one.

use std::collections::{BTreeMap, HashMap};

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::cluster::kmeans::{Centres, Fit, KMeansError, KMeansParams, mean_into};
use crate::cluster::{BaseClusters, Rows};
use crate::hierarchy::{self, Hierarchy, count};
use crate::matrix::Matrix;

/// Draws that stability is the mean over.
pub const DRAWS: u64 = 5;

/// Iterations of a draw's k-means, after which little moves any more.
const ITERATIONS: usize = 20;

/// The quality of one cluster.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Quality {
    /// 0 (nothing in common) to 1 (all the same); none for a cluster made of several.
    pub coherence: Option<f64>,
    /// 0 (never found again) to 1 (always the same); none where it cannot be told.
    pub stability: Option<f64>,
}

/// The quality of every cluster, by level, base first.
///
/// Each draw clusters where `base` was: in the vectors evened by its clusters. `parents_again` says whether
/// levels above the base are made anew in each draw; where a language model chose them, they cannot
/// be, and have no stability. Calls `step` after every draw.
///
/// # Errors
/// When the vectors cannot be clustered.
pub fn measure(
    corpus: Rows<'_>,
    base: &BaseClusters,
    hierarchy: &Hierarchy,
    parents_again: bool,
    seed: u64,
    step: &dyn Fn(),
) -> Result<Vec<Vec<Quality>>, KMeansError> {
    let Rows {
        vectors, accounts, ..
    } = corpus;
    let evened = corpus.evened(&base.labels);
    let clusters = base.centroids.rows();
    let levels: Vec<Vec<u32>> = (0..hierarchy.levels())
        .map(|level| hierarchy.base_to(level, clusters))
        .collect();
    let mut found: Vec<Vec<(f64, u64)>> =
        levels.iter().map(|to| vec![(0.0, 0); count(to)]).collect();
    for draw in 0..DRAWS {
        let rows = half(base, accounts, seed.wrapping_add(draw));
        let again = cluster_again(vectors, &evened, &rows, clusters, seed.wrapping_add(draw))?;
        for (level, to) in levels.iter().enumerate() {
            if level >= again.len() || level > 0 && !parents_again {
                continue;
            }
            let own = rows
                .iter()
                .filter_map(|&row| base.labels[row as usize].map(|cluster| to[cluster as usize]));
            for (cluster, jaccard) in best_jaccard(own.zip(again[level].iter().copied())) {
                let (sum, draws) = &mut found[level][cluster as usize];
                *sum += jaccard;
                *draws += 1;
            }
        }
        step();
    }
    let levels = levels.iter().zip(found).map(|(to, found)| {
        let coherence = coherence(vectors, accounts, base, to);
        let stability = found
            .into_iter()
            .map(|(sum, draws)| (draws > 0).then(|| rounded(sum / draws as f64)));
        coherence
            .into_iter()
            .zip(stability)
            .map(|(coherence, stability)| Quality {
                coherence: Some(rounded(coherence)),
                stability,
            })
            .collect()
    });
    Ok(levels.collect())
}

/// To hundredths: finer differences say nothing.
fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// Clustered conversations of half of the accounts, ascending.
fn half(base: &BaseClusters, accounts: &[u32], seed: u64) -> Vec<u32> {
    let mut order: Vec<u32> = (0..count(accounts) as u32).collect();
    order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    let mut drawn = vec![false; order.len()];
    for &account in &order[..order.len().div_ceil(2)] {
        drawn[account as usize] = true;
    }
    (0..base.labels.len() as u32)
        .filter(|&row| {
            base.labels[row as usize].is_some() && drawn[accounts[row as usize] as usize]
        })
        .collect()
}

/// The rows' new cluster on every level, base first; no level where there are no rows. Clusters are of the
/// `evened` vectors, what lies above them of the others.
fn cluster_again(
    vectors: &Matrix,
    evened: &Matrix,
    rows: &[u32],
    clusters: usize,
    seed: u64,
) -> Result<Vec<Vec<u32>>, KMeansError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let points = evened.select(rows.iter().map(|&row| row as usize));
    let params = KMeansParams {
        seed,
        iterations: ITERATIONS,
        centres: Centres::Directions,
        ..KMeansParams::new(clusters.min(rows.len()))
    };
    let fitted = params.check(&points)?.fit(&points, |_| {});
    let mut members = vec![Vec::new(); fitted.centroids.rows()];
    for (&row, &label) in rows.iter().zip(&fitted.labels) {
        members[label as usize].push(row);
    }
    let mut centroids = Matrix::zeros(members.len(), vectors.dims());
    for (cluster, members) in members.iter().enumerate() {
        mean_into(vectors, members, centroids.row_mut(cluster));
    }
    let hierarchy = hierarchy::build(&centroids);
    let levels = (0..hierarchy.levels()).map(|level| {
        let to = hierarchy.base_to(level, centroids.rows());
        fitted.labels.iter().map(|&l| to[l as usize]).collect()
    });
    Ok(levels.collect())
}

/// For every left label the greatest Jaccard index with a right one.
fn best_jaccard(pairs: impl Iterator<Item = (u32, u32)>) -> BTreeMap<u32, f64> {
    let mut both: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    let (mut left, mut right): (BTreeMap<u32, u64>, BTreeMap<u32, u64>) = Default::default();
    for (own, other) in pairs {
        *both.entry((own, other)).or_default() += 1;
        *left.entry(own).or_default() += 1;
        *right.entry(other).or_default() += 1;
    }
    let mut best = BTreeMap::new();
    for ((own, other), shared) in both {
        let jaccard = shared as f64 / (left[&own] + right[&other] - shared) as f64;
        let known: &mut f64 = best.entry(own).or_default();
        *known = known.max(jaccard);
    }
    best
}

/// The coherence of the clusters that base cluster `c` belongs to as `to[c]`.
fn coherence(vectors: &Matrix, accounts: &[u32], base: &BaseClusters, to: &[u32]) -> Vec<f64> {
    let placed: Vec<(usize, (u32, u32))> = base
        .labels
        .iter()
        .enumerate()
        .filter_map(|(row, label)| Some((row, (to[(*label)? as usize], accounts[row]))))
        .collect();
    let mut conversations: HashMap<(u32, u32), u64> = HashMap::new();
    for (_, place) in &placed {
        *conversations.entry(*place).or_default() += 1;
    }
    let mut sums = vec![(0.0, vec![0.0_f64; vectors.dims()]); count(to)];
    for (row, place) in &placed {
        let weight = 1.0 / conversations[place] as f64;
        let (whole, sum) = &mut sums[place.0 as usize];
        *whole += weight;
        for (sum, &value) in sum.iter_mut().zip(vectors.row(*row)) {
            *sum += weight * f64::from(value);
        }
    }
    sums.into_iter()
        .map(|(whole, sum)| {
            let length = sum.iter().map(|value| value * value).sum::<f64>().sqrt();
            (length / f64::max(whole, 1.0)).min(1.0)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `groups` groups of `each` rows about an axis each, every row of an account of its own, and one
    /// group of rows without a direction in common.
    fn corpus(groups: usize, each: usize) -> (Matrix, Vec<u32>, BaseClusters) {
        let dims = groups + 8;
        let mut vectors = Matrix::zeros((groups + 1) * each, dims);
        let mut labels = Vec::new();
        for row in 0..groups * each {
            let vector = vectors.row_mut(row);
            vector[row / each] = 1.0;
            vector[groups + row % 8] = 0.1;
            labels.push(Some((row / each) as u32));
        }
        for row in 0..each {
            let vector = vectors.row_mut(groups * each + row);
            let sign = if row % 2 == 0 { 1.0 } else { -1.0 };
            vector[groups + row % 8] = sign;
            vector[groups + row / 8 % 8] -= 0.9 * sign;
            vector[row % groups] = 0.9;
            labels.push(Some(groups as u32));
        }
        vectors.normalise_rows();
        let mut centroids = Matrix::zeros(groups + 1, dims);
        for cluster in 0..=groups {
            let members: Vec<u32> = (0..each as u32)
                .map(|i| (cluster * each) as u32 + i)
                .collect();
            mean_into(&vectors, &members, centroids.row_mut(cluster));
        }
        let accounts = (0..vectors.rows() as u32).collect();
        (vectors, accounts, BaseClusters { labels, centroids })
    }

    fn of(parents_again: bool) -> Vec<Vec<Quality>> {
        let (vectors, accounts, base) = corpus(11, 60);
        let hierarchy = hierarchy::build(&base.centroids);
        measure(
            Rows {
                vectors: &vectors,
                accounts: &accounts,
                groups: &vec![0; accounts.len()],
            },
            &base,
            &hierarchy,
            parents_again,
            3,
            &|| {},
        )
        .unwrap()
    }

    #[test]
    fn clear_groups_are_coherent_and_found_again() {
        let found = of(true);
        let stable = found[0][..11].iter().filter(|q| q.stability > Some(0.75));
        assert!(stable.count() >= 9, "{:?}", found[0]);
        assert!(found[0][..11].iter().all(|q| q.coherence > Some(0.95)));
        let mixed = found[0][11];
        assert!(
            mixed.coherence < Some(0.6) && mixed.stability < Some(0.75),
            "{mixed:?}"
        );
        assert_eq!(found.len(), 3);
        assert!(found[1].iter().all(|q| q.stability.is_some()));
    }

    #[test]
    fn what_a_model_chose_has_no_stability() {
        let found = of(false);
        assert!(found[0].iter().all(|q| q.stability.is_some()));
        assert!(
            found[1]
                .iter()
                .all(|q| q.stability.is_none() && q.coherence > Some(0.0))
        );
    }

    #[test]
    fn one_account_counts_once() {
        let vectors = Matrix::new(
            2,
            [1.0, 0.0]
                .repeat(50)
                .into_iter()
                .chain([0.0, 1.0])
                .collect(),
        );
        let accounts: Vec<u32> = (0..51).map(|row| u32::from(row == 50)).collect();
        let base = BaseClusters {
            labels: vec![Some(0); 51],
            centroids: Matrix::new(2, vec![50.0 / 51.0, 1.0 / 51.0]),
        };
        let found = measure(
            Rows {
                vectors: &vectors,
                accounts: &accounts,
                groups: &vec![0; accounts.len()],
            },
            &base,
            &Hierarchy::default(),
            true,
            0,
            &|| {},
        );
        assert_eq!(found.unwrap()[0][0].coherence, Some(0.71));
    }

    #[test]
    fn the_same_sets_are_alike_and_others_are_not() {
        let pairs = [(0, 5), (0, 5), (1, 6), (1, 5), (2, 7)];
        let best = best_jaccard(pairs.into_iter());
        assert_eq!(best[&2], 1.0);
        assert_eq!(best[&0], 2.0 / 3.0);
        assert_eq!(best[&1], 0.5);
    }
}
