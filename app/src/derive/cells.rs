//! What a cell of a cross table tells a reader.

mod row;

pub use row::{Row, least, read, read_own};

use kleio_shared::release::Cell;

/// A cell in the light of its row: a count, known to be nothing, withheld but bounded, or withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// This many conversations.
    Count(u64),
    /// None: the counts shown already make up the whole cluster.
    None,
    /// Withheld, but at least this many: so many are shown of clusters within. Above 0.
    AtLeast(u64),
    /// Withheld: too few, or hidden to protect another cell. Never to be drawn as zero.
    Withheld,
}

impl Reading {
    /// The count where it is known.
    #[must_use]
    pub const fn known(self) -> Option<u64> {
        match self {
            Self::Count(count) => Some(count),
            Self::None => Some(0),
            Self::AtLeast(_) | Self::Withheld => None,
        }
    }

    /// The least that it can be: the count itself where it is known.
    #[must_use]
    pub const fn least(self) -> u64 {
        match self {
            Self::Count(count) | Self::AtLeast(count) => count,
            Self::None | Self::Withheld => 0,
        }
    }

    /// Whether the number is not known.
    #[must_use]
    pub const fn is_withheld(self) -> bool {
        self.known().is_none()
    }
}

/// Reads a row of a cluster with `total` conversations under a policy that shows cells from
/// `threshold` conversations.
///
/// A suppressed cell counts as nothing only where that follows from what is shown: where the row
/// already sums to `total`, or where one conversation would have been enough to show it.
#[must_use]
pub fn read_row(cells: &[Cell], total: u64, threshold: u64) -> Vec<Reading> {
    let shown: u64 = cells.iter().filter_map(|cell| cell.shown()).sum();
    let rest_is_nothing = shown >= total || threshold <= 1;
    cells
        .iter()
        .map(|cell| match cell {
            Cell::Shown(0) => Reading::None,
            Cell::Shown(count) => Reading::Count(*count),
            Cell::Suppressed if rest_is_nothing => Reading::None,
            Cell::Suppressed => Reading::Withheld,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suppressed_cell_is_not_zero_unless_that_follows() {
        let row = [Cell::Shown(40), Cell::Suppressed, Cell::Suppressed];
        assert_eq!(read_row(&row, 60, 15)[1], Reading::Withheld);
        assert_eq!(read_row(&row, 40, 15)[1], Reading::None);
        assert_eq!(read_row(&row, 60, 1)[1], Reading::None);
    }

    #[test]
    fn only_withheld_readings_are_unknown() {
        assert_eq!(Reading::Count(3).known(), Some(3));
        assert_eq!(Reading::None.known(), Some(0));
        assert_eq!(Reading::Withheld.known(), None);
        assert!(Reading::AtLeast(4).is_withheld());
        assert_eq!(Reading::AtLeast(4).least(), 4);
    }
}
