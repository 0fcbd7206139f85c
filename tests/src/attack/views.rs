//! (c) Differencing within one release: what every two numbers tell that a reader can hold side by side.
//!
//! Three kinds of pairs. A number within another (a cell in its row, a cell in the cells above it, a row in the rows
//! above it): their difference counts who is in one and not in the other. A cell of one facet across a cell of another,
//! in the same row: how many have both is bounded by both (Fréchet 1940). And facets whose values are part of each
//! other's, which are solved together (`reconstruct/joint.rs`).
//!
//! A set of clusters, a filter and a group of a reader's own show sums of shown cells, so that their differences are sums
//! of hidden cells. Such a sum cannot be small where each of its cells may be large, so that the bounds of single cells
//! answer for all sets.

use std::collections::BTreeMap;

use kleio_shared::release::{Cell, Release};
use serde_json::Value;

use super::reconstruct::joint::Following;
use super::reconstruct::{List, cells, columns, lists, solved};

/// Pairs of views of one release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Views {
    /// Differences that could be taken.
    pub taken: u64,
    /// Differences that are a count of conversations below the threshold, of a group that is withheld.
    pub small: u64,
    /// Cells of two facets of one row that were crossed: the four groups that two values make.
    pub crossed: u64,
    /// Of those groups: known to be some, fewer than a cell needs, within less than the threshold.
    pub known: u64,
}

impl std::ops::AddAssign for Views {
    fn add_assign(&mut self, other: Self) {
        self.taken += other.taken;
        self.small += other.small;
        self.crossed += other.crossed;
        self.known += other.known;
    }
}

/// Takes every pair of shown numbers of which one counts a part of the other, and crosses every pair of facets.
#[must_use]
pub fn views(release: &Release) -> Views {
    let mut views = nested(release);
    views += crossed(release);
    views
}

/// Every difference between two shown numbers of one release of which one counts a part of the other: all shown cells
/// of a row within its total, the clusters below a cluster within it, and a value in a cluster and in those below it, one
/// by one and all that are shown.
fn nested(release: &Release) -> Views {
    let tree = release.tree();
    let clusters = release.clusters();
    let manifest = release.manifest();
    let threshold = manifest.policy.cell.conversations;
    let mut views = Views::default();
    let mut take = |whole: u64, parts: u64, others_shown: bool| {
        views.taken += 1;
        // What is left where everything else is shown is no secret: it is the sum of shown numbers.
        if !others_shown && (1..threshold).contains(&whole.saturating_sub(parts)) {
            views.small += 1;
        }
    };
    let below: Vec<Vec<usize>> = (0..clusters.len())
        .map(|above| {
            let is_below = |one: &usize| tree.ancestors(*one).any(|other| other == above);
            (0..clusters.len()).filter(is_below).collect()
        })
        .collect();
    // What a row has beyond the rows below it is in no cluster that is shown.
    for above in std::iter::once(None).chain((0..clusters.len()).map(Some)) {
        let (total, children) = match above {
            None => (manifest.totals.conversations, tree.roots()),
            Some(above) => (clusters[above].conversations, tree.children(above)),
        };
        if !children.is_empty() {
            let parts = children.iter().map(|&child| clusters[child].conversations);
            take(total, parts.sum(), false);
        }
    }
    let everything: Vec<usize> = (0..clusters.len()).collect();
    for list in lists(release) {
        let rows = std::iter::once((manifest.totals.conversations, &manifest.overall))
            .chain(clusters.iter().map(|c| (c.conversations, &c.profile)));
        for (total, profile) in rows {
            let row = cells(profile, &list);
            let shown: u64 = row.iter().filter_map(|cell| cell.shown()).sum();
            // Weeks have one more column that is never shown, where some conversations have no time.
            let undated = list == List::Weeks && manifest.undated;
            let whole = !undated && row.iter().all(|cell| cell.shown().is_some());
            take(total, shown, whole);
        }
        for column in 0..columns(release, &list).len() {
            let at = |profile| {
                cells(profile, &list)
                    .get(column)
                    .and_then(|cell: &Cell| cell.shown())
            };
            for above in std::iter::once(None).chain((0..clusters.len()).map(Some)) {
                let (profile, children, lower) = match above {
                    None => (&manifest.overall, tree.roots(), &everything),
                    Some(above) => (
                        &clusters[above].profile,
                        tree.children(above),
                        &below[above],
                    ),
                };
                let Some(whole) = at(profile).filter(|_| !children.is_empty()) else {
                    continue;
                };
                let shown: Vec<Option<u64>> = children
                    .iter()
                    .map(|&child| at(&clusters[child].profile))
                    .collect();
                let all = shown.iter().all(Option::is_some);
                take(whole, shown.iter().flatten().sum(), all);
                for &one in lower {
                    if let Some(part) = at(&clusters[one].profile) {
                        take(whole, part, all);
                    }
                }
            }
        }
    }
    views
}

/// Crosses every cell of every facet with every cell of every other, in every row: with what the tables tell of hidden
/// cells, too.
fn crossed(release: &Release) -> Views {
    let threshold = release.manifest().policy.cell.conversations;
    let totals: Vec<u64> = std::iter::once(release.manifest().totals.conversations)
        .chain(
            release
                .clusters()
                .iter()
                .map(|cluster| cluster.conversations),
        )
        .collect();
    let tables: Vec<Vec<Vec<(u64, u64)>>> = lists(release)
        .iter()
        .filter_map(|list| solved(release, list))
        .collect();
    let mut views = Views::default();
    for (place, one) in tables.iter().enumerate() {
        for other in &tables[place + 1..] {
            for ((one, other), &total) in one.iter().zip(other).zip(&totals) {
                for &a in one {
                    for &b in other {
                        let not = |(least, most): (u64, u64)| {
                            (total - most.min(total), total - least.min(total))
                        };
                        views.crossed += 1;
                        for (a, b) in [(a, b), (a, not(b)), (not(a), b), (not(a), not(b))] {
                            views.known += u64::from(gives_away(a, b, total, threshold));
                        }
                    }
                }
            }
        }
    }
    views
}

/// Whether two groups of a row, each within its bounds, make one that is known to be few, but not to be nobody.
fn gives_away(a: (u64, u64), b: (u64, u64), total: u64, threshold: u64) -> bool {
    let least = (a.0 + b.0).saturating_sub(total);
    let most = a.1.min(b.1);
    most > 0 && most.saturating_sub(least) < threshold && least < threshold
}

/// Gives each conversation a shelf, and the hall that the shelf is in: two fields of which one follows from the other.
/// Shelves are of very different sizes, so that some are named, some are "other", and many cells are withheld.
#[must_use]
pub fn shelved(lines: &mut [Value]) -> Following {
    let mut part_of = BTreeMap::new();
    for (number, line) in lines.iter_mut().enumerate() {
        // A share of about one in `place` squared, without a pattern that clusters would follow.
        let draw = (number * 7_919 + number / 13 * 104_729) % 1_000;
        let place = SHARES
            .iter()
            .position(|&end| draw < end)
            .unwrap_or(SHARES.len());
        let (hall, shelf) = (HALLS[place % HALLS.len()], SHELVES[place]);
        line["shelf"] = Value::from(shelf);
        line["hall"] = Value::from(hall);
        part_of.insert(shelf.to_owned(), hall.to_owned());
    }
    Following {
        finer: "shelf".to_owned(),
        coarser: "hall".to_owned(),
        part_of,
    }
}

/// Ends of the shares of shelves, of a thousand.
const SHARES: [usize; 13] = [
    300, 500, 620, 700, 770, 830, 880, 920, 950, 970, 985, 993, 998,
];

const HALLS: [&str; 4] = ["north", "south", "east", "west"];

const SHELVES: [&str; 14] = [
    "oak", "birch", "cedar", "maple", "walnut", "cherry", "willow", "larch", "aspen", "hazel",
    "beech", "alder", "linden", "rowan",
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn two_cells_give_a_group_away_where_they_leave_it_no_room() {
        // 60 of 63 and 40 of 63: 37 to 40 have both, which is many. 3 are not of the first: few of them can be anything.
        assert!(!gives_away((60, 60), (40, 40), 63, 15));
        assert!(gives_away((3, 3), (40, 40), 63, 15));
        assert!(!gives_away((0, 0), (40, 40), 63, 15), "nobody is no secret");
        assert!(!gives_away((0, 20), (40, 40), 63, 15), "from nobody to 20");
    }

    #[test]
    fn every_shelf_is_in_one_hall() {
        let mut lines = vec![json!({}); 5_000];
        let following = shelved(&mut lines);
        assert_eq!(following.part_of.len(), SHELVES.len());
        for line in &lines {
            assert_eq!(
                following.part_of[line["shelf"].as_str().unwrap()],
                line["hall"]
            );
        }
        let of = |shelf: &str| lines.iter().filter(|line| line["shelf"] == shelf).count();
        assert!(of("oak") > 1_000 && (1..50).contains(&of("rowan")));
    }
}
