//! Where the centres begin: greedy k-means++ on a sample.
//!
//! Each further centre is drawn with probability proportional to the squared distance from the centres
//! so far; of a few that are drawn so, the one that lowers the sum of these distances most is taken.
//! Source: Arthur and Vassilvitskii, "k-means++", SODA 2007, sections 2.2 and 5. A sample of ten points
//! a centre is enough to begin with, and saves passes over all points.

use kleio_shared::cluster::Points;
use rand::seq::index;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::super::nearest::{product, squared_length};

/// Points sampled for each centre …
const PER_CENTRE: usize = 10;
/// … and at least.
const LEAST: usize = 8_192;
/// Points measured together, so that a sum does not depend on the number of threads.
const BLOCK: usize = 512;

/// `clusters` centres, row after row.
pub(super) fn choose(points: Points<'_>, clusters: usize, seed: u64) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let most = LEAST.max(PER_CENTRE * clusters);
    if points.rows() <= most {
        return Sample::new(points.dims(), points.values()).choose(clusters, &mut rng);
    }
    let mut drawn = index::sample(&mut rng, points.rows(), most).into_vec();
    drawn.sort_unstable();
    let mut rows = Vec::with_capacity(most * points.dims());
    for index in drawn {
        rows.extend_from_slice(points.row(index));
    }
    Sample::new(points.dims(), &rows).choose(clusters, &mut rng)
}

/// The points that centres are drawn from.
struct Sample<'a> {
    dims: usize,
    values: &'a [f32],
    squared_lengths: Vec<f32>,
    /// Squared distance of each point to the nearest centre so far.
    distances: Vec<f32>,
}

impl<'a> Sample<'a> {
    fn new(dims: usize, values: &'a [f32]) -> Self {
        let squared_lengths: Vec<f32> = values
            .par_chunks(dims)
            .with_min_len(BLOCK)
            .map(squared_length)
            .collect();
        Self {
            dims,
            values,
            distances: vec![f32::INFINITY; squared_lengths.len()],
            squared_lengths,
        }
    }

    fn row(&self, index: usize) -> &'a [f32] {
        &self.values[index * self.dims..(index + 1) * self.dims]
    }

    fn choose(mut self, clusters: usize, rng: &mut ChaCha8Rng) -> Vec<f32> {
        // As many as scikit-learn draws, which is the usual choice.
        let draws = 2 + (clusters as f64).ln() as usize;
        let mut centres = Vec::with_capacity(clusters * self.dims);
        let first = rng.random_range(0..self.distances.len());
        centres.extend_from_slice(self.row(first));
        self.take_best(&[first]);
        for _ in 1..clusters {
            let candidates = self.draw(draws, rng);
            let best = self.take_best(&candidates);
            centres.extend_from_slice(self.row(best));
        }
        centres
    }

    /// Points drawn with probability proportional to their squared distance.
    fn draw(&self, count: usize, rng: &mut ChaCha8Rng) -> Vec<usize> {
        let mut sums = Vec::with_capacity(self.distances.len());
        let mut sum = 0.0;
        for &distance in &self.distances {
            sum += f64::from(distance);
            sums.push(sum);
        }
        let last = sums.len() - 1;
        (0..count)
            .map(|_| {
                let target = rng.random::<f64>() * sum;
                sums.partition_point(|&reached| reached <= target).min(last)
            })
            .collect()
    }

    /// Takes the candidate that lowers the sum of distances most as a centre.
    fn take_best(&mut self, candidates: &[usize]) -> usize {
        let count = candidates.len();
        let mut rows = Vec::with_capacity(count * self.dims);
        for &candidate in candidates {
            rows.extend_from_slice(self.row(candidate));
        }
        let lengths: Vec<f32> = candidates
            .iter()
            .map(|&candidate| self.squared_lengths[candidate])
            .collect();
        let measured: Vec<(Vec<f32>, Vec<f64>)> = self
            .values
            .par_chunks(BLOCK * self.dims)
            .zip(self.squared_lengths.par_chunks(BLOCK))
            .zip(self.distances.par_chunks(BLOCK))
            .map(|((block, own_lengths), distances)| {
                let mut table = vec![0.0; own_lengths.len() * count];
                product(block, &rows, self.dims, &mut table);
                let mut sums = vec![0.0; count];
                for ((row, own), &distance) in table
                    .chunks_exact_mut(count)
                    .zip(own_lengths)
                    .zip(distances)
                {
                    for ((value, sum), length) in row.iter_mut().zip(&mut sums).zip(&lengths) {
                        *value = (own + length - 2.0 * *value).max(0.0).min(distance);
                        *sum += f64::from(*value);
                    }
                }
                (table, sums)
            })
            .collect();
        let sum = |column: usize| measured.iter().map(|(_, sums)| sums[column]).sum::<f64>();
        let sums: Vec<f64> = (0..count).map(sum).collect();
        let best = (0..count)
            .min_by(|&a, &b| sums[a].total_cmp(&sums[b]))
            .unwrap_or(0);
        for (distances, (table, _)) in self.distances.chunks_mut(BLOCK).zip(&measured) {
            for (distance, row) in distances.iter_mut().zip(table.chunks_exact(count)) {
                *distance = row[best];
            }
        }
        // Rounding may leave a trace of distance from a point to itself.
        self.distances[candidates[best]] = 0.0;
        candidates[best]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_groups_each_get_a_centre() {
        let mut values = Vec::new();
        for group in 0..6 {
            for point in 0..50 {
                values.extend([100.0 * group as f32, point as f32 / 50.0]);
            }
        }
        let points = Points::new(2, &values).unwrap();
        for seed in 0..5 {
            let centres = choose(points, 6, seed);
            let mut groups: Vec<i32> = centres.iter().step_by(2).map(|&x| x as i32).collect();
            groups.sort_unstable();
            assert_eq!(groups, [0, 100, 200, 300, 400, 500]);
        }
    }

    #[test]
    fn equal_points_are_enough() {
        let points = [1.0; 40];
        let centres = choose(Points::new(4, &points).unwrap(), 3, 1);
        assert_eq!(centres, [1.0; 12]);
    }
}
