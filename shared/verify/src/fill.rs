//! A filling of hidden cells that agrees with everything shown: where bounds are looked for from.
//!
//! Method: a largest flow by layers (Dinic 1970) from the sums that lack something to those that have
//! too much.

use std::collections::VecDeque;

use crate::table::Layout;

/// Fills the hidden cells (`None`) of rows whose totals are known. `totals[row]` is looked at for row 0
/// and for leaves. `None`: no filling agrees, so the table contradicts itself.
#[must_use]
pub fn fill(layout: &Layout, cells: &[Vec<Option<u64>>], totals: &[u64]) -> Option<Vec<Vec<u64>>> {
    fill_within(layout, cells, totals, |_, _| None)
}

/// As [`fill`], where the hidden cell of a row and column is not above `most`.
#[must_use]
pub fn fill_within(
    layout: &Layout,
    cells: &[Vec<Option<u64>>],
    totals: &[u64],
    most: impl Fn(usize, usize) -> Option<u64>,
) -> Option<Vec<Vec<u64>>> {
    let source = layout.nodes();
    let mut flow = Flow::new(layout.nodes() + 2);
    let mut lacks = vec![0_i64; layout.nodes()];
    let mut hidden = Vec::new();
    for (row, values) in cells.iter().enumerate() {
        if layout.is_leaf(row) && row > 0 {
            let total = i64::try_from(totals[row]).ok()?;
            add(&mut lacks[layout.total(row) as usize], total)?;
        }
        for (column, value) in values.iter().enumerate() {
            let (tail, head) = layout.ends(row, column);
            match value {
                Some(value) => {
                    let value = i64::try_from(*value).ok()?;
                    add(&mut lacks[tail as usize], -value)?;
                    add(&mut lacks[head as usize], value)?;
                }
                None => {
                    let most = most(row, column).and_then(|most| i64::try_from(most).ok());
                    let room = most.unwrap_or(i64::MAX / 4);
                    hidden.push((row, column, flow.add(tail as usize, head as usize, room)));
                }
            }
        }
    }
    add(&mut lacks[0], -i64::try_from(*totals.first()?).ok()?)?;
    let (mut wanted, mut spare) = (0, 0);
    for (node, &lack) in lacks.iter().enumerate() {
        if lack > 0 {
            flow.add(source, node, lack);
            add(&mut wanted, lack)?;
        } else if lack < 0 {
            let much = lack.checked_neg()?;
            flow.add(node, source + 1, much);
            add(&mut spare, much)?;
        }
    }
    if wanted != spare || flow.largest(source, source + 1) != wanted {
        return None;
    }
    let mut filled: Vec<Vec<u64>> = cells
        .iter()
        .map(|row| row.iter().map(|value| value.unwrap_or(0)).collect())
        .collect();
    for (row, column, edge) in hidden {
        filled[row][column] = flow.sent(edge);
    }
    Some(filled)
}

/// Adds to a sum. `None` where it is beyond counting, as no table of conversations is.
fn add(sum: &mut i64, more: i64) -> Option<()> {
    *sum = sum.checked_add(more)?;
    Some(())
}

struct Edge {
    to: usize,
    room: i64,
}

/// Edges stand in pairs: each even one with its reverse.
struct Flow {
    edges: Vec<Edge>,
    at: Vec<Vec<usize>>,
}

impl Flow {
    fn new(nodes: usize) -> Self {
        Self {
            edges: Vec::new(),
            at: vec![Vec::new(); nodes],
        }
    }

    fn add(&mut self, from: usize, to: usize, room: i64) -> usize {
        let edge = self.edges.len();
        self.edges.push(Edge { to, room });
        self.edges.push(Edge { to: from, room: 0 });
        self.at[from].push(edge);
        self.at[to].push(edge + 1);
        edge
    }

    fn sent(&self, edge: usize) -> u64 {
        self.edges[edge + 1].room.max(0) as u64
    }

    fn largest(&mut self, from: usize, to: usize) -> i64 {
        let mut sent = 0;
        while let Some(layer) = self.layers(from, to) {
            let mut next = vec![0; self.at.len()];
            loop {
                let more = self.push(from, to, &layer, &mut next);
                if more == 0 {
                    break;
                }
                sent += more;
            }
        }
        sent
    }

    fn layers(&self, from: usize, to: usize) -> Option<Vec<u32>> {
        let mut layer = vec![u32::MAX; self.at.len()];
        layer[from] = 0;
        let mut queue = VecDeque::from([from]);
        while let Some(node) = queue.pop_front() {
            for &edge in &self.at[node] {
                let Edge { to: next, room } = self.edges[edge];
                if room > 0 && layer[next] == u32::MAX {
                    layer[next] = layer[node] + 1;
                    queue.push_back(next);
                }
            }
        }
        (layer[to] != u32::MAX).then_some(layer)
    }

    /// Sends along one path of rising layers, without recursion: tables are deep.
    fn push(&mut self, from: usize, to: usize, layer: &[u32], next: &mut [usize]) -> i64 {
        let mut path: Vec<usize> = Vec::new();
        let mut node = from;
        while node != to {
            let Some(&edge) = self.at[node].get(next[node]) else {
                // A dead end: back one step, and never this way again.
                let Some(back) = path.pop() else { return 0 };
                node = self.edges[back ^ 1].to;
                next[node] += 1;
                continue;
            };
            let Edge { to: ahead, room } = self.edges[edge];
            if room > 0 && layer[ahead] == layer[node].saturating_add(1) {
                path.push(edge);
                node = ahead;
            } else {
                next[node] += 1;
            }
        }
        let amount = path
            .iter()
            .map(|&edge| self.edges[edge].room)
            .min()
            .unwrap_or(0);
        for edge in path {
            self.edges[edge].room -= amount;
            self.edges[edge ^ 1].room += amount;
        }
        amount
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_beyond_counting_have_no_filling() {
        let layout = Layout::new(&[0, 0, 0], 2);
        let hidden = vec![vec![None, None]; 3];
        let most = i64::MAX as u64;
        assert!(fill(&layout, &hidden, &[9, 4, 5]).is_some());
        assert_eq!(fill(&layout, &hidden, &[most, most, most]), None);
        assert_eq!(fill(&layout, &hidden, &[u64::MAX, 4, 5]), None);
    }
}
