//! The map's content: one layer of marks a level, and layers for what is emphasised.

use std::sync::Arc;

use super::draw::Layer;
use crate::derive::atlas::Atlas;
use crate::derive::colour_by::ColourBy;
use crate::derive::palette::{Palette, Rgb};

/// Share of the map's area that the marks of one level cover when the map fits.
const COVERAGE: f64 = 0.15;

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
    /// Radius in world units of the land around a base cluster, at zoom 0.
    pub land_radius: f64,
    colours: Vec<Rgb>,
}

impl Scene {
    /// Lays out `atlas`, coloured by `colour`.
    #[must_use]
    pub fn new(atlas: Arc<Atlas>, colour: &ColourBy, palette: &Palette) -> Self {
        let area = atlas.bounds().area();
        let conversations: u64 = (0..=atlas.top_level())
            .map(|level| {
                let members = atlas.at_level(level).iter();
                members.map(|&i| atlas.cluster(i).conversations).sum()
            })
            .max()
            .unwrap_or(1);
        let base = atlas.at_level(0).len().max(1) as f64;
        let mut scene = Self {
            world_per_root: (COVERAGE * area / std::f64::consts::PI / conversations.max(1) as f64)
                .sqrt(),
            land_radius: (0.62 * (area / base).sqrt()).clamp(0.02, 0.09),
            colours: Vec::new(),
            atlas,
        };
        scene.recolour(colour, palette);
        scene
    }

    /// Colours all marks anew.
    pub fn recolour(&mut self, colour: &ColourBy, palette: &Palette) {
        let scale = colour.scale(&self.atlas);
        self.colours = (0..self.atlas.clusters().len())
            .map(|index| {
                let value = colour.value(&self.atlas, index);
                palette.mark(colour.ramp(), value.map(|value| scale.fraction(value)))
            })
            .collect();
    }

    /// Slot of the layer that holds the marks of `level`.
    #[must_use]
    pub fn level_slot(&self, level: u8) -> usize {
        usize::from(level)
    }

    /// Slot of the land below the selected or hovered cluster.
    #[must_use]
    pub fn territory_slot(&self) -> usize {
        usize::from(self.atlas.top_level()) + 1
    }

    /// Slots of the single marks that are hovered, selected and focused.
    #[must_use]
    pub fn emphasis_slots(&self) -> [usize; 3] {
        let first = self.territory_slot() + 1;
        [first, first + 1, first + 2]
    }

    /// The marks of `level`, small ones last so that they lie on top.
    #[must_use]
    pub fn level_layer(&self, level: u8) -> Layer {
        self.layer(self.atlas.at_level(level).iter().copied())
    }

    /// Layers of what is emphasised, with their slots.
    #[must_use]
    pub fn emphasis_layers(&self, emphasis: Emphasis) -> Vec<(usize, Layer)> {
        let [hover, select, focus] = self.emphasis_slots();
        let territory = emphasis
            .hovered
            .or(emphasis.focused)
            .or(emphasis.selected)
            .map(|index| self.atlas.leaves_below(index))
            .unwrap_or_default();
        vec![
            (self.territory_slot(), self.layer(territory.into_iter())),
            (hover, self.layer(emphasis.hovered.into_iter())),
            (select, self.layer(emphasis.selected.into_iter())),
            (focus, self.layer(emphasis.focused.into_iter())),
        ]
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

    /// Radius of the land around a base cluster in CSS pixels. It grows less than the map, so that
    /// close by the land parts into islands and leaves room.
    #[must_use]
    pub fn land_pixels(&self, fit_scale: f64, zoom: f64) -> f64 {
        self.land_radius * fit_scale * (zoom * 0.65).exp2()
    }

    fn layer(&self, members: impl Iterator<Item = usize>) -> Layer {
        let mut layer = Layer::default();
        for index in members {
            let cluster = self.atlas.cluster(index);
            layer
                .centres
                .push([cluster.position[0] as f32, cluster.position[1] as f32]);
            layer.roots.push((cluster.conversations as f32).sqrt());
            layer.colours.push(self.colours[index]);
        }
        layer
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;
    use crate::derive::palette::Shade;

    fn scene() -> Scene {
        let palette = Palette::of(Shade::Light);
        Scene::new(Arc::new(fixture::atlas()), &ColourBy::Concern, palette)
    }

    #[test]
    fn area_is_in_proportion_to_conversations() {
        let scene = scene();
        let area = |index| scene.mark_radius(index, 300.0, 0.0).powi(2);
        let (top, base) = (scene.atlas.at_level(2)[0], scene.atlas.at_level(0)[0]);
        let ratio = scene.atlas.cluster(top).conversations as f64
            / scene.atlas.cluster(base).conversations as f64;
        assert!((area(top) / area(base) - ratio).abs() < 1e-9);
    }

    #[test]
    fn the_territory_of_a_top_cluster_is_its_base_clusters() {
        let scene = scene();
        let emphasis = Emphasis {
            hovered: Some(scene.atlas.at_level(2)[0]),
            ..Emphasis::default()
        };
        let layers = scene.emphasis_layers(emphasis);
        assert_eq!(layers[0].1.centres.len(), 12);
        assert_eq!(layers[1].1.centres.len(), 1);
        assert!(layers[2].1.centres.is_empty());
    }
}
