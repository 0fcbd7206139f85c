//! Eigenvalues and eigenvectors of a small symmetric matrix.

/// Rounds over all pairs; a few suffice, as convergence is quadratic.
const MOST_SWEEPS: usize = 30;

/// The eigenvalues of a symmetric `n` × `n` matrix, largest first, each with its unit eigenvector.
///
/// Cyclic Jacobi rotations: Golub and Van Loan, "Matrix Computations", 4th edition, section 8.5.
pub(crate) fn symmetric(matrix: &[f64], n: usize) -> Vec<(f64, Vec<f64>)> {
    assert_eq!(matrix.len(), n * n, "a square matrix");
    let mut a = matrix.to_vec();
    // Row i of `v` becomes the eigenvector of the i-th diagonal value.
    let mut v = vec![0.0; n * n];
    (0..n).for_each(|i| v[i * n + i] = 1.0);
    let size: f64 = a.iter().map(|x| x * x).sum();
    for _ in 0..MOST_SWEEPS {
        let off: f64 = (0..n)
            .flat_map(|i| (0..i).map(move |j| (i, j)))
            .map(|(i, j)| a[i * n + j] * a[i * n + j])
            .sum();
        if off <= size * 1e-22 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                let (cosine, sine) = rotation(a[p * n + p], a[q * n + q], a[p * n + q]);
                rotate_rows(&mut a, n, p, q, cosine, sine);
                rotate_columns(&mut a, n, p, q, cosine, sine);
                rotate_rows(&mut v, n, p, q, cosine, sine);
            }
        }
    }
    let mut pairs: Vec<(f64, Vec<f64>)> = (0..n)
        .map(|i| (a[i * n + i], v[i * n..(i + 1) * n].to_vec()))
        .collect();
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0));
    pairs
}

/// Cosine and sine of the rotation that makes the off-diagonal value of a pair zero.
fn rotation(pp: f64, qq: f64, pq: f64) -> (f64, f64) {
    if pq == 0.0 {
        return (1.0, 0.0);
    }
    let tau = (qq - pp) / (2.0 * pq);
    let tangent = tau.signum() / (tau.abs() + (1.0 + tau * tau).sqrt());
    let cosine = 1.0 / (1.0 + tangent * tangent).sqrt();
    (cosine, tangent * cosine)
}

fn rotate_rows(a: &mut [f64], n: usize, p: usize, q: usize, cosine: f64, sine: f64) {
    let (before, from_q) = a.split_at_mut(q * n);
    for (x, y) in before[p * n..(p + 1) * n].iter_mut().zip(&mut from_q[..n]) {
        (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
    }
}

fn rotate_columns(a: &mut [f64], n: usize, p: usize, q: usize, cosine: f64, sine: f64) {
    for row in a.chunks_exact_mut(n) {
        (row[p], row[q]) = (
            cosine * row[p] - sine * row[q],
            sine * row[p] + cosine * row[q],
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_matrix() {
        let pairs = symmetric(&[2.0, 1.0, 1.0, 2.0], 2);
        assert!((pairs[0].0 - 3.0).abs() < 1e-12 && (pairs[1].0 - 1.0).abs() < 1e-12);
        assert!((pairs[0].1[0] - pairs[0].1[1]).abs() < 1e-12);
    }

    #[test]
    fn the_matrix_times_an_eigenvector_is_a_multiple_of_it() {
        let n = 12;
        let value =
            |i: usize, j: usize| f64::from(u32::try_from((i * 7 + j * 7 + i * j) % 13).unwrap());
        let matrix: Vec<f64> = (0..n * n).map(|k| value(k / n, k % n)).collect();
        let pairs = symmetric(&matrix, n);
        assert!(pairs.is_sorted_by(|a, b| a.0 >= b.0));
        for (eigenvalue, vector) in pairs {
            for i in 0..n {
                let product: f64 = (0..n).map(|j| matrix[i * n + j] * vector[j]).sum();
                assert!((product - eigenvalue * vector[i]).abs() < 1e-9);
            }
        }
    }
}
