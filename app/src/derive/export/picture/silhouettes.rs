//! Mean silhouettes by number of groups as a picture.

use super::super::super::palette::{Palette, css};
use super::super::super::silhouettes::plot;
use super::super::Source;
use super::frame::{Frame, INK_SOFT, LINE};
use super::key::{disc, line};
use super::{WIDTH, label, rectangle};
use crate::tr;

/// Where the plot begins and ends, its height, and that of the numbers below it.
const LEFT: f64 = 84.0;
const RIGHT: f64 = WIDTH - 32.0;
const HEIGHT: f64 = 220.0;
const BELOW: f64 = 44.0;

/// Space above the uppermost number.
const ABOVE: f64 = 10.0;

/// The plot of `found` with both axes; an empty one where nothing was tried.
#[must_use]
pub fn silhouettes(found: &[(u32, f64)], palette: &Palette, source: &Source) -> String {
    let plot = plot(found);
    let summary = plot.as_ref().map(|plot| plot.summary.clone());
    let frame = Frame {
        title: tr!("Silhouette by number of groups").to_owned(),
        unit: format!(
            "{} {}",
            summary.unwrap_or_default(),
            tr!("A silhouette is from −1 to 1; the axis of groups is logarithmic.")
        ),
        width: WIDTH,
        height: ABOVE + HEIGHT + BELOW,
        palette,
        source,
    };
    let Some(plot) = plot else {
        return frame.picture(|_, _| {});
    };
    let place =
        |top: f64, [x, y]: [f64; 2]| [LEFT + (RIGHT - LEFT) * x, top + ABOVE + HEIGHT * (1.0 - y)];
    frame.picture(|svg, top| {
        for (at, text) in &plot.ticks {
            let [x, y] = place(top, [0.0, *at]);
            rectangle(svg, x, y, RIGHT - LEFT, 1.0, LINE);
            label(svg, x - 10.0, y, text, "end", INK_SOFT);
        }
        for (at, text) in &plot.numbers {
            let [x, y] = place(top, [*at, 0.0]);
            label(svg, x, y + 18.0, text, "middle", INK_SOFT);
        }
        let middle = f64::midpoint(LEFT, RIGHT);
        let below = top + ABOVE + HEIGHT + 36.0;
        label(svg, middle, below, tr!("Groups"), "middle", INK_SOFT);
        let points: Vec<[f64; 2]> = plot.points.iter().map(|p| place(top, p.at)).collect();
        line(svg, &points, 2.0, &css(palette.accent));
        for point in points {
            disc(svg, point, 4.5, &css(palette.accent));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::super::palette::Shade;
    use super::super::super::source::example;
    use super::*;

    #[test]
    fn both_axes_have_numbers_and_every_point_is_drawn() {
        let found = [(2, -0.1), (8, 0.3), (32, 0.1)];
        let svg = silhouettes(&found, Palette::of(Shade::Light), &example());
        assert_eq!(svg.matches("<circle").count(), 3);
        for number in [">−0.10<", ">0.30<", ">2<", ">8<", ">32<", ">Groups<"] {
            assert!(svg.contains(number), "{number}");
        }
        let none = silhouettes(&[], Palette::of(Shade::Light), &example());
        assert!(!none.contains("<circle"));
    }
}
