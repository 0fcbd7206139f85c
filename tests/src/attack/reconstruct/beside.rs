//! Two releases solved together: each table's sums bound the cells of the other.
//!
//! An earlier release says more of a cluster than the cells it shows: what it hides is known in sum, from its
//! totals, its parents and its other clusters. So its table is solved as a whole, too, and where a row of both
//! is of the same conversations, what follows from either table holds for both. Where a row grew, it does
//! within what it grew by: `then <= now <= then + (total now - total then)`, cell by cell.
//!
//! Each table's bounds are exact by themselves, those of both together need not be: only bounds of single
//! cells go from one to the other, not sums of several. So the true value is never ruled out, and a cell that
//! is found here is found indeed; one that only an integer program over both tables pins down is missed.

use kleio_shared::facet::OTHER;
use kleio_shared::release::Release;

use super::{Earlier, List, columns, table};
use crate::attack::flow::{Known, bounds};
use crate::attack::kin::Kinship;

/// Times that the tables learn from each other, at most. Fewer than it takes leave bounds wider, not wrong.
const ROUNDS: usize = 8;

/// The table of an earlier release, beside the one that is solved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Beside {
    known: Known,
    pairs: Vec<Pair>,
}

/// A cell of both tables, each by row and column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pair {
    here: (usize, usize),
    there: (usize, usize),
    /// How much more it can be here: nothing where the conversations are the same.
    more: u64,
}

impl Beside {
    /// The table `list` of an earlier release beside `known`, that of `release`; none where they share no cell.
    pub(super) fn new(
        release: &Release,
        earlier: &Earlier<'_>,
        list: &List,
        known: &Known,
    ) -> Option<Self> {
        let (mine, theirs) = (columns(release, list), columns(earlier.release, list));
        if theirs.is_empty() {
            return None;
        }
        let shared = shared(&mine, &theirs, list);
        let (then, _) = table(earlier.release, list);
        let mut pairs = Vec::new();
        let rows = earlier.kin.rows(earlier.release, release);
        for (row, kin) in rows.into_iter().enumerate() {
            let Some((there, kinship)) = kin else {
                continue;
            };
            let more = match kinship {
                Kinship::Same => 0,
                Kinship::Grown => known.total[row].saturating_sub(then.total[there]),
            };
            pairs.extend(shared.iter().map(|&(column, place)| Pair {
                here: (row, column),
                there: (there, place),
                more,
            }));
        }
        (!pairs.is_empty()).then_some(Self { known: then, pairs })
    }

    /// Both tables learn what the other knows of a cell. True where one learnt something.
    fn meet(&mut self, now: &mut Known) -> bool {
        let mut learnt = false;
        for pair in &self.pairs {
            let here = &mut now.bounds[pair.here.0][pair.here.1];
            let there = &mut self.known.bounds[pair.there.0][pair.there.1];
            let before = (*here, *there);
            here.0 = here.0.max(there.0);
            here.1 = here.1.min(there.1.saturating_add(pair.more));
            there.0 = there.0.max(here.0.saturating_sub(pair.more));
            there.1 = there.1.min(here.1);
            learnt |= before != (*here, *there);
        }
        learnt
    }
}

/// The columns of both tables that mean the same, each here and there. What "other" holds depends on what is
/// named beside it, and what is in no week on which weeks there are.
fn shared(mine: &[String], theirs: &[String], list: &List) -> Vec<(usize, usize)> {
    let alike = mine.len() == theirs.len() && mine.iter().all(|name| theirs.contains(name));
    let mut shared = Vec::new();
    for (column, name) in mine.iter().enumerate() {
        let place = theirs.iter().position(|other| other == name);
        if let Some(place) = place.filter(|_| alike || name != OTHER) {
            shared.push((column, place));
        }
    }
    if alike && *list == List::Weeks {
        shared.push((mine.len(), theirs.len()));
    }
    shared
}

/// Narrows `now` down by the tables of earlier releases, and those by it. False where they contradict each
/// other: then some row is not what the attacker takes it for.
pub(super) fn together(now: &mut Known, others: &mut [Beside]) -> bool {
    if others.is_empty() {
        return true;
    }
    meet(now, others);
    for _ in 0..ROUNDS {
        let tables = std::iter::once(&mut *now).chain(others.iter_mut().map(|o| &mut o.known));
        for table in tables {
            // To the end: what is far in one table may be near in the other.
            let Some(found) = bounds(table, u64::MAX) else {
                return false;
            };
            table.bounds = found;
        }
        if !meet(now, others) {
            break;
        }
    }
    true
}

/// As [`Beside::meet`], for all of them.
fn meet(now: &mut Known, others: &mut [Beside]) -> bool {
    let mut learnt = false;
    for other in others {
        learnt |= other.meet(now);
    }
    learnt
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows below one that is everything.
    fn known(rows: [[(u64, u64); 2]; 3], total: [u64; 3]) -> Known {
        Known {
            parent: vec![None, Some(0), Some(0)],
            total: total.to_vec(),
            bounds: rows.map(|row| row.to_vec()).to_vec(),
        }
    }

    /// A release that hides a cluster's cells and shows all the sums that they are in.
    fn before(more: u64) -> Beside {
        let pair = |column| Pair {
            here: (1, column),
            there: (1, column),
            more,
        };
        Beside {
            known: known(
                [[(30, 30), (30, 30)], [(0, 40), (0, 40)], [(5, 5), (15, 15)]],
                [60, 40, 20],
            ),
            pairs: vec![pair(0), pair(1)],
        }
    }

    /// A later one that hides everything.
    fn after(total: u64) -> Known {
        let hidden = |total| [(0, total); 2];
        known(
            [hidden(total + 40), hidden(total), hidden(40)],
            [total + 40, total, 40],
        )
    }

    #[test]
    fn sums_of_before_tell_of_the_same_conversations_now() {
        let mut now = after(40);
        assert_eq!(bounds(&now, u64::MAX).unwrap()[1], [(0, 40), (0, 40)]);
        assert!(together(&mut now, &mut [before(0)]));
        assert_eq!(now.bounds[1], [(25, 25), (15, 15)]);
        // And of sums that they are part of.
        assert_eq!(now.bounds[0], [(25, 65), (15, 55)]);
    }

    #[test]
    fn of_a_cluster_that_grew_they_tell_what_it_grew_by() {
        let mut now = after(50);
        assert!(together(&mut now, &mut [before(10)]));
        assert_eq!(now.bounds[1], [(25, 35), (15, 25)]);
    }

    #[test]
    fn what_contradicts_the_sums_of_before_is_found() {
        let mut now = after(40);
        now.bounds[1][0] = (10, 10);
        assert!(!together(&mut now, &mut [before(0)]));
    }

    #[test]
    fn what_is_left_over_is_the_same_only_beside_the_same_values() {
        let names = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let list = List::Facet("language".to_owned());
        let (mine, theirs) = (names(&["a", "b", OTHER]), names(&["b", OTHER, "a"]));
        assert_eq!(shared(&mine, &theirs, &list), [(0, 2), (1, 0), (2, 1)]);
        assert_eq!(shared(&mine, &theirs[..2], &list), [(1, 0)]);
        let weeks = names(&["2026-03-02"]);
        assert_eq!(shared(&weeks, &weeks, &List::Weeks), [(0, 0), (1, 1)]);
    }
}
