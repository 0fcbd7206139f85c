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
mod placing;

use self::collide::root_at;
pub use self::placing::Placing;

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

#[cfg(test)]
mod tests {
    use super::*;

    /// Where and when each of `boxes` is shown, `None` where never.
    fn place(boxes: &[LabelBox]) -> Vec<Option<Placement>> {
        Placing::whole(boxes.iter().copied())
    }

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
    fn a_label_that_was_placed_stays_so_however_many_are_placed_at_a_time() {
        // With few top labels, which are placed together, and with many.
        let many = scattered(400).into_iter().map(|label| LabelBox {
            range: match label.range.0 {
                begin if begin < 2.0 => (f64::NEG_INFINITY, 3.0),
                _ => label.range,
            },
            ..label
        });
        let mut many: Vec<LabelBox> = many.collect();
        many.extend(scattered(30));
        many.sort_by(|a, b| a.range.0.total_cmp(&b.range.0));
        for boxes in [scattered(400), many] {
            let whole = place(&boxes);
            let mut placing = Placing::new(boxes.clone());
            let mut steps = 0;
            while placing.step() {
                steps += 1;
                let done = placing.done();
                assert_eq!(placing.placements()[..done], whole[..done]);
                assert!(placing.placements()[done..].iter().all(Option::is_none));
            }
            assert!(steps > boxes.len() / 2, "{steps}");
            assert_eq!((placing.done(), placing.next_begins()), (boxes.len(), None));
        }
    }

    #[test]
    fn a_group_is_placed_as_if_none_came_after_it() {
        let boxes = scattered(400);
        assert_eq!(place(&boxes[..60]), place(&boxes)[..60]);
    }

    #[test]
    fn the_most_important_label_gets_its_whole_range() {
        let boxes = scattered(100);
        let first = place(&boxes)[0].unwrap();
        assert_eq!((first.start, first.end), boxes[0].range);
        assert_eq!(first.side, Side::Below);
    }

    #[test]
    fn a_label_makes_way_where_that_names_another() {
        let first = LabelBox {
            anchor: [0.0, 0.0],
            size: [100.0, 16.0],
            mark_radius: 20.0,
            range: (f64::NEG_INFINITY, f64::INFINITY),
        };
        let last = LabelBox {
            anchor: [0.0, 62.0],
            ..first
        };
        // Below, right and left of the last mark these are named first, and above it the first is.
        let others = [[0.0, 82.0], [70.0, 50.0], [-70.0, 50.0]].map(|anchor| LabelBox {
            anchor,
            size: [30.0, 10.0],
            mark_radius: 1.0,
            ..first
        });
        let boxes: Vec<LabelBox> = [first].into_iter().chain(others).chain([last]).collect();
        let placements = place(&boxes);
        let named = placements.iter().flatten().filter(|p| p.start <= 0.0);
        assert_eq!(named.count(), boxes.len(), "{placements:?}");
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

    #[test]
    fn a_top_label_leaves_a_mark_that_it_would_touch_when_the_map_fits() {
        let here = LabelBox {
            anchor: [0.0, 0.0],
            size: [50.0, 16.0],
            mark_radius: 20.0,
            range: (f64::NEG_INFINITY, f64::INFINITY),
        };
        // Its square lies a pixel within the label below, and a little closer they part.
        let there = LabelBox {
            anchor: [0.0, 52.0],
            ..here
        };
        assert_eq!(place(&[here, there])[0].unwrap().side, Side::Above);
        let farther = LabelBox {
            anchor: [0.0, 54.0],
            ..here
        };
        assert_eq!(place(&[here, farther])[0].unwrap().side, Side::Below);
    }
}
