//! The leading right singular vectors of a large sparse matrix.
//!
//! Source: Halko, Martinsson and Tropp, "Finding structure with randomness", SIAM Review 2011,
//! algorithm 4.4 (randomised subspace iteration) and section 5.1.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::super::product::{Rows, Update, gram, multiply};
use super::sparse::SparseRows;
use crate::eigen;
use crate::matrix::Matrix;

/// Dimensions sought beyond those wanted, so that the wanted ones are found well.
const OVERSAMPLING: usize = 16;

/// Times that the subspace is multiplied with the matrix and its transpose.
const ITERATIONS: usize = 4;

/// Directions whose squared length, relative to the longest, is below this are rounding errors.
const WEAKEST: f64 = 1e-6;

/// Rows of a dense matrix multiplied together.
const BLOCK: usize = 256;

/// The `dims` leading right singular vectors as columns: a row of `dims` values for each column of
/// `matrix`. Where the matrix has a lower rank, the last values are zero.
pub(super) fn right_singular_vectors(
    matrix: &SparseRows,
    dims: usize,
    rng: &mut ChaCha8Rng,
) -> Matrix {
    let width = dims + OVERSAMPLING;
    let random = (0..matrix.columns() * width).map(|_| rng.random_range(-1.0_f32..1.0));
    let mut basis = Matrix::new(width, random.collect());
    let transposed = matrix.transposed();
    for _ in 0..ITERATIONS {
        let seen = orthonormal(&matrix.times(&basis));
        basis = orthonormal(&transposed.times(&seen));
    }
    // Within the subspace the singular vectors are the eigenvectors of a small matrix.
    let rotation: Vec<Vec<f64>> = principal_directions(&matrix.times(&basis))
        .into_iter()
        .map(|(_, direction)| direction)
        .take(dims)
        .collect();
    combined(&basis, &rotation)
}

/// Orthonormal columns that span what the columns of `values` span, and zeros for the rank it lacks.
fn orthonormal(values: &Matrix) -> Matrix {
    let directions = principal_directions(values);
    let longest = directions.first().map_or(0.0, |(square, _)| *square);
    let scaled: Vec<Vec<f64>> = directions
        .into_iter()
        .map(|(square, direction)| {
            let scale = if square > longest * WEAKEST {
                1.0 / square.sqrt()
            } else {
                0.0
            };
            direction.into_iter().map(|value| value * scale).collect()
        })
        .collect();
    combined(values, &scaled)
}

/// Combinations of the columns of `values` that are orthogonal: their squared lengths, longest first,
/// and how much of each column goes into them.
fn principal_directions(values: &Matrix) -> Vec<(f64, Vec<f64>)> {
    let width = values.dims();
    let gram: Vec<f64> = gram(values.as_slice(), width)
        .into_iter()
        .map(f64::from)
        .collect();
    eigen::symmetric(&gram, width)
}

/// The columns of `values`, combined as each of `directions` says.
fn combined(values: &Matrix, directions: &[Vec<f64>]) -> Matrix {
    let (width, dims) = (values.dims(), directions.len());
    let weights: Vec<f32> = (0..width)
        .flat_map(|column| directions.iter().map(move |d| d[column] as f32))
        .collect();
    let mut out = Matrix::zeros(values.rows(), dims);
    out.as_mut_slice()
        .par_chunks_mut(dims * BLOCK)
        .zip(values.as_slice().par_chunks(width * BLOCK))
        .for_each(|(out, rows)| {
            let rows = Rows::whole(rows, rows.len() / width, width);
            multiply(rows, &weights, out, Update::Replace);
        });
    out
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    /// A matrix with the singular values 8, 4, 2, 1 and right vectors along known pairs of columns.
    fn known() -> SparseRows {
        let pair = |column: u32, value: f32| {
            let half = value * std::f32::consts::FRAC_1_SQRT_2;
            vec![(2 * column, half), (2 * column + 1, -half)]
        };
        let rows = [
            pair(3, 1.0),
            pair(1, 4.0),
            pair(0, 8.0),
            pair(2, 2.0),
            vec![],
        ];
        SparseRows::new(&rows, 8)
    }

    #[test]
    fn finds_the_leading_vectors_in_order() {
        let vectors = right_singular_vectors(&known(), 3, &mut ChaCha8Rng::seed_from_u64(1));
        for (rank, column) in [(0, 0), (1, 2), (2, 4)] {
            let (a, b) = (vectors.row(column)[rank], vectors.row(column + 1)[rank]);
            assert!(
                (a.abs() - std::f32::consts::FRAC_1_SQRT_2).abs() < 1e-4,
                "{a}"
            );
            assert!((a + b).abs() < 1e-4);
        }
    }

    #[test]
    fn a_lower_rank_leaves_nothing_infinite() {
        let vectors = right_singular_vectors(&known(), 20, &mut ChaCha8Rng::seed_from_u64(1));
        assert_eq!((vectors.rows(), vectors.dims()), (8, 20));
        assert!(vectors.as_slice().iter().all(|value| value.is_finite()));
        let none = SparseRows::new(&[vec![], vec![]], 0);
        let vectors = right_singular_vectors(&none, 5, &mut ChaCha8Rng::seed_from_u64(1));
        assert_eq!(vectors.rows(), 0);
    }
}
