//! A comparison as a picture: for each cluster both shares as bars on one scale, their ratio and its interval.

use super::super::super::atlas::Atlas;
use super::super::super::compare::{Compared, Line, Side};
use super::super::super::format;
use super::super::super::noise;
use super::super::super::palette::{Palette, Rgb, css};
use super::super::Source;
use super::super::svg::Svg;
use super::frame::{Frame, INK_SOFT, LINE};
use super::key::{Keys, Mark, dashed};
use super::{cut, label, rectangle, sized};
use crate::tr;

/// Clusters on a picture at most: those that differ most surely.
const MOST: usize = 40;

/// The colour of the second side, wherever there are two.
pub(super) const SECOND: Rgb = [0x4a, 0x5a, 0x66];

/// Where names begin, bars begin and end, and ratios and intervals begin.
const WIDTH: f64 = 840.0;
const NAME: f64 = 24.0;
const BARS: (f64, f64) = (280.0, 500.0);
const RATIO: f64 = 592.0;
const INTERVAL: f64 = 668.0;

/// Height of a row, of a bar, and of the headings.
const ROW: f64 = 34.0;
const BAR: f64 = 10.0;
const HEAD: f64 = 24.0;

/// The first clusters of `compared`; a side that is withheld has a dashed edge in place of its bar.
#[must_use]
pub fn differences(
    atlas: &Atlas,
    compared: &Compared,
    palette: &Palette,
    source: &Source,
) -> String {
    let lines = &compared.lines[..compared.lines.len().min(MOST)];
    let full = compared.full();
    let mut unit = vec![
        tr!("Share of each side's conversations that is in the cluster, the first over the second, and its 95% interval.")
            .to_owned(),
    ];
    if lines.len() < compared.lines.len() {
        unit.push(tr!(
            "The {most} that differ most surely are shown, {n} others are in the table only.",
            most = MOST,
            n = compared.lines.len() - lines.len()
        ));
    }
    unit.extend(noise::in_tests(atlas).map(str::to_owned));
    let mut keys = vec![
        (Mark::Bar(palette.accent), compared.a.0.clone()),
        (Mark::Bar(SECOND), compared.b.0.clone()),
        (Mark::Sign("●"), tr!("Significant").to_owned()),
    ];
    let withheld = |line: &Line| line.a.share.is_none() || line.b.share.is_none();
    if lines.iter().any(withheld) {
        keys.push((Mark::Dashed, tr!("withheld").to_owned()));
    }
    let keys = Keys::new(keys, NAME, WIDTH - NAME);
    let frame = Frame {
        title: compared.title(),
        unit: format::sentences(&unit),
        width: WIDTH,
        height: keys.height() + HEAD + ROW * lines.len() as f64,
        palette,
        source,
    };
    frame.picture(|svg, top| {
        keys.draw(svg, top);
        let top = top + keys.height();
        let headings = [
            (BARS.0, "start", "0".to_owned()),
            (BARS.1, "end", format::percent(full)),
            (RATIO, "start", tr!("Ratio").to_owned()),
            (INTERVAL, "start", tr!("95% interval").to_owned()),
        ];
        for (x, anchor, text) in headings {
            sized(svg, 11.5, [x, top + HEAD / 2.0], &text, anchor, INK_SOFT);
        }
        for (place, found) in lines.iter().enumerate() {
            let y = top + HEAD + ROW * place as f64;
            let middle = y + ROW / 2.0;
            rectangle(svg, NAME, y, WIDTH - 2.0 * NAME, 1.0, LINE);
            let name = cut(&atlas.cluster(found.index).name, BARS.0 - NAME - 12.0);
            label(svg, NAME, middle, &name, "start", &css(palette.ink));
            side(
                svg,
                atlas,
                &found.a,
                full,
                middle - BAR - 1.0,
                palette.accent,
            );
            side(svg, atlas, &found.b, full, middle + 1.0, SECOND);
            let sign = if found.is_significant() { "●" } else { "" };
            sized(svg, 11.5, [RATIO - 10.0, middle], sign, "middle", INK_SOFT);
            let ratio = found.ratio.map_or_else(|| "–".to_owned(), format::ratio);
            label(svg, RATIO, middle, &ratio, "start", &css(palette.ink));
            let interval = found
                .interval
                .map_or_else(|| tr!("withheld").to_owned(), format::ratios);
            label(svg, INTERVAL, middle, &interval, "start", INK_SOFT);
        }
    })
}

/// The bar of a side from `top` down, and its share in words.
fn side(svg: &mut Svg, atlas: &Atlas, side: &Side, full: f64, top: f64, fill: Rgb) {
    let told = match (side.share, side.count) {
        (Some(share), _) => {
            let width = (BARS.1 - BARS.0) * (share / full).clamp(0.0, 1.0);
            rectangle(svg, BARS.0, top, width, BAR, &css(fill));
            noise::about(atlas, format::percent(share))
        }
        (None, count) => {
            dashed(svg, [BARS.0, top, 22.0, BAR]);
            match count {
                Some((low, high)) if low < high => {
                    format::from_to(format::count(low), format::count(high))
                }
                _ => tr!("withheld").to_owned(),
            }
        }
    };
    let at = [BARS.1 + 8.0, top + BAR / 2.0];
    sized(svg, 11.5, at, &told, "start", INK_SOFT);
}

#[cfg(test)]
mod tests {
    use super::super::super::super::compare::{Comparison, Given, compare};
    use super::super::super::super::fixture;
    use super::super::super::super::palette::Shade;
    use super::super::super::source::example;
    use super::*;

    #[test]
    fn a_withheld_side_has_an_edge_and_no_bar() {
        let atlas = fixture::atlas();
        let what = Comparison::Values {
            facet: "language".to_owned(),
            a: "eng".to_owned(),
            b: Some("fra".to_owned()),
        };
        let compared = compare(&atlas, &what, &Given::default(), 0).unwrap();
        let count = compared.lines.len();
        let svg = differences(&atlas, &compared, Palette::of(Shade::Light), &example());
        assert_eq!(svg.matches("stroke-dasharray").count(), count + 1);
        // The share, and the interval; and once in the key.
        assert_eq!(svg.matches(">withheld<").count(), 2 * count + 1);
        assert!(svg.contains(">Cluster 7 of level 0<"));
    }

    #[test]
    fn of_many_clusters_the_surest_are_shown_and_the_others_counted() {
        let atlas = fixture::atlas();
        let what = Comparison::Values {
            facet: "language".to_owned(),
            a: "eng".to_owned(),
            b: None,
        };
        let mut compared = compare(&atlas, &what, &Given::default(), 0).unwrap();
        let again = compared.lines.clone();
        compared.lines.extend(again);
        let svg = differences(&atlas, &compared, Palette::of(Shade::Light), &example());
        assert!(svg.contains("32 others are in the table only"), "{svg}");
    }
}
