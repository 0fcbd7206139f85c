//! Which label is shown at which zoom, so that none ever overlap and none flicker.
//!
//! Every label gets one interval of zoom, computed once for a layout (Been, Daiches, Yap, "Dynamic
//! Map Labeling", IEEE TVCG 2006, section 4: extrusions as truncated pyramids, greedy by priority).
//! Labels keep their size on screen while the map grows, so two that collide do so up to some
//! magnification; the less important one starts there.
//!
//! A label that would lie on the mark of another cluster of its level starts later as well, or goes to the
//! other side of its own, but not much later: a label on a mark can be read, one that is missing cannot.
//!
//! Invariant: at any zoom, the boxes of the labels shown there do not overlap.

mod collide;
mod grid;

use self::collide::{far_apart, last_on_circle, last_overlap, root_at, zoom_at};
use self::grid::Grid;

/// A label to place. Lengths are in pixels; positions are in pixels at zoom 0 (y down).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LabelBox {
    /// Anchor: the centre of the cluster's mark.
    pub anchor: [f64; 2],
    /// Width and height of the text on screen, at every zoom.
    pub size: [f64; 2],
    /// Radius of the mark at zoom 0; it grows with the root of the magnification.
    pub mark_radius: f64,
    /// Zoom from which and up to which the label may be shown.
    pub range: (f64, f64),
}

/// On which side of its mark a label stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Below the mark: the usual place.
    Below,
    /// Above it, where that lets the label be shown from farther out; likewise the others.
    Above,
    /// To its right.
    Right,
    /// To its left.
    Left,
}

/// Where and when a label is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placement {
    /// Side of the mark.
    pub side: Side,
    /// Zoom from which it is shown, inclusive.
    pub start: f64,
    /// Zoom up to which it is shown, exclusive.
    pub end: f64,
}

/// Clear space around every label.
const MARGIN: [f64; 2] = [10.0, 4.0];
/// Between the mark's edge and the text.
const GAP: f64 = 3.0;
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

impl Side {
    /// All sides, the usual ones first.
    const ALL: [Self; 4] = [Self::Below, Self::Above, Self::Right, Self::Left];

    /// Which way from the mark it is: x to the right, y down.
    const fn way(self) -> [f64; 2] {
        match self {
            Self::Below => [0.0, 1.0],
            Self::Above => [0.0, -1.0],
            Self::Right => [1.0, 0.0],
            Self::Left => [-1.0, 0.0],
        }
    }

    /// The name in `data-side`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Below => "below",
            Self::Above => "above",
            Self::Right => "right",
            Self::Left => "left",
        }
    }
}

impl LabelBox {
    /// From the anchor to the middle of the text at `zoom`, in pixels.
    #[must_use]
    pub fn offset(&self, side: Side, zoom: f64) -> [f64; 2] {
        let radius = self.mark_radius * root_at(zoom);
        [0, 1].map(|axis| side.way()[axis] * (radius + self.clearance(axis)))
    }

    /// From the mark's edge to the middle of the text.
    fn clearance(&self, axis: usize) -> f64 {
        GAP + self.size[axis] / 2.0
    }
}

/// Where and when each of `boxes` is shown, `None` where never. They stand in falling priority, and
/// are grouped by the beginning of their range, earliest first.
#[must_use]
pub fn place(boxes: &[LabelBox]) -> Vec<Option<Placement>> {
    let mut placements: Vec<Option<Placement>> = Vec::with_capacity(boxes.len());
    // Where each label is shown, as roots of magnifications.
    let mut spans: Vec<(f64, f64)> = Vec::with_capacity(boxes.len());
    let mut from = 0;
    while from < boxes.len() {
        let begin = boxes[from].range.0;
        let group = boxes[from..].iter().take_while(|b| b.range.0 == begin);
        let to = from + group.count();
        // Of the earlier ones, those that are still shown when this group's begin.
        let earlier: Vec<usize> = (0..from)
            .filter(|&index| placements[index].is_some_and(|placement| placement.end > begin))
            .collect();
        let both = earlier
            .iter()
            .map(|&index| &boxes[index])
            .chain(&boxes[from..to]);
        let mut grid = Grid::new(reach(both, begin));
        for index in earlier {
            grid.insert(boxes[index].anchor, index);
        }
        let mut marks = Grid::new(reach(boxes[from..to].iter(), begin));
        for (index, label) in boxes.iter().enumerate().take(to).skip(from) {
            marks.insert(label.anchor, index);
        }
        for index in from..to {
            let label = &boxes[index];
            let (first, last) = (root_at(label.range.0), root_at(label.range.1));
            // By side: from where no other label is in the way, and no other mark either.
            let mut readable = [first; 4];
            grid.near(label.anchor, |other| {
                let Some(taken) = placements[other] else {
                    return;
                };
                if far_apart(&boxes[other], label, first) {
                    return;
                }
                for (start, side) in readable.iter_mut().zip(Side::ALL) {
                    let there = (&boxes[other], taken.side);
                    let span = spans[other];
                    let range = (span.0.max(*start), span.1.min(last));
                    if let Some(until) = last_overlap(there, (label, side), range) {
                        *start = until;
                    }
                }
            });
            let mut clear = readable;
            // Below the zoom that fits the map, marks lie on one another anyway.
            let eager = first.max(LEAST_ROOT);
            let patience = root_at(zoom_at(eager).max(0.0) + PATIENCE);
            marks.near(label.anchor, |other| {
                if other == index || far_apart(&boxes[other], label, eager) {
                    return;
                }
                for (start, side) in clear.iter_mut().zip(Side::ALL) {
                    if *start < patience {
                        let range = (start.max(eager), patience);
                        if let Some(until) = last_on_circle(&boxes[other], (label, side), range) {
                            *start = until;
                        }
                    }
                }
            });
            let cost = |place: usize| {
                let zoom = |root: f64| zoom_at(root.max(eager)).max(0.0);
                if first == 0.0 {
                    NAMED * zoom(readable[place]) + zoom(clear[place])
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
            let side = Side::ALL[place];
            // A mark that never parts does not silence a label that no other label is in the way of, and
            // the top clusters are always named.
            let start = if first == 0.0 || clear[place] >= patience {
                readable[place]
            } else {
                clear[place]
            };
            let end = label.range.1;
            let shown_from = if start > first {
                zoom_at(start)
            } else {
                label.range.0
            };
            let placement = (shown_from + SHORTEST < end).then_some(Placement {
                side,
                start: shown_from,
                end,
            });
            if placement.is_some() {
                grid.insert(label.anchor, index);
            }
            placements.push(placement);
            spans.push((root_at(shown_from), last));
        }
        from = to;
    }
    placements
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A cheap sequence of numbers in 0..1 (a Weyl sequence), enough to scatter labels.
    fn scatter(index: usize, salt: f64) -> f64 {
        ((index as f64 + 1.0) * (0.618_033_988_749 + salt)).fract()
    }

    fn scattered(count: usize) -> Vec<LabelBox> {
        (0..count)
            .map(|i| {
                let range = match i {
                    0..10 => (f64::NEG_INFINITY, 1.4),
                    10..60 => (1.0, 3.0),
                    _ => (2.5, f64::INFINITY),
                };
                LabelBox {
                    anchor: [scatter(i, 0.0) * 900.0, scatter(i, 0.271) * 700.0],
                    size: [
                        60.0 + scatter(i, 0.113) * 90.0,
                        16.0 + (i % 3) as f64 * 14.0,
                    ],
                    mark_radius: 40.0 / (1.0 + i as f64).sqrt(),
                    range,
                }
            })
            .collect()
    }

    fn overlap(a: (&LabelBox, Side), b: (&LabelBox, Side), zoom: f64) -> bool {
        let scale = zoom.exp2();
        let middle = |(label, side): (&LabelBox, Side)| {
            let offset = label.offset(side, zoom);
            [0, 1].map(|axis| label.anchor[axis] * scale + offset[axis])
        };
        let (p, q) = (middle(a), middle(b));
        (0..2).all(|axis| (p[axis] - q[axis]).abs() < (a.0.size[axis] + b.0.size[axis]) / 2.0)
    }

    #[test]
    fn labels_never_overlap_at_any_zoom() {
        let boxes = scattered(400);
        let placements = place(&boxes);
        for step in -20..160 {
            let zoom = f64::from(step) * 0.05;
            let shown: Vec<(&LabelBox, Side)> = boxes
                .iter()
                .zip(&placements)
                .filter_map(|(label, placement)| {
                    let placement = (*placement)?;
                    let now = (placement.start..placement.end).contains(&zoom);
                    now.then_some((label, placement.side))
                })
                .collect();
            for (i, a) in shown.iter().enumerate() {
                for b in &shown[i + 1..] {
                    assert!(!overlap(*a, *b, zoom), "{a:?} and {b:?} at {zoom}");
                }
            }
        }
    }

    #[test]
    fn the_most_important_label_gets_its_whole_range() {
        let boxes = scattered(100);
        let first = place(&boxes)[0].unwrap();
        assert_eq!((first.start, first.end), boxes[0].range);
        assert_eq!(first.side, Side::Below);
    }

    #[test]
    fn most_labels_are_shown_somewhere() {
        let placements = place(&scattered(400));
        let shown = placements.iter().filter(|i| i.is_some()).count();
        assert!(shown > 330, "{shown} of 400");
    }

    #[test]
    fn labels_at_one_place_go_to_different_sides_and_there_is_no_fifth() {
        let label = LabelBox {
            anchor: [10.0, 10.0],
            size: [50.0, 16.0],
            mark_radius: 24.0,
            range: (0.0, f64::INFINITY),
        };
        let placements = place(&[label; 5]);
        let sides: Vec<Option<Side>> = placements.iter().map(|p| p.map(|p| p.side)).collect();
        let [below, above, right, left] = Side::ALL.map(Some);
        assert_eq!(sides, [below, above, right, left, None]);
    }

    #[test]
    fn a_label_goes_where_no_other_mark_is() {
        let here = LabelBox {
            anchor: [0.0, 0.0],
            size: [50.0, 16.0],
            mark_radius: 10.0,
            range: (1.0, 4.0),
        };
        let there = LabelBox {
            anchor: [0.0, 14.0],
            size: [20.0, 16.0],
            ..here
        };
        assert_eq!(place(&[here, there])[0].unwrap().side, Side::Above);
        assert_eq!(place(&[here])[0].unwrap().side, Side::Below);
    }
}
