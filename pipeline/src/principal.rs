//! Principal components: the few directions in which vectors differ most.
//!
//! Source: subspace iteration with a final Rayleigh-Ritz step (Golub and Van Loan, "Matrix
//! Computations", 4th edition, section 8.2.4), from a seeded start.
//!
//! Invariant: the same rows, dimensions and seed give the same bytes; the sign of every direction is the
//! one that makes its largest coordinate positive.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::eigen;
use crate::matrix::Matrix;

/// Dimensions sought beyond those wanted, so that the wanted ones are found well.
const OVERSAMPLING: usize = 8;

/// Times that the subspace is multiplied with the covariance.
const ITERATIONS: usize = 30;

/// The rows of `vectors`, less their mean, in the `dims` leading principal directions; `None` for no
/// rows or no dimensions. Values beyond the rank are zero.
pub(crate) fn components(vectors: &Matrix, dims: usize, seed: u64) -> Option<Matrix> {
    let (rows, width) = (vectors.rows(), vectors.dims());
    if rows == 0 || dims == 0 {
        return None;
    }
    let centred = centred(vectors);
    let covariance = covariance(&centred, width);
    let wide = (dims + OVERSAMPLING).min(width);
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut basis: Vec<Vec<f64>> = (0..wide)
        .map(|_| (0..width).map(|_| rng.random_range(-1.0..1.0)).collect())
        .collect();
    orthonormalise(&mut basis);
    for _ in 0..ITERATIONS {
        basis = basis.iter().map(|b| times(&covariance, b)).collect();
        orthonormalise(&mut basis);
    }
    let images: Vec<Vec<f64>> = basis.iter().map(|b| times(&covariance, b)).collect();
    let small: Vec<f64> = basis
        .iter()
        .flat_map(|b| images.iter().map(|image| dot(b, image)))
        .collect();
    let mut directions: Vec<Vec<f64>> = eigen::symmetric(&small, wide)
        .iter()
        .take(dims)
        .map(|(_, weights)| signed(combined(&basis, weights)))
        .collect();
    directions.resize(dims, vec![0.0; width]);
    let values = centred
        .chunks_exact(width)
        .flat_map(|row| directions.iter().map(|d| dot(row, d) as f32));
    Some(Matrix::new(dims, values.collect()))
}

fn centred(vectors: &Matrix) -> Vec<f64> {
    let width = vectors.dims();
    let mut mean = vec![0.0; width];
    for row in vectors.iter() {
        mean.iter_mut()
            .zip(row)
            .for_each(|(m, &v)| *m += f64::from(v));
    }
    let rows = vectors.rows() as f64;
    mean.iter_mut().for_each(|m| *m /= rows);
    vectors
        .iter()
        .flat_map(|row| row.iter().zip(&mean).map(|(&v, m)| f64::from(v) - m))
        .collect()
}

/// Sums of products of every two columns.
fn covariance(rows: &[f64], width: usize) -> Vec<f64> {
    let mut sums = vec![0.0; width * width];
    for row in rows.chunks_exact(width) {
        for (column, &value) in sums.chunks_exact_mut(width).zip(row) {
            column
                .iter_mut()
                .zip(row)
                .for_each(|(s, v)| *s += value * v);
        }
    }
    sums
}

fn times(matrix: &[f64], vector: &[f64]) -> Vec<f64> {
    let rows = matrix.chunks_exact(vector.len());
    rows.map(|row| dot(row, vector)).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Gram-Schmidt, each vector twice; what nothing is left of becomes zeros.
fn orthonormalise(basis: &mut [Vec<f64>]) {
    for place in 0..basis.len() {
        let (before, rest) = basis.split_at_mut(place);
        let Some(own) = rest.first_mut() else { return };
        let first = dot(own, own).sqrt();
        for other in before.iter().chain(before.iter()) {
            let along = dot(own, other);
            own.iter_mut().zip(other).for_each(|(o, x)| *o -= along * x);
        }
        let length = dot(own, own).sqrt();
        let scale = if length > first * 1e-9 {
            1.0 / length
        } else {
            0.0
        };
        own.iter_mut().for_each(|o| *o *= scale);
    }
}

fn combined(basis: &[Vec<f64>], weights: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; basis.first().map_or(0, Vec::len)];
    for (vector, weight) in basis.iter().zip(weights) {
        sum.iter_mut()
            .zip(vector)
            .for_each(|(s, v)| *s += weight * v);
    }
    sum
}

fn signed(direction: Vec<f64>) -> Vec<f64> {
    let largest = direction.iter().fold(
        0.0_f64,
        |most, &v| if v.abs() > most.abs() { v } else { most },
    );
    let sign = if largest < 0.0 { -1.0 } else { 1.0 };
    direction.into_iter().map(|v| v * sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows that differ by 8 in one direction, by 2 in another, and not at all in the rest.
    fn known() -> Matrix {
        let rows = [[8.0, 0.0], [-8.0, 0.0], [0.0, 2.0], [0.0, -2.0]];
        let values = rows.iter().flat_map(|[a, b]| [*b, 5.0 - *a, 5.0, 5.0]);
        Matrix::new(4, values.collect())
    }

    #[test]
    fn the_direction_with_most_difference_leads_and_the_mean_is_gone() {
        let found = components(&known(), 3, 1).unwrap();
        let expected = [
            [-8.0, 0.0, 0.0],
            [8.0, 0.0, 0.0],
            [0.0, 2.0, 0.0],
            [0.0, -2.0, 0.0],
        ];
        for (row, expected) in found.iter().zip(expected) {
            for (a, b) in row.iter().zip(expected) {
                assert!((a - b).abs() < 1e-5, "{found:?}");
            }
        }
    }

    #[test]
    fn seeds_do_not_change_what_is_found() {
        let (a, b) = (components(&known(), 2, 1), components(&known(), 2, 2));
        let (a, b) = (a.unwrap(), b.unwrap());
        let pairs = a.as_slice().iter().zip(b.as_slice());
        assert!(pairs.into_iter().all(|(x, y)| (x - y).abs() < 1e-5));
    }

    #[test]
    fn few_rows_and_no_rows() {
        let one = components(&Matrix::new(3, vec![1.0, 2.0, 3.0]), 1, 0).unwrap();
        assert_eq!(one.as_slice(), [0.0]);
        assert!(components(&Matrix::new(3, Vec::new()), 2, 0).is_none());
    }
}
