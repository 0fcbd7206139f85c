//! A dense matrix of `f32` rows: sentence vectors, centroids.

use kleio_shared::cluster::Points;

/// `rows` × `dims`, row-major.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    dims: usize,
    data: Vec<f32>,
}

impl Matrix {
    /// Wraps row-major `data`; its length must be a multiple of `dims`, and `dims` at least 1.
    ///
    /// # Panics
    /// When it is not.
    #[must_use]
    pub fn new(dims: usize, data: Vec<f32>) -> Self {
        assert!(
            dims > 0 && data.len().is_multiple_of(dims),
            "{} values in rows of {dims}",
            data.len()
        );
        Self { dims, data }
    }

    /// `rows` rows of zeros.
    #[must_use]
    pub fn zeros(rows: usize, dims: usize) -> Self {
        Self::new(dims, vec![0.0; rows * dims])
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.data.len() / self.dims
    }

    /// Length of a row.
    #[must_use]
    pub const fn dims(&self) -> usize {
        self.dims
    }

    /// Row `index`.
    #[must_use]
    pub fn row(&self, index: usize) -> &[f32] {
        &self.data[index * self.dims..(index + 1) * self.dims]
    }

    /// Row `index`, mutable.
    pub fn row_mut(&mut self, index: usize) -> &mut [f32] {
        &mut self.data[index * self.dims..(index + 1) * self.dims]
    }

    /// All rows in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        self.data.chunks_exact(self.dims)
    }

    /// Numbers of the rows that hold nothing but zeros, ascending.
    #[must_use]
    pub fn zero_rows(&self) -> Vec<usize> {
        let rows = self.iter().enumerate();
        rows.filter(|(_, row)| row.iter().all(|&value| value == 0.0))
            .map(|(index, _)| index)
            .collect()
    }

    /// The values, row after row.
    #[must_use]
    pub fn as_slice(&self) -> &[f32] {
        &self.data
    }

    /// The values, row after row, mutable.
    pub fn as_mut_slice(&mut self) -> &mut [f32] {
        &mut self.data
    }

    /// A matrix of these rows, in the order given.
    #[must_use]
    pub fn select(&self, rows: impl Iterator<Item = usize>) -> Self {
        let values = rows.flat_map(|row| self.row(row).iter().copied());
        Self::new(self.dims, values.collect())
    }

    /// Scales every row to length 1; a row of zeros stays as it is.
    pub fn normalise_rows(&mut self) {
        for row in self.data.chunks_exact_mut(self.dims) {
            let length = row.iter().map(|v| v * v).sum::<f32>().sqrt();
            if length > 0.0 {
                row.iter_mut().for_each(|v| *v /= length);
            }
        }
    }
}

impl<'a> From<&'a Matrix> for Points<'a> {
    fn from(matrix: &'a Matrix) -> Self {
        // A matrix has whole rows of at least one value; the other case cannot be reached.
        Self::new(matrix.dims, &matrix.data).unwrap_or_default()
    }
}
