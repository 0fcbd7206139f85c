//! How often the labels of two labellings of the same things meet.

use std::collections::BTreeMap;

/// Counts of pairs of labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contingency {
    cells: BTreeMap<(u32, u32), u64>,
    rows: BTreeMap<u32, u64>,
    columns: BTreeMap<u32, u64>,
    total: u64,
}

impl Contingency {
    /// Counts the pairs of `truth` (rows) and `found` (columns).
    ///
    /// # Panics
    /// When the two are of different lengths.
    #[must_use]
    pub fn of(truth: &[u32], found: &[u32]) -> Self {
        assert_eq!(truth.len(), found.len(), "two labels for each thing");
        let mut table = Self {
            cells: BTreeMap::new(),
            rows: BTreeMap::new(),
            columns: BTreeMap::new(),
            total: truth.len() as u64,
        };
        for (&row, &column) in truth.iter().zip(found) {
            *table.cells.entry((row, column)).or_default() += 1;
            *table.rows.entry(row).or_default() += 1;
            *table.columns.entry(column).or_default() += 1;
        }
        table
    }

    /// Number of things.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// Things of every true label, by label.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = u64> + Clone {
        self.rows.values().copied()
    }

    /// Things of every found label, by label.
    pub fn columns(&self) -> impl ExactSizeIterator<Item = u64> + Clone {
        self.columns.values().copied()
    }

    /// Pairs that occur: their count, and how many things have the true and the found label.
    pub fn cells(&self) -> impl Iterator<Item = (u64, u64, u64)> {
        self.cells
            .iter()
            .map(|((row, column), &count)| (count, self.rows[row], self.columns[column]))
    }

    /// For every found label the commonest true label and its count; the lower one on a tie.
    #[must_use]
    pub fn majorities(&self) -> BTreeMap<u32, (u32, u64)> {
        let mut best: BTreeMap<u32, (u32, u64)> = BTreeMap::new();
        for (&(row, column), &count) in &self.cells {
            let entry = best.entry(column).or_insert((row, 0));
            if count > entry.1 {
                *entry = (row, count);
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted_with_their_margins() {
        let table = Contingency::of(&[0, 0, 1, 1, 1], &[5, 5, 5, 9, 9]);
        assert_eq!(table.rows().collect::<Vec<_>>(), [2, 3]);
        assert_eq!(table.columns().collect::<Vec<_>>(), [3, 2]);
        assert_eq!(
            table.cells().collect::<Vec<_>>(),
            [(2, 2, 3), (1, 3, 3), (2, 3, 2)]
        );
        assert_eq!(
            table.majorities().into_iter().collect::<Vec<_>>(),
            [(5, (0, 2)), (9, (1, 2))]
        );
    }
}
