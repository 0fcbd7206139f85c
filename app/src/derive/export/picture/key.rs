//! What the marks of a picture stand for: a row of them, each with a few words.

use super::super::super::palette::{Rgb, css};
use super::super::svg::{Svg, number, small};
use super::frame::INK_SOFT;
use super::{rectangle, sized};

/// Size of the text, and height of a row.
const SIZE: f64 = 11.5;
const ROW: f64 = 22.0;

/// Space for a mark, and from one key to the next.
const SWATCH: f64 = 20.0;
const GAP: f64 = 18.0;

/// Space below all of them.
const BELOW: f64 = 8.0;

/// A mark.
pub(super) enum Mark {
    /// A bar.
    Bar(Rgb),
    /// A filled circle of this radius.
    Disc(Rgb, f64),
    /// What is withheld, where areas have a dashed edge.
    Dashed,
    /// What is withheld, where marks are dashed rings.
    Ring,
    /// A sign of the text.
    Sign(&'static str),
}

/// Keys, laid out within a width.
pub(super) struct Keys {
    keys: Vec<(Mark, String, [f64; 2])>,
    height: f64,
}

impl Keys {
    /// Rows of `keys` from `left` to `right`.
    pub(super) fn new(keys: Vec<(Mark, String)>, left: f64, right: f64) -> Self {
        let mut at = [left, ROW / 2.0];
        let mut placed = Vec::new();
        for (mark, text) in keys {
            let wide = SWATCH + text.chars().map(small).sum::<f64>();
            if at[0] > left && at[0] + wide > right {
                at = [left, at[1] + ROW];
            }
            placed.push((mark, text, at));
            at[0] += wide + GAP;
        }
        let height = if placed.is_empty() {
            0.0
        } else {
            at[1] + ROW / 2.0 + BELOW
        };
        Self {
            keys: placed,
            height,
        }
    }

    /// Height of all rows and of the space below them.
    pub(super) const fn height(&self) -> f64 {
        self.height
    }

    /// Draws them from `top` down.
    pub(super) fn draw(&self, svg: &mut Svg, top: f64) {
        for (mark, text, [x, y]) in &self.keys {
            let middle = [x + 7.0, y + top];
            match mark {
                Mark::Bar(fill) => rectangle(svg, *x, middle[1] - 5.0, 14.0, 10.0, &css(*fill)),
                Mark::Disc(fill, radius) => disc(svg, middle, *radius, &css(*fill)),
                Mark::Dashed => dashed(svg, [*x, middle[1] - 5.0, 14.0, 10.0]),
                Mark::Ring => ring(svg, middle, 5.0),
                Mark::Sign(sign) => sized(svg, SIZE, middle, sign, "middle", INK_SOFT),
            }
            sized(svg, SIZE, [x + SWATCH, middle[1]], text, "start", INK_SOFT);
        }
    }
}

/// A filled circle.
pub(super) fn disc(svg: &mut Svg, centre: [f64; 2], radius: f64, fill: &str) {
    svg.element(
        "circle",
        &[
            ("cx", number(centre[0])),
            ("cy", number(centre[1])),
            ("r", number(radius)),
            ("fill", fill.to_owned()),
            ("stroke", "#ffffff".to_owned()),
            ("stroke-width", "1".to_owned()),
        ],
    );
}

/// The ring of a mark that is withheld.
pub(super) fn ring(svg: &mut Svg, centre: [f64; 2], radius: f64) {
    svg.element(
        "circle",
        &[
            ("cx", number(centre[0])),
            ("cy", number(centre[1])),
            ("r", number(radius)),
            ("fill", "none".to_owned()),
            ("stroke", INK_SOFT.to_owned()),
            ("stroke-dasharray", "2 2".to_owned()),
        ],
    );
}

/// An area (left, top, width, height) whose value is withheld.
pub(super) fn dashed(svg: &mut Svg, [left, top, width, height]: [f64; 4]) {
    svg.element(
        "rect",
        &[
            ("x", number(left)),
            ("y", number(top)),
            ("width", number(width)),
            ("height", number(height)),
            ("fill", "none".to_owned()),
            ("stroke", INK_SOFT.to_owned()),
            ("stroke-dasharray", "2 2".to_owned()),
        ],
    );
}

/// A line through `points`.
pub(super) fn line(svg: &mut Svg, points: &[[f64; 2]], width: f64, stroke: &str) {
    let points: Vec<String> = points
        .iter()
        .map(|[x, y]| format!("{},{}", number(*x), number(*y)))
        .collect();
    svg.element(
        "polyline",
        &[
            ("points", points.join(" ")),
            ("fill", "none".to_owned()),
            ("stroke", stroke.to_owned()),
            ("stroke-width", number(width)),
        ],
    );
}

#[cfg(test)]
mod tests {
    use super::super::super::super::palette::Palette;
    use super::super::super::super::palette::tests::{SHADES, contrast};
    use super::*;

    #[test]
    fn the_edge_of_what_is_withheld_stands_out_from_every_ground() {
        let part = |at: usize| u8::from_str_radix(&INK_SOFT[at..at + 2], 16).unwrap();
        let ink = [part(1), part(3), part(5)];
        for shade in SHADES {
            let ratio = contrast(ink, Palette::of(shade).sea);
            assert!(ratio >= 3.0, "{shade:?}: {ratio}");
        }
    }

    #[test]
    fn keys_that_do_not_fit_begin_another_row() {
        let keys = || {
            vec![
                (Mark::Dashed, "withheld".to_owned()),
                (Mark::Ring, "x".repeat(20)),
            ]
        };
        let one = Keys::new(keys(), 0.0, 700.0);
        let two = Keys::new(keys(), 0.0, 200.0);
        assert!((two.height() - one.height() - ROW).abs() < 1e-9);
        assert!(two.keys[1].2[0] < 1e-9);
        assert!(Keys::new(Vec::new(), 0.0, 1.0).height() < 1e-9);
    }
}
