//! Going from cell to cell of a grid by keyboard (WAI-ARIA Authoring Practices, grid).

use super::keys::Deed;

/// A cell: row 0 is the heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Row.
    pub row: usize,
    /// Column.
    pub column: usize,
}

impl Cell {
    /// The cell, or the nearest there is, in a grid of so many rows and columns, each at least one.
    #[must_use]
    pub fn within(self, rows: usize, columns: usize) -> Self {
        Self {
            row: self.row.min(rows.saturating_sub(1)),
            column: self.column.min(columns.saturating_sub(1)),
        }
    }
}

/// The cell to go to from `here` in a grid of `size` rows and columns of which `page` rows are in
/// sight; `None` where the key does not go anywhere.
#[must_use]
pub fn next(deed: Deed, here: Cell, size: (usize, usize), page: usize) -> Option<Cell> {
    let (rows, columns) = size;
    let (row, column) = (here.row, here.column);
    let (row, column) = match deed {
        Deed::Up | Deed::MarkUp => (row.saturating_sub(1), column),
        Deed::Down | Deed::MarkDown => (row + 1, column),
        Deed::Left => (row, column.saturating_sub(1)),
        Deed::Right => (row, column + 1),
        Deed::PageUp => (row.saturating_sub(page).max(usize::from(row > 0)), column),
        Deed::PageDown => (row + page, column),
        Deed::First => (row, 0),
        Deed::Last => (row, columns),
        Deed::Top => (0, 0),
        Deed::Bottom => (rows, columns),
        _ => return None,
    };
    Some(Cell { row, column }.within(rows, columns))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const fn cell(row: usize, column: usize) -> Cell {
        Cell { row, column }
    }

    #[test]
    fn keys_go_where_they_should() {
        let go = |deed, row, column| next(deed, cell(row, column), (10, 4), 5);
        assert_eq!(go(Deed::Down, 0, 1), Some(cell(1, 1)));
        assert_eq!(go(Deed::PageUp, 3, 0), Some(cell(1, 0)));
        assert_eq!(go(Deed::PageUp, 0, 0), Some(cell(0, 0)));
        assert_eq!(go(Deed::Bottom, 1, 1), Some(cell(9, 3)));
        assert_eq!(go(Deed::Last, 2, 0), Some(cell(2, 3)));
        assert_eq!(go(Deed::Copy, 2, 0), None);
    }

    proptest! {
        #[test]
        fn no_key_leaves_the_grid(
            row in 0usize..12, column in 0usize..6, rows in 1usize..12, columns in 1usize..6,
            page in 1usize..20, which in 0usize..12,
        ) {
            use Deed::{Bottom, Down, First, Last, Left, MarkDown, MarkUp, PageDown, PageUp, Right, Top, Up};
            let deeds = [Up, Down, Left, Right, PageUp, PageDown, First, Last, Top, Bottom, MarkUp, MarkDown];
            let here = cell(row, column).within(rows, columns);
            let to = next(deeds[which], here, (rows, columns), page).unwrap();
            prop_assert!(to.row < rows && to.column < columns);
        }
    }
}
