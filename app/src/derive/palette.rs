//! Colours of the map: a sequential scale, a diverging one and a few quiet surfaces, for light and dark.
//!
//! The sequential scales run from pale to deep (light) and from deep to pale (dark) with steadily changing
//! lightness from yellow-green to blue, which people with any common colour blindness can order.
//! The diverging scales run from green over grey to purple (as PRGn of ColorBrewer, Harrower and Brewer 2003),
//! which the same people can tell apart, and away from the middle they stand out more and more.
//! The accent is an orange that stands apart from all of them.

use super::scale::Scale;

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shade {
    /// Dark ink on a light ground.
    #[default]
    Light,
    /// Light ink on a dark ground.
    Dark,
}

/// Colours that the renderers need.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Palette {
    /// Behind everything.
    pub sea: Rgb,
    /// Where base clusters are.
    pub land: Rgb,
    /// The edge of the land.
    pub coast: Rgb,
    /// The land of the cluster under the pointer or selected.
    pub territory: Rgb,
    /// Where territories of top clusters meet.
    pub border: Rgb,
    /// Small dots for base clusters that are too fine to be shown.
    pub dust: Rgb,
    /// Marks whose value is withheld, which are hollow.
    pub unknown: Rgb,
    /// Marks that the reader's filters leave out.
    pub dim: Rgb,
    /// Brightness of a mark's outline relative to the mark, so that pale marks stand out from the
    /// land and dark ones from each other.
    pub outline: f64,
    /// Selection.
    pub accent: Rgb,
    /// Keyboard focus and hover.
    pub ink: Rgb,
    /// The sequential scale, evenly spaced stops from low to high.
    ramp: [Rgb; 6],
    /// The diverging scale, likewise.
    diverging: [Rgb; 7],
}

/// Steps that the scale is drawn in.
pub const STEPS: u8 = 48;

const LIGHT: Palette = Palette {
    sea: [0xf4, 0xf6, 0xf7],
    land: [0xff, 0xff, 0xff],
    coast: [0xd9, 0xdf, 0xe3],
    territory: [0xff, 0xee, 0xdd],
    border: [0xa9, 0xb4, 0xbc],
    dust: [0xb9, 0xc3, 0xca],
    unknown: [0x8a, 0x93, 0x9a],
    dim: [0xdf, 0xe3, 0xe6],
    outline: 0.68,
    accent: [0xd1, 0x4a, 0x08],
    ink: [0x1b, 0x24, 0x2b],
    ramp: [
        [0xd6, 0xec, 0xc4],
        [0x9a, 0xd5, 0xbb],
        [0x55, 0xb5, 0xc0],
        [0x2c, 0x8a, 0xb8],
        [0x25, 0x5c, 0xa3],
        [0x1f, 0x2f, 0x6f],
    ],
    diverging: [
        [0x0f, 0x6b, 0x36],
        [0x5a, 0xa6, 0x63],
        [0xb5, 0xdd, 0xb0],
        [0xe6, 0xe8, 0xea],
        [0xd9, 0xc3, 0xe2],
        [0xa5, 0x7c, 0xbd],
        [0x6a, 0x24, 0x7e],
    ],
};

const DARK: Palette = Palette {
    sea: [0x10, 0x15, 0x19],
    land: [0x1a, 0x21, 0x27],
    coast: [0x2e, 0x38, 0x40],
    territory: [0x3d, 0x2c, 0x20],
    border: [0x55, 0x63, 0x6e],
    dust: [0x4b, 0x58, 0x62],
    unknown: [0x8d, 0x96, 0x9d],
    dim: [0x30, 0x38, 0x3e],
    outline: 0.5,
    accent: [0xff, 0x9d, 0x57],
    ink: [0xf2, 0xf5, 0xf7],
    ramp: [
        [0x47, 0x67, 0xb0],
        [0x3f, 0x84, 0xb4],
        [0x45, 0xa5, 0xb5],
        [0x72, 0xc4, 0xac],
        [0xb0, 0xde, 0xaa],
        [0xf0, 0xf5, 0xc0],
    ],
    diverging: [
        [0x9b, 0xe8, 0xa2],
        [0x5f, 0xb3, 0x6b],
        [0x45, 0x7a, 0x50],
        [0x50, 0x59, 0x60],
        [0x80, 0x60, 0x94],
        [0xb2, 0x86, 0xcc],
        [0xe6, 0xc0, 0xf8],
    ],
};

impl Palette {
    /// The palette for `shade`.
    #[must_use]
    pub const fn of(shade: Shade) -> &'static Self {
        match shade {
            Shade::Light => &LIGHT,
            Shade::Dark => &DARK,
        }
    }

    /// The colour at `fraction` (0 low, 1 high; clamped) of a scale, in one of [`STEPS`] steps and the middle.
    #[must_use]
    pub fn on(&self, scale: &Scale, fraction: f64) -> Rgb {
        let steps = f64::from(STEPS);
        let stepped = (fraction.clamp(0.0, 1.0) * steps).round() / steps;
        let stops = self.stops(scale);
        let place = stepped * (stops.len() - 1) as f64;
        let below = (place.floor() as usize).min(stops.len() - 2);
        mix(stops[below], stops[below + 1], place - below as f64)
    }

    /// A scale as a CSS gradient, low to the left.
    #[must_use]
    pub fn css_gradient(&self, scale: &Scale) -> String {
        let stops: Vec<String> = self.stops(scale).iter().map(|&stop| css(stop)).collect();
        format!("linear-gradient(to right, {})", stops.join(", "))
    }

    const fn stops(&self, scale: &Scale) -> &[Rgb] {
        if scale.is_diverging() {
            &self.diverging
        } else {
            &self.ramp
        }
    }
}

/// The colour at `t` of the way from `a` to `b`, 0 to 1.
#[must_use]
pub fn mix(a: Rgb, b: Rgb, t: f64) -> Rgb {
    [0, 1, 2].map(|channel| {
        let (from, to) = (f64::from(a[channel]), f64::from(b[channel]));
        (from + (to - from) * t).round() as u8
    })
}

/// A colour as CSS writes it.
#[must_use]
pub fn css([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance (WCAG 2.2).
    fn luminance(rgb: Rgb) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2])
    }

    #[test]
    fn the_scale_is_ordered_by_lightness() {
        let scale = Scale::linear(0.0, 1.0);
        for (shade, sign) in [(Shade::Light, -1.0), (Shade::Dark, 1.0)] {
            let palette = Palette::of(shade);
            let mut before = luminance(palette.on(&scale, 0.0));
            for step in 1..=20 {
                let now = luminance(palette.on(&scale, f64::from(step) / 20.0));
                assert!((now - before) * sign > 0.0, "{shade:?} at step {step}");
                before = now;
            }
        }
    }

    #[test]
    fn a_diverging_scale_stands_out_more_to_both_sides() {
        let scale = Scale::ratio(0.25, 4.0);
        for (shade, sign) in [(Shade::Light, -1.0), (Shade::Dark, 1.0)] {
            let palette = Palette::of(shade);
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

    #[test]
    fn the_accent_stands_out_from_land_and_sea() {
        for shade in [Shade::Light, Shade::Dark] {
            let palette = Palette::of(shade);
            for ground in [palette.sea, palette.land] {
                let (a, b) = (luminance(palette.accent), luminance(ground));
                let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                assert!(contrast >= 3.0, "{shade:?}: {contrast}");
            }
        }
    }
}
