//! What a reader of two releases of one vault cannot tell apart: the bounds of hidden cells after both.
//!
//! The reader knows the sums and shown cells of both, and for each row whether it has the same conversations
//! as one of before (then every cell is what it was) or only more (then none is below what it was). One
//! filling of the earlier release's hidden cells that agrees with all of that is laid beside the true table;
//! from there, three kinds of changes leave everything that is known as it is:
//!
//! 1. *Now*: cells of the new release move around among themselves, those of the same conversations as
//!    before left out; the earlier release stays.
//! 2. *Both*: cells hidden in both releases move by as much in both, around sums that both have.
//! 3. *Apart*: two cells of one row of the same conversations move against each other, and the rest of
//!    either release makes up for it by itself.
//!
//! A cell's range is at least what any of these gives it upwards and downwards, so what is wide here is wide for every
//! reader, by whole numbers too. It can be wider: kinds are not mixed, and only one filling is looked at.

use std::collections::BTreeMap;

use kleio_verify::fill::fill_within;
use kleio_verify::network::{Arc, Network, Slack, State};
use kleio_verify::table::Layout;

use super::Sheet;
use crate::protect::history::{History, Kinship, OldTable};

/// One list of both releases.
pub(super) struct Joint {
    now: Network,
    both: Network,
    then: Network,
    /// For each cell of the new release.
    cells: Vec<Linked>,
    columns: usize,
    enough: u64,
}

/// How a cell of the new release hangs together with one of before.
#[derive(Debug, Clone, Copy, Default)]
struct Linked {
    /// It is the same and hidden in both, so that it cannot move now alone.
    is_same: bool,
    /// It was hidden in a row that can move in both.
    moves: bool,
    /// Its arc in the earlier release.
    then: usize,
}

impl Joint {
    /// `network` holds the new release's cells as they are first decided on. None where the earlier release
    /// says nothing of the list, named other values in it, or contradicts what is there now (facets that
    /// a model answers anew may differ for the same conversations): then cells known from before are all
    /// that counts.
    pub(super) fn new(
        sheet: &Sheet<'_>,
        history: &History,
        layout: &Layout,
        network: &Network,
    ) -> Option<Self> {
        let old = history.table(sheet.list)?;
        let wide = old.cells.first()?.len();
        let then = Layout::new(old.parents, wide);
        let pairs = Pairs::new(sheet, history, &old, layout, &then);
        let filled = pairs.fill(network, &old)?;
        let cells = pairs.cells(network, &old);
        Some(Self {
            now: pairs.now(network, &cells, &filled),
            both: pairs.both(network, &cells, &filled),
            then: pairs.then(&old, &filled),
            cells,
            columns: pairs.columns,
            enough: sheet.threshold.conversations,
        })
    }

    /// Hides the cell `arc`, or says that it is known.
    pub(super) fn set(&mut self, arc: usize, state: State) {
        let linked = self.cells[arc];
        if !linked.is_same {
            self.now.set(arc, state);
        }
        if linked.moves {
            self.both.set(arc, state);
        }
        if state == State::Public {
            // Known for good: it moves with nothing any more.
            self.cells[arc] = Linked::default();
        }
    }

    /// Whether the hidden cell `arc` can be as many values as a threshold is high.
    pub(super) fn is_wide(&mut self, arc: usize) -> bool {
        let enough = self.enough;
        let linked = self.cells[arc];
        let mut range = Slack { up: 0, down: 0 };
        let widen = |range: &mut Slack, slack: Slack| {
            range.up = range.up.max(slack.up);
            range.down = range.down.max(slack.down);
            range.width() >= enough
        };
        if !linked.is_same && widen(&mut range, self.now.slack(arc, enough)) {
            return true;
        }
        if linked.moves && widen(&mut range, self.both.slack(arc, enough)) {
            return true;
        }
        linked.is_same
            && self.partners(arc).into_iter().any(|partner| {
                let slack = self.apart(arc, partner);
                widen(&mut range, slack)
            })
    }

    /// What to hide so that the hidden cell `arc` becomes wide; none where nothing is enough.
    pub(super) fn complement(
        &mut self,
        arc: usize,
        cost: impl Fn(&Arc, usize) -> u64,
    ) -> Option<Vec<usize>> {
        let linked = self.cells[arc];
        if !linked.is_same
            && let Some(hide) = self.now.complement(arc, self.enough, &cost)
        {
            return Some(hide);
        }
        if linked.moves
            && let Some(hide) = self.both.complement(arc, self.enough, &cost)
        {
            return Some(hide);
        }
        if !linked.is_same {
            return None;
        }
        self.partners(arc).into_iter().find_map(|partner| {
            let enough = self.enough;
            let (one, other) = (self.cells[arc].then, self.cells[partner].then);
            let before = with(&mut self.then, [one, other], |then| then.slack(one, enough));
            if before.up < enough && before.down < enough {
                return None;
            }
            let hide = with(&mut self.now, [arc, partner], |now| {
                now.complement(arc, enough, &cost)
            })?;
            let arcs = &mut self.now;
            let was: Vec<State> = hide.iter().map(|&cell| arcs.arcs()[cell].state).collect();
            hide.iter().for_each(|&cell| arcs.set(cell, State::Hidden));
            let slack = self.apart(arc, partner);
            for (&cell, was) in hide.iter().zip(was) {
                self.now.set(cell, was);
            }
            (slack.width() >= enough).then_some(hide)
        })
    }

    /// Cells of the same row that are the same and hidden in both, too.
    fn partners(&self, arc: usize) -> Vec<usize> {
        let first = arc - arc % self.columns;
        (first..first + self.columns)
            .filter(|&other| other != arc && self.cells[other].is_same)
            .collect()
    }

    /// How far `arc` moves against `partner` while the rest of either release makes up for it.
    fn apart(&mut self, arc: usize, partner: usize) -> Slack {
        let enough = self.enough;
        let slack = |network: &mut Network, one: usize, other: usize| {
            with(network, [one, other], |network| {
                let up = network.slack(one, enough).up;
                // Downwards is upwards for the other: nothing else of the row moves.
                let down = network.slack(other, enough).up;
                Slack { up, down }
            })
        };
        let now = slack(&mut self.now, arc, partner);
        let (one, other) = (self.cells[arc].then, self.cells[partner].then);
        let then = slack(&mut self.then, one, other);
        Slack {
            up: now.up.min(then.up),
            down: now.down.min(then.down),
        }
    }
}

/// Does something while two cells that are known may move.
fn with<T>(network: &mut Network, cells: [usize; 2], work: impl FnOnce(&mut Network) -> T) -> T {
    for cell in cells {
        network.set(cell, State::Hidden);
    }
    let done = work(network);
    for cell in cells {
        network.set(cell, State::Public);
    }
    done
}

/// The rows of both releases side by side.
struct Pairs<'a> {
    layout: &'a Layout,
    then: &'a Layout,
    parents: &'a [usize],
    old_parents: &'a [usize],
    /// For each row of the new release, its row of before and whether it is of the same conversations;
    /// only where it is that or grew.
    rows: Vec<Option<(usize, bool)>>,
    /// For each column of the new release.
    places: Vec<Option<usize>>,
    columns: usize,
}

impl<'a> Pairs<'a> {
    fn new(
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
    fn fill(&self, network: &Network, old: &OldTable<'_>) -> Option<Vec<Vec<u64>>> {
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

    fn cells(&self, network: &Network, old: &OldTable<'_>) -> Vec<Linked> {
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
    fn now(&self, network: &Network, cells: &[Linked], filled: &[Vec<u64>]) -> Network {
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
    fn then(&self, old: &OldTable<'_>, filled: &[Vec<u64>]) -> Network {
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
    fn both(&self, network: &Network, cells: &[Linked], filled: &[Vec<u64>]) -> Network {
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
