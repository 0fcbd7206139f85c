//! Finds labels that are near enough to collide.

use std::collections::BTreeMap;

/// Labels binned by place, so that only those that could ever collide are compared.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    cell: [f64; 2],
    cells: BTreeMap<(i64, i64), Vec<usize>>,
}

impl Grid {
    /// With cells as wide and high as labels can reach.
    pub(super) const fn new(cell: [f64; 2]) -> Self {
        Self {
            cell,
            cells: BTreeMap::new(),
        }
    }

    fn cell(&self, at: [f64; 2]) -> (i64, i64) {
        let along = |axis: usize| {
            if self.cell[axis].is_finite() {
                (at[axis] / self.cell[axis]).floor() as i64
            } else {
                0
            }
        };
        (along(0), along(1))
    }

    pub(super) fn insert(&mut self, at: [f64; 2], index: usize) {
        self.cells.entry(self.cell(at)).or_default().push(index);
    }

    /// Visits all labels in the cell at `at` and in those around it.
    pub(super) fn near(&self, at: [f64; 2], mut visit: impl FnMut(usize)) {
        let (x, y) = self.cell(at);
        for column in x - 1..=x + 1 {
            for (_, members) in self.cells.range((column, y - 1)..=(column, y + 1)) {
                members.iter().copied().for_each(&mut visit);
            }
        }
    }
}
