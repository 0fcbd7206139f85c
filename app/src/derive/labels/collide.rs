//! Up to which zoom a label collides with another, or lies on a mark.
//!
//! Everything is a function of u, the root of the magnification: distances of anchors grow with u², marks with u, and
//! text not at all. So along each axis two boxes overlap while |a·u² + b·u + c| < k + m·u, which is two quadratics.

use super::{LabelBox, MARGIN, Side};

/// A label may cover so much of a mark's radius before it counts as lying on it.
const TOUCH: f64 = 0.72;

/// The root of a magnification.
pub(super) fn root_at(zoom: f64) -> f64 {
    (zoom / 2.0).exp2()
}

/// The reverse of [`root_at`].
pub(super) fn zoom_at(root: f64) -> f64 {
    root.log2() * 2.0
}

/// Whether neither the labels nor the marks of two clusters meet from the root `from` of a magnification on, on
/// whichever side they stand. It costs no root, and is so for nearly all pairs.
pub(super) fn far_apart(one: &LabelBox, other: &LabelBox, from: f64) -> bool {
    (0..2).any(|axis| {
        let gap = Gap {
            a: one.anchor[axis] - other.anchor[axis],
            b: one.mark_radius + other.mark_radius,
            c: one.clearance(axis) + other.clearance(axis),
            k: (one.size[axis] + other.size[axis]) / 2.0 + MARGIN[axis],
            m: 0.0,
        };
        gap.apart_from(from)
    })
}

/// The last place within `range` up to which two labels overlap; `None` where they never do. Places are roots of
/// magnifications.
pub(super) fn last_overlap(
    (a, side_of_a): (&LabelBox, Side),
    (b, side_of_b): (&LabelBox, Side),
    range: (f64, f64),
) -> Option<f64> {
    let gap = |axis: usize| {
        let (one, other) = (side_of_a.way()[axis], side_of_b.way()[axis]);
        Gap {
            a: a.anchor[axis] - b.anchor[axis],
            b: one * a.mark_radius - other * b.mark_radius,
            c: one * a.clearance(axis) - other * b.clearance(axis),
            k: (a.size[axis] + b.size[axis]) / 2.0 + MARGIN[axis],
            m: 0.0,
        }
    };
    last_of_both([gap(0), gap(1)], range)
}

/// The last place within `range` up to which `label` lies on the mark of `other`, which counts as a square within its
/// circle; `None` where it never does.
pub(super) fn last_on_circle(
    other: &LabelBox,
    (label, side): (&LabelBox, Side),
    range: (f64, f64),
) -> Option<f64> {
    let gap = |axis: usize| {
        let way = side.way()[axis];
        Gap {
            a: label.anchor[axis] - other.anchor[axis],
            b: way * label.mark_radius,
            c: way * label.clearance(axis),
            k: label.size[axis] / 2.0,
            m: other.mark_radius * TOUCH,
        }
    };
    last_of_both([gap(0), gap(1)], range)
}

/// How two boxes lie along an axis: they overlap while |a·u² + b·u + c| < k + m·u.
#[derive(Debug, Clone, Copy)]
struct Gap {
    a: f64,
    b: f64,
    c: f64,
    k: f64,
    m: f64,
}

impl Gap {
    fn overlaps(&self, u: f64) -> bool {
        (self.a * u * u + self.b * u + self.c).abs() < self.k + self.m * u
    }

    /// Whether they are apart at `u` and move away from each other ever after, by bounds that cost no root.
    fn apart_from(&self, u: f64) -> bool {
        let (a, b) = (self.a.abs(), self.b.abs() + self.m);
        (a * u - b) * u > self.c.abs() + self.k && 2.0 * a * u > b
    }

    fn overlaps_for_ever(&self) -> bool {
        self.a == 0.0 && (self.b.abs() < self.m || (self.b == 0.0 && self.c.abs() < self.k))
    }

    /// Where they begin or cease to overlap.
    fn changes(&self) -> impl Iterator<Item = f64> + use<> {
        let one = roots(self.a, self.b - self.m, self.c - self.k);
        let other = roots(self.a, self.b + self.m, self.c + self.k);
        one.into_iter().chain(other).flatten()
    }
}

fn last_of_both(gaps: [Gap; 2], (low, high): (f64, f64)) -> Option<f64> {
    let both = |u: f64| gaps.iter().all(|gap| gap.overlaps(u));
    if low >= high || gaps.iter().any(|gap| gap.apart_from(low)) {
        return None;
    }
    let at_the_end = if high.is_finite() {
        both(high)
    } else {
        gaps.iter().all(Gap::overlaps_for_ever)
    };
    if at_the_end {
        return Some(high);
    }
    gaps.iter()
        .flat_map(Gap::changes)
        .filter(|&u| u > low && u < high && both(u * (1.0 - 1e-9)))
        .reduce(f64::max)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn label(anchor: [f64; 2], mark_radius: f64) -> LabelBox {
        LabelBox {
            anchor,
            size: [50.0, 16.0],
            mark_radius,
            range: (0.0, f64::INFINITY),
        }
    }

    #[test]
    fn labels_side_by_side_part_when_the_gap_has_grown() {
        let (a, b) = (label([0.0, 0.0], 0.0), label([30.0, 0.0], 0.0));
        let until = last_overlap((&a, Side::Below), (&b, Side::Below), (1.0, 20.0));
        // 30 px times 2 to the zoom is the width and its margin, 60 px.
        assert!((zoom_at(until.unwrap()) - 1.0).abs() < 1e-9, "{until:?}");
    }

    #[test]
    fn labels_one_above_the_other_part_when_the_rows_have() {
        let (a, b) = (label([0.0, 0.0], 0.0), label([0.0, 10.0], 0.0));
        for end in [20.0, f64::INFINITY] {
            let until = last_overlap((&a, Side::Below), (&b, Side::Below), (1.0, end));
            assert!((zoom_at(until.unwrap()) - 1.0).abs() < 1e-9, "{until:?}");
        }
    }

    #[test]
    fn labels_that_are_apart_from_the_start_never_collide() {
        let (a, b) = (label([0.0, 0.0], 0.0), label([0.0, 10.0], 0.0));
        let from = root_at(1.5);
        let until = last_overlap((&a, Side::Below), (&b, Side::Below), (from, 20.0));
        assert_eq!(until, None);
    }

    #[test]
    fn labels_of_one_place_part_only_on_different_sides() {
        let (a, b) = (label([7.0, 7.0], 4.0), label([7.0, 7.0], 4.0));
        let range = (1.0, f64::INFINITY);
        let on = |one, other| last_overlap((&a, one), (&b, other), range);
        assert_eq!(on(Side::Below, Side::Below), Some(f64::INFINITY));
        assert_eq!(on(Side::Below, Side::Above), None);
        assert_eq!(on(Side::Left, Side::Right), None);
    }

    #[test]
    fn a_label_leaves_the_mark_below_it_when_the_map_has_grown() {
        let (a, other) = (label([0.0, 0.0], 5.0), label([0.0, 30.0], 10.0));
        let until = last_on_circle(&other, (&a, Side::Below), (1.0, 8.0)).unwrap();
        let parted = |u: f64| {
            let middle = a.offset(Side::Below, zoom_at(u))[1];
            30.0 * u * u - middle - 8.0 - 10.0 * TOUCH * u
        };
        assert!(parted(until).abs() < 1e-6, "{until}");
        assert!(parted(until + 0.1) > 0.0);
        let above = last_on_circle(&other, (&a, Side::Above), (1.0, 8.0));
        assert_eq!(above, None);
    }
}
