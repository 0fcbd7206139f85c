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

mod pairs;

use std::cmp::Reverse;

use kleio_verify::network::{Arc, Network, Slack, State};
use kleio_verify::table::Layout;

use self::pairs::Pairs;
use super::Sheet;
use crate::protect::history::History;

/// Other cells of a row that are tried for a move against each other: each costs flows through both releases.
const PARTNERS: usize = 8;

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

    /// Cells of the same row that are the same and hidden in both, too: the largest, which can give most.
    fn partners(&self, arc: usize) -> Vec<usize> {
        let first = arc - arc % self.columns;
        let mut others: Vec<usize> = (first..first + self.columns)
            .filter(|&other| other != arc && self.cells[other].is_same)
            .collect();
        others.sort_by_key(|&other| (Reverse(self.now.arcs()[other].flow), other));
        others.truncate(PARTNERS);
        others
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
