//! Names with ratios and their intervals, each on one logarithmic axis: what growth and what stands out have in common.

use super::super::super::format;
use super::super::super::palette::{Palette, css};
use super::super::Source;
use super::super::svg::Svg;
use super::frame::{Frame, INK_SOFT, LINE};
use super::key::{Keys, Mark, line};
use super::{cut, label, rectangle, sized};
use crate::tr;

/// Where names begin, the axis begins and ends, and ratios begin.
const WIDTH: f64 = 840.0;
const NAME: f64 = 24.0;
const AXIS: (f64, f64) = (330.0, 610.0);
const RATIO: f64 = 632.0;
const INTERVAL: f64 = 716.0;

/// Height of a row, and of the axis with its numbers.
const ROW: f64 = 24.0;
const HEAD: f64 = 24.0;

/// Ratios at which the axis has a line; it ends at the outermost.
const TICKS: [f64; 7] = [0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0];

/// A row of the picture.
pub(super) enum Row {
    /// A heading.
    Title(String),
    /// Something with a ratio.
    Named(Named),
}

/// Something with a ratio.
pub(super) struct Named {
    pub(super) name: String,
    /// Whether it is called a difference.
    pub(super) sure: bool,
    /// Where its mark is; none where it is not known.
    pub(super) ratio: Option<f64>,
    pub(super) interval: Option<(f64, f64)>,
    /// The ratio in words, or why there is none.
    pub(super) told: String,
}

/// The rows from above to below.
pub(super) fn ratios(
    title: String,
    unit: String,
    rows: &[Row],
    palette: &Palette,
    source: &Source,
) -> String {
    let keys = vec![
        (Mark::Bar(palette.accent), tr!("95% interval").to_owned()),
        (Mark::Sign("●"), tr!("Significant").to_owned()),
    ];
    let keys = Keys::new(keys, NAME, WIDTH - NAME);
    let frame = Frame {
        title,
        unit,
        width: WIDTH,
        height: keys.height() + HEAD + ROW * rows.len() as f64,
        palette,
        source,
    };
    frame.picture(|svg, top| {
        keys.draw(svg, top);
        let top = top + keys.height();
        for tick in TICKS {
            let x = along(tick);
            let at = [x, top + HEAD / 2.0];
            sized(svg, 11.5, at, &format::ratio(tick), "middle", INK_SOFT);
            rectangle(svg, x, top + HEAD, 1.0, ROW * rows.len() as f64, LINE);
        }
        for (place, row) in rows.iter().enumerate() {
            let middle = top + HEAD + ROW * (place as f64 + 0.5);
            match row {
                Row::Title(title) => sized(svg, 11.5, [NAME, middle], title, "start", INK_SOFT),
                Row::Named(named) => named.draw(svg, middle, palette),
            }
        }
    })
}

impl Named {
    fn draw(&self, svg: &mut Svg, middle: f64, palette: &Palette) {
        let sign = if self.sure { "●" } else { "○" };
        sized(svg, 11.5, [NAME + 5.0, middle], sign, "middle", INK_SOFT);
        let name = cut(&self.name, AXIS.0 - NAME - 34.0);
        label(svg, NAME + 16.0, middle, &name, "start", &css(palette.ink));
        if let Some((low, high)) = self.interval {
            let ends = [[along(low), middle], [along(high), middle]];
            line(svg, &ends, 3.0, &css(palette.accent));
            let interval = format::ratios((low, high));
            sized(svg, 11.5, [INTERVAL, middle], &interval, "start", INK_SOFT);
        }
        if let Some(ratio) = self.ratio {
            let x = along(ratio);
            rectangle(svg, x - 2.0, middle - 6.0, 4.0, 12.0, &css(palette.ink));
        }
        label(svg, RATIO, middle, &self.told, "start", &css(palette.ink));
    }
}

/// Where a ratio lies on the axis, whose ends stand for all that lies beyond.
fn along(ratio: f64) -> f64 {
    let [least, most] = [TICKS[0].ln(), TICKS[TICKS.len() - 1].ln()];
    let fraction = (ratio.ln() - least) / (most - least);
    AXIS.0 + (AXIS.1 - AXIS.0) * fraction.clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::super::super::super::palette::Shade;
    use super::super::super::source::example;
    use super::*;

    #[test]
    fn an_interval_without_end_stays_on_the_axis() {
        let row = Row::Named(Named {
            name: "Tea".to_owned(),
            sure: true,
            ratio: Some(3.0),
            interval: Some((0.0, f64::INFINITY)),
            told: "×3.0".to_owned(),
        });
        let light = Palette::of(Shade::Light);
        let svg = ratios(String::new(), String::new(), &[row], light, &example());
        assert!(
            svg.contains("points=\"330,") && svg.contains(" 610,"),
            "{svg}"
        );
        // Once in the key.
        assert_eq!(svg.matches(">●<").count(), 2);
        assert!(svg.contains(">×8.0<") && svg.contains(">×0.12<"), "{svg}");
        assert!(svg.contains(">×0 and more<"), "{svg}");
    }
}
