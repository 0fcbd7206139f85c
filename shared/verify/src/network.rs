//! What a reader can find out about hidden cells from sums alone, as flows in a network.
//!
//! A table whose rows sum to known totals, and whose cells are summed up along a hierarchy of rows, is a
//! network: every sum is a node, every hidden cell an arc, and every filling that agrees with what is
//! shown is a flow. The largest and the smallest value of a cell are then found by sending as much as
//! possible around through its arc. Because flows in a network of whole numbers can be chosen whole,
//! these bounds are those of an integer program too (Cox 1995, JASA 90, on network models for
//! suppression; Castro 2007, EJOR 182, for the shortest paths that choose complements).
//!
//! Invariant: only arcs that a reader does not know count; what is known is a constant and no arc.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// What a reader knows of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing but that it is not negative.
    Hidden,
    /// Its value. It may be hidden to protect another cell.
    Shown,
    /// Its value, and nothing can change that: it stood in an earlier release.
    Public,
}

/// One cell: an arc from the sum that it counts for to the sum that it is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arc {
    /// Node it leaves.
    pub tail: u32,
    /// Node it enters.
    pub head: u32,
    /// Its value in some filling that agrees with everything known; in the gate, the true one.
    pub flow: u64,
    /// The least that it can be for all a reader knows besides the sums: 0, or an earlier value.
    pub floor: u64,
    /// What a reader knows of it.
    pub state: State,
}

/// A network of cells.
#[derive(Debug, Clone, Default)]
pub struct Network {
    arcs: Vec<Arc>,
    at: Vec<Vec<u32>>,
    /// Change of each arc's flow while a flow is being looked for; all zero in between.
    change: Vec<i64>,
    touched: Vec<u32>,
    seen: Vec<u32>,
    round: u32,
}

/// How far a cell's value can move from the one in [`Arc::flow`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slack {
    /// Upwards.
    pub up: u64,
    /// Downwards.
    pub down: u64,
}

impl Slack {
    /// Number of steps between the least and the largest value.
    #[must_use]
    pub const fn width(self) -> u64 {
        self.up.saturating_add(self.down)
    }
}

impl Network {
    /// A network of `arcs` between `nodes` nodes.
    #[must_use]
    pub fn new(nodes: usize, arcs: Vec<Arc>) -> Self {
        let mut at = vec![Vec::new(); nodes];
        for (arc, number) in arcs.iter().zip(0..) {
            at[arc.tail as usize].push(number);
            at[arc.head as usize].push(number);
        }
        Self {
            change: vec![0; arcs.len()],
            touched: Vec::new(),
            seen: vec![0; nodes],
            round: 0,
            arcs,
            at,
        }
    }

    /// The arcs, in the order in which they were given.
    #[must_use]
    pub fn arcs(&self) -> &[Arc] {
        &self.arcs
    }

    /// Hides the arc `number`, or makes it known.
    pub fn set(&mut self, number: usize, state: State) {
        self.arcs[number].state = state;
    }

    /// How far the hidden arc `number` can move, each way counted to `enough` at most.
    pub fn slack(&mut self, number: usize, enough: u64) -> Slack {
        let arc = self.arcs[number];
        let up = self.around(number, arc.head, arc.tail, enough);
        let left = (arc.flow - arc.floor).min(enough.saturating_sub(up));
        let down = self.around(number, arc.tail, arc.head, left);
        Slack { up, down }
    }

    /// Most that can be sent from `from` to `to` over hidden arcs other than `number`, up to `enough`.
    fn around(&mut self, number: usize, from: u32, to: u32, enough: u64) -> u64 {
        if from == to {
            return enough;
        }
        let mut sent = 0;
        while sent < enough {
            let Some(path) = self.path(number, from, to) else {
                break;
            };
            sent += self.push(&path, enough - sent);
        }
        self.forget();
        sent
    }

    /// Sends what all arcs of `path` have room for, up to `most`, and says how much.
    fn push(&mut self, path: &[(u32, bool)], most: u64) -> u64 {
        let rooms = path.iter().map(|&(arc, forward)| self.room(arc, forward));
        let amount = rooms.fold(most, u64::min);
        for &(arc, forward) in path {
            if self.change[arc as usize] == 0 {
                self.touched.push(arc);
            }
            self.change[arc as usize] += if forward {
                amount as i64
            } else {
                -(amount as i64)
            };
        }
        amount
    }

    /// Takes back all that was sent.
    fn forget(&mut self) {
        for arc in self.touched.drain(..) {
            self.change[arc as usize] = 0;
        }
    }

    /// How much more (or less) the arc may carry.
    fn room(&self, arc: u32, forward: bool) -> u64 {
        let known = &self.arcs[arc as usize];
        if forward {
            return u64::MAX;
        }
        let now = (known.flow as i64).saturating_add(self.change[arc as usize]);
        now.saturating_sub(known.floor as i64).max(0) as u64
    }

    /// A shortest path with room on every arc; each arc with its direction.
    fn path(&mut self, without: usize, from: u32, to: u32) -> Option<Vec<(u32, bool)>> {
        self.round += 1;
        let round = self.round;
        let mut came: Vec<(u32, u32, bool)> = Vec::new();
        let mut queue = VecDeque::from([(from, u32::MAX)]);
        self.seen[from as usize] = round;
        while let Some((node, step)) = queue.pop_front() {
            for place in 0..self.at[node as usize].len() {
                let number = self.at[node as usize][place];
                let arc = self.arcs[number as usize];
                if arc.state != State::Hidden || number as usize == without {
                    continue;
                }
                let forward = arc.tail == node;
                let next = if forward { arc.head } else { arc.tail };
                if self.seen[next as usize] == round || self.room(number, forward) == 0 {
                    continue;
                }
                self.seen[next as usize] = round;
                let here = came.len() as u32;
                came.push((step, number, forward));
                if next == to {
                    return Some(trace(&came, here));
                }
                queue.push_back((next, here));
            }
        }
        None
    }

    /// The arcs to hide so that the hidden arc `number` gets `enough` slack, cheap ones by `cost`: one way
    /// around that carries all of it, else several that carry it together, upwards first. None where all
    /// ways there are do not.
    #[must_use]
    pub fn complement(
        &mut self,
        number: usize,
        enough: u64,
        cost: impl Fn(&Arc, usize) -> u64,
    ) -> Option<Vec<usize>> {
        let Arc {
            tail,
            head,
            flow,
            floor,
            ..
        } = self.arcs[number];
        let mut hide = Vec::new();
        let whole = self.cheapest(number, (head, tail), enough, &hide, &cost);
        if let Some(path) = whole {
            self.note(&path, &mut hide);
            return Some(hide);
        }
        let up = self.send(number, (head, tail), enough, &mut hide, &cost);
        let left = (flow - floor).min(enough - up);
        let down = self.send(number, (tail, head), left, &mut hide, &cost);
        (up + down >= enough).then_some(hide)
    }

    /// Sends up to `enough` over hidden arcs and those that it adds to `hide`, and says how much went.
    fn send(
        &mut self,
        number: usize,
        ends: (u32, u32),
        enough: u64,
        hide: &mut Vec<usize>,
        cost: &impl Fn(&Arc, usize) -> u64,
    ) -> u64 {
        let mut sent = 0;
        while sent < enough {
            let Some(path) = self.cheapest(number, ends, 1, hide, cost) else {
                break;
            };
            sent += self.push(&path, enough - sent);
            self.note(&path, hide);
        }
        self.forget();
        sent
    }

    /// Adds to `hide` what is shown of a path.
    fn note(&self, path: &[(u32, bool)], hide: &mut Vec<usize>) {
        for &(arc, _) in path {
            let arc = arc as usize;
            if self.arcs[arc].state == State::Shown && !hide.contains(&arc) {
                hide.push(arc);
            }
        }
    }

    /// The cheapest path with `room` on every arc that is not public; arcs of `hidden` cost as little as
    /// those that are hidden already.
    fn cheapest(
        &self,
        without: usize,
        (from, to): (u32, u32),
        room: u64,
        hidden: &[usize],
        cost: &impl Fn(&Arc, usize) -> u64,
    ) -> Option<Vec<(u32, bool)>> {
        if from == to {
            return Some(Vec::new());
        }
        let mut best: Vec<u64> = vec![u64::MAX; self.at.len()];
        let mut came: Vec<Option<(u32, bool, u32)>> = vec![None; self.at.len()];
        let mut queue = BinaryHeap::from([Reverse((0_u64, from))]);
        best[from as usize] = 0;
        while let Some(Reverse((spent, node))) = queue.pop() {
            if node == to {
                break;
            }
            if spent > best[node as usize] {
                continue;
            }
            for &other in &self.at[node as usize] {
                let arc = &self.arcs[other as usize];
                let forward = arc.tail == node;
                if other as usize == without
                    || arc.state == State::Public
                    || self.room(other, forward) < room
                {
                    continue;
                }
                let next = if forward { arc.head } else { arc.tail };
                let price = match arc.state {
                    State::Hidden => 1,
                    _ if hidden.contains(&(other as usize)) => 1,
                    _ => cost(arc, other as usize).saturating_add(1),
                };
                let total = spent.saturating_add(price);
                if total < best[next as usize] {
                    best[next as usize] = total;
                    came[next as usize] = Some((other, forward, node));
                    queue.push(Reverse((total, next)));
                }
            }
        }
        let mut path = Vec::new();
        let mut node = to;
        while node != from {
            let (arc, forward, before) = came[node as usize]?;
            path.push((arc, forward));
            node = before;
        }
        path.reverse();
        Some(path)
    }
}

/// The steps that led to `last`, in order.
fn trace(came: &[(u32, u32, bool)], mut last: u32) -> Vec<(u32, bool)> {
    let mut path = Vec::new();
    while let Some(&(before, arc, forward)) = came.get(last as usize) {
        path.push((arc, forward));
        last = before;
    }
    path.reverse();
    path
}

#[cfg(test)]
mod tests;
