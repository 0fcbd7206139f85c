//! Cell suppression: which cells are hidden, so that none of them follows from what is shown.
//!
//! A cell below the threshold is hidden first. Then every sum that a reader knows is examined: a row
//! sums to its cluster, and the cells of a parent are the sums of its children's. Where one hidden
//! cell would follow from such a sum, or the hidden part is known to be small, the smallest shown
//! cell of that sum is hidden too, until nothing changes (Cox 1980, JASA 75, on complementary
//! suppression; this is the greedy form).
//!
//! Invariant: cells are only ever hidden here, never shown again, so the loop ends.

use kleio_shared::policy::Threshold;

use crate::measure::{Measured, Row, Support};

/// Which cells of one row are shown: by facet, then value; weeks stand last.
pub(super) type Shown = Vec<Vec<bool>>;

/// What may be shown of every row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cells {
    /// By level, then cluster.
    pub(super) levels: Vec<Vec<Shown>>,
    /// The row of everything.
    pub(super) overall: Shown,
}

/// The lists of cells of a row, weeks last.
pub(super) fn lists(row: &Row) -> impl Iterator<Item = &[Support]> {
    row.facets
        .iter()
        .chain(std::iter::once(&row.weeks))
        .map(Vec::as_slice)
}

/// Decides what is shown.
pub(super) fn suppress(measured: &Measured, threshold: Threshold) -> Cells {
    let mut table = Table::new(measured, threshold);
    while table.protect_rows() | table.protect_sums() {}
    let mut shown = table.shown.into_iter();
    let overall = shown.next().unwrap_or_default();
    let levels = measured
        .levels
        .iter()
        .map(|clusters| shown.by_ref().take(clusters.len()).collect())
        .collect();
    Cells { levels, overall }
}

/// All rows in one list: everything first, then level by level.
struct Table<'a> {
    rows: Vec<&'a Row>,
    shown: Vec<Shown>,
    children: Vec<Vec<usize>>,
    threshold: Threshold,
}

impl<'a> Table<'a> {
    fn new(measured: &'a Measured, threshold: Threshold) -> Self {
        let mut rows = vec![&measured.overall];
        let mut starts = Vec::new();
        for clusters in &measured.levels {
            starts.push(rows.len());
            rows.extend(clusters.iter().map(|c| &c.row));
        }
        let mut children = vec![Vec::new(); rows.len()];
        for (level, clusters) in measured.levels.iter().enumerate() {
            for (index, cluster) in clusters.iter().enumerate() {
                let parent = cluster
                    .parent
                    .map_or(0, |parent| starts[level + 1] + parent);
                children[parent].push(starts[level] + index);
            }
        }
        let admits = |cell: &Support| threshold.admits(cell.conversations, cell.accounts);
        let shown = rows
            .iter()
            .map(|row| {
                lists(row)
                    .map(|cells| cells.iter().map(admits).collect())
                    .collect()
            })
            .collect();
        Self {
            rows,
            shown,
            children,
            threshold,
        }
    }

    fn count(&self, row: usize, list: usize, cell: usize) -> u64 {
        let row = self.rows[row];
        row.facets.get(list).unwrap_or(&row.weeks)[cell].conversations
    }

    /// Whether a hidden part of `count` conversations in `cells` cells tells too much.
    fn tells(&self, cells: usize, count: u64) -> bool {
        count > 0 && (cells == 1 || count < self.threshold.conversations)
    }

    /// Every list of a row sums to its cluster. Conversations without a value (weeks unknown) hide
    /// among the suppressed.
    fn protect_rows(&mut self) -> bool {
        let mut changed = false;
        for row in 0..self.rows.len() {
            for list in 0..self.shown[row].len() {
                loop {
                    let cells = &self.shown[row][list];
                    let hidden = cells.iter().filter(|shown| !**shown).count();
                    let visible: Vec<usize> = (0..cells.len()).filter(|&c| cells[c]).collect();
                    let sum: u64 = visible.iter().map(|&c| self.count(row, list, c)).sum();
                    let rest = self.rows[row].support.conversations - sum;
                    if !self.tells(hidden, rest) {
                        break;
                    }
                    let smallest = visible
                        .into_iter()
                        .min_by_key(|&c| self.count(row, list, c));
                    let Some(smallest) = smallest else { break };
                    self.shown[row][list][smallest] = false;
                    changed = true;
                }
            }
        }
        changed
    }

    /// A parent's cell is the sum of its children's.
    fn protect_sums(&mut self) -> bool {
        let mut changed = false;
        for parent in 0..self.rows.len() {
            if self.children[parent].is_empty() {
                continue;
            }
            for list in 0..self.shown[parent].len() {
                for cell in 0..self.shown[parent][list].len() {
                    changed |= self.protect_sum(parent, list, cell);
                }
            }
        }
        changed
    }

    fn protect_sum(&mut self, parent: usize, list: usize, cell: usize) -> bool {
        let mut changed = false;
        loop {
            let shown = |row: usize| self.shown[row][list][cell];
            let children = &self.children[parent];
            let (visible, hidden): (Vec<usize>, Vec<usize>) =
                children.iter().partition(|&&child| shown(child));
            let rest: u64 = hidden
                .iter()
                .map(|&child| self.count(child, list, cell))
                .sum();
            let follows = if shown(parent) {
                self.tells(hidden.len(), rest)
            } else {
                // With all children shown (or known to be nothing) the parent would follow.
                hidden.is_empty() && !visible.is_empty()
            };
            if !follows {
                return changed;
            }
            let smallest = visible
                .into_iter()
                .min_by_key(|&child| self.count(child, list, cell));
            match smallest {
                Some(child) => self.shown[child][list][cell] = false,
                None => self.shown[parent][list][cell] = false,
            }
            changed = true;
        }
    }
}

#[cfg(test)]
mod tests;
