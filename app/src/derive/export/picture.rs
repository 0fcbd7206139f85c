//! Pictures for slides and papers: a chart or the map as SVG, with title, unit and origin below.

mod differences;
mod flow;
mod frame;
mod growth;
mod hours;
mod key;
mod map;
mod maps;
mod ratios;
mod silhouettes;
mod sizes;

pub use self::differences::differences;
pub use self::flow::flow;
pub use self::growth::{growth, standout};
pub use self::hours::hours;
pub use self::maps::maps;
pub use self::silhouettes::silhouettes;
pub use self::sizes::sizes;
use super::super::atlas::Atlas;
use super::super::cells::Reading;
use super::super::chart::{self, Subject};
use super::super::format;
use super::super::palette::{Palette, css};
use super::super::weeks::weeks;
use super::super::wrap::wrap;
use super::Source;
use super::svg::{Svg, letters, number};
use crate::tr;
use frame::{Frame, INK_SOFT, LINE};
use key::{Keys, Mark, dashed};
pub use map::{Label, MapPicture, Part};

/// Width of a chart, user units.
const WIDTH: f64 = 720.0;

/// Height of a bar with the gap below it.
const BAR: f64 = 26.0;

/// Where bars begin, and where they end.
const LEFT: f64 = 210.0;
const RIGHT: f64 = 560.0;

/// Height of the columns of the weekly chart.
const COLUMNS: f64 = 200.0;

/// Whom a chart is about, as its title says.
fn about(atlas: &Atlas, subject: Subject) -> String {
    match subject {
        Subject::Overall => tr!("All released conversations").to_owned(),
        Subject::Cluster(index) => atlas.cluster(index).name.clone(),
    }
}

/// The bars of the facet called `name`: shares of the subject's conversations, a tick for the share of
/// all; what is withheld has a dashed edge, after the bar of what it is at least, and is never an empty bar.
#[must_use]
pub fn facet(
    atlas: &Atlas,
    subject: Subject,
    name: &str,
    palette: &Palette,
    source: &Source,
) -> String {
    let bars = chart::bars(atlas, subject, name);
    let (_, total) = subject.profile(atlas);
    let hidden = chart::key_of_hatch(atlas, subject, bars.bars.iter().map(|bar| bar.reading));
    let keys = hidden.map(|why| (Mark::Dashed, why));
    let keys = Keys::new(keys.into_iter().collect(), 24.0, WIDTH - 24.0);
    let frame = Frame {
        title: chart::titled(&chart::facet_title(name), about(atlas, subject)),
        unit: tr!(
            "Share of {n, plural, one {# conversation} other {# conversations}}. A line marks the share of all \
             released conversations.",
            n = total
        ),
        width: WIDTH,
        height: keys.height() + BAR * bars.bars.len() as f64,
        palette,
        source,
    };
    frame.picture(|svg, top| {
        keys.draw(svg, top);
        let top = top + keys.height();
        for (place, bar) in bars.bars.iter().enumerate() {
            let middle = top + BAR * (place as f64 + 0.5);
            label(
                svg,
                LEFT - 10.0,
                middle,
                &bar.label,
                "end",
                &css(palette.ink),
            );
            let along = |share: f64| LEFT + (RIGHT - LEFT) * (share / bars.full).clamp(0.0, 1.0);
            let end = bar.share.or(bar.least).map(along);
            if let Some(end) = end {
                let width = end - LEFT;
                rectangle(svg, LEFT, middle - 8.0, width, 16.0, &css(palette.accent));
            }
            if bar.share.is_none() {
                let start = end.unwrap_or(LEFT).min(RIGHT - 22.0);
                dashed(svg, [start, middle - 7.0, 22.0, 14.0]);
            }
            let told = match end {
                None => tr!("withheld").to_owned(),
                Some(_) => format::share_or_least(bar.share, bar.least),
            };
            if let Some(base) = bar.base {
                rectangle(
                    svg,
                    along(base) - 1.0,
                    middle - 11.0,
                    2.0,
                    22.0,
                    &css(palette.ink),
                );
            }
            label(svg, RIGHT + 12.0, middle, &told, "start", INK_SOFT);
        }
    })
}

/// The weekly series of `subject` as columns; a withheld week is a dash above its place.
#[must_use]
pub fn weekly(atlas: &Atlas, subject: Subject, palette: &Palette, source: &Source) -> String {
    let chart = weeks(atlas, subject);
    let readings = chart.columns.iter().map(|column| column.reading);
    let hidden = chart::key_of_hatch(atlas, subject, readings);
    let keys = hidden.map(|why| (Mark::Sign("–"), why));
    let keys = Keys::new(keys.into_iter().collect(), 24.0, WIDTH - 24.0);
    let frame = Frame {
        title: tr!(
            "Conversations a week: {subject}",
            subject = about(atlas, subject)
        ),
        unit: chart.summary.clone(),
        width: WIDTH,
        height: keys.height() + COLUMNS + 28.0,
        palette,
        source,
    };
    frame.picture(|svg, top| {
        keys.draw(svg, top);
        let top = top + keys.height();
        let bottom = top + COLUMNS;
        let (left, right) = (70.0, WIDTH - 24.0);
        let step = (right - left) / chart.columns.len().max(1) as f64;
        for (share, value) in [(0.0, 0), (0.5, chart.full / 2), (1.0, chart.full)] {
            let height = bottom - COLUMNS * share;
            rectangle(svg, left, height, right - left, 1.0, LINE);
            label(
                svg,
                left - 8.0,
                height,
                &format::count(value),
                "end",
                INK_SOFT,
            );
        }
        for (place, column) in chart.columns.iter().enumerate() {
            let x = left + step * place as f64;
            let height = COLUMNS * column.height;
            if column.reading.is_withheld() {
                let above = bottom - height - 10.0;
                label(svg, x + step / 2.0, above, "–", "middle", INK_SOFT);
            }
            if column.reading == Reading::Withheld {
                continue;
            }
            let width = (step - 3.0).max(1.0);
            rectangle(
                svg,
                x + 1.5,
                bottom - height,
                width,
                height,
                &css(palette.accent),
            );
        }
        if let Some((first, last)) = &chart.ends {
            label(svg, left, bottom + 16.0, first, "start", INK_SOFT);
            label(svg, right, bottom + 16.0, last, "end", INK_SOFT);
        }
    })
}

fn rectangle(svg: &mut Svg, x: f64, y: f64, width: f64, height: f64, fill: &str) {
    svg.element(
        "rect",
        &[
            ("x", number(x)),
            ("y", number(y)),
            ("width", number(width)),
            ("height", number(height)),
            ("fill", fill.to_owned()),
        ],
    );
}

/// Text of 13 units, its middle at `y`.
fn label(svg: &mut Svg, x: f64, y: f64, text: &str, anchor: &str, fill: &str) {
    sized(svg, 13.0, [x, y], text, anchor, fill);
}

/// Text of so many units, its middle at the height of `at`.
fn sized(svg: &mut Svg, size: f64, [x, y]: [f64; 2], text: &str, anchor: &str, fill: &str) {
    svg.text(
        &[
            ("x", number(x)),
            ("y", number(y + size * 0.35)),
            ("font-size", number(size)),
            ("text-anchor", anchor.to_owned()),
            ("fill", fill.to_owned()),
        ],
        text,
    );
}

/// `text` of 13 units in one line of at most `limit`.
fn cut(text: &str, limit: f64) -> String {
    wrap(text, limit, 1, letters(13.0, 6.8)).lines.concat()
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture;
    use super::super::super::palette::Shade;
    use super::super::source::example;
    use super::*;

    #[test]
    fn withheld_values_have_no_bar() {
        let atlas = fixture::atlas();
        let index = atlas.at_level(0)[0];
        let palette = Palette::of(Shade::Light);
        let picture = facet(
            &atlas,
            Subject::Cluster(index),
            "language",
            palette,
            &example(),
        );
        let values = chart::bars(&atlas, Subject::Cluster(index), "language").bars;
        let withheld = values
            .iter()
            .filter(|b| b.reading == Reading::Withheld)
            .count();
        assert!(withheld > 0);
        assert_eq!(picture.matches(">withheld<").count(), withheld);
        let bars = picture.matches("height=\"16\"").count();
        assert_eq!(bars, values.len() - withheld);
        // One more in the key, which says why.
        let hidden = values.iter().filter(|bar| bar.share.is_none()).count();
        assert_eq!(picture.matches("stroke-dasharray").count(), hidden + 1);
        let readings = values.iter().map(|bar| bar.reading);
        let key = chart::key_of_hatch(&atlas, Subject::Cluster(index), readings).unwrap();
        assert!(picture.contains(&format!(">{key}<")), "{picture}");
        assert!(picture.contains("example.org"));
    }

    #[test]
    fn a_withheld_week_is_a_dash() {
        let atlas = fixture::atlas();
        let palette = Palette::of(Shade::Dark);
        let picture = weekly(&atlas, Subject::Cluster(0), palette, &example());
        // One of them is in the key.
        assert_eq!(picture.matches(">–<").count(), 3);
        assert!(picture.contains(">withheld"), "{picture}");
    }
}
