//! The map's content: one layer of marks a level, territories, and layers for what is emphasised.

mod load;
mod slots;

use std::sync::Arc;

use super::draw::{Ink, Layer};
use crate::derive::atlas::Atlas;
use crate::derive::overlay::Overlay;
use crate::derive::palette::Palette;
use crate::derive::regions::{Area, Regions};

/// Share of the map's area that the marks of one level cover when the map fits.
const COVERAGE: f64 = 0.12;
/// Opacity of the filling of marks whose value is withheld: nearly hollow, so that nobody takes their grey for
/// the middle of a scale.
const HOLLOW: u8 = 28;

/// What is emphasised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Emphasis {
    /// The selected cluster.
    pub selected: Option<usize>,
    /// The cluster under the pointer.
    pub hovered: Option<usize>,
    /// The cluster that the keyboard is on.
    pub focused: Option<usize>,
}

/// Sizes and colours of all marks.
#[derive(Debug, Clone)]
pub struct Scene {
    /// The release.
    pub atlas: Arc<Atlas>,
    /// Radius in world units per root of a conversation, at zoom 0.
    pub world_per_root: f64,
    /// The territories.
    pub regions: Regions,
    overlay: Arc<Overlay>,
    /// One bool a cluster: whether it has its colour; `None` where all have.
    lit: Option<Arc<[bool]>>,
    inks: Vec<Ink>,
}

impl Scene {
    /// Lays out `atlas`, coloured by `overlay`.
    #[must_use]
    pub fn new(atlas: Arc<Atlas>, overlay: Arc<Overlay>, palette: &Palette) -> Self {
        Self::with(Regions::new(&atlas), atlas, overlay, palette)
    }

    /// The radius of marks in `atlas` in world units per root of a conversation, at zoom 0.
    #[must_use]
    pub fn world_per_root(atlas: &Atlas) -> f64 {
        let area = atlas.bounds().area();
        let conversations: u64 = (0..=atlas.top_level())
            .map(|level| {
                let members = atlas.at_level(level).iter();
                members.map(|&i| atlas.cluster(i).conversations).sum()
            })
            .max()
            .unwrap_or(1);
        (COVERAGE * area / std::f64::consts::PI / conversations.max(1) as f64).sqrt()
    }

    /// As [`Self::new`], where the territories are made.
    #[must_use]
    pub fn with(
        regions: Regions,
        atlas: Arc<Atlas>,
        overlay: Arc<Overlay>,
        palette: &Palette,
    ) -> Self {
        let mut scene = Self {
            world_per_root: Self::world_per_root(&atlas),
            regions,
            overlay,
            lit: None,
            inks: Vec::new(),
            atlas,
        };
        scene.ink(palette);
        scene
    }

    /// Colours all marks by something else.
    pub fn recolour(&mut self, overlay: Arc<Overlay>, palette: &Palette) {
        self.overlay = overlay;
        self.ink(palette);
    }

    /// Turns grey all marks but those that are `lit`, one bool a cluster.
    pub fn dim(&mut self, lit: Option<Arc<[bool]>>, palette: &Palette) {
        self.lit = lit;
        self.ink(palette);
    }

    /// Whether the mark at `index` has its colour.
    #[must_use]
    pub fn is_lit(&self, index: usize) -> bool {
        let lit = self.lit.as_ref().and_then(|lit| lit.get(index));
        lit.is_none_or(|&lit| lit)
    }

    fn ink(&mut self, palette: &Palette) {
        self.inks = (0..self.atlas.clusters().len())
            .map(|index| match self.overlay.fraction(index) {
                _ if !self.is_lit(index) => Ink {
                    colour: palette.dim,
                    fill: u8::MAX,
                },
                Some(fraction) => Ink {
                    colour: palette.on(&self.overlay.scale, fraction),
                    fill: u8::MAX,
                },
                None => Ink {
                    colour: palette.unknown,
                    fill: HOLLOW,
                },
            })
            .collect();
    }

    /// The marks of `level`: grey ones first, so that they lie below, and of each kind small ones last.
    #[must_use]
    pub fn level_layer(&self, level: u8) -> Layer {
        let members = || self.atlas.at_level(level).iter().copied();
        let grey = members().filter(|&index| !self.is_lit(index));
        self.layer(grey.chain(members().filter(|&index| self.is_lit(index))))
    }

    /// Marks of `level` that are in the reader's set; `within` has one bool a cluster.
    #[must_use]
    pub fn set_layer(&self, level: u8, within: &[bool]) -> Layer {
        let members = self.atlas.at_level(level).iter().copied();
        self.layer(members.filter(|&index| within.get(index).is_some_and(|&within| within)))
    }

    /// Layers of what is emphasised, with their slots.
    #[must_use]
    pub fn emphasis_layers(&self, emphasis: Emphasis) -> [(usize, Layer); 3] {
        let [hover, select, focus] = self.emphasis_slots();
        [
            (hover, self.layer(emphasis.hovered.into_iter())),
            (select, self.layer(emphasis.selected.into_iter())),
            (focus, self.layer(emphasis.focused.into_iter())),
        ]
    }

    /// The territory of what is emphasised most; empty where that is a base cluster or nothing.
    #[must_use]
    pub fn emphasis_area(&self, emphasis: Emphasis) -> Area {
        let Emphasis {
            selected,
            hovered,
            focused,
        } = emphasis;
        hovered
            .or(focused)
            .or(selected)
            .map_or_else(Area::default, |index| {
                self.regions.of(index, self.atlas.cluster(index).level)
            })
    }

    /// Radius of the mark at `index` in CSS pixels where the world is `fit_scale` pixels a unit at
    /// zoom 0.
    #[must_use]
    pub fn mark_radius(&self, index: usize, fit_scale: f64, zoom: f64) -> f64 {
        let root = (self.atlas.cluster(index).conversations as f64).sqrt();
        self.per_root(fit_scale, zoom) * root
    }

    /// Radius in CSS pixels per root of a conversation. Marks grow with the root of the
    /// magnification, so that they part as one comes closer.
    #[must_use]
    pub fn per_root(&self, fit_scale: f64, zoom: f64) -> f64 {
        self.world_per_root * fit_scale * (zoom / 2.0).exp2()
    }

    fn layer(&self, members: impl Iterator<Item = usize>) -> Layer {
        let mut layer = Layer::default();
        for index in members {
            let cluster = self.atlas.cluster(index);
            layer
                .centres
                .push([cluster.position[0] as f32, cluster.position[1] as f32]);
            layer.roots.push((cluster.conversations as f32).sqrt());
            layer.inks.push(self.inks[index]);
        }
        layer
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::colour_by::{ColourBy, FacetValue};
    use crate::derive::fixture;
    use crate::derive::palette::Shade;

    fn scene(colour: ColourBy) -> Scene {
        let palette = Palette::of(Shade::Light);
        let atlas = Arc::new(fixture::atlas());
        let overlay = Arc::new(Overlay::new(&atlas, colour));
        Scene::new(atlas, overlay, palette)
    }

    #[test]
    fn area_is_in_proportion_to_conversations() {
        let scene = scene(ColourBy::Concern);
        let area = |index| scene.mark_radius(index, 300.0, 0.0).powi(2);
        let (top, base) = (scene.atlas.at_level(2)[0], scene.atlas.at_level(0)[0]);
        let ratio = scene.atlas.cluster(top).conversations as f64
            / scene.atlas.cluster(base).conversations as f64;
        assert!((area(top) / area(base) - ratio).abs() < 1e-9);
    }

    #[test]
    fn what_is_emphasised_has_a_mark_and_its_territory() {
        let scene = scene(ColourBy::Size);
        let emphasis = Emphasis {
            hovered: Some(scene.atlas.at_level(2)[0]),
            ..Emphasis::default()
        };
        let layers = scene.emphasis_layers(emphasis);
        assert_eq!(layers[0].1.centres.len(), 1);
        assert!(layers[1].1.centres.is_empty());
        assert!(scene.emphasis_area(emphasis).size() > 0.0);
    }

    #[test]
    fn marks_that_are_left_out_are_grey_below_the_others_and_never_gone() {
        let palette = Palette::of(Shade::Light);
        let mut scene = scene(ColourBy::Size);
        let middle = scene.atlas.at_level(1).to_vec();
        let lit: Arc<[bool]> = (0..scene.atlas.clusters().len())
            .map(|index| index == middle[0])
            .collect();
        scene.dim(Some(lit), palette);
        let layer = scene.level_layer(1);
        assert_eq!(layer.inks.len(), middle.len());
        let (last, grey) = layer.inks.split_last().unwrap();
        assert!(grey.iter().all(|ink| ink.colour == palette.dim));
        assert_ne!(last.colour, palette.dim);
        scene.dim(None, palette);
        let layer = scene.level_layer(1);
        assert!(layer.inks.iter().all(|ink| ink.colour != palette.dim));
    }

    #[test]
    fn marks_whose_value_is_withheld_are_hollow() {
        let scene = scene(ColourBy::Share(FacetValue::new("language", "fra")));
        let inks = scene.level_layer(0).inks;
        assert!(inks.iter().all(|ink| ink.fill == HOLLOW));
    }
}
