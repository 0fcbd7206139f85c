//! Up to which zoom a label lies on the mark of another cluster.

use super::collide::quadratic_roots;
use super::{LabelBox, Side};

/// A label may cover so much of a mark's radius at its edge before it counts as lying on it.
const TOUCH: f64 = 0.72;

/// The last place within `range` up to which `label` lies on the mark of `other`; `None` where it never does.
/// Places are roots of magnifications.
///
/// The mark counts as a square within its circle. With u the root, they overlap while |dx|·u² < w + c·u and
/// |dy·u² + r·u + h| < l + c·u, where c is half of the square's side at u = 1.
pub(super) fn last_on_circle(
    other: &LabelBox,
    (label, side): (&LabelBox, Side),
    (low, high): (f64, f64),
) -> Option<f64> {
    let square = other.mark_radius * TOUCH;
    let dx = (label.anchor[0] - other.anchor[0]).abs();
    let dy = label.anchor[1] - other.anchor[1];
    let [half_width, half_height] = label.size.map(|side| side / 2.0);
    let drop = label.drop_at(side, 0.0);
    let own = side.sign() * label.mark_radius;
    let clearance = drop - own;
    let over = |u: f64| {
        dx * u * u < half_width + square * u
            && (dy * u * u + own * u + clearance).abs() < half_height + square * u
    };
    if low >= high || !over_somewhere(dx, half_width, square, low) {
        return None;
    }
    if over(high) {
        return Some(high);
    }
    let sideways = quadratic_roots(dx, -square, -half_width);
    let below = quadratic_roots(dy, own - square, clearance - half_height);
    let above = quadratic_roots(dy, own + square, clearance + half_height);
    sideways
        .into_iter()
        .chain(below)
        .chain(above)
        .flatten()
        .filter(|&u| u > low && u < high && over(u * (1.0 - 1e-9)))
        .fold(None, |last: Option<f64>, u| {
            Some(last.map_or(u, |last| last.max(u)))
        })
}

/// Whether they overlap sideways at `u`: farther in they can only part.
fn over_somewhere(dx: f64, half_width: f64, square: f64, u: f64) -> bool {
    dx * u * u < half_width + square * u
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(anchor: [f64; 2], mark_radius: f64) -> LabelBox {
        LabelBox {
            anchor,
            size: [60.0, 20.0],
            mark_radius,
            range: (0.0, f64::INFINITY),
        }
    }

    #[test]
    fn a_label_leaves_the_mark_below_it_when_the_map_has_grown() {
        let (label, other) = (mark([0.0, 0.0], 5.0), mark([0.0, 30.0], 10.0));
        let until = last_on_circle(&other, (&label, Side::Below), (1.0, 8.0)).unwrap();
        let parted = |u: f64| {
            let middle = label.drop_at(Side::Below, 2.0 * u.log2());
            30.0 * u * u - middle - 10.0 - 10.0 * TOUCH * u
        };
        assert!(parted(until).abs() < 1e-6, "{until}");
        assert!(parted(until + 0.1) > 0.0);
    }

    #[test]
    fn a_label_on_the_other_side_is_free() {
        let (label, other) = (mark([0.0, 0.0], 5.0), mark([0.0, 60.0], 10.0));
        let on = |side| last_on_circle(&other, (&label, side), (1.0, 8.0));
        assert_eq!(on(Side::Above), None);
    }

    #[test]
    fn marks_far_to_the_side_do_not_matter() {
        let (label, other) = (mark([0.0, 0.0], 5.0), mark([200.0, 10.0], 10.0));
        assert_eq!(
            last_on_circle(&other, (&label, Side::Below), (1.0, 8.0)),
            None
        );
    }
}
