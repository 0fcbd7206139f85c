//! Cell suppression: which cells are hidden, so that none of them follows from what is shown.
//!
//! A cell below the threshold is hidden first. Then, for every hidden cell, the range of values that agree
//! with all shown sums is found (rows sum to their clusters, cells of parents to those of their children);
//! where it is narrower than the threshold, the cheapest set of other cells that widens it is hidden too
//! (see `kleio_verify::network`). What can only be nothing is written as 0: hiding it would hide nothing.
//!
//! After an earlier release of the same vault, the range is the one that remains to a reader of both
//! (`suppress/joint.rs`).
//!
//! Invariant: cells are only ever hidden here, never shown again, but for those that are known to be
//! nothing. Hiding widens every range, so each cell is looked at once and the loop ends.

mod follow;
mod joint;

use kleio_shared::policy::{Policy, Profile, Threshold};
use kleio_verify::network::{Arc, State};
use kleio_verify::table::Layout;

use self::joint::Joint;
use super::history::{Before, History};
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
    /// For each facet, and the weeks last: whether it can be shown at all. One that cannot be protected
    /// is left out whole.
    pub(super) kept: Vec<bool>,
    /// For each of these, why it is not.
    pub(super) why: Vec<Kept>,
    /// Whether some conversations are in no week.
    pub(super) undated: bool,
}

/// Whether a list of cells can be shown, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// It can.
    Shown,
    /// Some cell follows from the others whatever is hidden.
    Derivable,
    /// Some cell follows from the others and the previous release.
    DerivableBeside,
}

/// The lists of cells of a row, weeks last.
pub(super) fn lists(row: &Row) -> impl Iterator<Item = &[Support]> {
    row.facets
        .iter()
        .chain(std::iter::once(&row.weeks))
        .map(Vec::as_slice)
}

/// All rows: everything, then the clusters, level by level.
pub(super) fn rows(measured: &Measured) -> Vec<&Row> {
    let clusters = measured.levels.iter().flatten().map(|c| &c.row);
    std::iter::once(&measured.overall).chain(clusters).collect()
}

/// For each of [`rows`] the number of the row that it is part of; that of everything is not looked at.
pub(super) fn parents(measured: &Measured) -> Vec<usize> {
    let mut parents = vec![0];
    let mut next = 1;
    for clusters in &measured.levels {
        next += clusters.len();
        parents.extend(clusters.iter().map(|c| c.parent.map_or(0, |p| next + p)));
    }
    parents
}

/// Decides what is shown; `history` is what readers may know from an earlier release.
pub(super) fn suppress(measured: &Measured, policy: &Policy, history: Option<&History>) -> Cells {
    let rows = rows(measured);
    let parents = parents(measured);
    let count = measured.facets.len() + 1;
    let mut shown: Vec<Shown> = vec![vec![Vec::new(); count]; rows.len()];
    let mut kept = vec![false; count];
    let mut why = vec![Kept::Shown; count];
    let dated: u64 = measured.overall.weeks.iter().map(|w| w.conversations).sum();
    let undated = dated < measured.overall.support.conversations;
    // What follows from others comes after them, and after what they follow from. Nothing follows from itself, so as many
    // rounds as there are lists find the longest way.
    let finer = |list: usize| measured.follows.iter().filter(move |f| f.coarser == list);
    let mut rank = vec![0_usize; count];
    for _ in 0..count {
        for follows in &measured.follows {
            rank[follows.coarser] = rank[follows.coarser].max(rank[follows.finer] + 1);
        }
    }
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|&list| (rank[list], list));
    for list in order {
        let allowed = finer(list)
            .filter(|follows| kept[follows.finer])
            .map(|follows| {
                let fine: Vec<&Vec<bool>> = shown.iter().map(|row| &row[follows.finer]).collect();
                follow::allowed(measured, follows, &fine, policy.cell.conversations)
            })
            .collect();
        let sheet = Sheet {
            rows: &rows,
            parents: &parents,
            list,
            rest: list + 1 == count && undated,
            threshold: policy.cell,
            history,
            allowed,
        };
        let decided = if policy.profile == Profile::OpenData {
            Some(sheet.everything())
        } else {
            sheet.decide()
        };
        kept[list] = decided.is_some();
        if decided.is_none() {
            let alone = Sheet {
                history: None,
                ..sheet
            };
            let is_beside = history.is_some() && alone.decide().is_some();
            why[list] = match is_beside {
                true => Kept::DerivableBeside,
                false => Kept::Derivable,
            };
        }
        for (shown, row) in shown.iter_mut().zip(decided.unwrap_or_default()) {
            shown[list] = row;
        }
    }
    let mut shown = shown.into_iter();
    let overall = shown.next().unwrap_or_default();
    let levels = measured
        .levels
        .iter()
        .map(|clusters| shown.by_ref().take(clusters.len()).collect())
        .collect();
    Cells {
        levels,
        overall,
        kept,
        why,
        undated,
    }
}

/// One list of cells of all rows.
struct Sheet<'a> {
    rows: &'a [&'a Row],
    parents: &'a [usize],
    list: usize,
    /// Whether rows may hold conversations that are in none of the cells. They are a last cell then, which
    /// nobody is shown.
    rest: bool,
    threshold: Threshold,
    history: Option<&'a History>,
    /// For each list that this one follows from: by row and column, whether a cell may be shown beside it.
    allowed: Vec<Vec<Vec<bool>>>,
}

impl Sheet<'_> {
    fn cells(&self, row: usize) -> &[Support] {
        let row = self.rows[row];
        row.facets.get(self.list).unwrap_or(&row.weeks)
    }

    fn columns(&self) -> usize {
        self.cells(0).len()
    }

    fn everything(&self) -> Vec<Vec<bool>> {
        vec![vec![true; self.columns()]; self.rows.len()]
    }

    /// A cell as it is before any other is looked at: its count, what it cannot be below, and whether it
    /// may be shown.
    fn first(&self, row: usize, column: usize) -> (u64, u64, State) {
        let cells = self.cells(row);
        let Some(cell) = cells.get(column) else {
            let dated: u64 = cells.iter().map(|c| c.conversations).sum();
            let rest = self.rows[row].support.conversations - dated;
            return (rest, 0, State::Hidden);
        };
        let count = cell.conversations;
        let before = self
            .history
            .map_or(Before::Unknown, |h| h.cell(row, self.list, column, count));
        let admitted = self.threshold.admits(count, cell.accounts);
        let beside = self.allowed.iter().all(|allowed| allowed[row][column]);
        let state = match before {
            // Told already, so that hiding it now would hide nothing.
            Before::Same if admitted || count == 0 => State::Public,
            Before::Hidden | Before::Near(_) => State::Hidden,
            _ if admitted && beside => State::Shown,
            _ => State::Hidden,
        };
        (count, before.floor().min(count), state)
    }

    /// Which cells are shown; none where some cell cannot be protected whatever is hidden.
    fn decide(&self) -> Option<Vec<Vec<bool>>> {
        let columns = self.columns();
        let wide = columns + usize::from(self.rest);
        if columns == 0 {
            return Some(vec![Vec::new(); self.rows.len()]);
        }
        let layout = Layout::new(self.parents, wide);
        let mut network = layout.network(|row, column| self.first(row, column));
        let mut joint = self
            .history
            .and_then(|history| Joint::new(self, history, &layout, &network));
        let hidden = |arc: &usize| network.arcs()[*arc].state == State::Hidden;
        let mut open: Vec<usize> = (0..network.arcs().len()).filter(hidden).collect();
        // What holds something first: the cells hidden for them protect most that hold nothing too.
        open.sort_by_key(|&arc| (network.arcs()[arc].flow == 0, arc));
        open.reverse();
        while let Some(arc) = open.pop() {
            let (_, column) = layout.cell(arc);
            let count = network.arcs()[arc].flow;
            let is_rest = column == columns;
            if is_rest && (count == 0 || count >= self.threshold.conversations) {
                continue;
            }
            let slack = network.slack(arc, self.threshold.conversations);
            let is_wide = slack.width() >= self.threshold.conversations;
            if count == 0 && slack.up == 0 {
                network.set(arc, State::Public);
                if let Some(joint) = &mut joint {
                    joint.set(arc, State::Public);
                }
                continue;
            }
            let price = |other: &Arc, number: usize| cost(other, number, &layout);
            let more = if let Some(joint) = &mut joint {
                if joint.is_wide(arc) {
                    continue;
                }
                joint.complement(arc, price)?
            } else {
                if is_wide {
                    continue;
                }
                network.complement(arc, self.threshold.conversations, price)?
            };
            for other in more {
                network.set(other, State::Hidden);
                if let Some(joint) = &mut joint {
                    joint.set(other, State::Hidden);
                }
                open.push(other);
            }
        }
        let is_shown = |arc: usize| network.arcs()[arc].state != State::Hidden;
        Some(
            (0..self.rows.len())
                .map(|row| {
                    (0..columns)
                        .map(|column| is_shown(layout.arc(row, column)))
                        .collect()
                })
                .collect(),
        )
    }
}

/// Small cells are cheapest to hide, and cells of single clusters cheaper than those of all.
fn cost(arc: &Arc, number: usize, layout: &Layout) -> u64 {
    let all = layout.cell(number).0 == 0;
    100 + arc.flow + if all { 10_000 } else { 0 }
}

#[cfg(test)]
mod tests;
