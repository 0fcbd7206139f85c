//! Which label is shown at which zoom, so that none ever overlap and none flicker.
//!
//! Every label gets one interval of zoom, computed once for a layout (Been, Daiches, Yap, "Dynamic
//! Map Labeling", IEEE TVCG 2006, section 4: extrusions as truncated pyramids, greedy by priority).
//! Labels keep their size on screen while the map grows, so two that collide do so up to some
//! magnification; the less important one starts there.
//!
//! Invariant: at any zoom, the boxes of the labels shown there do not overlap.

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

/// Zoom interval, half open, in which a label is shown; `None` where it never is.
pub type Interval = Option<(f64, f64)>;

/// Clear space around every label.
const MARGIN: [f64; 2] = [10.0, 4.0];
/// Between the mark's edge and the text below it.
const GAP: f64 = 3.0;
/// An interval shorter than this much zoom would only flash by.
const SHORTEST: f64 = 0.12;

impl LabelBox {
    /// The vertical distance from the anchor to the middle of the text, at `zoom`.
    #[must_use]
    pub fn drop_at(&self, zoom: f64) -> f64 {
        self.mark_radius * (zoom / 2.0).exp2() + GAP + self.size[1] / 2.0
    }
}

/// The interval of each of `boxes`, which stand in falling priority. Labels must be grouped by the
/// beginning of their range, earliest first.
#[must_use]
pub fn place(boxes: &[LabelBox]) -> Vec<Interval> {
    let mut intervals: Vec<Interval> = Vec::with_capacity(boxes.len());
    let widest = boxes.iter().map(|b| b.size[0]).fold(0.0, f64::max) + MARGIN[0];
    let mut from = 0;
    while from < boxes.len() {
        let begin = boxes[from].range.0;
        let group = boxes[from..].iter().take_while(|b| b.range.0 == begin);
        let to = from + group.count();
        // Beyond this distance at zoom 0, labels are apart for the whole range of the group.
        let reach = if begin.is_finite() {
            widest / begin.exp2()
        } else {
            f64::INFINITY
        };
        let mut grid = Grid::new(reach);
        for (index, interval) in intervals.iter().enumerate() {
            if interval.is_some_and(|(_, end)| end > begin) {
                grid.insert(boxes[index].anchor[0], index);
            }
        }
        for index in from..to {
            let label = &boxes[index];
            let (mut start, end) = label.range;
            grid.near(label.anchor[0], |other| {
                if let Some(taken) = intervals[other] {
                    let both = (taken.0.max(label.range.0), taken.1.min(end));
                    if let Some(until) = last_overlap(&boxes[other], label, both) {
                        start = start.max(until);
                    }
                }
            });
            let interval = (start + SHORTEST < end).then_some((start, end));
            if interval.is_some() {
                grid.insert(label.anchor[0], index);
            }
            intervals.push(interval);
        }
        from = to;
    }
    intervals
}

/// The largest zoom within `range` up to which `a` and `b` overlap; `None` where they never do.
///
/// With u the root of the magnification, they overlap sideways for u² < W / |dx|, and vertically
/// while |dy·u² + dr·u + dh| < H, which is a quadratic in u.
fn last_overlap(a: &LabelBox, b: &LabelBox, range: (f64, f64)) -> Option<f64> {
    if range.0 >= range.1 {
        return None;
    }
    let (low, high) = ((range.0 / 2.0).exp2(), (range.1 / 2.0).exp2());
    let reach = |axis: usize| (a.size[axis] + b.size[axis]) / 2.0 + MARGIN[axis];
    let dx = (a.anchor[0] - b.anchor[0]).abs();
    let dy = a.anchor[1] - b.anchor[1];
    let dr = a.mark_radius - b.mark_radius;
    let dh = (a.size[1] - b.size[1]) / 2.0;
    let cap = high.min((reach(0) / dx).sqrt());
    if cap <= low {
        return None;
    }
    let height = reach(1);
    let overlaps = |u: f64| (dy * u * u + dr * u + dh).abs() < height;
    if cap.is_infinite() {
        // Only where the anchors are level with each other: apart for ever, or never.
        if dy == 0.0 && (dr == 0.0 && overlaps(1.0)) {
            return Some(range.1);
        }
    } else if overlaps(cap) {
        return Some(cap.log2() * 2.0);
    }
    let last = roots(dy, dr, dh - height)
        .into_iter()
        .chain(roots(dy, dr, dh + height))
        .flatten()
        .filter(|&u| u > low && u < cap)
        .fold(f64::NEG_INFINITY, f64::max);
    last.is_finite().then(|| last.log2() * 2.0)
}

/// Real roots of a·u² + b·u + c.
fn roots(a: f64, b: f64, c: f64) -> [Option<f64>; 2] {
    if a == 0.0 {
        return [(b != 0.0).then(|| -c / b), None];
    }
    let discriminant = b * b - 4.0 * a * c;
    if discriminant < 0.0 {
        return [None, None];
    }
    let root = discriminant.sqrt();
    [Some((-b + root) / (2.0 * a)), Some((-b - root) / (2.0 * a))]
}

/// Labels binned by x, so that only those that could ever collide are compared.
struct Grid {
    cell: f64,
    columns: std::collections::BTreeMap<i64, Vec<usize>>,
}

impl Grid {
    const fn new(cell: f64) -> Self {
        Self {
            cell,
            columns: std::collections::BTreeMap::new(),
        }
    }

    fn column(&self, x: f64) -> i64 {
        if self.cell.is_finite() {
            (x / self.cell).floor() as i64
        } else {
            0
        }
    }

    fn insert(&mut self, x: f64, index: usize) {
        let column = self.column(x);
        self.columns.entry(column).or_default().push(index);
    }

    fn near(&self, x: f64, mut visit: impl FnMut(usize)) {
        let column = self.column(x);
        for (_, members) in self.columns.range(column - 1..=column + 1) {
            members.iter().copied().for_each(&mut visit);
        }
    }
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

    fn overlap(a: &LabelBox, b: &LabelBox, zoom: f64) -> bool {
        let scale = zoom.exp2();
        let middle = |l: &LabelBox| [l.anchor[0] * scale, l.anchor[1] * scale + l.drop_at(zoom)];
        let (p, q) = (middle(a), middle(b));
        (0..2).all(|axis| (p[axis] - q[axis]).abs() < (a.size[axis] + b.size[axis]) / 2.0)
    }

    #[test]
    fn labels_never_overlap_at_any_zoom() {
        let boxes = scattered(400);
        let intervals = place(&boxes);
        for step in -20..160 {
            let zoom = f64::from(step) * 0.05;
            let shown: Vec<&LabelBox> = boxes
                .iter()
                .zip(&intervals)
                .filter(|(_, interval)| interval.is_some_and(|(s, e)| s <= zoom && zoom < e))
                .map(|(label, _)| label)
                .collect();
            for (i, a) in shown.iter().enumerate() {
                for b in &shown[i + 1..] {
                    assert!(!overlap(a, b, zoom), "{a:?} and {b:?} at {zoom}");
                }
            }
        }
    }

    #[test]
    fn the_most_important_label_gets_its_whole_range() {
        let boxes = scattered(100);
        assert_eq!(place(&boxes)[0], Some(boxes[0].range));
    }

    #[test]
    fn most_labels_are_shown_somewhere() {
        let intervals = place(&scattered(400));
        let shown = intervals.iter().filter(|i| i.is_some()).count();
        assert!(shown > 330, "{shown} of 400");
    }

    #[test]
    fn two_labels_at_one_place_are_never_shown_together() {
        let label = LabelBox {
            anchor: [10.0, 10.0],
            size: [50.0, 16.0],
            mark_radius: 4.0,
            range: (0.0, f64::INFINITY),
        };
        let intervals = place(&[label, label]);
        assert_eq!(intervals[0], Some(label.range));
        assert_eq!(intervals[1], None);
    }
}
