//! The two sides of a comparison as one picture: two maps of one scale, side by side.

use super::super::super::atlas::Atlas;
use super::super::super::compare::Compared;
use super::super::super::compare::maps::{LARGEST, MOST, REACH, maps as marks_of};
use super::super::super::format;
use super::super::super::palette::{Palette, css};
use super::super::Source;
use super::differences::SECOND;
use super::frame::{Frame, LINE};
use super::key::{Keys, Mark, disc, line, ring};
use super::{cut, label};
use crate::tr;

/// Side of a map, and the space between the two and at the sides.
const SIDE: f64 = 380.0;
const GAP: f64 = 16.0;
const MARGIN: f64 = 24.0;
const WIDTH: f64 = 2.0 * (SIDE + MARGIN) + GAP;

/// Height of the titles above the maps.
const HEAD: f64 = 26.0;

/// Both maps of `compared`; a side that is withheld is a dashed ring.
#[must_use]
pub fn maps(atlas: &Atlas, compared: &Compared, palette: &Palette, source: &Source) -> String {
    let maps = marks_of(atlas, compared);
    let scale = SIDE / (2.0 * (REACH + LARGEST));
    let mut unit = vec![
        tr!("A mark's area is the cluster's share of the side's conversations; both maps have one scale.")
            .to_owned(),
    ];
    if maps.left_out > 0 {
        unit.push(tr!(
            "The {most} largest clusters are drawn, {n} smaller ones are in the table only.",
            most = MOST,
            n = maps.left_out
        ));
    }
    let mut keys = vec![
        (Mark::Bar(palette.accent), compared.a.0.clone()),
        (Mark::Bar(SECOND), compared.b.0.clone()),
    ];
    // The radius of a quarter of the largest area is half.
    for (radius, share) in [
        (LARGEST / 2.0, maps.full / 4.0),
        (LARGEST / 4.0, maps.full / 16.0),
    ] {
        let text = format::percent(share);
        keys.push((Mark::Disc(palette.unknown, radius * scale), text));
    }
    if maps.has_withheld() {
        keys.push((Mark::Ring, tr!("withheld on this side").to_owned()));
    }
    let keys = Keys::new(keys, MARGIN, WIDTH - MARGIN);
    let frame = Frame {
        title: compared.title(),
        unit: format::sentences(&unit),
        width: WIDTH,
        height: keys.height() + HEAD + SIDE,
        palette,
        source,
    };
    let titles = [&compared.a.0, &compared.b.0];
    let inks = [css(palette.accent), css(SECOND)];
    frame.picture(|svg, top| {
        keys.draw(svg, top);
        let top = top + keys.height();
        for (place, marks) in maps.sides.iter().enumerate() {
            let left = MARGIN + (SIDE + GAP) * place as f64;
            let title = cut(titles[place], SIDE);
            label(
                svg,
                left,
                top + HEAD / 2.0,
                &title,
                "start",
                &css(palette.ink),
            );
            let [right, upper, lower] = [left + SIDE, top + HEAD, top + HEAD + SIDE];
            let edge = [
                [left, upper],
                [right, upper],
                [right, lower],
                [left, lower],
                [left, upper],
            ];
            line(svg, &edge, 1.0, LINE);
            for mark in marks {
                let centre = [
                    left + SIDE / 2.0 + mark.centre[0] * scale,
                    upper + SIDE / 2.0 + mark.centre[1] * scale,
                ];
                if mark.withheld {
                    ring(svg, centre, mark.radius * scale);
                } else {
                    disc(svg, centre, mark.radius * scale, &inks[place]);
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::super::compare::{Comparison, Given, compare};
    use super::super::super::super::fixture;
    use super::super::super::super::palette::Shade;
    use super::super::super::source::example;
    use super::*;

    #[test]
    fn both_maps_stand_side_by_side_under_their_titles() {
        let atlas = fixture::atlas();
        let what = Comparison::Values {
            facet: "language".to_owned(),
            a: "eng".to_owned(),
            b: Some("fra".to_owned()),
        };
        let compared = compare(&atlas, &what, &Given::default(), 0).unwrap();
        let svg = maps(&atlas, &compared, Palette::of(Shade::Light), &example());
        // In the key, and above each map.
        assert_eq!(svg.matches(">English</text>").count(), 2);
        assert_eq!(svg.matches(">French</text>").count(), 2);
        // Two sizes in the key.
        let discs = svg.matches("stroke=\"#ffffff\"").count();
        let rings = svg.matches("stroke-dasharray").count();
        assert_eq!((discs, rings), (36 + 2, 36 + 1));
    }
}
