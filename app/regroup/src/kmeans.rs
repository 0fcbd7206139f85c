//! K-means with weights: every point counts as often as it has conversations.
//!
//! Lloyd's iterations (1982) from a greedy k-means++ start (Arthur and Vassilvitskii 2007), with one lower
//! and one upper bound a point, which spare most distances (Hamerly 2010). An empty group is refilled with
//! the point that costs most.
//!
//! Why not linfa's: it takes no weights, and draws its start from a generator that its next version may
//! change, while a link must give the same groups on another machine.

mod start;

use kleio_shared::cluster::{Centres, Fitted, KMeans, KMeansParams, Points, ValidKMeansParams};

use crate::vector::{distance, squared_distance};

/// K-means on one core, for the browser.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bounded;

impl KMeans for Bounded {
    fn fit(
        &self,
        params: &ValidKMeansParams,
        points: Points<'_>,
        step: &mut dyn FnMut(f64),
    ) -> Fitted {
        let weights = vec![1.0; points.rows()];
        fit_weighted(params, points, &weights, step)
    }
}

/// Groups `points`, which `params` were checked against, each counting `weights[point]` times (above 0).
/// `step` is told the weighted inertia after every iteration.
pub fn fit_weighted(
    params: &ValidKMeansParams,
    points: Points<'_>,
    weights: &[f32],
    step: &mut dyn FnMut(f64),
) -> Fitted {
    let params = params.params();
    let mut best = fit_once(params, points, weights, params.seed, step);
    for restart in 1..params.restarts as u64 {
        let seed = params.seed.wrapping_add(restart);
        let other = fit_once(params, points, weights, seed, step);
        if other.inertia < best.inertia {
            best = other;
        }
    }
    best
}

fn fit_once(
    params: &KMeansParams,
    points: Points<'_>,
    weights: &[f32],
    seed: u64,
    step: &mut dyn FnMut(f64),
) -> Fitted {
    let centres = start::choose(points, weights, params.clusters, seed);
    let mut fit = Fit::new(points, weights, params, centres);
    let mut before = f64::INFINITY;
    for _ in 0..params.iterations {
        let moved = fit.assign();
        fit.refill();
        fit.recentre();
        let cost = fit.inertia();
        step(cost);
        if moved == 0 || before - cost <= params.tolerance * cost {
            break;
        }
        before = cost;
    }
    // The last step moved the centres once more: every point goes to its nearest, as the result says.
    fit.assign();
    fit.refill();
    fit.into_fitted()
}

struct Fit<'a> {
    points: Points<'a>,
    weights: &'a [f32],
    kind: Centres,
    centres: Vec<f32>,
    labels: Vec<u32>,
    /// At least the distance to a point's own centre.
    upper: Vec<f32>,
    /// At most the distance to the nearest other centre.
    lower: Vec<f32>,
    /// Half the distance from each centre to its nearest other.
    half_gap: Vec<f32>,
    sums: Vec<f64>,
    masses: Vec<f64>,
    counts: Vec<usize>,
}

impl<'a> Fit<'a> {
    fn new(
        points: Points<'a>,
        weights: &'a [f32],
        params: &KMeansParams,
        centres: Vec<f32>,
    ) -> Self {
        let (rows, k) = (points.rows(), params.clusters);
        let mut fit = Self {
            points,
            weights,
            kind: params.centres,
            centres,
            labels: vec![0; rows],
            upper: vec![f32::INFINITY; rows],
            lower: vec![0.0; rows],
            half_gap: vec![0.0; k],
            sums: vec![0.0; k * points.dims()],
            masses: vec![0.0; k],
            counts: vec![0; k],
        };
        for row in 0..rows {
            fit.add(row, 0, 1.0);
        }
        fit
    }

    fn k(&self) -> usize {
        self.masses.len()
    }

    fn centre(&self, label: usize) -> &[f32] {
        let dims = self.points.dims();
        &self.centres[label * dims..(label + 1) * dims]
    }

    /// Adds a point to a group, or takes it away with `sign` -1.
    fn add(&mut self, row: usize, label: usize, sign: f64) {
        let dims = self.points.dims();
        let weight = sign * f64::from(self.weights[row]);
        let sums = &mut self.sums[label * dims..(label + 1) * dims];
        for (sum, &value) in sums.iter_mut().zip(self.points.row(row)) {
            *sum += weight * f64::from(value);
        }
        self.masses[label] += weight;
        self.counts[label] = if sign > 0.0 {
            self.counts[label] + 1
        } else {
            self.counts[label] - 1
        };
    }

    fn put(&mut self, row: usize, label: usize) {
        let from = self.labels[row] as usize;
        self.add(row, from, -1.0);
        self.add(row, label, 1.0);
        self.labels[row] = label as u32;
    }

    /// Gives every point to its nearest centre; how many moved.
    fn assign(&mut self) -> usize {
        self.measure_gaps();
        let mut moved = 0;
        for row in 0..self.points.rows() {
            let own = self.labels[row] as usize;
            let enough = self.lower[row].max(self.half_gap[own]);
            if self.upper[row] <= enough {
                continue;
            }
            self.upper[row] = distance(self.points.row(row), self.centre(own));
            if self.upper[row] <= enough {
                continue;
            }
            let (nearest, first, second) = self.nearest_two(row);
            self.upper[row] = first;
            self.lower[row] = second;
            if nearest != own {
                self.put(row, nearest);
                moved += 1;
            }
        }
        moved
    }

    /// The nearest centre (the first of equals), its distance, and that of the second nearest.
    fn nearest_two(&self, row: usize) -> (usize, f32, f32) {
        let point = self.points.row(row);
        let (mut nearest, mut first, mut second) = (0, f32::INFINITY, f32::INFINITY);
        for (label, centre) in self.centres.chunks_exact(self.points.dims()).enumerate() {
            let squared = squared_distance(point, centre);
            if squared < first {
                (nearest, second, first) = (label, first, squared);
            } else if squared < second {
                second = squared;
            }
        }
        (nearest, first.sqrt(), second.sqrt())
    }

    fn measure_gaps(&mut self) {
        let k = self.k();
        let mut gaps = vec![f32::INFINITY; k];
        for a in 0..k {
            for b in 0..a {
                let squared = squared_distance(self.centre(a), self.centre(b));
                gaps[a] = gaps[a].min(squared);
                gaps[b] = gaps[b].min(squared);
            }
        }
        self.half_gap = gaps.iter().map(|squared| squared.sqrt() / 2.0).collect();
    }

    /// Gives every empty group the point that costs most where it is.
    fn refill(&mut self) {
        for empty in 0..self.k() {
            if self.counts[empty] > 0 {
                continue;
            }
            let mut dearest = None;
            for row in 0..self.points.rows() {
                let own = self.labels[row] as usize;
                let cost =
                    self.weights[row] * squared_distance(self.points.row(row), self.centre(own));
                if self.counts[own] > 1 && dearest.is_none_or(|(most, _)| cost > most) {
                    dearest = Some((cost, row));
                }
            }
            let Some((_, row)) = dearest else { return };
            self.put(row, empty);
            self.upper[row] = f32::INFINITY;
            self.lower[row] = 0.0;
            let dims = self.points.dims();
            self.centres[empty * dims..(empty + 1) * dims].copy_from_slice(self.points.row(row));
        }
    }

    /// Moves every centre to its points, and loosens the bounds by as much.
    fn recentre(&mut self) {
        let dims = self.points.dims();
        let mut steps = vec![0.0_f32; self.k()];
        for (label, step) in steps.iter_mut().enumerate() {
            let mass = self.masses[label];
            if self.counts[label] == 0 || mass <= 0.0 {
                continue;
            }
            let mut centre: Vec<f32> = self.sums[label * dims..(label + 1) * dims]
                .iter()
                .map(|sum| (sum / mass) as f32)
                .collect();
            if self.kind == Centres::Directions {
                let length = centre.iter().map(|v| v * v).sum::<f32>().sqrt();
                if length > 0.0 {
                    centre.iter_mut().for_each(|v| *v /= length);
                }
            }
            *step = distance(&centre, self.centre(label));
            self.centres[label * dims..(label + 1) * dims].copy_from_slice(&centre);
        }
        // A little more than rounding can take away.
        const SLACK: f32 = 1.0 + 1e-5;
        let (mut first, mut second, mut farthest) = (0.0_f32, 0.0_f32, 0);
        for (label, &step) in steps.iter().enumerate() {
            if step > first {
                (second, first, farthest) = (first, step, label);
            } else if step > second {
                second = step;
            }
        }
        for row in 0..self.points.rows() {
            let own = self.labels[row] as usize;
            let others = if own == farthest { second } else { first };
            self.upper[row] = (self.upper[row] + steps[own]) * SLACK;
            self.lower[row] = (self.lower[row] - others).max(0.0) / SLACK;
        }
    }

    /// Weighted sum of squared distances to the centres.
    fn inertia(&self) -> f64 {
        (0..self.points.rows())
            .map(|row| {
                let centre = self.centre(self.labels[row] as usize);
                f64::from(self.weights[row])
                    * f64::from(squared_distance(self.points.row(row), centre))
            })
            .sum()
    }

    fn into_fitted(mut self) -> Fitted {
        // The result's centroids are means in any case.
        self.kind = Centres::Means;
        self.recentre();
        Fitted {
            inertia: self.inertia(),
            labels: self.labels,
            centroids: self.centres,
        }
    }
}

#[cfg(test)]
mod tests;
