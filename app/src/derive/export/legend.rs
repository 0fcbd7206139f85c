//! What the colours of the map's picture mean: the scale with its ticks, and the mark of what is withheld.
//!
//! Invariant: all of it lies in a strip of its own below the map, so that it covers no mark and no name.

use super::super::atlas::Atlas;
use super::super::chart::Subject;
use super::super::overlay::Overlay;
use super::super::palette::{Palette, Rgb, STEPS};
use super::super::wrap::wrap;
use super::picture::{Label, MapPicture, Part};
use super::svg::small;

/// Space at the sides, as of the lines above and below; user units, as all lengths here.
const MARGIN: f64 = 24.0;

/// From the map to the ramp.
const ABOVE: f64 = 16.0;

/// Greatest width and height of the ramp.
const RAMP: [f64; 2] = [260.0, 10.0];

/// Height of the lines from the ramp to the numbers.
const TICK: f64 = 4.0;

/// From the ramp to the base line of the numbers.
const BASE_LINE: f64 = 16.0;

/// Height of a line of text, and what a line has below its base line.
const LINE: f64 = 14.0;
const BELOW: f64 = 5.0;

/// From the ramp to what is withheld, whose text is so wide at most.
const GAP: f64 = 24.0;
const WIDEST: f64 = 150.0;

/// Opacity of the filling of a mark whose value is withheld: nearly hollow, as on the map.
const HOLLOW: f64 = 0.1;

/// Adds to `map`, which `overlay` colours, the strip that says how.
pub fn add(map: &mut MapPicture, atlas: &Atlas, overlay: &Overlay, palette: &Palette) {
    let Overlay { colour, scale, .. } = overlay;
    let [width, bottom] = map.size;
    let across = width - 2.0 * MARGIN;
    // One of those that the map shows.
    let marks = atlas.at_level(atlas.top_level()).first();
    let marks = marks.map_or(Subject::Overall, |&index| Subject::Cluster(index));
    let unknown = overlay.has_unknown().then(|| {
        let why = colour.why_unknown(atlas, marks);
        wrap(&why, (across / 3.0).min(WIDEST), 3, small)
    });
    let beside = unknown.as_ref().map_or(0.0, |text| GAP + text.width);
    let lines = unknown.as_ref().map_or(1, |text| text.lines.len());
    let length = (across - beside).clamp(0.0, RAMP[0]);
    let right = MARGIN + length;
    let top = bottom + ABOVE;
    let under = top + RAMP[1];
    let base_line = under + BASE_LINE;
    let text = |middle: f64, lines: Vec<String>| Label {
        place: [middle, base_line],
        lines,
        size: 11.5,
        line: LINE,
        weight: 400,
    };
    // A name that the map's edge cuts would reach into the strip.
    map.labels.retain(|label| {
        let further = label.lines.len().saturating_sub(1) as f64;
        label.place[1] + label.line * further <= bottom
    });
    map.size[1] = base_line + LINE * (lines as f64 - 1.0) + BELOW;
    // Over marks and land that reach beyond the map.
    let strip = rectangle([0.0, bottom, width, map.size[1]], map.ground);
    map.parts.push(strip);
    for step in 0..=STEPS {
        let [step, steps] = [step, STEPS].map(f64::from);
        // Half a step to either side has the same colour. Each lies over the one before: no gaps between them.
        let left = MARGIN + length * (step - 0.5).max(0.0) / steps;
        let fill = palette.on(scale, step / steps);
        map.parts.push(rectangle([left, top, right, under], fill));
    }
    // Around the ramp, whose middle or end may be as pale as what is behind it.
    let corners = [[MARGIN, top], [right, top], [right, under], [MARGIN, under]];
    let mut segments: Vec<_> = (0..4)
        .map(|side| [corners[side], corners[(side + 1) % 4]])
        .collect();
    let mut free = 0.0;
    for tick in scale.ticks() {
        let at = MARGIN + length * scale.fraction(tick);
        segments.push([[at, under], [at, under + TICK]]);
        let written = colour.write(tick);
        let half = written.chars().map(small).sum::<f64>() / 2.0;
        // As on the page, those at the ends stay within the ramp.
        let middle = at.min(right - half).max(MARGIN + half);
        if middle - half >= free {
            free = middle + half + TICK;
            map.labels.push(text(middle, vec![written]));
        }
    }
    map.parts.push(Part::Lines {
        segments,
        colour: palette.ink,
        width: 1.0,
    });
    if let Some(why) = unknown {
        let middle = right + GAP + why.width / 2.0;
        map.parts.push(Part::Circle {
            centre: [middle, top + RAMP[1] / 2.0],
            radius: RAMP[1] / 2.0,
            fill: (palette.unknown, HOLLOW),
            stroke: Some((palette.line(palette.unknown), 1.0, 1.5)),
        });
        map.labels.push(text(middle, why.lines));
    }
}

/// All of the box (left, top, right, bottom).
fn rectangle([left, top, right, bottom]: [f64; 4], fill: Rgb) -> Part {
    Part::Shape {
        rings: vec![vec![
            [left, top],
            [right, top],
            [right, bottom],
            [left, bottom],
        ]],
        fill,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::colour_by::{ColourBy, FacetValue, choices};
    use super::super::super::fixture;
    use super::super::super::palette::{Shade, css};
    use super::super::source::example;
    use super::*;

    const HEIGHT: f64 = 600.0;

    fn name(y: f64) -> Label {
        Label {
            place: [100.0, y],
            lines: vec!["Tea".to_owned(), "cake".to_owned()],
            size: 14.0,
            line: 17.0,
            weight: 600,
        }
    }

    fn map(width: f64, palette: &Palette) -> MapPicture {
        MapPicture {
            title: "Map".to_owned(),
            unit: "Colour".to_owned(),
            size: [width, HEIGHT],
            ground: palette.sea,
            parts: Vec::new(),
            labels: Vec::new(),
        }
    }

    /// Left, top, right and bottom of a part.
    fn reach(part: &Part) -> [f64; 4] {
        let around = |points: &mut dyn Iterator<Item = [f64; 2]>, more: f64| {
            let none = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
            points.fold(none, |[left, top, right, bottom], [x, y]| {
                [
                    left.min(x - more),
                    top.min(y - more),
                    right.max(x + more),
                    bottom.max(y + more),
                ]
            })
        };
        match part {
            Part::Shape { rings, .. } => around(&mut rings.iter().flatten().copied(), 0.0),
            Part::Lines { segments, .. } => around(&mut segments.iter().flatten().copied(), 0.0),
            Part::Circle { centre, radius, .. } => around(&mut std::iter::once(*centre), *radius),
        }
    }

    fn is_circle(part: &&Part) -> bool {
        matches!(part, Part::Circle { .. })
    }

    #[test]
    fn the_strip_has_scale_ticks_and_what_is_withheld_below_the_map() {
        let atlas = fixture::atlas();
        let all = choices(&atlas).into_iter().flat_map(|group| group.choices);
        let colours: Vec<ColourBy> = all.map(|choice| choice.colour).collect();
        for (shade, width) in [(Shade::Light, 900.0), (Shade::Dark, 320.0)] {
            let palette = Palette::of(shade);
            for colour in &colours {
                let overlay = Overlay::new(&atlas, colour.clone());
                let mut map = map(width, palette);
                add(&mut map, &atlas, &overlay, palette);
                for part in &map.parts {
                    let [left, top, right, bottom] = reach(part);
                    assert!(top >= HEIGHT && bottom <= map.size[1], "{colour:?}");
                    assert!(left >= 0.0 && right <= width, "{colour:?}");
                }
                let fills: Vec<Rgb> = (map.parts.iter())
                    .filter_map(|part| match part {
                        Part::Shape { fill, .. } => Some(*fill),
                        _ => None,
                    })
                    .collect();
                for fraction in [0.0, 0.5, 1.0] {
                    let wanted = palette.on(&overlay.scale, fraction);
                    assert!(fills.contains(&wanted), "{colour:?} at {fraction}");
                }
                for tick in overlay.scale.ticks() {
                    let written = [overlay.colour.write(tick)];
                    let mut labels = map.labels.iter();
                    assert!(labels.any(|l| l.lines == written), "{written:?}");
                }
                for label in &map.labels {
                    let last = label.place[1] + label.line * (label.lines.len() as f64 - 1.0);
                    assert!(label.place[1] > HEIGHT && last < map.size[1]);
                }
                let circles = map.parts.iter().filter(is_circle).count();
                assert_eq!(circles, usize::from(overlay.has_unknown()), "{colour:?}");
            }
        }
    }

    #[test]
    fn the_picture_says_what_is_withheld() {
        let atlas = fixture::atlas();
        let french = ColourBy::Share(FacetValue::new("language", "fra"));
        let overlay = Overlay::new(&atlas, french);
        assert!(overlay.has_unknown());
        for shade in [
            Shade::Light,
            Shade::Dark,
            Shade::StarkLight,
            Shade::StarkDark,
        ] {
            let palette = Palette::of(shade);
            let mut map = map(900.0, palette);
            add(&mut map, &atlas, &overlay, palette);
            let svg = map.svg(palette, &example());
            assert!(svg.contains(">withheld, fewer than 15</text>"), "{svg}");
            let stroke = format!("stroke=\"{}\"", css(palette.line(palette.unknown)));
            assert!(svg.contains(&stroke), "{svg}");
        }
    }

    #[test]
    fn names_that_reach_into_the_strip_are_left_out() {
        let atlas = fixture::atlas();
        let overlay = Overlay::new(&atlas, ColourBy::Size);
        let palette = Palette::of(Shade::Light);
        let mut map = map(900.0, palette);
        map.labels = vec![name(300.0), name(HEIGHT - 10.0)];
        add(&mut map, &atlas, &overlay, palette);
        let names = map.labels.iter().filter(|label| label.lines.len() == 2);
        assert_eq!(names.collect::<Vec<_>>(), [&name(300.0)]);
    }
}
