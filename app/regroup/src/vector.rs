//! Products and distances of rows of numbers, in the few forms that methods need.

/// Lanes that sums are kept in: the compiler turns them into SIMD, and the order of additions is the
/// same with and without.
const LANES: usize = 4;

/// Squared Euclidean distance.
#[must_use]
#[inline]
pub fn squared_distance(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; LANES];
    let (a4, a1) = a.as_chunks::<LANES>();
    let (b4, b1) = b.as_chunks::<LANES>();
    for (x, y) in a4.iter().zip(b4) {
        for lane in 0..LANES {
            let difference = x[lane] - y[lane];
            sums[lane] += difference * difference;
        }
    }
    let rest: f32 = a1.iter().zip(b1).map(|(x, y)| (x - y) * (x - y)).sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

/// Euclidean distance.
#[must_use]
#[inline]
pub fn distance(a: &[f32], b: &[f32]) -> f32 {
    squared_distance(a, b).sqrt()
}

/// The mean of all rows, by weight.
#[must_use]
pub fn mean(rows: &[f32], dims: usize, weights: &[f32]) -> Vec<f32> {
    let mut sums = vec![0.0_f64; dims];
    let mut total = 0.0;
    for (row, &weight) in rows.chunks_exact(dims).zip(weights) {
        for (sum, &value) in sums.iter_mut().zip(row) {
            *sum += f64::from(value) * f64::from(weight);
        }
        total += f64::from(weight);
    }
    let scale = if total > 0.0 { 1.0 / total } else { 0.0 };
    sums.iter().map(|sum| (sum * scale) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_of_any_length() {
        for dims in 0..11 {
            let a: Vec<f32> = (0..dims).map(|x| x as f32).collect();
            let b = vec![1.0; dims];
            let plain: f32 = a.iter().zip(&b).map(|(x, y)| (x - y) * (x - y)).sum();
            assert_eq!(squared_distance(&a, &b), plain);
        }
    }

    #[test]
    fn a_mean_goes_by_weight() {
        assert_eq!(mean(&[0.0, 2.0, 4.0, 2.0], 2, &[1.0, 3.0]), [3.0, 2.0]);
        assert_eq!(mean(&[], 2, &[]), [0.0, 0.0]);
    }
}
