//! Colours of the map: a sequential scale, a diverging one and a few quiet surfaces, for light and dark.
//!
//! The sequential scales run from pale to deep (light) and from deep to pale (dark) with steadily changing
//! lightness from yellow-green to blue, which people with any common colour blindness can order.
//! The diverging scales run from green over grey to purple (as PRGn of ColorBrewer, Harrower and Brewer 2003),
//! which the same people can tell apart, and away from the middle they stand out more and more.
//! The accent is an orange that stands apart from all of them.
//!
//! Invariant: every mark has a line of at least 3:1 against what it lies on (WCAG 2.2, 1.4.11), however pale its
//! colour; with more contrast, the colours themselves have it too.

mod colours;

use super::scale::Scale;

/// Red, green, blue.
pub type Rgb = [u8; 3];

/// Light or dark, and with how much contrast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shade {
    /// Dark ink on a light ground.
    #[default]
    Light,
    /// Light ink on a dark ground.
    Dark,
    /// As light, with more contrast.
    StarkLight,
    /// As dark, with more contrast.
    StarkDark,
}

impl Shade {
    /// Dark or light, with more contrast or not.
    #[must_use]
    pub const fn of(dark: bool, stark: bool) -> Self {
        match (dark, stark) {
            (false, false) => Self::Light,
            (true, false) => Self::Dark,
            (false, true) => Self::StarkLight,
            (true, true) => Self::StarkDark,
        }
    }

    /// Whether the ground is dark.
    #[must_use]
    pub const fn is_dark(self) -> bool {
        matches!(self, Self::Dark | Self::StarkDark)
    }
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
    /// Brightness of a mark's line relative to the mark, away from the land's, so that marks stand out from the
    /// land and from each other.
    pub edge: f64,
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

impl Palette {
    /// The palette for `shade`.
    #[must_use]
    pub const fn of(shade: Shade) -> &'static Self {
        match shade {
            Shade::Light => &colours::LIGHT,
            Shade::Dark => &colours::DARK,
            Shade::StarkLight => &colours::STARK_LIGHT,
            Shade::StarkDark => &colours::STARK_DARK,
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

    /// The line around a mark of this colour.
    #[must_use]
    pub fn line(&self, colour: Rgb) -> Rgb {
        lit(colour, self.edge)
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

/// A colour with so many times its brightness, as far as that can be shown.
#[must_use]
pub fn lit(colour: Rgb, brightness: f64) -> Rgb {
    colour.map(|channel| (f64::from(channel) * brightness).round() as u8)
}

/// A colour as CSS writes it.
#[must_use]
pub fn css([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[cfg(test)]
pub(in crate::derive) mod tests;
