//! Places labels one after the other: the greedy of section 4, and for the top clusters a few tries at it.
//!
//! A top cluster without a name is what a reader misses first. Where the greedy leaves some, they are placed first
//! and the others after them, again and again for a while ("squeaky wheel" optimisation, Joslin and Clements,
//! JAIR 10, 1999), and the try that leaves the fewest counts.

use std::ops::Range;

use super::collide::{far_apart, last_on_circle, last_overlap, root_at, zoom_at};
use super::grid::Grid;
use super::{GAP, LabelBox, MARGIN, Placement, Side};

/// An interval shorter than this much zoom would only flash by.
const SHORTEST: f64 = 0.12;
/// A label goes to a less usual side of its mark where that shows it so much zoom earlier.
const WORTH_MOVING: f64 = 0.2;
/// A label waits at most so much zoom for the marks of others to part from it.
const PATIENCE: f64 = 0.9;
/// The root of the magnification from which marks are looked at: half a zoom beyond the whole map.
const LEAST_ROOT: f64 = 0.84;
/// That a top cluster is named on the whole map counts so much more than that its label lies on no mark.
const NAMED: f64 = 4.0;
/// How often the labels of top clusters are placed in another order.
const TRIES: usize = 8;
/// More labels than this are placed once: each try looks at all pairs of them, and the first view tries many sizes.
const FEW: usize = 64;

/// A label in its place, and where it is shown, as roots of magnifications.
#[derive(Debug, Clone, Copy)]
struct Placed {
    placement: Placement,
    span: (f64, f64),
}

/// Labels, and the places of those that have one so far. They stand in falling priority, and are grouped by the
/// beginning of their range, earliest first.
///
/// Invariant: a label that was placed stays where it is, so the places are the same however many are placed at a time.
#[derive(Debug, Clone, Default)]
pub struct Placing {
    boxes: Vec<LabelBox>,
    placed: Vec<Option<Placed>>,
    /// How many were placed, or have no place.
    done: usize,
    /// What the group that is being placed keeps clear of.
    around: Option<Surroundings>,
}

/// What a group of labels has to keep clear of.
#[derive(Debug, Clone)]
struct Surroundings {
    /// Labels that are shown.
    labels: Grid,
    /// Marks of the group.
    marks: Grid,
    /// Where the group ends.
    end: usize,
}

impl Placing {
    /// None of `boxes` has a place.
    #[must_use]
    pub fn new(boxes: Vec<LabelBox>) -> Self {
        Self {
            placed: vec![None; boxes.len()],
            boxes,
            done: 0,
            around: None,
        }
    }

    /// Where and when each of `boxes` is shown, `None` where never.
    #[cfg(test)]
    pub fn whole(boxes: impl Iterator<Item = LabelBox>) -> Vec<Option<Placement>> {
        let mut placing = Self::new(boxes.collect());
        while placing.step() {}
        placing.placements()
    }

    /// What was placed where, as far as it was.
    #[must_use]
    pub fn placements(&self) -> Vec<Option<Placement>> {
        let all = 0..self.boxes.len();
        all.map(|number| Some(self.label(number)?.1)).collect()
    }

    /// The label with this number and its place; `None` where it has none so far, or at all.
    #[must_use]
    pub fn label(&self, number: usize) -> Option<(&LabelBox, Placement)> {
        let placed = self.placed.get(number).copied().flatten()?;
        Some((&self.boxes[number], placed.placement))
    }

    /// How many labels were placed, or have no place.
    #[must_use]
    pub const fn done(&self) -> usize {
        self.done
    }

    /// The zoom from which the label that is placed next may be shown; `None` where all are placed.
    #[must_use]
    pub fn next_begins(&self) -> Option<f64> {
        self.boxes.get(self.done).map(|label| label.range.0)
    }

    /// Places one label more, or the top clusters' together where they are few; whether there was one.
    pub fn step(&mut self) -> bool {
        let Some(begin) = self.next_begins() else {
            return false;
        };
        let first = self.done;
        let mut around = match self.around.take() {
            Some(around) => around,
            None => {
                let group = self.boxes[first..].iter();
                let members = group.take_while(|label| label.range.0 == begin).count();
                self.surroundings(first..first + members)
            }
        };
        // Only the top clusters, which come first, have labels that begin nowhere.
        if begin.is_infinite() && around.end <= FEW {
            self.place_few(first..around.end, &around);
            self.done = around.end;
        } else {
            self.place_in(&[first], &mut around);
            self.done += 1;
        }
        if self.done < around.end {
            self.around = Some(around);
        }
        true
    }

    /// Places the few labels of `group` together, in another order where that names more of them.
    fn place_few(&mut self, group: Range<usize>, around: &Surroundings) {
        let mut order: Vec<usize> = group.clone().collect();
        self.place_in(&order, &mut around.clone());
        let mut best = self.placed[group.clone()].to_vec();
        let mut least = self.nameless(&order).len();
        for _ in 0..TRIES {
            let nameless = self.nameless(&order);
            if nameless.is_empty() {
                break;
            }
            order.sort_by_key(|index| !nameless.contains(index));
            self.placed[group.clone()].fill(None);
            self.place_in(&order, &mut around.clone());
            let left = self.nameless(&order).len();
            if left < least {
                least = left;
                best = self.placed[group.clone()].to_vec();
            }
        }
        self.placed[group].copy_from_slice(&best);
    }

    /// Those of `members` that have no name when the map fits.
    fn nameless(&self, members: &[usize]) -> Vec<usize> {
        let members = members.iter().copied();
        members
            .filter(|&index| self.placed[index].is_none_or(|placed| placed.placement.start > 0.0))
            .collect()
    }

    fn surroundings(&self, group: Range<usize>) -> Surroundings {
        let begin = self.boxes[group.start].range.0;
        let earlier: Vec<usize> = (0..group.start)
            .filter(|&index| self.placed[index].is_some_and(|placed| placed.placement.end > begin))
            .collect();
        let own = &self.boxes[group.clone()];
        let both = earlier.iter().map(|&index| &self.boxes[index]).chain(own);
        let mut labels = Grid::new(reach(both, begin));
        for index in earlier {
            labels.insert(self.boxes[index].anchor, index);
        }
        let mut marks = Grid::new(reach(own.iter(), begin));
        let end = group.end;
        for index in group {
            marks.insert(self.boxes[index].anchor, index);
        }
        Surroundings { labels, marks, end }
    }

    /// Places labels one after the other, each where it is in the way of none before it.
    fn place_in(&mut self, order: &[usize], around: &mut Surroundings) {
        for &index in order {
            let readable = self.readable(index, &around.labels);
            let clear = self.clear(index, readable, &around.marks);
            self.placed[index] = choose(&self.boxes[index], readable, clear);
            if self.placed[index].is_some() {
                around.labels.insert(self.boxes[index].anchor, index);
            }
        }
    }

    /// By side: from where no label is in the way.
    fn readable(&self, index: usize, labels: &Grid) -> [f64; 4] {
        let label = &self.boxes[index];
        let (first, last) = (root_at(label.range.0), root_at(label.range.1));
        let mut readable = [first; 4];
        labels.near(label.anchor, |other| {
            let Some(taken) = self.placed[other] else {
                return;
            };
            if far_apart(&self.boxes[other], label, first) {
                return;
            }
            for (start, side) in readable.iter_mut().zip(Side::ALL) {
                let there = (&self.boxes[other], taken.placement.side);
                let range = (taken.span.0.max(*start), taken.span.1.min(last));
                if let Some(until) = last_overlap(there, (label, side), range) {
                    *start = until;
                }
            }
        });
        readable
    }

    /// By side: from where no mark is in the way either, as far as one is waited for.
    fn clear(&self, index: usize, readable: [f64; 4], marks: &Grid) -> [f64; 4] {
        let label = &self.boxes[index];
        let mut clear = readable;
        let (eager, patience) = waiting(label);
        marks.near(label.anchor, |other| {
            if other == index || far_apart(&self.boxes[other], label, eager) {
                return;
            }
            for (start, side) in clear.iter_mut().zip(Side::ALL) {
                if *start < patience {
                    let range = (start.max(eager), patience);
                    if let Some(until) = last_on_circle(&self.boxes[other], (label, side), range) {
                        *start = until;
                    }
                }
            }
        });
        clear
    }
}

/// From where marks are looked at, and how long they are waited for. Below the zoom that fits the map they lie on one
/// another anyway.
fn waiting(label: &LabelBox) -> (f64, f64) {
    let eager = root_at(label.range.0).max(LEAST_ROOT);
    (eager, root_at(zoom_at(eager).max(0.0) + PATIENCE))
}

/// The best place of a label, given from where it can be read on each side, and from where it lies on no mark.
fn choose(label: &LabelBox, readable: [f64; 4], clear: [f64; 4]) -> Option<Placed> {
    let (first, last) = (root_at(label.range.0), root_at(label.range.1));
    let (eager, patience) = waiting(label);
    let is_top = first == 0.0;
    let cost = |place: usize| {
        let zoom = |root: f64| zoom_at(root.max(eager)).max(0.0);
        if is_top {
            // What the first view shows lies on a mark at no side that is worth staying at.
            let covered = if zoom(clear[place]) > 0.0 {
                WORTH_MOVING
            } else {
                0.0
            };
            NAMED * zoom(readable[place]) + zoom(clear[place]) + covered
        } else {
            zoom(clear[place])
        }
    };
    let place = (1..4).fold(0, |best, place| {
        if cost(place) + WORTH_MOVING < cost(best) {
            place
        } else {
            best
        }
    });
    // A mark that never parts does not silence a label that no other label is in the way of, and the top clusters
    // are always named.
    let start = if is_top || clear[place] >= patience {
        readable[place]
    } else {
        clear[place]
    };
    let shown_from = if start > first {
        zoom_at(start)
    } else {
        label.range.0
    };
    let end = label.range.1;
    (shown_from + SHORTEST < end).then_some(Placed {
        placement: Placement {
            side: Side::ALL[place],
            start: shown_from,
            end,
        },
        span: (root_at(shown_from), last),
    })
}

/// Distance of anchors in pixels at zoom 0, along x and y, beyond which no two of `boxes` collide
/// at zoom `begin` or closer.
fn reach<'a>(boxes: impl Iterator<Item = &'a LabelBox> + Clone, begin: f64) -> [f64; 2] {
    if begin.is_infinite() {
        return [f64::INFINITY; 2];
    }
    let greatest = |of: fn(&LabelBox) -> f64| boxes.clone().map(of).fold(0.0, f64::max);
    let magnification = begin.exp2();
    // Marks' radii and the gaps to the text, on both sides; and each text on the far side of its mark.
    let marks = 2.0 * (greatest(|label| label.mark_radius) * (begin / 2.0).exp2() + GAP);
    let along = |size: f64, margin: f64| (2.0 * size + marks + margin) / magnification;
    [
        along(greatest(|label| label.size[0]), MARGIN[0]),
        along(greatest(|label| label.size[1]), MARGIN[1]),
    ]
}
