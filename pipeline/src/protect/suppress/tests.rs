//! Properties of suppression on random tables.

use kleio_shared::facet::ValueKind;
use kleio_shared::release::ClusterId;
use proptest::prelude::*;

mod follow;
mod joint;

use super::*;
use crate::measure::{MeasuredCluster, MeasuredFacet};

const THRESHOLD: Threshold = Threshold {
    conversations: 15,
    accounts: 5,
};

fn policy() -> Policy {
    Policy {
        cell: THRESHOLD,
        ..Policy::of(Profile::Analyst)
    }
}

fn cluster(cells: &[u64], parent: Option<usize>) -> MeasuredCluster {
    MeasuredCluster {
        id: ClusterId::new(0, "x"),
        name: String::new(),
        description: String::new(),
        position: [0.0; 2],
        quality: Default::default(),
        parent,
        row: row(cells),
        words: std::collections::BTreeMap::new(),
        in_input: None,
    }
}

/// A row of one facet; every account has two conversations.
fn row(cells: &[u64]) -> Row {
    let support = |conversations: u64| Support {
        conversations,
        accounts: conversations.div_ceil(2),
    };
    Row {
        support: support(cells.iter().sum()),
        facets: vec![cells.iter().copied().map(support).collect()],
        weeks: Vec::new(),
        concern: 1.0,
    }
}

/// Base clusters under two parents under everything.
fn table(base: &[Vec<u64>]) -> Measured {
    table_of(base, |i| i % 2)
}

/// Base clusters under the parents that `parent` says, 0 and 1.
fn table_of(base: &[Vec<u64>], parent: impl Fn(usize) -> usize) -> Measured {
    let values = base[0].len();
    let sum = |rows: &mut dyn Iterator<Item = &Vec<u64>>| {
        rows.fold(vec![0; values], |sum, row| {
            sum.iter().zip(row).map(|(a, b)| a + b).collect()
        })
    };
    let tops: Vec<Vec<u64>> = (0..2)
        .map(|t| {
            let children = (0..base.len()).filter(|&i| parent(i) == t);
            sum(&mut children.map(|i| &base[i]))
        })
        .collect();
    Measured {
        facets: vec![MeasuredFacet {
            name: "language".into(),
            kind: ValueKind::Language,
            question: None,
            values: (0..values).map(|value| value.to_string()).collect(),
        }],
        weeks: Vec::new(),
        levels: vec![
            base.iter()
                .enumerate()
                .map(|(i, cells)| cluster(cells, Some(parent(i))))
                .collect(),
            tops.iter().map(|cells| cluster(cells, None)).collect(),
        ],
        overall: row(&sum(&mut base.iter())),
        outside: Support::default(),
        unassigned: Support::default(),
        follows: Vec::new(),
    }
}

/// Everything a reader knows, as equations: totals of rows, and parents as sums of their children.
/// Bounds are tightened until nothing changes; being weaker than solving, this never claims too much.
struct Reader {
    /// `(lowest, highest)` by row, then value.
    bounds: Vec<Vec<(u64, u64)>>,
    totals: Vec<u64>,
    children: Vec<Vec<usize>>,
}

impl Reader {
    fn of(measured: &Measured, cells: &Cells) -> Self {
        let mut rows = vec![(&measured.overall, &cells.overall)];
        for (clusters, shown) in measured.levels.iter().zip(&cells.levels) {
            rows.extend(clusters.iter().map(|c| &c.row).zip(shown));
        }
        let base = measured.levels[0].len();
        let mut children = vec![Vec::new(); rows.len()];
        children[0] = (1 + base..rows.len()).collect();
        for (index, cluster) in measured.levels[0].iter().enumerate() {
            children[1 + base + cluster.parent.unwrap()].push(1 + index);
        }
        let bounds = rows.iter().map(|(row, shown)| {
            let cells = row.facets[0].iter().zip(&shown[0]);
            let total = row.support.conversations;
            cells
                .map(|(cell, &shown)| match shown {
                    true => (cell.conversations, cell.conversations),
                    false => (0, total),
                })
                .collect()
        });
        Self {
            bounds: bounds.collect(),
            totals: rows
                .iter()
                .map(|(row, _)| row.support.conversations)
                .collect(),
            children,
        }
    }

    /// One sum: `whole` is the total of `parts`, each with its bounds. True where something was learnt.
    fn learn(whole: (u64, u64), parts: &mut [(u64, u64)]) -> bool {
        let low: u64 = parts.iter().map(|p| p.0).sum();
        let high: u64 = parts.iter().map(|p| p.1).sum();
        let mut learnt = false;
        for part in parts {
            let lowest = part.0.max(whole.0.saturating_sub(high - part.1));
            let highest = part.1.min(whole.1 - (low - part.0).min(whole.1));
            learnt |= (lowest, highest) != *part;
            *part = (lowest, highest);
        }
        learnt
    }

    fn think(&mut self) {
        let mut learnt = true;
        while learnt {
            learnt = false;
            for row in 0..self.bounds.len() {
                let total = self.totals[row];
                learnt |= Self::learn((total, total), &mut self.bounds[row]);
                if self.children[row].is_empty() {
                    continue;
                }
                for value in 0..self.bounds[row].len() {
                    let children = self.children[row].clone();
                    let mut parts: Vec<(u64, u64)> =
                        children.iter().map(|&c| self.bounds[c][value]).collect();
                    learnt |= Self::learn(self.bounds[row][value], &mut parts);
                    let whole = (
                        parts.iter().map(|p| p.0).sum::<u64>(),
                        parts.iter().map(|p| p.1).sum::<u64>(),
                    );
                    let own = &mut self.bounds[row][value];
                    let tighter = (own.0.max(whole.0), own.1.min(whole.1));
                    learnt |= tighter != *own;
                    *own = tighter;
                    for (child, part) in children.into_iter().zip(parts) {
                        self.bounds[child][value] = part;
                    }
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn no_hidden_cell_is_known_to_within_the_threshold(
        base in prop::collection::vec(prop::collection::vec(prop_oneof![0_u64..20, 0_u64..60, Just(0)], 5), 4..12)
    ) {
        let measured = table(&base);
        let cells = suppress(&measured, &policy(), None);
        let mut reader = Reader::of(&measured, &cells);
        reader.think();
        let rows = std::iter::once((&measured.overall, &cells.overall)).chain(
            measured.levels.iter().flatten().map(|c| &c.row).zip(cells.levels.iter().flatten()),
        );
        for ((row, shown), bounds) in rows.zip(&reader.bounds) {
            for ((cell, &shown), &(low, high)) in
                row.facets[0].iter().zip(&shown[0]).zip(bounds)
            {
                let count = cell.conversations;
                prop_assert!(low <= count && count <= high);
                if shown {
                    prop_assert!(count == 0 || THRESHOLD.admits(count, cell.accounts));
                } else {
                    prop_assert!(high - low >= THRESHOLD.conversations, "{low}..={high}");
                }
            }
        }
    }
}

#[test]
fn a_lone_small_cell_takes_the_next_smallest_with_it() {
    let measured = table(&[
        vec![40, 30, 3],
        vec![40, 30, 30],
        vec![40, 30, 30],
        vec![40, 30, 30],
    ]);
    let cells = suppress(&measured, &policy(), None);
    assert_eq!(cells.levels[0][0], [vec![true, false, false], vec![]]);
}

#[test]
fn nothing_is_hidden_where_everything_is_large() {
    let measured = table(&vec![vec![40, 30, 20]; 4]);
    let cells = suppress(&measured, &policy(), None);
    assert!(
        cells
            .levels
            .iter()
            .flatten()
            .chain([&cells.overall])
            .flatten()
            .flatten()
            .all(|s| *s)
    );
}

#[test]
fn a_facet_of_many_small_values_is_kept() {
    // No cell of a base cluster holds the threshold, so no single cell protects another.
    let measured = table(&vec![vec![9; 12]; 6]);
    let cells = suppress(&measured, &policy(), None);
    assert!(cells.kept[0]);
    assert!(cells.overall[0].iter().any(|shown| *shown));
}

#[test]
fn a_facet_that_cannot_be_protected_is_left_out() {
    // Seven conversations in all: whatever is hidden, each cell is known to within seven.
    let measured = table(&[vec![1, 2], vec![1, 0], vec![0, 1], vec![1, 1]]);
    let cells = suppress(&measured, &policy(), None);
    assert!(!cells.kept[0]);
}
