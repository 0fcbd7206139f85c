//! What grew and shrank between two windows as a picture: lists of names, each with its ratio and the interval of it.

use super::super::super::atlas::Atlas;
use super::super::super::compare::window_title;
use super::super::super::growth::Windows;
use super::super::super::movers::{Mover, movers};
use super::super::super::palette::{Palette, css};
use super::super::super::{format, growth_text};
use super::super::Source;
use super::super::svg::Svg;
use super::frame::{Frame, INK_SOFT, LINE};
use super::key::{Keys, Mark, line};
use super::{cut, label, rectangle, sized};
use crate::tr;

/// Clusters of each list at most.
const MOST: usize = 10;

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
enum Row<'a> {
    Title(String),
    Mover(&'a Mover),
}

/// The clusters of `level` that changed most between `windows`. Where too much is withheld there is no interval.
#[must_use]
pub fn growth(
    atlas: &Atlas,
    windows: Windows,
    level: u8,
    palette: &Palette,
    source: &Source,
) -> String {
    let found = movers(atlas, windows, level);
    let lists = [
        (tr!("Grew most"), &found.grew),
        (tr!("Shrank most"), &found.shrank),
        (tr!("New"), &found.new),
        (tr!("Vanished"), &found.vanished),
    ];
    let mut rows = Vec::new();
    for (title, list) in lists.iter().filter(|(_, list)| !list.is_empty()) {
        let more = list.len().saturating_sub(MOST);
        let others =
            (more > 0).then(|| tr!("and {n, plural, one {# other} other {# others}}", n = more));
        rows.push(Row::Title(match others {
            Some(others) => format!("{title} ({others})"),
            None => (*title).to_owned(),
        }));
        rows.extend(list.iter().take(MOST).map(Row::Mover));
    }
    let mut unit = vec![tr!(
        "{level}: {n} of {all} tested changed significantly",
        level = format::level(level, atlas.top_level()),
        n = found.significant,
        all = found.tested
    )];
    unit.push(
        tr!("Growth is a cluster's share of all conversations in the second window over that in the first.")
            .to_owned(),
    );
    if found.unknown > 0 {
        unit.push(tr!(
            "Whether {n, plural, one {# more cluster} other {# more clusters}} grew or shrank cannot \
             be said, because weeks are withheld.",
            n = found.unknown
        ));
    }
    let keys = vec![
        (Mark::Bar(palette.accent), tr!("95% interval").to_owned()),
        (Mark::Sign("●"), tr!("Significant").to_owned()),
    ];
    let keys = Keys::new(keys, NAME, WIDTH - NAME);
    let frame = Frame {
        title: tr!(
            "{after} against {before}",
            after = window_title(atlas, windows.after),
            before = window_title(atlas, windows.before)
        ),
        unit: unit.join(" "),
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
                Row::Mover(mover) => draw(svg, atlas, mover, middle, palette),
            }
        }
    })
}

fn draw(svg: &mut Svg, atlas: &Atlas, mover: &Mover, middle: f64, palette: &Palette) {
    let Mover { index, growth } = mover;
    let sign = if growth.is_significant() {
        "●"
    } else {
        "○"
    };
    sized(svg, 11.5, [NAME + 5.0, middle], sign, "middle", INK_SOFT);
    let room = AXIS.0 - NAME - 34.0;
    let name = cut(&atlas.cluster(*index).name, room);
    label(svg, NAME + 16.0, middle, &name, "start", &css(palette.ink));
    if let Some((low, high)) = growth.interval {
        let ends = [[along(low), middle], [along(high), middle]];
        line(svg, &ends, 3.0, &css(palette.accent));
    }
    if let Some(ratio) = growth.ratio {
        let x = along(ratio);
        rectangle(svg, x - 2.0, middle - 6.0, 4.0, 12.0, &css(palette.ink));
    }
    let short = growth_text::short(growth);
    label(svg, RATIO, middle, &short, "start", &css(palette.ink));
    if let Some(interval) = growth.interval {
        let interval = format::ratios(interval);
        sized(svg, 11.5, [INTERVAL, middle], &interval, "start", INK_SOFT);
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
    use super::super::super::super::fixture;
    use super::super::super::super::growth::{Change, Growth, Span};
    use super::super::super::super::palette::Shade;
    use super::super::super::source::example;
    use super::*;

    #[test]
    fn lists_are_cut_and_say_how_many_more_there_are() {
        let atlas = fixture::atlas();
        let windows = Windows::halves(3).unwrap();
        let svg = growth(&atlas, windows, 0, Palette::of(Shade::Light), &example());
        assert!(svg.contains("Vanished (and 26 others)"), "{svg}");
        assert_eq!(svg.matches(">perhaps vanished<").count(), MOST);
        assert!(!svg.contains("Grew most"));
        assert!(svg.contains(">×8.0<") && svg.contains(">×0.12<"));
    }

    #[test]
    fn an_interval_without_end_stays_on_the_axis() {
        let atlas = fixture::atlas();
        let span = Span {
            low: 30,
            high: Some(30),
            withheld: 0,
            weeks: 1,
        };
        let mover = Mover {
            index: 0,
            growth: Growth {
                change: Change::Grew,
                before: span,
                after: span,
                ratio: Some(3.0),
                interval: Some((0.0, f64::INFINITY)),
                corrected: Some(0.001),
            },
        };
        let mut svg = Svg::new(10.0, 10.0, "", "");
        draw(&mut svg, &atlas, &mover, 5.0, Palette::of(Shade::Light));
        let svg = svg.finish();
        assert!(svg.contains("points=\"330,5 610,5\""), "{svg}");
        assert!(svg.contains(">●<"));
    }
}
