//! Colours of the map: one sequential scale and a few quiet surfaces, for light and dark.
//!
//! The scales run from pale to deep (light) and from deep to pale (dark) with steadily changing
//! lightness from yellow-green to blue, which people with any common colour blindness can order.
//! The accent is an orange that stands apart from all of them.

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
    /// Small dots for base clusters that are too fine to be shown.
    pub dust: Rgb,
    /// Marks whose value is withheld.
    pub unknown: Rgb,
    /// Brightness of a mark's outline relative to the mark, so that pale marks stand out from the
    /// land and dark ones from each other.
    pub outline: f64,
    /// Selection.
    pub accent: Rgb,
    /// Keyboard focus and hover.
    pub ink: Rgb,
    /// The sequential scale, evenly spaced stops from low to high.
    ramp: [Rgb; 6],
    /// The diverging scale, likewise: blue for less, gold for more, which no common colour blindness
    /// confuses, and in the middle what is hardly a colour.
    diverging: [Rgb; 7],
}

/// Which scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ramp {
    /// From little to much.
    #[default]
    Sequential,
    /// From less over the same to more.
    Diverging,
}

/// Steps that the scale is drawn in.
pub const STEPS: u8 = 48;

const LIGHT: Palette = Palette {
    sea: [0xf4, 0xf6, 0xf7],
    land: [0xff, 0xff, 0xff],
    coast: [0xd9, 0xdf, 0xe3],
    territory: [0xff, 0xee, 0xdd],
    dust: [0xb9, 0xc3, 0xca],
    unknown: [0xc9, 0xc9, 0xc9],
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
        [0x1b, 0x5e, 0x9b],
        [0x5b, 0x9b, 0xc8],
        [0xb3, 0xd2, 0xe6],
        [0xf0, 0xee, 0xe9],
        [0xe8, 0xcf, 0x9c],
        [0xc4, 0x96, 0x40],
        [0x7d, 0x55, 0x00],
    ],
};

const DARK: Palette = Palette {
    sea: [0x10, 0x15, 0x19],
    land: [0x1a, 0x21, 0x27],
    coast: [0x2e, 0x38, 0x40],
    territory: [0x3d, 0x2c, 0x20],
    dust: [0x4b, 0x58, 0x62],
    unknown: [0x6b, 0x6f, 0x73],
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
        [0x86, 0xc6, 0xff],
        [0x4d, 0x92, 0xd0],
        [0x3e, 0x63, 0x86],
        [0x3c, 0x40, 0x43],
        [0x80, 0x69, 0x38],
        [0xc4, 0x99, 0x3c],
        [0xff, 0xd8, 0x72],
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

    /// The sequential scale's colour at `fraction` (0 low, 1 high; clamped), in one of [`STEPS`] steps.
    #[must_use]
    pub fn ramp(&self, fraction: f64) -> Rgb {
        self.on(Ramp::Sequential, fraction)
    }

    const fn stops(&self, ramp: Ramp) -> &[Rgb] {
        match ramp {
            Ramp::Sequential => &self.ramp,
            Ramp::Diverging => &self.diverging,
        }
    }

    /// The colour at `fraction` of a scale, as in [`Self::ramp`].
    #[must_use]
    pub fn on(&self, ramp: Ramp, fraction: f64) -> Rgb {
        let stops = self.stops(ramp);
        let steps = f64::from(STEPS - 1);
        let stepped = (fraction.clamp(0.0, 1.0) * steps).round() / steps;
        let place = stepped * (stops.len() - 1) as f64;
        let below = (place.floor() as usize).min(stops.len() - 2);
        let t = place - below as f64;
        let mix = |channel: usize| {
            let (a, b) = (
                f64::from(stops[below][channel]),
                f64::from(stops[below + 1][channel]),
            );
            (a + (b - a) * t).round() as u8
        };
        [mix(0), mix(1), mix(2)]
    }

    /// The colour of a value at `fraction` of a scale, or of one that is withheld.
    #[must_use]
    pub fn mark(&self, ramp: Ramp, fraction: Option<f64>) -> Rgb {
        fraction.map_or(self.unknown, |fraction| self.on(ramp, fraction))
    }

    /// A scale as a CSS gradient, low to the left.
    #[must_use]
    pub fn css_gradient(&self, ramp: Ramp) -> String {
        let stops: Vec<String> = self.stops(ramp).iter().map(|&stop| css(stop)).collect();
        format!("linear-gradient(to right, {})", stops.join(", "))
    }
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
        for (shade, sign) in [(Shade::Light, -1.0), (Shade::Dark, 1.0)] {
            let palette = Palette::of(shade);
            let mut before = luminance(palette.ramp(0.0));
            for step in 1..=20 {
                let now = luminance(palette.ramp(f64::from(step) / 20.0));
                assert!((now - before) * sign > 0.0, "{shade:?} at step {step}");
                before = now;
            }
        }
    }

    #[test]
    fn both_ends_of_the_diverging_scale_stand_out_from_its_middle() {
        for shade in [Shade::Light, Shade::Dark] {
            let palette = Palette::of(shade);
            let middle = luminance(palette.on(Ramp::Diverging, 0.5));
            for side in [0.0, 1.0] {
                let mut before = 1.0;
                for step in 1..=5 {
                    let fraction = 0.5 + (side - 0.5) * f64::from(step) / 5.0;
                    let here = luminance(palette.on(Ramp::Diverging, fraction));
                    let contrast = (here.max(middle) + 0.05) / (here.min(middle) + 0.05);
                    assert!(contrast > before, "{shade:?} {side} step {step}");
                    before = contrast;
                }
                assert!(before >= 3.0, "{shade:?} {side}: {before}");
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

    #[test]
    fn withheld_values_are_grey_and_not_on_the_scale() {
        let palette = Palette::of(Shade::Light);
        assert_eq!(palette.mark(Ramp::Sequential, None), palette.unknown);
        assert_ne!(palette.mark(Ramp::Sequential, Some(0.0)), palette.unknown);
    }
}
