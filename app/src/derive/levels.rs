//! At which zoom each level of the hierarchy is seen, and how strongly.
//!
//! Zoom is the binary logarithm of the magnification over the view that fits the whole map: 0 fits
//! it, 1 is twice as large.

use super::atlas::Atlas;

/// Pixels between neighbouring marks at which a level has room to be read.
const ROOM_PX: f64 = 92.0;
/// A finer level begins at least and at most this much zoom after the one above.
const STEP: (f64, f64) = (0.85, 2.6);
/// Zoom over which a level fades in, centred on where it begins.
const FADE: f64 = 0.4;
/// Zoom for which a level's labels stay while the next finer level takes over.
const HANDOVER: f64 = 0.45;
/// Zoom for which the halos behind base clusters stay.
const LAST_HALO: f64 = 1.0;
/// Zoom beyond the beginning of the base level that one may still go.
const BEYOND: f64 = 3.5;

/// The zoom at which each level begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Levels {
    /// Index = level. The top level begins at minus infinity.
    begins: Vec<f64>,
}

/// How the marks of a level are drawn at some zoom; each part in 0..=1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Presence {
    /// Strength of the filled mark.
    pub mark: f64,
    /// Strength of the halo that stays behind finer marks.
    pub halo: f64,
}

impl Levels {
    /// Levels of `atlas` where `fit_scale` is the pixels of a world unit at zoom 0.
    #[must_use]
    pub fn new(atlas: &Atlas, fit_scale: f64) -> Self {
        let top = usize::from(atlas.top_level());
        let mut begins = vec![f64::NEG_INFINITY; top + 1];
        let mut above = 0.0;
        for level in (0..top).rev() {
            let count = atlas.at_level(u8::try_from(level).unwrap_or(u8::MAX)).len();
            let spacing = (atlas.bounds().area() / count.max(1) as f64).sqrt();
            let roomy = (ROOM_PX / (spacing * fit_scale)).log2();
            begins[level] = roomy.clamp(above + STEP.0, above + STEP.1);
            above = begins[level];
        }
        Self { begins }
    }

    /// The zoom at which `level` begins; minus infinity for the top level.
    #[must_use]
    pub fn begins(&self, level: u8) -> f64 {
        self.begins[usize::from(level)]
    }

    /// The range of zoom in which labels of `level` may be shown.
    #[must_use]
    pub fn label_range(&self, level: u8) -> (f64, f64) {
        let start = self.begins(level);
        let end = match level {
            0 => f64::INFINITY,
            finer => self.begins(finer - 1) + HANDOVER,
        };
        (start, end)
    }

    /// The range of zoom in which marks of `level` are best read: no coarser and no finer ones.
    #[must_use]
    pub fn reading_range(&self, level: u8) -> (f64, f64) {
        let low = self.begins(level);
        let low = if low.is_finite() { low + FADE } else { 0.0 };
        let high = match level {
            0 => self.zoom_limits().1,
            finer => self.begins(finer - 1) - FADE,
        };
        (low.min(high), high)
    }

    /// The finest level that is seen at `zoom`.
    #[must_use]
    pub fn finest(&self, zoom: f64) -> u8 {
        let level = self.begins.iter().position(|&begin| begin <= zoom);
        u8::try_from(level.unwrap_or(self.begins.len() - 1)).unwrap_or(u8::MAX)
    }

    /// Farthest and closest zoom allowed.
    #[must_use]
    pub fn zoom_limits(&self) -> (f64, f64) {
        let base = self.begins[0];
        (-1.0, if base.is_finite() { base } else { 0.0 } + BEYOND)
    }

    /// How `level` is drawn at `zoom`: it fades in as a mark, becomes a halo when the next finer
    /// level comes, and is gone when the level after that does.
    #[must_use]
    pub fn presence(&self, level: u8, zoom: f64) -> Presence {
        let here = self.arrival(level, zoom);
        let (finer, finest) = match level {
            0 => (0.0, 0.0),
            1 => (self.arrival(0, zoom), self.arrival(0, zoom - LAST_HALO)),
            _ => (self.arrival(level - 1, zoom), self.arrival(level - 2, zoom)),
        };
        Presence {
            mark: here * (1.0 - finer),
            halo: here * finer * (1.0 - finest),
        }
    }

    /// How far `level` has come at `zoom`: 0 before it begins, 1 once it has.
    #[must_use]
    pub fn arrival(&self, level: u8, zoom: f64) -> f64 {
        let begin = self.begins(level);
        if begin.is_infinite() {
            return 1.0;
        }
        let t = ((zoom - begin) / FADE + 0.5).clamp(0.0, 1.0);
        t * t * (3.0 - 2.0 * t)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn only_the_top_level_is_seen_when_the_map_fits() {
        let atlas = fixture::atlas();
        for fit_scale in [120.0, 330.0, 900.0] {
            let levels = Levels::new(&atlas, fit_scale);
            assert_eq!(levels.finest(0.0), atlas.top_level());
            assert_eq!(levels.presence(0, 0.0).mark, 0.0);
            assert_eq!(levels.presence(atlas.top_level(), 0.0).mark, 1.0);
        }
    }

    #[test]
    fn finer_levels_begin_later_and_the_base_is_reached() {
        let atlas = fixture::atlas();
        let levels = Levels::new(&atlas, 330.0);
        for level in 0..atlas.top_level() {
            assert!(levels.begins(level) > levels.begins(level + 1));
        }
        assert_eq!(levels.finest(levels.zoom_limits().1), 0);
    }

    #[test]
    fn something_is_drawn_at_full_strength_between_fades() {
        let atlas = fixture::atlas();
        let levels = Levels::new(&atlas, 330.0);
        for step in 0..80 {
            let zoom = f64::from(step) * 0.1;
            let strength: f64 = (0..=atlas.top_level())
                .map(|level| levels.presence(level, zoom).mark)
                .sum();
            assert!((strength - 1.0).abs() < 1e-9, "{strength} at {zoom}");
        }
    }
}
