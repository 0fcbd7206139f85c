//! Bounds by flows are those that trying everything finds.

use proptest::prelude::*;

use super::*;
use crate::fill::fill;
use crate::table::Layout;

/// Everything, two parents of two leaves each, in this order.
const PARENTS: [usize; 7] = [0, 0, 0, 1, 1, 2, 2];
const COLUMNS: usize = 3;

fn table(leaves: &[Vec<u64>]) -> Vec<Vec<u64>> {
    let sum = |rows: &[Vec<u64>]| -> Vec<u64> {
        (0..COLUMNS)
            .map(|c| rows.iter().map(|row| row[c]).sum())
            .collect()
    };
    let mut rows = vec![sum(leaves), sum(&leaves[..2]), sum(&leaves[2..])];
    rows.extend_from_slice(leaves);
    rows
}

/// All rows of these totals.
fn fillings(total: u64) -> Vec<Vec<u64>> {
    let mut all = Vec::new();
    for a in 0..=total {
        for b in 0..=total - a {
            all.push(vec![a, b, total - a - b]);
        }
    }
    all
}

/// Lowest and highest value of every cell over all tables that agree with what is shown.
fn by_trying(truth: &[Vec<u64>], shown: &[Vec<bool>]) -> Vec<Vec<(u64, u64)>> {
    let choices: Vec<Vec<Vec<u64>>> = truth[3..]
        .iter()
        .map(|row| fillings(row.iter().sum()))
        .collect();
    let mut found = vec![vec![(u64::MAX, 0); COLUMNS]; truth.len()];
    for a in &choices[0] {
        for b in &choices[1] {
            for c in &choices[2] {
                for d in &choices[3] {
                    let leaves = [a.clone(), b.clone(), c.clone(), d.clone()];
                    let all = table(&leaves);
                    let agrees = |row: usize| {
                        (0..COLUMNS).all(|c| !shown[row][c] || all[row][c] == truth[row][c])
                    };
                    if !(0..all.len()).all(agrees) {
                        continue;
                    }
                    for (bounds, row) in found.iter_mut().zip(&all) {
                        for (bound, &value) in bounds.iter_mut().zip(row) {
                            *bound = (bound.0.min(value), bound.1.max(value));
                        }
                    }
                }
            }
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn flows_find_what_trying_everything_finds(
        leaves in prop::collection::vec(prop::collection::vec(0_u64..3, COLUMNS), 4),
        shown in prop::collection::vec(prop::collection::vec(any::<bool>(), COLUMNS), 7),
    ) {
        let truth = table(&leaves);
        let layout = Layout::new(&PARENTS, COLUMNS);
        let totals: Vec<u64> = truth.iter().map(|row| row.iter().sum()).collect();
        let told: Vec<Vec<Option<u64>>> = truth
            .iter()
            .zip(&shown)
            .map(|(row, shown)| row.iter().zip(shown).map(|(&v, &s)| s.then_some(v)).collect())
            .collect();
        // From the truth, as the gate does, and from any filling, as a reader does.
        let filled = fill(&layout, &told, &totals).expect("the truth is one");
        let expected = by_trying(&truth, &shown);
        for start in [&truth, &filled] {
            let mut network = layout.network(|row, column| {
                let state = if shown[row][column] { State::Shown } else { State::Hidden };
                (start[row][column], 0, state)
            });
            for row in 0..truth.len() {
                for column in 0..COLUMNS {
                    if shown[row][column] {
                        continue;
                    }
                    let slack = network.slack(layout.arc(row, column), 1_000);
                    let value = start[row][column];
                    let found = (value - slack.down, value + slack.up);
                    prop_assert_eq!(found, expected[row][column], "row {} column {}", row, column);
                }
            }
        }
    }

    #[test]
    fn complements_widen(
        leaves in prop::collection::vec(prop::collection::vec(0_u64..40, COLUMNS), 4),
    ) {
        let truth = table(&leaves);
        let layout = Layout::new(&PARENTS, COLUMNS);
        let mut network =
            layout.network(|row, column| (truth[row][column], 0, State::Shown));
        let arc = layout.arc(3, 0);
        network.set(arc, State::Hidden);
        prop_assert_eq!(network.slack(arc, 15).width(), 0);
        match network.complement(arc, 15, |other, _| other.flow) {
            Some(others) => {
                prop_assert!(others.len() >= 3, "a cell is in two sums");
                for other in others {
                    network.set(other, State::Hidden);
                }
                prop_assert!(network.slack(arc, 15).width() >= 15);
            }
            None => {
                for other in 0..network.arcs().len() {
                    network.set(other, State::Hidden);
                }
                prop_assert!(network.slack(arc, 15).width() < 15, "there is a way");
            }
        }
    }
}

#[test]
fn many_small_cells_protect_one_together() {
    // No cell of a base row holds 15, so no single way around carries so many.
    let truth = table(&vec![vec![9; COLUMNS]; 4]);
    let layout = Layout::new(&PARENTS, COLUMNS);
    let mut network = layout.network(|row, column| (truth[row][column], 0, State::Shown));
    let arc = layout.arc(3, 0);
    network.set(arc, State::Hidden);
    let others = network.complement(arc, 15, |other, _| other.flow).unwrap();
    for other in others {
        network.set(other, State::Hidden);
    }
    assert!(network.slack(arc, 15).width() >= 15);
}

#[test]
fn a_contradiction_is_found() {
    let layout = Layout::new(&PARENTS, 1);
    let mut cells = vec![vec![None]; 7];
    cells[0] = vec![Some(9)];
    assert_eq!(fill(&layout, &cells, &[10, 4, 6, 2, 2, 3, 3]), None);
    cells[0] = vec![Some(10)];
    assert!(fill(&layout, &cells, &[10, 4, 6, 2, 2, 3, 3]).is_some());
}
