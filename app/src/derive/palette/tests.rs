//! What every palette promises: order, contrast, and colours that colour-blind people can tell apart.

use super::*;

pub(in crate::derive) const SHADES: [Shade; 4] = [
    Shade::Light,
    Shade::Dark,
    Shade::StarkLight,
    Shade::StarkDark,
];

/// Opacity of a mark's filling on the map.
const FILLED: f64 = 0.9;

fn linear(channel: u8) -> f64 {
    let value = f64::from(channel) / 255.0;
    if value <= 0.04045 {
        value / 12.92
    } else {
        ((value + 0.055) / 1.055).powf(2.4)
    }
}

/// Relative luminance (WCAG 2.2).
fn luminance(rgb: Rgb) -> f64 {
    let [red, green, blue] = rgb.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// From 1 to 21 (WCAG 2.2).
pub(in crate::derive) fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn scales() -> [Scale; 2] {
    [Scale::linear(0.0, 1.0), Scale::ratio(0.25, 4.0)]
}

fn steps(palette: &Palette, scale: &Scale) -> Vec<Rgb> {
    (0..=STEPS)
        .map(|step| palette.on(scale, f64::from(step) / f64::from(STEPS)))
        .collect()
}

#[test]
fn every_step_has_three_to_one_against_what_it_lies_on() {
    for shade in SHADES {
        let palette = Palette::of(shade);
        let marks = scales()
            .into_iter()
            .flat_map(|scale| steps(palette, &scale));
        for colour in marks.chain([palette.unknown]) {
            for ground in [palette.land, palette.sea, palette.territory] {
                let line = contrast(palette.line(colour), ground);
                assert!(line >= 3.0, "{shade:?}, {colour:?} on {ground:?}: {line}");
            }
        }
    }
}

#[test]
fn with_more_contrast_the_colours_themselves_have_it() {
    for shade in [Shade::StarkLight, Shade::StarkDark] {
        let palette = Palette::of(shade);
        for colour in scales()
            .into_iter()
            .flat_map(|scale| steps(palette, &scale))
        {
            let filling = contrast(mix(palette.land, colour, FILLED), palette.land);
            assert!(filling >= 3.0, "{shade:?}, {colour:?}: {filling}");
            let line = contrast(palette.line(colour), palette.land);
            assert!(line >= 7.0, "{shade:?}, {colour:?}: {line}");
        }
        for quiet in [palette.border, palette.coast, palette.dust, palette.unknown] {
            assert!(contrast(quiet, palette.land) >= 4.5, "{shade:?}: {quiet:?}");
        }
    }
}

#[test]
fn the_scale_is_ordered_by_lightness() {
    let [scale, _] = scales();
    for shade in SHADES {
        let sign = if shade.is_dark() { 1.0 } else { -1.0 };
        let steps = steps(Palette::of(shade), &scale);
        for pair in steps.windows(2) {
            let change = luminance(pair[1]) - luminance(pair[0]);
            assert!(change * sign > 0.0, "{shade:?} at {pair:?}");
        }
    }
}

#[test]
fn a_diverging_scale_stands_out_more_to_both_sides() {
    let [_, scale] = scales();
    for shade in SHADES {
        let palette = Palette::of(shade);
        let sign = if shade.is_dark() { 1.0 } else { -1.0 };
        for side in [-1.0, 1.0] {
            let mut before = luminance(palette.on(&scale, 0.5));
            for step in 1..=6 {
                let at = 0.5 + side * f64::from(step) / 12.0;
                let now = luminance(palette.on(&scale, at));
                assert!((now - before) * sign > 0.0, "{shade:?} at {at}");
                before = now;
            }
        }
    }
}

/// As seen without red or without green receptors (Viénot, Brettel and Mollon 1999), linear.
fn seen(rgb: Rgb, mixed: [f64; 2]) -> [f64; 2] {
    let [red, green, blue] = rgb.map(linear);
    [mixed[0] * red + mixed[1] * green, blue]
}

#[test]
fn both_sides_of_a_diverging_scale_differ_without_red_and_without_green() {
    let [_, scale] = scales();
    for shade in SHADES {
        let palette = Palette::of(shade);
        for mixed in [[0.112, 0.888], [0.293, 0.707]] {
            for away in [0.3, 0.5] {
                let [one, other] =
                    [0.5 - away, 0.5 + away].map(|at| seen(palette.on(&scale, at), mixed));
                // Yellowness: what is left of hue.
                let [one, other] = [one, other].map(|[yellow, blue]| yellow.cbrt() - blue.cbrt());
                assert!(one - other > 0.15, "{shade:?} at {away}: {one} and {other}");
            }
        }
    }
}

#[test]
fn the_accent_stands_out_from_land_and_sea() {
    for shade in SHADES {
        let palette = Palette::of(shade);
        for ground in [palette.sea, palette.land] {
            let contrast = contrast(palette.accent, ground);
            assert!(contrast >= 3.0, "{shade:?}: {contrast}");
        }
    }
}
