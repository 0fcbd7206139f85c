//! One facet (or the weeks) of all clusters as a network of sums.
//!
//! Rows are everything, then the clusters; columns are values. A cluster without children sums to its
//! total; a cell of a parent is the sum of its children's cells. That parents sum to their totals follows,
//! so it is no sum of its own here: every cell stands in exactly two sums, which makes it an arc.

use crate::network::{Arc, Network, State};

/// Which sums every cell stands in.
#[derive(Debug, Clone)]
pub struct Layout {
    parents: Vec<usize>,
    /// First node of each row: one for a leaf, one a column for others.
    first: Vec<u32>,
    leaf: Vec<bool>,
    columns: usize,
    nodes: usize,
}

impl Layout {
    /// For rows with these parents: row 0 is everything, which has none (its entry is not looked at),
    /// and parents stand before or after their children as they like.
    #[must_use]
    pub fn new(parents: &[usize], columns: usize) -> Self {
        let mut leaf = vec![true; parents.len()];
        for &parent in parents.iter().skip(1) {
            leaf[parent] = false;
        }
        // The last sum is that of everything.
        let mut nodes = 1;
        let first = leaf
            .iter()
            .map(|&leaf| {
                let first = nodes as u32;
                nodes += if leaf { 1 } else { columns };
                first
            })
            .collect();
        Self {
            parents: parents.to_vec(),
            first,
            leaf,
            columns,
            nodes,
        }
    }

    /// Number of the cell's arc.
    #[must_use]
    pub const fn arc(&self, row: usize, column: usize) -> usize {
        row * self.columns + column
    }

    /// Row and column of an arc.
    #[must_use]
    pub const fn cell(&self, arc: usize) -> (usize, usize) {
        (arc / self.columns, arc % self.columns)
    }

    /// The sum that the cell counts for, and the one that it is part of.
    #[must_use]
    pub fn ends(&self, row: usize, column: usize) -> (u32, u32) {
        let node = |row: usize| match self.leaf[row] {
            true => self.first[row],
            false => self.first[row] + column as u32,
        };
        let head = if row == 0 { 0 } else { node(self.parents[row]) };
        (node(row), head)
    }

    /// Whether the row is the sum of no others.
    #[must_use]
    pub fn is_leaf(&self, row: usize) -> bool {
        self.leaf[row]
    }

    /// The node of a leaf's total; the node of everything's total for row 0.
    #[must_use]
    pub fn total(&self, row: usize) -> u32 {
        if row == 0 { 0 } else { self.first[row] }
    }

    /// Number of sums.
    #[must_use]
    pub const fn nodes(&self) -> usize {
        self.nodes
    }

    /// The network of all cells, each as `cell` says: its value, its floor, and what is known of it.
    #[must_use]
    pub fn network(&self, cell: impl Fn(usize, usize) -> (u64, u64, State)) -> Network {
        let mut arcs = Vec::with_capacity(self.parents.len() * self.columns);
        for row in 0..self.parents.len() {
            for column in 0..self.columns {
                let (tail, head) = self.ends(row, column);
                let (flow, floor, state) = cell(row, column);
                arcs.push(Arc {
                    tail,
                    head,
                    flow,
                    floor,
                    state,
                });
            }
        }
        Network::new(self.nodes, arcs)
    }
}
