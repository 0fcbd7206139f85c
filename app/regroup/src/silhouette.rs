//! How well points sit in their groups: silhouettes (Rousseeuw 1987, J. Comp. Appl. Math. 20).
//!
//! Over a seeded sample of points, whose distances to all others are measured once and serve every
//! grouping: exact where the sample is everything.

use kleio_shared::cluster::Points;

use crate::dice::Dice;
use crate::vector::distance;

/// Points whose silhouettes are averaged, at most.
pub const SAMPLE: usize = 400;

/// Distances of a sample of points to all points.
#[derive(Debug, Clone)]
pub struct Sample {
    rows: Vec<usize>,
    all: usize,
    distances: Vec<f32>,
}

impl Sample {
    /// Draws at most [`SAMPLE`] of `points`, the same for the same `seed`.
    #[must_use]
    pub fn of(points: Points<'_>, seed: u64) -> Self {
        let all = points.rows();
        let rows = Dice::new(seed).sample(all, SAMPLE);
        let distances = rows
            .iter()
            .flat_map(|&row| {
                (0..all).map(move |other| distance(points.row(row), points.row(other)))
            })
            .collect();
        Self {
            rows,
            all,
            distances,
        }
    }

    /// The mean silhouette of the sampled points that are in a group, -1 to 1. None for fewer than two
    /// groups. A point alone in its group counts as 0.
    #[must_use]
    pub fn mean(&self, labels: &[Option<u32>]) -> Option<f64> {
        let groups = labels
            .iter()
            .flatten()
            .max()
            .map_or(0, |&last| last as usize + 1);
        let mut sizes = vec![0_u32; groups];
        labels
            .iter()
            .flatten()
            .for_each(|&label| sizes[label as usize] += 1);
        if sizes.iter().filter(|&&size| size > 0).count() < 2 {
            return None;
        }
        let (mut sum, mut count) = (0.0, 0);
        let mut to = vec![0.0_f64; groups];
        for (place, &row) in self.rows.iter().enumerate() {
            let Some(own) = labels[row] else { continue };
            let own = own as usize;
            count += 1;
            if sizes[own] < 2 {
                continue;
            }
            to.fill(0.0);
            let distances = &self.distances[place * self.all..(place + 1) * self.all];
            for (&distance, label) in distances.iter().zip(labels) {
                if let Some(label) = label {
                    to[*label as usize] += f64::from(distance);
                }
            }
            let within = to[own] / f64::from(sizes[own] - 1);
            let others = (0..groups).filter(|&group| group != own && sizes[group] > 0);
            let nearest = others
                .map(|group| to[group] / f64::from(sizes[group]))
                .fold(f64::INFINITY, f64::min);
            let larger = within.max(nearest);
            if larger > 0.0 {
                sum += (nearest - within) / larger;
            }
        }
        (count > 0).then(|| sum / f64::from(count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_is_that_of_scikit_learn() {
        let values = [0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 5.0, 5.0, 6.0, 5.0, 9.0, 1.0];
        let points = Points::new(2, &values).unwrap();
        let labels = [0, 0, 0, 1, 1, 2].map(Some);
        let mean = Sample::of(points, 1).mean(&labels).unwrap();
        // sklearn.metrics.silhouette_score of the same.
        assert!((mean - 0.688_721).abs() < 1e-5, "{mean}");
    }

    #[test]
    fn one_group_has_none_and_points_in_no_group_do_not_count() {
        let values = [0.0, 1.0, 10.0, 11.0, 500.0];
        let points = Points::new(1, &values).unwrap();
        let sample = Sample::of(points, 1);
        assert_eq!(sample.mean(&[Some(0); 5]), None);
        let labels = [Some(0), Some(0), Some(1), Some(1), None];
        assert!(sample.mean(&labels).unwrap() > 0.85);
    }
}
