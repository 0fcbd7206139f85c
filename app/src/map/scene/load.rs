//! Hands the scene to whatever is to draw it.

use super::{Emphasis, Scene};
use crate::map::draw::Stock;

impl Scene {
    /// Everything; `within` has one bool a cluster: whether it is in the reader's set.
    pub fn load_all(&self, within: &[bool], emphasis: Emphasis, stock: &mut dyn Stock) {
        self.load_land(stock);
        self.load_marks(within, stock);
        self.load_emphasis(emphasis, stock);
    }

    /// Land and its borders, which never change.
    pub fn load_land(&self, stock: &mut dyn Stock) {
        stock.load_area(Self::LAND, self.regions.land());
        stock.load_lines(Self::COAST, self.regions.coast());
        for level in 1..=self.atlas.top_level() {
            stock.load_lines(Self::border_slot(level), self.regions.borders(level));
        }
    }

    /// What changes with colours, but for what is emphasised.
    pub fn load_marks(&self, within: &[bool], stock: &mut dyn Stock) {
        for level in 0..=self.atlas.top_level() {
            stock.load(self.level_slot(level), &self.level_layer(level));
            stock.load(self.set_slot(level), &self.set_layer(level, within));
        }
    }

    /// What is hovered, selected and focused.
    pub fn load_emphasis(&self, emphasis: Emphasis, stock: &mut dyn Stock) {
        for (slot, layer) in self.emphasis_layers(emphasis) {
            stock.load(slot, &layer);
        }
        stock.load_area(Self::TERRITORY, &self.emphasis_area(emphasis));
    }
}
