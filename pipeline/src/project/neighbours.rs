//! The fuzzy neighbourhood graph that UMAP lays out.
//!
//! McInnes, Healy and Melville 2018, arXiv 1802.03426, section 3.1 and algorithms 2 and 3. Exact
//! neighbours: there are at most some thousands of clusters.

use rayon::prelude::*;

use crate::matrix::Matrix;

/// Neighbours of a point, itself left out (the paper of Clio uses 15, appendix G.6).
const NEIGHBOURS: usize = 15;

/// Steps of the search for a point's bandwidth; the interval halves each time.
const BANDWIDTH_STEPS: usize = 48;

/// An undirected edge with its weight in 0..=1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) weight: f32,
}

/// The symmetric graph over the rows of `points`, edges in order of `from`, then `to`.
pub(super) fn graph(points: &Matrix) -> Vec<Edge> {
    let mut unit = points.clone();
    unit.normalise_rows();
    let directed: Vec<Vec<(u32, f32)>> = (0..unit.rows())
        .into_par_iter()
        .map(|i| memberships(&nearest(&unit, i)))
        .collect();
    let weight = |from: usize, to: u32| {
        directed[from]
            .iter()
            .find(|(other, _)| *other == to)
            .map_or(0.0, |(_, weight)| *weight)
    };
    let mut edges = Vec::new();
    for (from, neighbours) in directed.iter().enumerate() {
        for &(to, forth) in neighbours {
            let back = weight(to as usize, from as u32);
            // The fuzzy union; an edge seen from both ends is taken once, from the lower one.
            if back == 0.0 || from < to as usize {
                let (from, to) = (from as u32, to);
                edges.push(Edge {
                    from,
                    to,
                    weight: forth + back - forth * back,
                });
            }
        }
    }
    edges
}

/// Indices and cosine distances of the nearest other rows of `unit`, nearest first.
fn nearest(unit: &Matrix, row: usize) -> Vec<(u32, f32)> {
    let mut others: Vec<(u32, f32)> = (0..unit.rows())
        .filter(|&other| other != row)
        .map(|other| {
            let dot: f32 = unit
                .row(row)
                .iter()
                .zip(unit.row(other))
                .map(|(a, b)| a * b)
                .sum();
            (other as u32, (1.0 - dot).max(0.0))
        })
        .collect();
    others.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    others.truncate(NEIGHBOURS);
    others
}

/// Membership strengths that sum to log2 of the number of neighbours.
fn memberships(nearest: &[(u32, f32)]) -> Vec<(u32, f32)> {
    let Some(&(_, closest)) = nearest.first() else {
        return Vec::new();
    };
    let target = (nearest.len() as f32).log2();
    let strength = |distance: f32, sigma: f32| (-(distance - closest).max(0.0) / sigma).exp();
    let (mut low, mut high) = (1e-6_f32, 1e3_f32);
    for _ in 0..BANDWIDTH_STEPS {
        let middle = (low * high).sqrt();
        let sum: f32 = nearest.iter().map(|&(_, d)| strength(d, middle)).sum();
        if sum > target {
            high = middle;
        } else {
            low = middle;
        }
    }
    nearest
        .iter()
        .map(|&(other, d)| (other, strength(d, high)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_has_an_edge_of_full_weight_and_none_to_itself() {
        let points = Matrix::new(3, (0..90).map(|i| ((i * 31 % 17) as f32) - 8.0).collect());
        let edges = graph(&points);
        for point in 0..30 {
            let strongest = edges
                .iter()
                .filter(|e| e.from == point || e.to == point)
                .map(|e| e.weight)
                .fold(0.0, f32::max);
            assert!(strongest > 0.99, "point {point}: {strongest}");
        }
        assert!(edges.iter().all(|e| e.from != e.to && e.weight <= 1.0));
    }
}
