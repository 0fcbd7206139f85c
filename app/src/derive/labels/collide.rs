//! Up to which zoom two labels collide.

use super::{LabelBox, MARGIN, Side};

/// The root of a magnification: marks grow with it, and distances with its square.
pub(super) fn root_at(zoom: f64) -> f64 {
    (zoom / 2.0).exp2()
}

/// The reverse of [`root_at`].
pub(super) fn zoom_at(root: f64) -> f64 {
    root.log2() * 2.0
}

/// The last place within `range` up to which `a` and `b` overlap; `None` where they never do.
/// Places are roots of magnifications.
///
/// With u such a root, labels overlap sideways for u² < W / |dx|, and vertically while
/// |dy·u² + dr·u + dh| < H, which is a quadratic in u.
pub(super) fn last_overlap(
    (a, side_of_a): (&LabelBox, Side),
    (b, side_of_b): (&LabelBox, Side),
    (low, high): (f64, f64),
) -> Option<f64> {
    let reach = |axis: usize| (a.size[axis] + b.size[axis]) / 2.0 + MARGIN[axis];
    let dx = (a.anchor[0] - b.anchor[0]).abs();
    if low >= high || dx * low * low >= reach(0) {
        return None;
    }
    let dy = a.anchor[1] - b.anchor[1];
    let (up_or_down, other) = (side_of_a.sign(), side_of_b.sign());
    let dr = up_or_down * a.mark_radius - other * b.mark_radius;
    let dh = up_or_down * a.clearance() - other * b.clearance();
    let cap = high.min((reach(0) / dx).sqrt());
    let height = reach(1);
    let overlaps = |u: f64| (dy * u * u + dr * u + dh).abs() < height;
    if cap.is_infinite() {
        // Only where the anchors are level with each other: apart for ever, or never.
        if dy == 0.0 && (dr == 0.0 && overlaps(1.0)) {
            return Some(high);
        }
    } else if overlaps(cap) {
        return Some(cap);
    }
    let last = quadratic_roots(dy, dr, dh - height)
        .into_iter()
        .chain(quadratic_roots(dy, dr, dh + height))
        .flatten()
        .filter(|&u| u > low && u < cap)
        .fold(f64::NEG_INFINITY, f64::max);
    last.is_finite().then_some(last)
}

/// Real roots of a·u² + b·u + c.
pub(super) fn quadratic_roots(a: f64, b: f64, c: f64) -> [Option<f64>; 2] {
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

    fn label(anchor: [f64; 2]) -> LabelBox {
        LabelBox {
            anchor,
            size: [50.0, 16.0],
            mark_radius: 0.0,
            range: (0.0, f64::INFINITY),
        }
    }

    #[test]
    fn labels_side_by_side_part_when_the_gap_has_grown() {
        let (a, b) = (label([0.0, 0.0]), label([30.0, 0.0]));
        let until = last_overlap((&a, Side::Below), (&b, Side::Below), (1.0, 20.0));
        // 30 px times 2 to the zoom is the width and its margin, 60 px.
        assert!((zoom_at(until.unwrap()) - 1.0).abs() < 1e-9, "{until:?}");
    }

    #[test]
    fn labels_one_above_the_other_part_when_the_rows_have() {
        let (a, b) = (label([0.0, 0.0]), label([0.0, 10.0]));
        let until = last_overlap((&a, Side::Below), (&b, Side::Below), (1.0, 20.0));
        assert!((zoom_at(until.unwrap()) - 1.0).abs() < 1e-9, "{until:?}");
    }

    #[test]
    fn labels_that_are_apart_from_the_start_never_collide() {
        let (a, b) = (label([0.0, 0.0]), label([0.0, 10.0]));
        let from = root_at(1.5);
        let until = last_overlap((&a, Side::Below), (&b, Side::Below), (from, 20.0));
        assert_eq!(until, None);
    }
}
