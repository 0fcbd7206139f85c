//! Properties of suppression on random tables.

use kleio_shared::facet::ValueKind;
use kleio_shared::release::ClusterId;
use proptest::prelude::*;

use super::*;
use crate::measure::{MeasuredCluster, MeasuredFacet};

const THRESHOLD: Threshold = Threshold {
    conversations: 15,
    accounts: 5,
};

fn cluster(cells: &[u64], parent: Option<usize>) -> MeasuredCluster {
    MeasuredCluster {
        id: ClusterId::new(0, "x"),
        name: String::new(),
        description: String::new(),
        position: [0.0; 2],
        parent,
        row: row(cells),
        words: std::collections::BTreeMap::new(),
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
    let values = base[0].len();
    let sum = |rows: &mut dyn Iterator<Item = &Vec<u64>>| {
        rows.fold(vec![0; values], |sum, row| {
            sum.iter().zip(row).map(|(a, b)| a + b).collect()
        })
    };
    let tops: Vec<Vec<u64>> = (0..2)
        .map(|t| sum(&mut base.iter().skip(t).step_by(2)))
        .collect();
    Measured {
        facets: vec![MeasuredFacet {
            name: "language".into(),
            kind: ValueKind::Language,
            question: None,
            values: vec![String::new(); values],
        }],
        weeks: Vec::new(),
        levels: vec![
            base.iter()
                .enumerate()
                .map(|(i, cells)| cluster(cells, Some(i % 2)))
                .collect(),
            tops.iter().map(|cells| cluster(cells, None)).collect(),
        ],
        overall: row(&sum(&mut base.iter())),
        outside: Support::default(),
        unassigned: Support::default(),
    }
}

proptest! {
    #[test]
    fn no_hidden_cell_follows_from_one_sum(
        base in prop::collection::vec(prop::collection::vec(0_u64..60, 5), 4..12)
    ) {
        let measured = table(&base);
        let cells = suppress(&measured, THRESHOLD);
        let rows = std::iter::once((&measured.overall, &cells.overall)).chain(
            measured.levels.iter().flatten().map(|c| &c.row).zip(cells.levels.iter().flatten()),
        );
        for (row, shown) in rows {
            let mut rest = 0;
            let mut hidden = 0;
            for (cell, &shown) in row.facets[0].iter().zip(&shown[0]) {
                if shown {
                    prop_assert!(THRESHOLD.admits(cell.conversations, cell.accounts));
                } else {
                    rest += cell.conversations;
                    hidden += 1;
                }
            }
            prop_assert!(rest == 0 || hidden > 1 && rest >= THRESHOLD.conversations);
        }
        for value in 0..5 {
            for (top, parent) in cells.levels[1].iter().enumerate() {
                let hidden: Vec<u64> = cells.levels[0]
                    .iter()
                    .zip(&base)
                    .skip(top)
                    .step_by(2)
                    .filter(|(shown, _)| !shown[0][value])
                    .map(|(_, cells)| cells[value])
                    .collect();
                let rest: u64 = hidden.iter().sum();
                if parent[0][value] {
                    prop_assert!(rest == 0 || hidden.len() > 1 && rest >= THRESHOLD.conversations);
                } else {
                    prop_assert!(!hidden.is_empty());
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
    let cells = suppress(&measured, THRESHOLD);
    assert_eq!(cells.levels[0][0], [vec![true, false, false], vec![]]);
}

#[test]
fn nothing_is_hidden_where_everything_is_large() {
    let measured = table(&vec![vec![40, 30, 20]; 4]);
    let cells = suppress(&measured, THRESHOLD);
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
