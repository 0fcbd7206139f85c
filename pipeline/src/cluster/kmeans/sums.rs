//! The sum and number of every cluster's points, kept up to date by what changes.

use kleio_shared::cluster::{Centres, Points};
use rayon::prelude::*;

use super::super::nearest::squared_distance;
use super::assignment::{Move, NONE};

/// Sums in double precision, so that what is taken away again leaves nothing behind.
#[derive(Debug)]
pub(super) struct Sums {
    dims: usize,
    /// Row after row, one a cluster.
    sums: Vec<f64>,
    counts: Vec<usize>,
}

impl Sums {
    /// `clusters` empty clusters.
    pub(super) fn new(clusters: usize, dims: usize) -> Self {
        Self {
            dims,
            sums: vec![0.0; clusters * dims],
            counts: vec![0; clusters],
        }
    }

    /// Points of a cluster.
    pub(super) fn count(&self, cluster: u32) -> usize {
        self.counts[cluster as usize]
    }

    /// Clusters without points.
    pub(super) fn empty(&self) -> Vec<u32> {
        let clusters = (0_u32..).zip(&self.counts);
        clusters
            .filter(|&(_, &count)| count == 0)
            .map(|(cluster, _)| cluster)
            .collect()
    }

    /// Moves points. Each cluster takes its own in order, so that the sums depend on nothing else.
    pub(super) fn apply(&mut self, points: Points<'_>, moves: &[Move]) {
        let mut comings = vec![Vec::new(); self.counts.len()];
        for &Move { point, from, to } in moves {
            if from != NONE {
                comings[from as usize].push((point, -1.0));
                self.counts[from as usize] -= 1;
            }
            comings[to as usize].push((point, 1.0));
            self.counts[to as usize] += 1;
        }
        self.sums
            .par_chunks_mut(self.dims)
            .zip(comings)
            .for_each(|(sum, comings)| {
                for (point, sign) in comings {
                    let row = points.row(point as usize);
                    for (total, &value) in sum.iter_mut().zip(row) {
                        *total += sign * f64::from(value);
                    }
                }
            });
    }

    /// Writes the centre of every cluster that is not empty; returns how far each has moved.
    pub(super) fn write_centres(&self, centres: Centres, centroids: &mut [f32]) -> Vec<f32> {
        let sums = self.sums.par_chunks(self.dims).zip(&self.counts);
        centroids
            .par_chunks_mut(self.dims)
            .zip(sums)
            .map_init(Vec::new, |before, (centroid, (sum, &count))| {
                let whole = match centres {
                    Centres::Means => count as f64,
                    Centres::Directions => length(sum),
                };
                if count == 0 || whole == 0.0 {
                    return 0.0;
                }
                before.clear();
                before.extend_from_slice(centroid);
                for (value, total) in centroid.iter_mut().zip(sum) {
                    *value = (total / whole) as f32;
                }
                squared_distance(before, centroid).sqrt()
            })
            .collect()
    }

    /// What a sum of squared distances to the centres is less than the points' sum of squares.
    pub(super) fn explained(&self, centres: Centres) -> f64 {
        let parts: Vec<f64> = self
            .sums
            .par_chunks(self.dims)
            .zip(&self.counts)
            .map(|(sum, &count)| match centres {
                // Steiner's theorem.
                Centres::Means => length(sum).powi(2) / count.max(1) as f64,
                Centres::Directions => 2.0 * length(sum) - count as f64,
            })
            .collect();
        parts.iter().sum()
    }
}

fn length(sum: &[f64]) -> f64 {
    sum.iter().map(|total| total * total).sum::<f64>().sqrt()
}
