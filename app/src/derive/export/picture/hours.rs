//! The parts of the week as a picture: a row a day, the darker the more.

use super::super::super::atlas::Atlas;
use super::super::super::chart::{self, Subject};
use super::super::super::hours::{PARTS, week};
use super::super::super::noise;
use super::super::super::palette::{Palette, css};
use super::super::Source;
use super::super::svg::number;
use super::frame::{Frame, INK_SOFT};
use super::key::{Keys, Mark, dashed};
use super::{WIDTH, about, label};
use crate::tr;

/// Where cells begin and end, their height with the gap below, and the height of their headings.
const LEFT: f64 = 90.0;
const RIGHT: f64 = WIDTH - 24.0;
const ROW: f64 = 34.0;
const GAP: f64 = 3.0;
const HEAD: f64 = 24.0;

/// Opacity of the cell of the greatest share: its number stays legible on it.
const DARKEST: f64 = 0.7;

/// The hours of the facet called `name`: each cell says its share of the subject's conversations; what is withheld has a
/// dashed edge and no shade.
#[must_use]
pub fn hours(
    atlas: &Atlas,
    subject: Subject,
    name: &str,
    palette: &Palette,
    source: &Source,
) -> String {
    let week = week(atlas, subject, name);
    let slots = week.iter().flat_map(|day| &day.slots);
    let hidden = chart::key_of_hatch(atlas, subject, slots.map(|slot| slot.reading));
    let mut keys = vec![(
        Mark::Bar(palette.accent),
        tr!("the darker, the more").to_owned(),
    )];
    keys.extend(hidden.map(|why| (Mark::Dashed, why)));
    let keys = Keys::new(keys, 24.0, RIGHT);
    let frame = Frame {
        title: chart::titled(&chart::facet_title(name), about(atlas, subject)),
        unit: noise::beside_title(
            atlas,
            subject,
            &noise::facet(name),
            tr!("% of conversations"),
        ),
        width: WIDTH,
        height: keys.height() + HEAD + ROW * week.len() as f64,
        palette,
        source,
    };
    let columns = week.first().map_or(1, |day| day.slots.len().max(1));
    let step = (RIGHT - LEFT) / columns as f64;
    frame.picture(|svg, top| {
        keys.draw(svg, top);
        let top = top + keys.height();
        for (place, part) in PARTS.iter().take(columns).enumerate() {
            let middle = LEFT + step * (place as f64 + 0.5);
            let hours = tr!("{hours} h", hours = *part);
            label(svg, middle, top + HEAD / 2.0, &hours, "middle", INK_SOFT);
        }
        for (row, day) in week.iter().enumerate() {
            let y = top + HEAD + ROW * row as f64;
            let middle = y + (ROW - GAP) / 2.0;
            label(svg, LEFT - 10.0, middle, day.name, "end", &css(palette.ink));
            for (place, slot) in day.slots.iter().enumerate() {
                let x = LEFT + step * place as f64;
                let [width, height] = [step - GAP, ROW - GAP];
                svg.element(
                    "rect",
                    &[
                        ("x", number(x)),
                        ("y", number(y)),
                        ("width", number(width)),
                        ("height", number(height)),
                        ("fill", css(palette.accent)),
                        ("fill-opacity", number(slot.strength * DARKEST)),
                    ],
                );
                if slot.reading.is_withheld() {
                    dashed(svg, [x, y, width, height]);
                }
                let centre = x + width / 2.0;
                label(
                    svg,
                    centre,
                    middle,
                    &slot.label,
                    "middle",
                    &css(palette.ink),
                );
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::super::fixture;
    use super::super::super::super::palette::Shade;
    use super::super::super::source::example;
    use super::*;

    #[test]
    fn a_withheld_part_has_an_edge_and_no_number() {
        let atlas = fixture::atlas();
        let subject = Subject::Cluster(atlas.at_level(0)[0]);
        let week = week(&atlas, subject, "hour of week");
        let withheld = week.iter().flat_map(|day| &day.slots);
        let withheld = withheld.filter(|slot| slot.reading.is_withheld()).count();
        assert!(withheld > 0);
        let palette = Palette::of(Shade::Light);
        let svg = hours(&atlas, subject, "hour of week", palette, &example());
        // One more in the key.
        assert_eq!(svg.matches("stroke-dasharray").count(), withheld + 1);
        assert_eq!(svg.matches(">–<").count(), withheld);
        assert!(svg.contains(">50%<") && svg.contains(">withheld, fewer than 15<"));
    }

    #[test]
    fn where_all_is_withheld_no_part_has_a_number_or_a_shade() {
        let atlas = fixture::atlas();
        let palette = Palette::of(Shade::Light);
        let svg = hours(&atlas, Subject::Overall, "none", palette, &example());
        assert_eq!(svg.matches(">–<").count(), 28);
        assert_eq!(svg.matches("fill-opacity=\"0\"").count(), 28);
    }
}
