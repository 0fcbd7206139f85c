//! The one place that multiplies dense matrices.

use gemm::Parallelism;

/// Rows of `columns` values that lie `stride` apart, so that a part of a wider matrix can be multiplied.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    values: &'a [f32],
    rows: usize,
    columns: usize,
    stride: usize,
}

impl<'a> Rows<'a> {
    /// All of a `rows` × `columns` matrix.
    pub(super) fn whole(values: &'a [f32], rows: usize, columns: usize) -> Self {
        Self::part(values, rows, columns, columns)
    }

    /// The first `columns` of each row of a `rows` × `stride` matrix.
    pub(super) fn part(values: &'a [f32], rows: usize, columns: usize, stride: usize) -> Self {
        assert!(
            columns <= stride && values.len() >= rows * stride,
            "{} values are not {rows} rows of {columns}, {stride} apart",
            values.len()
        );
        Self {
            values,
            rows,
            columns,
            stride,
        }
    }

    /// Number of rows.
    pub(super) const fn count(&self) -> usize {
        self.rows
    }
}

/// What happens to the values that the result of a product goes to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Update {
    /// The product replaces them.
    Replace,
    /// The product is added to them.
    Add,
}

/// `out` (m × n) becomes, or grows by, `left` (m × k) · `right` (k × n, row-major).
///
/// Single-threaded: callers spread whole chunks over threads, which keeps each product's order of
/// additions, and so its last bit, independent of their number.
pub(super) fn multiply(left: Rows<'_>, right: &[f32], out: &mut [f32], update: Update) {
    let (m, k) = (left.rows, left.columns);
    if m == 0 || k == 0 {
        if update == Update::Replace {
            out.fill(0.0);
        }
        return;
    }
    let n = right.len() / k;
    assert!(
        right.len() == k * n && out.len() == m * n,
        "{m} × {k} by {} into {}",
        right.len(),
        out.len()
    );
    // SAFETY: the assertions here and in `Rows` keep every index within the three slices, and `out`,
    // being mutable, overlaps neither input.
    unsafe {
        gemm::gemm(
            m,
            n,
            k,
            out.as_mut_ptr(),
            1,
            n.cast_signed(),
            update == Update::Add,
            left.values.as_ptr(),
            1,
            left.stride.cast_signed(),
            right.as_ptr(),
            1,
            n.cast_signed(),
            1.0,
            1.0,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
}

/// The Gram matrix `valuesᵀ · values` (n × n, row-major) of a matrix with rows of `columns` = n values.
pub(super) fn gram(values: &[f32], columns: usize) -> Vec<f32> {
    let rows = values.len() / columns;
    assert!(values.len() == rows * columns, "rows of {columns}");
    let mut out = vec![0.0; columns * columns];
    if rows == 0 {
        return out;
    }
    // SAFETY: as in `multiply`; the left side is the same matrix with its strides exchanged.
    unsafe {
        gemm::gemm(
            columns,
            columns,
            rows,
            out.as_mut_ptr(),
            1,
            columns.cast_signed(),
            false,
            values.as_ptr(),
            columns.cast_signed(),
            1,
            values.as_ptr(),
            1,
            columns.cast_signed(),
            1.0,
            1.0,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiplies_a_part_and_adds() {
        let left = [1.0, 2.0, 9.0, 3.0, 4.0, 9.0];
        let right = [1.0, 10.0, 2.0, 20.0];
        let mut out = [1.0, 1.0, 1.0, 1.0];
        multiply(Rows::part(&left, 2, 2, 3), &right, &mut out, Update::Add);
        assert_eq!(out, [6.0, 51.0, 12.0, 111.0]);
        multiply(
            Rows::part(&left, 2, 2, 3),
            &right,
            &mut out,
            Update::Replace,
        );
        assert_eq!(out, [5.0, 50.0, 11.0, 110.0]);
    }

    #[test]
    fn gram_is_symmetric_inner_products() {
        assert_eq!(
            gram(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 2),
            [35.0, 44.0, 44.0, 56.0]
        );
    }
}
