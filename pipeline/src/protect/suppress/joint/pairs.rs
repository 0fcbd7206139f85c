//! The rows and cells of two releases laid side by side, and the networks of what can move in them.

use std::collections::BTreeMap;

use kleio_verify::fill::fill_within;
use kleio_verify::network::{Arc, Network, State};
use kleio_verify::table::Layout;

use super::Linked;
use crate::protect::history::{History, Kinship, OldTable};
use crate::protect::suppress::Sheet;

/// The rows of both releases side by side.
pub(super) struct Pairs<'a> {
    layout: &'a Layout,
    then: &'a Layout,
    parents: &'a [usize],
    old_parents: &'a [usize],
    /// For each row of the new release, its row of before and whether it is of the same conversations;
    /// only where it is that or grew.
    rows: Vec<Option<(usize, bool)>>,
    /// For each column of the new release.
    places: Vec<Option<usize>>,
    pub(super) columns: usize,
}

impl<'a> Pairs<'a> {
    pub(super) fn new(
        sheet: &Sheet<'a>,
        history: &History,
        old: &OldTable<'a>,
        layout: &'a Layout,
        then: &'a Layout,
    ) -> Self {
        let row = |row: usize| match history.kin(row)? {
            (there, Kinship::Same) => Some((there, true)),
            (there, Kinship::Other { grown: true }) => Some((there, false)),
            _ => None,
        };
        let columns = sheet.columns() + usize::from(sheet.rest);
        Self {
            layout,
            then,
            parents: sheet.parents,
            old_parents: old.parents,
            rows: (0..sheet.rows.len()).map(row).collect(),
            places: old.columns[..columns.min(old.columns.len())].to_vec(),
            columns,
        }
    }

    /// The row of before and the column there of the cell `arc`, and whether the row is the same.
    fn of(&self, arc: usize) -> Option<(usize, usize, bool)> {
        let (row, column) = self.layout.cell(arc);
        let (there, is_same) = self.rows[row]?;
        Some((there, (*self.places.get(column)?)?, is_same))
    }

    /// The earlier release's cells as they can have been.
    pub(super) fn fill(&self, network: &Network, old: &OldTable<'_>) -> Option<Vec<Vec<u64>>> {
        let mut cells = old.cells.clone();
        let mut most: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        for (there, is_same) in self.rows.iter().flatten() {
            // Weeks that are not there now had none of the same conversations.
            for (column, cell) in cells[*there].iter_mut().enumerate() {
                if *is_same && !self.places.contains(&Some(column)) {
                    *cell = Some(cell.unwrap_or(0));
                }
            }
        }
        for (arc, now) in network.arcs().iter().enumerate() {
            match self.of(arc) {
                Some((row, column, true)) if cells[row][column].is_none() => {
                    cells[row][column] = Some(now.flow);
                }
                Some((row, column, false)) => {
                    most.insert((row, column), now.flow);
                }
                _ => {}
            }
        }
        fill_within(self.then, &cells, old.totals, |row, column| {
            most.get(&(row, column)).copied()
        })
    }

    pub(super) fn cells(&self, network: &Network, old: &OldTable<'_>) -> Vec<Linked> {
        // Of a cluster and the one above it, both may have grown from the same: the lower one moves with it,
        // and what holds for it holds for the sum that it is part of.
        let mut first: BTreeMap<usize, usize> = BTreeMap::new();
        for (row, pair) in self.rows.iter().enumerate() {
            if let Some((there, _)) = pair {
                first.entry(*there).or_insert(row);
            }
        }
        let linked = |(arc, now): (usize, &Arc)| {
            let Some((there, place, is_same)) = self.of(arc) else {
                return Linked::default();
            };
            let (row, _) = self.layout.cell(arc);
            let was_hidden = old.cells[there][place].is_none();
            Linked {
                is_same: is_same && was_hidden && now.state == State::Hidden,
                moves: was_hidden
                    && first[&there] == row
                    && self.layout.is_leaf(row) == self.then.is_leaf(there),
                then: self.then.arc(there, place),
            }
        };
        network.arcs().iter().enumerate().map(linked).collect()
    }

    /// The new release with the earlier one held fast.
    pub(super) fn now(&self, network: &Network, cells: &[Linked], filled: &[Vec<u64>]) -> Network {
        self.layout.network(|row, column| {
            let arc = self.layout.arc(row, column);
            let now = network.arcs()[arc];
            let state = if cells[arc].is_same {
                State::Public
            } else {
                now.state
            };
            let floor = match self.of(arc) {
                Some((there, place, false)) => filled[there][place].min(now.flow),
                _ => 0,
            };
            let floor = if cells[arc].is_same {
                0
            } else {
                floor.max(now.floor)
            };
            (now.flow, floor, state)
        })
    }

    /// The earlier release with the new one held fast: what is the same or grew is held fast with it.
    pub(super) fn then(&self, old: &OldTable<'_>, filled: &[Vec<u64>]) -> Network {
        let mut held = vec![false; old.cells.len()];
        self.rows
            .iter()
            .flatten()
            .for_each(|(row, _)| held[*row] = true);
        self.then.network(|row, column| {
            let state = match old.cells[row][column] {
                None if !held[row] => State::Hidden,
                _ => State::Public,
            };
            (filled[row][column], 0, state)
        })
    }

    /// What moves in both: each sum that both have is a node. Where a row's parents are no pair, its cells
    /// end in sums that nothing else makes up for.
    pub(super) fn both(&self, network: &Network, cells: &[Linked], filled: &[Vec<u64>]) -> Network {
        let mut nodes: BTreeMap<(usize, usize, Option<usize>), u32> = BTreeMap::new();
        let mut node = |row: usize, there: usize, column: Option<usize>| {
            let next = nodes.len() as u32;
            *nodes.entry((row, there, column)).or_insert(next)
        };
        let mut arcs = Vec::with_capacity(network.arcs().len());
        for (arc, now) in network.arcs().iter().enumerate() {
            let (row, column) = self.layout.cell(arc);
            let pair = self.of(arc).filter(|_| cells[arc].moves);
            let Some((there, place, _)) = pair else {
                // Known to both, so no arc of this network.
                arcs.push(Arc {
                    tail: 0,
                    head: 0,
                    state: State::Public,
                    ..*now
                });
                continue;
            };
            // Totals of leaves, and that of everything as a row of its own beyond all others.
            let total = self.layout.is_leaf(row);
            let tail = node(row, there, (!total).then_some(column));
            let head = match row {
                0 => node(self.parents.len(), 0, None),
                _ => node(self.parents[row], self.old_parents[there], Some(column)),
            };
            let before = filled[there][place];
            // Neither value may fall below nothing.
            let floor = now.flow.saturating_sub(before);
            arcs.push(Arc {
                tail,
                head,
                flow: now.flow,
                floor,
                state: now.state,
            });
        }
        Network::new(nodes.len().max(1), arcs)
    }
}
