//! Distances between rows, and the nearest rows of a matrix by blocked products on all cores.

use gemm::Parallelism;
use rayon::prelude::*;

use crate::matrix::Matrix;
use crate::vectorised::vectorised;

/// Rows handed to one product: large enough for the kernel, small enough to spread over threads.
/// Fixed, so that results do not depend on the number of threads.
pub(super) const BLOCK: usize = 256;

/// Numbers handled side by side: a fixed number, whatever the width of a register.
const LANES: usize = 16;

vectorised! {
    /// Squared Euclidean distance of two rows of equal length.
    #[must_use]
    pub fn squared_distance(a: &[f32], b: &[f32]) -> f32 {
        let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
        let mut lanes = [0.0_f32; LANES];
        for (a, b) in a.iter().zip(b) {
            for ((lane, x), y) in lanes.iter_mut().zip(a).zip(b) {
                *lane += (x - y) * (x - y);
            }
        }
        let rest = a_rest.iter().zip(b_rest).map(|(x, y)| (x - y) * (x - y));
        lanes.iter().sum::<f32>() + rest.sum::<f32>()
    }
}

vectorised! {
    /// Squared length of a row.
    pub(super) fn squared_length(row: &[f32]) -> f32 {
        let (chunks, rest) = row.as_chunks::<LANES>();
        let mut lanes = [0.0_f32; LANES];
        for chunk in chunks {
            for (lane, x) in lanes.iter_mut().zip(chunk) {
                *lane += x * x;
            }
        }
        lanes.iter().sum::<f32>() + rest.iter().map(|x| x * x).sum::<f32>()
    }
}

/// The nearest of some centres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Nearest {
    /// Which one; of two that are as near, the one with the lower number.
    pub(super) index: u32,
    /// Squared distance to it.
    pub(super) squared: f32,
    /// Squared distance to the second nearest; infinite where there is none.
    pub(super) second: f32,
}

/// Centres with what every search among them needs.
pub(super) struct Centres<'a> {
    rows: &'a [f32],
    dims: usize,
    squared_lengths: Vec<f32>,
}

impl<'a> Centres<'a> {
    /// `rows` of `dims` values each; at least one.
    pub(super) fn new(rows: &'a [f32], dims: usize) -> Self {
        Self {
            squared_lengths: rows.chunks_exact(dims).map(squared_length).collect(),
            rows,
            dims,
        }
    }

    /// The nearest centres of some rows, on this thread. `products` is scratch space.
    pub(super) fn nearest(
        &self,
        block: &[f32],
        products: &mut Vec<f32>,
        mut found: impl FnMut(usize, Nearest),
    ) {
        let centres = self.squared_lengths.len();
        let rows = block.len() / self.dims;
        products.resize(rows * centres, 0.0);
        product(block, self.rows, self.dims, products);
        let rows = block.chunks_exact(self.dims);
        for (index, (row, dots)) in rows.zip(products.chunks_exact(centres)).enumerate() {
            let (best, score, second) = two_least(dots, &self.squared_lengths);
            let length = squared_length(row);
            let nearest = Nearest {
                index: best,
                squared: (length + score).max(0.0),
                second: (length + second).max(0.0),
            };
            found(index, nearest);
        }
    }
}

vectorised! {
    /// The place of the least `lengths[i] - 2 dots[i]`, its value, and the least value elsewhere.
    fn two_least(dots: &[f32], lengths: &[f32]) -> (u32, f32, f32) {
        let mut least = [f32::INFINITY; LANES];
        let mut second = [f32::INFINITY; LANES];
        let mut place = [0_u32; LANES];
        let (dot_chunks, dot_rest) = dots.as_chunks::<LANES>();
        let (length_chunks, length_rest) = lengths.as_chunks::<LANES>();
        for (number, (dots, lengths)) in dot_chunks.iter().zip(length_chunks).enumerate() {
            let first = (number * LANES) as u32;
            for lane in 0..LANES {
                let score = lengths[lane] - 2.0 * dots[lane];
                let less = score < least[lane];
                let loser = if less { least[lane] } else { score };
                second[lane] = if loser < second[lane] { loser } else { second[lane] };
                place[lane] = if less { first } else { place[lane] };
                least[lane] = if less { score } else { least[lane] };
            }
        }
        let whole = (dot_chunks.len() * LANES) as u32;
        for (lane, (dot, length)) in dot_rest.iter().zip(length_rest).enumerate() {
            let score = length - 2.0 * dot;
            if score < least[lane] {
                second[lane] = least[lane];
                (place[lane], least[lane]) = (whole, score);
            } else {
                second[lane] = second[lane].min(score);
            }
        }
        let mut best = 0;
        for lane in 1..LANES {
            let at = |lane: usize| place[lane] + lane as u32;
            let nearer = least[lane] < least[best];
            if nearer || least[lane] <= least[best] && at(lane) < at(best) {
                best = lane;
            }
        }
        let others = (0..LANES).filter(|&lane| lane != best).map(|lane| least[lane]);
        let runner_up = others.fold(second[best], f32::min);
        (place[best] + best as u32, least[best], runner_up)
    }
}

/// For every row of `points`, the index of the nearest row of `centres` and the squared Euclidean
/// distance to it; ties go to the lower index.
///
/// `centres` must have at least one row and as many dimensions as `points`.
#[must_use]
pub fn nearest_rows(points: &Matrix, centres: &Matrix) -> Vec<(u32, f32)> {
    let centres = Centres::new(centres.as_slice(), centres.dims());
    let blocks: Vec<Vec<(u32, f32)>> = points
        .as_slice()
        .par_chunks(BLOCK * points.dims())
        .map_init(Vec::new, |products, block| {
            let mut nearest = Vec::with_capacity(BLOCK);
            centres.nearest(block, products, |_, found| {
                nearest.push((found.index, found.squared));
            });
            nearest
        })
        .collect();
    blocks.concat()
}

/// `out = block · centresᵀ`, both with rows of `dims` values, on this thread.
pub(super) fn product(block: &[f32], centres: &[f32], dims: usize, out: &mut [f32]) {
    let (rows, k) = (block.len() / dims, centres.len() / dims);
    assert!(block.len() == rows * dims && centres.len() == k * dims && out.len() == rows * k);
    // SAFETY: the asserted lengths cover every element that these shapes and strides reach, and
    // `out` is borrowed exclusively.
    unsafe {
        gemm::gemm(
            rows,
            k,
            dims,
            out.as_mut_ptr(),
            1,
            k.cast_signed(),
            false,
            block.as_ptr(),
            1,
            dims.cast_signed(),
            centres.as_ptr(),
            dims.cast_signed(),
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
        let values = |count: usize, step: usize, modulus: usize| {
            let value = |i: usize| ((i * step % modulus) as f32) / 50.0 - 1.0;
            (0..count).map(value).collect()
        };
        let points = Matrix::new(3, values(1500, 37, 101));
        for centres in [1, 2, 7, 16, 40] {
            let centres = Matrix::new(3, values(3 * centres, 53, 97));
            for (point, (index, distance)) in points.iter().zip(nearest_rows(&points, &centres)) {
                let least = centres
                    .iter()
                    .map(|c| squared_distance(point, c))
                    .fold(f32::INFINITY, f32::min);
                assert!((least - distance).abs() < 1e-4);
                let own = squared_distance(point, centres.row(index as usize));
                assert!((own - least).abs() < 1e-4);
            }
        }
    }

    #[test]
    fn ties_go_to_the_lower_place_and_the_second_is_found() {
        let mut lengths = vec![5.0; 37];
        assert_eq!(two_least(&[0.0; 37], &lengths), (0, 5.0, 5.0));
        lengths[33] = 1.0;
        lengths[17] = 1.0;
        lengths[1] = 2.0;
        assert_eq!(two_least(&[0.0; 37], &lengths), (17, 1.0, 1.0));
        lengths[17] = 9.0;
        assert_eq!(two_least(&[0.0; 37], &lengths), (33, 1.0, 2.0));
        assert_eq!(two_least(&[0.0], &[3.0]), (0, 3.0, f32::INFINITY));
    }

    #[test]
    fn distances_and_lengths_are_exact_on_whole_numbers() {
        let a: Vec<f32> = (0..21).map(|i| i as f32).collect();
        let b = vec![1.0; 21];
        assert_eq!(squared_distance(&a, &b), 2471.0);
        assert_eq!(squared_length(&a), 2870.0);
    }
}
