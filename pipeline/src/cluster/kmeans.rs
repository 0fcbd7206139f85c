//! K-means on all cores, with the same result whatever their number.
//!
//! Lloyd's iterations (Lloyd 1982, IEEE Trans. Inf. Theory 28) from a k-means++ start (module `start`). Each
//! point keeps bounds on its distances, so that later iterations look at few points only
//! (module `assignment`). An empty cluster is refilled with the point that lies farthest from its own centre.

mod assignment;
mod start;
mod sums;

pub use kleio_shared::cluster::{Centres, KMeansError, KMeansParams, MOST_ITERATIONS};
use kleio_shared::cluster::{Fitted, KMeans, Points, ValidKMeansParams};
use rayon::prelude::*;

use self::assignment::{Assignment, Move};
use self::sums::Sums;
use super::nearest::{squared_distance, squared_length};
use crate::matrix::Matrix;

/// Points summed together, so that a sum does not depend on the number of threads.
const BLOCK: usize = 4_096;

/// K-means by blocked products.
#[derive(Debug, Clone, Copy, Default)]
pub struct Blocked;

impl KMeans for Blocked {
    fn fit(
        &self,
        params: &ValidKMeansParams,
        points: Points<'_>,
        step: &mut dyn FnMut(f64),
    ) -> Fitted {
        let params = params.params();
        let (mut best, mut least) = fit_once(params, points, params.seed, step);
        for restart in 1..params.restarts as u64 {
            let seed = params.seed.wrapping_add(restart);
            let (other, cost) = fit_once(params, points, seed, step);
            if cost < least {
                (best, least) = (other, cost);
            }
        }
        best
    }
}

/// A fitted clustering of the rows of a matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct Clusters {
    /// Cluster of every point.
    pub labels: Vec<u32>,
    /// Mean of every cluster, `clusters` × dimensions.
    pub centroids: Matrix,
    /// Sum of squared distances of all points to their centroids.
    pub inertia: f64,
}

/// [`Blocked`] for matrices.
pub trait Fit {
    /// Clusters `points`, which the parameters were checked against, calling `step` with the inertia
    /// after every iteration.
    fn fit(&self, points: &Matrix, step: impl FnMut(f64)) -> Clusters;
}

impl Fit for ValidKMeansParams {
    fn fit(&self, points: &Matrix, mut step: impl FnMut(f64)) -> Clusters {
        let fitted = Blocked.fit(self, points.into(), &mut step);
        Clusters {
            labels: fitted.labels,
            centroids: Matrix::new(points.dims(), fitted.centroids),
            inertia: fitted.inertia,
        }
    }
}

/// One fit, and the sum of squared distances to its centres.
fn fit_once(
    params: &KMeansParams,
    points: Points<'_>,
    seed: u64,
    step: &mut dyn FnMut(f64),
) -> (Fitted, f64) {
    let total = total_of_squares(points);
    let mut centroids = start::choose(points, params.clusters, seed);
    let mut assignment = Assignment::new(points.rows());
    let mut sums = Sums::new(params.clusters, points.dims());
    let mut before = f64::INFINITY;
    loop {
        let moves = assignment.update(points, &centroids);
        sums.apply(points, &moves);
        refill(points, &centroids, &mut assignment, &mut sums);
        let steps = sums.write_centres(params.centres, &mut centroids);
        let cost = (total - sums.explained(params.centres)).max(0.0);
        step(cost);
        let settled = moves.is_empty() || before - cost <= params.tolerance * cost;
        before = cost;
        if settled || assignment.rounds() == params.iterations {
            break;
        }
        assignment.loosen(&steps);
    }
    sums.write_centres(Centres::Means, &mut centroids);
    let fitted = Fitted {
        labels: assignment.into_labels(),
        centroids,
        inertia: (total - sums.explained(Centres::Means)).max(0.0),
    };
    (fitted, before)
}

/// Sum of the squared lengths of all points.
fn total_of_squares(points: Points<'_>) -> f64 {
    let blocks: Vec<f64> = points
        .values()
        .par_chunks(BLOCK * points.dims())
        .map(|block| {
            let rows = block.chunks_exact(points.dims());
            rows.map(|row| f64::from(squared_length(row))).sum()
        })
        .collect();
    blocks.iter().sum()
}

/// Gives every empty cluster the point that lies farthest from its own centre.
fn refill(points: Points<'_>, centroids: &[f32], assignment: &mut Assignment, sums: &mut Sums) {
    let empty = sums.empty();
    if empty.is_empty() {
        return;
    }
    let dims = points.dims();
    let centre = |label: u32| &centroids[label as usize * dims..(label as usize + 1) * dims];
    let labels = assignment.labels();
    let mut order: Vec<(f32, u32)> = (0..points.rows() as u32)
        .into_par_iter()
        .map(|point| {
            let own = centre(labels[point as usize]);
            (squared_distance(points.row(point as usize), own), point)
        })
        .collect();
    order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut candidates = order.into_iter();
    for to in empty {
        let found = candidates.find(|&(_, point)| sums.count(assignment.label(point)) > 1);
        if let Some((_, point)) = found {
            let from = assignment.reassign(point, to);
            sums.apply(points, &[Move { point, from, to }]);
        }
    }
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
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

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
    fn the_outcome_is_consistent() {
        let points = groups(40, 30);
        let fitted = KMeansParams {
            tolerance: 0.0,
            ..KMeansParams::new(25)
        }
        .check(&points)
        .unwrap()
        .fit(&points, |_| {});
        let nearest = crate::cluster::nearest_rows(&points, &fitted.centroids);
        let plain: f64 = nearest.iter().map(|&(_, squared)| f64::from(squared)).sum();
        assert!(
            (plain - fitted.inertia).abs() < 1e-4 * plain,
            "{plain}, not {}",
            fitted.inertia
        );
        for (label, members) in (0..25_u32).map(|label| {
            let members = fitted.labels.iter().enumerate();
            let members = members.filter(move |&(_, &own)| own == label);
            (
                label,
                members.map(|(point, _)| point as u32).collect::<Vec<_>>(),
            )
        }) {
            let mut mean = vec![0.0; points.dims()];
            mean_into(&points, &members, &mut mean);
            assert!(squared_distance(&mean, fitted.centroids.row(label as usize)) < 1e-9);
        }
    }

    #[test]
    fn bounds_change_nothing() {
        // Lloyd's iterations as they stand in books, from the same start.
        let points = groups(50, 20);
        let (clusters, seed) = (17, 5);
        let mut centroids = Matrix::new(8, start::choose((&points).into(), clusters, seed));
        for _ in 0..6 {
            let nearest = crate::cluster::nearest_rows(&points, &centroids);
            for cluster in 0..clusters {
                let members = nearest.iter().enumerate();
                let members = members.filter(|(_, (label, _))| *label == cluster as u32);
                let members: Vec<u32> = members.map(|(point, _)| point as u32).collect();
                assert!(!members.is_empty());
                mean_into(&points, &members, centroids.row_mut(cluster));
            }
        }
        let fitted = KMeansParams {
            iterations: 6,
            tolerance: 0.0,
            seed,
            ..KMeansParams::new(clusters)
        }
        .check(&points)
        .unwrap()
        .fit(&points, |_| {});
        for (own, plain) in fitted.centroids.iter().zip(centroids.iter()) {
            assert!(squared_distance(own, plain) < 1e-9);
        }
    }

    #[test]
    fn directions_are_compared_by_their_angles_and_means_come_out() {
        let mut points = groups(40, 30);
        for row in 0..points.rows() {
            points
                .row_mut(row)
                .iter_mut()
                .for_each(|value| *value -= 0.5);
        }
        points.normalise_rows();
        let params = KMeansParams {
            centres: Centres::Directions,
            tolerance: 0.0,
            ..KMeansParams::new(25)
        };
        let fitted = params.check(&points).unwrap().fit(&points, |_| {});
        let mut directions = fitted.centroids.clone();
        directions.normalise_rows();
        let nearest = crate::cluster::nearest_rows(&points, &directions);
        let right = nearest.iter().zip(&fitted.labels);
        assert!(right.clone().all(|((nearest, _), label)| nearest == label));
        let mut mean = vec![0.0; points.dims()];
        for cluster in 0..25_u32 {
            let labels = (0_u32..).zip(&fitted.labels);
            let members: Vec<u32> = labels
                .filter(|(_, l)| **l == cluster)
                .map(|(i, _)| i)
                .collect();
            mean_into(&points, &members, &mut mean);
            assert!(squared_distance(&mean, fitted.centroids.row(cluster as usize)) < 1e-9);
        }
    }

    #[test]
    fn more_starts_are_no_worse() {
        let points = groups(50, 8);
        let inertia = |restarts| {
            KMeansParams {
                restarts,
                ..KMeansParams::new(30)
            }
            .check(&points)
            .unwrap()
            .fit(&points, |_| {})
            .inertia
        };
        assert!(inertia(5) <= inertia(1));
    }
}
