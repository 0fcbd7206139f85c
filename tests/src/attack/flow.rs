//! Integer bounds of every cell of a table whose rows stand in a tree, from what is known of it.
//!
//! A base row's cells sum to its total, and a row's cells are the sums of its children's. Column by
//! column that is a network: conversations flow from the root through the tree of rows to the base rows,
//! each of which takes in its total. The matrix of such a network is totally unimodular (Ahuja, Magnanti,
//! Orlin, "Network Flows", 1993, section 11.12), so the largest and the smallest flow of an arc, found
//! by augmenting paths, are the optima of the integer program, not of a relaxation of it.

use std::collections::VecDeque;

/// What an attacker knows of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The row above; `None` for the root, which is row 0. Parents stand before their children.
    pub parent: Vec<Option<usize>>,
    /// Every row's total.
    pub total: Vec<u64>,
    /// By row, then column: least and most that the cell may be.
    pub bounds: Vec<Vec<(u64, u64)>>,
}

#[derive(Debug, Clone, Copy)]
struct Arc {
    to: usize,
    /// What can still be pushed along it.
    left: u64,
}

/// Arcs in pairs: the one at an even place and its reverse behind it.
struct Network {
    arcs: Vec<Arc>,
    of: Vec<Vec<usize>>,
}

impl Network {
    fn new(nodes: usize) -> Self {
        Self {
            arcs: Vec::new(),
            of: vec![Vec::new(); nodes],
        }
    }

    fn add(&mut self, from: usize, to: usize, capacity: u64) -> usize {
        let place = self.arcs.len();
        self.arcs.push(Arc { to, left: capacity });
        self.arcs.push(Arc { to: from, left: 0 });
        self.of[from].push(place);
        self.of[to].push(place + 1);
        place
    }

    /// Pushes at most `most` from one node to another, along shortest paths; says how much.
    fn push(&mut self, from: usize, to: usize, most: u64) -> u64 {
        let mut pushed = 0;
        while pushed < most {
            let mut came: Vec<Option<usize>> = vec![None; self.of.len()];
            let mut queue = VecDeque::from([from]);
            while let Some(node) = queue.pop_front() {
                if node == to {
                    break;
                }
                for &arc in &self.of[node] {
                    let next = self.arcs[arc].to;
                    if self.arcs[arc].left > 0 && came[next].is_none() && next != from {
                        came[next] = Some(arc);
                        queue.push_back(next);
                    }
                }
            }
            let mut path = Vec::new();
            let mut node = to;
            while let Some(arc) = came[node] {
                path.push(arc);
                node = self.arcs[arc ^ 1].to;
            }
            let Some(narrowest) = path.iter().map(|&arc| self.arcs[arc].left).min() else {
                break;
            };
            let amount = narrowest.min(most - pushed);
            for arc in path {
                self.arcs[arc].left -= amount;
                self.arcs[arc ^ 1].left += amount;
            }
            pushed += amount;
        }
        pushed
    }
}

/// The tightest integer bounds of every cell, by row and column; `None` where nothing fits what is known.
///
/// Bounds further than `reach` from some table that fits are given as that far: whether a cell is pinned
/// down does not depend on how wide a wide range is.
#[must_use]
pub fn bounds(known: &Known, reach: u64) -> Option<Vec<Vec<(u64, u64)>>> {
    let rows = known.parent.len();
    let columns = known.bounds.first().map_or(0, Vec::len);
    let mut has_children = vec![false; rows];
    for parent in known.parent.iter().flatten() {
        has_children[*parent] = true;
    }
    // Nodes: source, sink, helpers for lower bounds, base rows, and every inner row once a column.
    let (source, sink, give, take) = (0, 1, 2, 3);
    let base = |row: usize| 4 + row;
    let inner = |row: usize, column: usize| 4 + rows + row * columns + column;
    let mut network = Network::new(4 + rows + rows * columns);
    let mut places = vec![vec![0; columns]; rows];
    let mut needed = Some(0_u64);
    let mut demand = |network: &mut Network, from: usize, to: usize, amount: u64| {
        if amount > 0 {
            network.add(give, to, amount);
            network.add(from, take, amount);
            needed = needed.and_then(|sum| sum.checked_add(amount));
        }
    };
    for row in 0..rows {
        for (column, &(least, most)) in known.bounds[row].iter().enumerate() {
            if least > most {
                return None;
            }
            let from = known.parent[row].map_or(source, |parent| inner(parent, column));
            let to = if has_children[row] {
                inner(row, column)
            } else {
                base(row)
            };
            places[row][column] = network.add(from, to, most - least);
            demand(&mut network, from, to, least);
        }
        if !has_children[row] {
            demand(&mut network, base(row), sink, known.total[row]);
        }
    }
    // More than can be counted is in no table of conversations.
    let needed = needed?;
    network.add(sink, source, u64::MAX / 4);
    if network.push(give, take, needed) < needed {
        return None;
    }
    // Whatever the helpers carried is settled; from here only what flows in circles may change.
    for node in [give, take] {
        for arc in network.of[node].clone() {
            network.arcs[arc].left = 0;
            network.arcs[arc ^ 1].left = 0;
        }
    }
    let mut result = vec![vec![(0, 0); columns]; rows];
    for row in 0..rows {
        for column in 0..columns {
            let (least, most) = known.bounds[row][column];
            if least == most {
                result[row][column] = (least, most);
                continue;
            }
            let place = places[row][column];
            let (to, from) = (network.arcs[place].to, network.arcs[place ^ 1].to);
            let (up, down) = (network.arcs[place].left, network.arcs[place ^ 1].left);
            let now = least + down;
            // The arc itself is closed while others are asked how far they can make up for it.
            (network.arcs[place].left, network.arcs[place ^ 1].left) = (0, 0);
            let more = network.push(to, from, up.min(reach));
            let undone = network.push(from, to, more);
            let fewer = network.push(from, to, down.min(reach));
            let redone = network.push(to, from, fewer);
            debug_assert!(undone == more && redone == fewer);
            (network.arcs[place].left, network.arcs[place ^ 1].left) = (up, down);
            result[row][column] = (now - fewer, now + more);
        }
    }
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[(u64, u64)]], total: &[u64]) -> Known {
        Known {
            parent: std::iter::once(None)
                .chain(std::iter::repeat_n(Some(0), rows.len() - 1))
                .collect(),
            total: total.to_vec(),
            bounds: rows.iter().map(|row| row.to_vec()).collect(),
        }
    }

    #[test]
    fn a_single_gap_in_a_row_is_computed() {
        let known = table(
            &[
                &[(0, 100), (0, 100)],
                &[(30, 30), (0, 40)],
                &[(0, 60), (20, 20)],
            ],
            &[100, 40, 60],
        );
        let found = bounds(&known, 100).unwrap();
        assert_eq!(found[1][1], (10, 10));
        assert_eq!(found[2][0], (40, 40));
        assert_eq!(found[0], [(70, 70), (30, 30)]);
    }

    #[test]
    fn a_rectangle_of_gaps_is_as_wide_as_its_smallest_corner() {
        // Two gaps a row and a column: what one corner gains, the opposite one gains too.
        let known = table(
            &[
                &[(40, 40), (30, 30), (30, 30)],
                &[(30, 30), (0, 50), (0, 50)],
                &[(10, 10), (0, 50), (0, 50)],
            ],
            &[100, 50, 50],
        );
        let found = bounds(&known, 100).unwrap();
        assert_eq!(found[1][1], (0, 20));
        assert_eq!(found[2][2], (10, 30));
    }

    #[test]
    fn what_contradicts_itself_has_no_bounds() {
        let known = table(&[&[(10, 10), (10, 10)], &[(5, 5), (5, 5)]], &[20, 11]);
        assert_eq!(bounds(&known, 100), None);
    }

    proptest::proptest! {
        // Against all tables there are: two base rows, three columns, totals of a few.
        #[test]
        fn they_are_those_of_all_tables_that_fit(
            cells in proptest::collection::vec(0_u64..4, 6),
            hidden in proptest::collection::vec(proptest::bool::ANY, 9),
        ) {
            let total = [cells[..3].iter().sum::<u64>(), cells[3..].iter().sum::<u64>()];
            let whole = total[0] + total[1];
            let truth: Vec<Vec<u64>> = vec![
                (0..3).map(|c| cells[c] + cells[3 + c]).collect(), cells[..3].to_vec(), cells[3..].to_vec(),
            ];
            let known = Known {
                parent: vec![None, Some(0), Some(0)],
                total: vec![whole, total[0], total[1]],
                bounds: (0..3).map(|r| (0..3).map(|c| {
                    if hidden[3 * r + c] { (0, whole) } else { (truth[r][c], truth[r][c]) }
                }).collect()).collect(),
            };
            let found = bounds(&known, 100).unwrap();
            let fits = |t: &[[u64; 3]; 2]| (0..3).all(|c| {
                [t[0][c] + t[1][c], t[0][c], t[1][c]].iter().enumerate()
                    .all(|(r, &v)| hidden[3 * r + c] || v == truth[r][c])
            });
            let splits = |n: u64| (0..=n).flat_map(move |a| (0..=n - a).map(move |b| [a, b, n - a - b]));
            let tables: Vec<[[u64; 3]; 2]> = splits(total[0])
                .flat_map(|a| splits(total[1]).map(move |b| [a, b]))
                .filter(fits)
                .collect();
            for c in 0..3 {
                for (r, row) in found.iter().enumerate() {
                    let values = tables.iter().map(|t| match r { 0 => t[0][c] + t[1][c], r => t[r - 1][c] });
                    let (least, most) = (values.clone().min().unwrap(), values.max().unwrap());
                    proptest::prop_assert_eq!(row[c], (least, most));
                }
            }
        }
    }
}
