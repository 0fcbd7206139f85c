//! A matrix of mostly zeros, multiplied with dense ones from either side.

use rayon::prelude::*;

use crate::matrix::Matrix;

/// Rows as lists of columns and values.
#[derive(Debug)]
pub(super) struct SparseRows {
    /// Where each row ends in `cells`.
    ends: Vec<usize>,
    cells: Vec<(u32, f32)>,
    columns: usize,
}

impl SparseRows {
    /// Packs `rows`, each a list of (column, value).
    pub(super) fn new(rows: &[Vec<(u32, f32)>], columns: usize) -> Self {
        let mut ends = Vec::with_capacity(rows.len());
        let mut cells = Vec::with_capacity(rows.iter().map(Vec::len).sum());
        for row in rows {
            cells.extend_from_slice(row);
            ends.push(cells.len());
        }
        Self {
            ends,
            cells,
            columns,
        }
    }

    /// Number of rows.
    pub(super) const fn rows(&self) -> usize {
        self.ends.len()
    }

    /// Number of columns.
    pub(super) const fn columns(&self) -> usize {
        self.columns
    }

    /// The same matrix with rows and columns exchanged.
    pub(super) fn transposed(&self) -> Self {
        let mut ends = vec![0; self.columns];
        for &(column, _) in &self.cells {
            ends[column as usize] += 1;
        }
        let mut total = 0;
        // First where each new row begins; filling moves it to where the row ends.
        for end in &mut ends {
            total += std::mem::replace(end, total);
        }
        let mut cells = vec![(0, 0.0); total];
        for (row, number) in (0..self.rows()).zip(0_u32..) {
            for &(column, value) in self.row(row) {
                let place = &mut ends[column as usize];
                cells[*place] = (number, value);
                *place += 1;
            }
        }
        Self {
            ends,
            cells,
            columns: self.rows(),
        }
    }

    /// This matrix times `dense`, which has a row for each column of this one.
    pub(super) fn times(&self, dense: &Matrix) -> Matrix {
        let width = dense.dims();
        let mut out = Matrix::zeros(self.rows(), width);
        out.as_mut_slice()
            .par_chunks_exact_mut(width)
            .enumerate()
            .for_each(|(index, row)| {
                for &(column, weight) in self.row(index) {
                    for (value, other) in row.iter_mut().zip(dense.row(column as usize)) {
                        *value += weight * other;
                    }
                }
            });
        out
    }

    fn row(&self, index: usize) -> &[(u32, f32)] {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.cells[start..self.ends[index]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiplies_from_both_sides() {
        let sparse = SparseRows::new(&[vec![(0, 1.0), (2, 2.0)], vec![], vec![(2, 3.0)]], 4);
        let dense = Matrix::new(2, vec![1.0, 10.0, 9.0, 9.0, 2.0, 20.0, 9.0, 9.0]);
        assert_eq!(
            sparse.times(&dense).as_slice(),
            [5.0, 50.0, 0.0, 0.0, 6.0, 60.0]
        );
        let transposed = sparse.transposed();
        assert_eq!((transposed.rows(), transposed.columns()), (4, 3));
        let dense = Matrix::new(1, vec![1.0, 5.0, 10.0]);
        assert_eq!(transposed.times(&dense).as_slice(), [1.0, 0.0, 32.0, 0.0]);
    }
}
