//! Neighbourhoods of clusters: as many as a model can look over at once, and who lives next door.

use crate::cluster::kmeans::{Fit, KMeansParams};
use crate::cluster::squared_distance;
use crate::matrix::Matrix;

/// Clusters of a neighbourhood, on average (the paper's number).
pub(crate) const SIZE: usize = 40;
/// Clusters outside of it that a model is shown.
const OUTSIDE: usize = 10;

/// A part of the clusters of a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Neighbourhood {
    /// Indices of its clusters, ascending.
    pub(super) inside: Vec<usize>,
    /// Indices of the nearest others, nearest first.
    pub(super) outside: Vec<usize>,
}

/// Cuts the clusters with these vectors into neighbourhoods of about 40.
pub(super) fn cut(vectors: &Matrix, seed: u64) -> Vec<Neighbourhood> {
    let rows = vectors.rows();
    let labels = labels(vectors, rows.div_ceil(SIZE), seed);
    let count = labels.iter().max().map_or(0, |&last| last as usize + 1);
    let mut hoods: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (row, &label) in labels.iter().enumerate() {
        hoods[label as usize].push(row);
    }
    hoods.retain(|inside| !inside.is_empty());
    hoods
        .into_iter()
        .map(|inside| {
            let centre = mean(vectors, &inside);
            let mut outside: Vec<usize> = (0..rows).filter(|row| !inside.contains(row)).collect();
            by_distance(&centre, vectors, &mut outside);
            outside.truncate(OUTSIDE);
            Neighbourhood { inside, outside }
        })
        .collect()
}

/// For every row the `most` nearest other rows, nearest first.
pub(super) fn near(rows: &Matrix, most: usize) -> Vec<Vec<usize>> {
    (0..rows.rows())
        .map(|row| {
            let mut others: Vec<usize> = (0..rows.rows()).filter(|&other| other != row).collect();
            by_distance(rows.row(row), rows, &mut others);
            others.truncate(most);
            others
        })
        .collect()
}

/// K-means labels; all rows together where that is impossible.
pub(super) fn labels(vectors: &Matrix, clusters: usize, seed: u64) -> Vec<u32> {
    let params = KMeansParams {
        seed,
        ..KMeansParams::new(clusters)
    };
    match params.check(vectors) {
        Ok(params) if clusters > 1 => params.fit(vectors, |_| ()).labels,
        _ => vec![0; vectors.rows()],
    }
}

/// Sorts `candidates` by the distance of their rows from `point`.
pub(super) fn by_distance(point: &[f32], rows: &Matrix, candidates: &mut [usize]) {
    let mut ranked: Vec<(f32, usize)> = candidates
        .iter()
        .map(|&row| (squared_distance(point, rows.row(row)), row))
        .collect();
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    for (candidate, (_, row)) in candidates.iter_mut().zip(ranked) {
        *candidate = row;
    }
}

fn mean(vectors: &Matrix, rows: &[usize]) -> Vec<f32> {
    let mut mean = vec![0.0; vectors.dims()];
    for &row in rows {
        for (total, value) in mean.iter_mut().zip(vectors.row(row)) {
            *total += value / rows.len() as f32;
        }
    }
    mean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbourhoods_cover_everything_once_and_know_their_neighbours() {
        let vectors = Matrix::new(
            1,
            (0..100)
                .map(|i| i as f32 + 40.0 * (i / 50) as f32)
                .collect(),
        );
        let hoods = cut(&vectors, 3);
        assert_eq!(hoods.len(), 3);
        let mut all: Vec<usize> = hoods.iter().flat_map(|hood| hood.inside.clone()).collect();
        all.sort_unstable();
        assert_eq!(all, (0..100).collect::<Vec<_>>());
        for hood in &hoods {
            assert_eq!(hood.outside.len(), OUTSIDE);
            assert!(hood.outside.iter().all(|row| !hood.inside.contains(row)));
        }
        assert_eq!(cut(&vectors, 3), hoods);
    }

    #[test]
    fn a_few_clusters_are_one_neighbourhood() {
        let hoods = cut(&Matrix::new(1, vec![1.0, 2.0, 3.0]), 0);
        assert_eq!(hoods.len(), 1);
        assert!(hoods[0].outside.is_empty());
    }
}
