//! K-means on all cores, with the same result whatever their number.
//!
//! Lloyd's iterations (Lloyd 1982, IEEE Trans. Inf. Theory 28) from a k-means++ start (Arthur and
//! Vassilvitskii 2007, SODA, section 2.2). An empty cluster is refilled with the point that lies
//! farthest from its own centre.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::nearest::{nearest_rows, squared_distance};
use crate::matrix::Matrix;

/// What to fit; see [`KMeansParams::check`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KMeansParams {
    /// Number of clusters, at least 1 and at most the number of points.
    pub clusters: usize,
    /// Most iterations, at least 1.
    pub iterations: usize,
    /// Stops when the inertia falls by less than this share of itself, 0 or more.
    pub tolerance: f64,
    /// Seed of the start.
    pub seed: u64,
}

/// Why parameters do not fit the data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KMeansError {
    /// More clusters than points, or none.
    #[error(
        "{clusters} clusters cannot be made of {points} points: ask for at least 1 and at most as many as there are points."
    )]
    Clusters {
        /// Clusters asked for.
        clusters: usize,
        /// Points given.
        points: usize,
    },
    /// No iterations, or a tolerance that is negative or not a number.
    #[error("K-means needs at least one iteration and a tolerance of 0 or more.")]
    Stopping,
}

/// Parameters known to fit a matrix with at least `clusters` rows.
#[derive(Debug, Clone, Copy)]
pub struct ValidKMeansParams(KMeansParams);

/// A fitted clustering.
#[derive(Debug, Clone, PartialEq)]
pub struct KMeans {
    /// Cluster of every point.
    pub labels: Vec<u32>,
    /// Mean of every cluster, `clusters` × dimensions.
    pub centroids: Matrix,
    /// Sum of squared distances of all points to their centroids.
    pub inertia: f64,
}

impl KMeansParams {
    /// `clusters` clusters, at most 60 iterations, tolerance 0.0001, seed 0.
    #[must_use]
    pub const fn new(clusters: usize) -> Self {
        Self {
            clusters,
            iterations: 60,
            tolerance: 1e-4,
            seed: 0,
        }
    }

    /// Checks the parameters against `points`.
    ///
    /// # Errors
    /// When they do not fit.
    pub fn check(self, points: &Matrix) -> Result<ValidKMeansParams, KMeansError> {
        if self.clusters == 0 || self.clusters > points.rows() {
            return Err(KMeansError::Clusters {
                clusters: self.clusters,
                points: points.rows(),
            });
        }
        if self.iterations == 0 || self.tolerance.is_nan() || self.tolerance < 0.0 {
            return Err(KMeansError::Stopping);
        }
        Ok(ValidKMeansParams(self))
    }
}

impl ValidKMeansParams {
    /// Clusters `points`, calling `step` with the inertia after every iteration.
    #[must_use]
    pub fn fit(&self, points: &Matrix, mut step: impl FnMut(f64)) -> KMeans {
        let params = self.0;
        let mut centroids = plus_plus(points, params.clusters, params.seed);
        let mut before = f64::INFINITY;
        for _ in 0..params.iterations {
            let (labels, inertia) = assign(points, &mut centroids);
            step(inertia);
            update(points, &labels, &mut centroids);
            if before - inertia <= params.tolerance * inertia {
                break;
            }
            before = inertia;
        }
        let (labels, inertia) = assign(points, &mut centroids);
        update(points, &labels, &mut centroids);
        KMeans {
            labels,
            centroids,
            inertia,
        }
    }
}

/// k-means++: each further centre is drawn with probability proportional to the squared distance
/// from the centres so far.
fn plus_plus(points: &Matrix, clusters: usize, seed: u64) -> Matrix {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut centroids = Matrix::zeros(clusters, points.dims());
    let first = rng.random_range(0..points.rows());
    centroids.row_mut(0).copy_from_slice(points.row(first));
    let mut distances = vec![f32::INFINITY; points.rows()];
    for next in 1..clusters {
        let newest = centroids.row(next - 1);
        distances
            .par_iter_mut()
            .enumerate()
            .with_min_len(512)
            .for_each(|(i, least)| {
                *least = least.min(squared_distance(points.row(i), newest));
            });
        let total: f64 = distances.iter().map(|&d| f64::from(d)).sum();
        let chosen = draw(&distances, rng.random::<f64>() * total);
        centroids.row_mut(next).copy_from_slice(points.row(chosen));
    }
    centroids
}

/// The index at which the running sum of `weights` passes `target`.
fn draw(weights: &[f32], target: f64) -> usize {
    let mut sum = 0.0;
    for (i, &weight) in weights.iter().enumerate() {
        sum += f64::from(weight);
        if sum > target {
            return i;
        }
    }
    weights.len() - 1
}

/// Labels and inertia; a centroid that no point is nearest to moves to the farthest point.
fn assign(points: &Matrix, centroids: &mut Matrix) -> (Vec<u32>, f64) {
    let mut nearest = nearest_rows(points, centroids);
    let mut sizes = vec![0_usize; centroids.rows()];
    for &(label, _) in &nearest {
        sizes[label as usize] += 1;
    }
    for empty in 0..sizes.len() {
        if sizes[empty] > 0 {
            continue;
        }
        let farthest = (0..nearest.len())
            .filter(|&i| sizes[nearest[i].0 as usize] > 1)
            .max_by(|&a, &b| nearest[a].1.total_cmp(&nearest[b].1).then(b.cmp(&a)));
        if let Some(point) = farthest {
            sizes[nearest[point].0 as usize] -= 1;
            sizes[empty] = 1;
            nearest[point] = (empty as u32, 0.0);
            centroids.row_mut(empty).copy_from_slice(points.row(point));
        }
    }
    let inertia = nearest
        .iter()
        .map(|&(_, distance)| f64::from(distance))
        .sum();
    (
        nearest.into_iter().map(|(label, _)| label).collect(),
        inertia,
    )
}

/// Moves every centroid to the mean of its points, each summed in order of index.
fn update(points: &Matrix, labels: &[u32], centroids: &mut Matrix) {
    let mut members = vec![Vec::new(); centroids.rows()];
    for (i, &label) in labels.iter().enumerate() {
        members[label as usize].push(i as u32);
    }
    let dims = centroids.dims();
    centroids
        .as_mut_slice()
        .par_chunks_mut(dims)
        .zip(members)
        .for_each(|(centroid, members)| {
            if !members.is_empty() {
                mean_into(points, &members, centroid);
            }
        });
}

/// Writes the mean of the rows `members` of `points` into `mean`.
pub(crate) fn mean_into(points: &Matrix, members: &[u32], mean: &mut [f32]) {
    let mut sums = vec![0.0_f64; mean.len()];
    for &member in members {
        for (sum, &value) in sums.iter_mut().zip(points.row(member as usize)) {
            *sum += f64::from(value);
        }
    }
    let count = members.len().max(1) as f64;
    for (mean, sum) in mean.iter_mut().zip(sums) {
        *mean = (sum / count) as f32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `groups` tight groups of `each` points around the corners of a hypercube.
    fn groups(groups: usize, each: usize) -> Matrix {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let mut data = Vec::new();
        for group in 0..groups {
            for _ in 0..each {
                data.extend((0..8).map(|bit| {
                    f32::from(u8::from(group >> bit & 1 == 1)) + 0.05 * rng.random::<f32>()
                }));
            }
        }
        Matrix::new(8, data)
    }

    #[test]
    fn clear_groups_are_found_exactly() {
        let points = groups(16, 25);
        let fitted = KMeansParams {
            seed: 3,
            ..KMeansParams::new(16)
        }
        .check(&points)
        .unwrap()
        .fit(&points, |_| {});
        let mut labels: Vec<u32> = Vec::new();
        for group in fitted.labels.chunks(25) {
            assert!(group.iter().all(|label| label == &group[0]));
            labels.push(group[0]);
        }
        labels.sort_unstable();
        labels.dedup();
        assert_eq!(labels.len(), 16);
    }

    #[test]
    fn the_result_does_not_depend_on_the_number_of_threads() {
        let points = groups(32, 40);
        let fit = || {
            KMeansParams::new(20)
                .check(&points)
                .unwrap()
                .fit(&points, |_| {})
        };
        let one = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .unwrap()
            .install(fit);
        let four = rayon::ThreadPoolBuilder::new()
            .num_threads(4)
            .build()
            .unwrap()
            .install(fit);
        assert_eq!(one, four);
    }

    #[test]
    fn identical_points_leave_no_cluster_empty() {
        let points = Matrix::new(2, vec![0.5; 20]);
        let fitted = KMeansParams::new(4)
            .check(&points)
            .unwrap()
            .fit(&points, |_| {});
        for cluster in 0..4 {
            assert!(
                fitted.labels.contains(&cluster),
                "cluster {cluster} is empty"
            );
        }
        assert!(fitted.inertia.abs() < 1e-9);
    }

    #[test]
    fn impossible_parameters_are_refused() {
        let points = Matrix::new(2, vec![0.0; 6]);
        assert!(matches!(
            KMeansParams::new(4).check(&points),
            Err(KMeansError::Clusters { .. })
        ));
        assert!(matches!(
            KMeansParams::new(0).check(&points),
            Err(KMeansError::Clusters { .. })
        ));
        let no_steps = KMeansParams {
            iterations: 0,
            ..KMeansParams::new(2)
        };
        assert_eq!(no_steps.check(&points).unwrap_err(), KMeansError::Stopping);
    }
}
