//! Where things are on the mini-map: the whole world in a small box.

use super::atlas::Bounds;

/// Width and height of the mini-map in CSS pixels; also in style/minimap.css.
pub const SIZE: [f64; 2] = [148.0, 104.0];
/// Clear space around the world, in world units: territories reach beyond the clusters' positions.
const MARGIN: f64 = 0.22;
/// The box that shows what is seen is never smaller than this, pixels.
const LEAST: f64 = 6.0;

/// Pixels of a world unit on the mini-map of a world with these bounds.
#[must_use]
pub fn scale(bounds: &Bounds) -> f64 {
    let along = |axis: usize| SIZE[axis] / (bounds.size[axis] + 2.0 * MARGIN);
    along(0).min(along(1))
}

/// Left, top, width and height of the box that shows what is seen (left, bottom, right, top in world units), in
/// pixels, cut at the mini-map's edges.
#[must_use]
pub fn seen(bounds: &Bounds, [left, bottom, right, top]: [f64; 4]) -> [f64; 4] {
    let scale = scale(bounds);
    let x = |world: f64| (world - bounds.centre[0]) * scale + SIZE[0] / 2.0;
    let y = |world: f64| (bounds.centre[1] - world) * scale + SIZE[1] / 2.0;
    let side = |low: f64, high: f64, axis: usize| {
        let (low, high) = (low.clamp(0.0, SIZE[axis]), high.clamp(0.0, SIZE[axis]));
        let length = (high - low).max(LEAST);
        (low.min(SIZE[axis] - length), length)
    };
    let ((left, width), (top, height)) = (side(x(left), x(right), 0), side(y(top), y(bottom), 1));
    [left, top, width, height]
}

/// The point of the world at a place on the mini-map.
#[must_use]
pub fn to_world(bounds: &Bounds, [x, y]: [f64; 2]) -> [f64; 2] {
    let scale = scale(bounds);
    [
        bounds.centre[0] + (x - SIZE[0] / 2.0) / scale,
        bounds.centre[1] - (y - SIZE[1] / 2.0) / scale,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds() -> Bounds {
        Bounds::around([[-1.0, -0.5], [0.6, 0.9]].into_iter())
    }

    #[test]
    fn a_view_of_everything_fills_it() {
        assert_eq!(
            seen(&bounds(), [-9.0, -9.0, 9.0, 9.0]),
            [0.0, 0.0, SIZE[0], SIZE[1]]
        );
    }

    #[test]
    fn the_middle_of_what_is_seen_is_where_one_would_click_for_it() {
        let [left, top, width, height] = seen(&bounds(), [0.1, 0.0, 0.5, 0.3]);
        let at = to_world(&bounds(), [left + width / 2.0, top + height / 2.0]);
        assert!(
            (at[0] - 0.3).abs() < 1e-9 && (at[1] - 0.15).abs() < 1e-9,
            "{at:?}"
        );
    }

    #[test]
    fn what_is_far_too_small_or_outside_can_still_be_found() {
        for view in [[0.1, 0.1, 0.1001, 0.1001], [5.0, 5.0, 6.0, 6.0]] {
            let [left, top, width, height] = seen(&bounds(), view);
            assert!(width >= LEAST && height >= LEAST);
            assert!(left >= 0.0 && top >= 0.0);
            assert!(left + width <= SIZE[0] && top + height <= SIZE[1]);
        }
    }
}
