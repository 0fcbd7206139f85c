//! Distances between rows, and the nearest rows of a matrix by blocked products on all cores.

use gemm::Parallelism;
use rayon::prelude::*;

use crate::matrix::Matrix;

/// Rows handed to one product: large enough for the kernel, small enough to spread over threads.
/// Fixed, so that results do not depend on the number of threads.
const BLOCK: usize = 256;

/// Squared Euclidean distance.
#[must_use]
pub fn squared_distance(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum()
}

/// For every row of `points`, the index of the nearest row of `centres` and the squared Euclidean
/// distance to it; ties go to the lower index.
///
/// `centres` must have at least one row and as many dimensions as `points`.
#[must_use]
pub fn nearest_rows(points: &Matrix, centres: &Matrix) -> Vec<(u32, f32)> {
    let (dims, k) = (points.dims(), centres.rows());
    let centre_norms: Vec<f32> = centres
        .iter()
        .map(|c| c.iter().map(|v| v * v).sum())
        .collect();
    points
        .as_slice()
        .par_chunks(BLOCK * dims)
        .flat_map_iter(|block| {
            let rows = block.len() / dims;
            let mut products = vec![0.0_f32; rows * k];
            product(block, rows, centres, &mut products);
            let nearest: Vec<(u32, f32)> = block
                .chunks_exact(dims)
                .zip(products.chunks_exact(k))
                .map(|(row, dots)| {
                    let norm: f32 = row.iter().map(|v| v * v).sum();
                    let (mut best, mut best_score) = (0, f32::INFINITY);
                    for (i, (dot, centre)) in dots.iter().zip(&centre_norms).enumerate() {
                        let score = centre - 2.0 * dot;
                        if score < best_score {
                            (best, best_score) = (i, score);
                        }
                    }
                    (best as u32, (norm + best_score).max(0.0))
                })
                .collect();
            nearest
        })
        .collect()
}

/// `out = block · centresᵀ`, on this thread.
fn product(block: &[f32], rows: usize, centres: &Matrix, out: &mut [f32]) {
    let (dims, k) = (centres.dims(), centres.rows());
    assert!(block.len() == rows * dims && out.len() == rows * k);
    // SAFETY: the asserted lengths cover every element that these shapes and strides reach, and
    // `out` is borrowed exclusively.
    unsafe {
        gemm::gemm(
            rows,
            k,
            dims,
            out.as_mut_ptr(),
            1,
            k as isize,
            false,
            block.as_ptr(),
            1,
            dims as isize,
            centres.as_slice().as_ptr(),
            dims as isize,
            1,
            0.0,
            1.0,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocked_products_agree_with_plain_distances() {
        let points = Matrix::new(
            3,
            (0..1500)
                .map(|i| ((i * 37 % 101) as f32) / 50.0 - 1.0)
                .collect(),
        );
        let centres = Matrix::new(
            3,
            (0..21)
                .map(|i| ((i * 53 % 97) as f32) / 48.0 - 1.0)
                .collect(),
        );
        for (point, (index, distance)) in points.iter().zip(nearest_rows(&points, &centres)) {
            let least = centres
                .iter()
                .map(|c| squared_distance(point, c))
                .fold(f32::INFINITY, f32::min);
            assert!((least - distance).abs() < 1e-4);
            assert!((squared_distance(point, centres.row(index as usize)) - least).abs() < 1e-4);
        }
    }
}
