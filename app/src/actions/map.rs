//! What the reader does with the map besides moving it: colours, the part of the scale, the mini-map.

use leptos::prelude::*;

use super::Actions;
use crate::browser;
use crate::derive::colour_by::ColourBy;
use crate::derive::overlay::Range;
use crate::map::lasso::Tool;
use crate::map::view::MapEvent;
use crate::tr;

/// Where the browser remembers that the mini-map is hidden.
const MINIMAP_KEY: &str = "kleio-minimap";

impl Actions {
    /// Colours the map by something else; the whole scale has its colours again.
    pub fn colour_by(self, colour: ColourBy) {
        if self.state.colour.with_untracked(|now| *now == colour) {
            return;
        }
        self.write.map.range.set(None);
        self.write.colour.set(colour);
        self.recolour();
        self.write_address(true);
    }

    /// Leaves only a part of the scale its colours.
    pub fn narrow_scale(self, range: Range) {
        let range = (range != Range::ALL).then_some(range);
        if self.state.map.range.get_untracked() != range {
            self.write.map.range.set(range);
            self.write_address(false);
        }
    }

    /// Takes up a tool.
    pub fn take_up(self, tool: Tool) {
        self.write.map.tool.set(tool);
        let said = match tool {
            Tool::Move => return,
            Tool::Lasso => tr!("Lasso: draw a line around clusters. Escape lays it down."),
            Tool::Rectangle => tr!("Rectangle: drag over clusters. Escape lays it down."),
        };
        self.write.announcement.set(said.to_owned());
    }

    /// Shows or hides the mini-map, and remembers it.
    pub fn show_minimap(self, shown: bool) {
        browser::remember(MINIMAP_KEY, (!shown).then_some("hidden"));
        self.write.map.minimap.set(shown);
    }

    /// What the browser remembers of the map.
    pub(super) fn recall_map(self) {
        let hidden = browser::recall(MINIMAP_KEY).is_some();
        self.write.map.minimap.set(!hidden);
        self.recall_sets();
    }

    /// Takes note of what happened on the map.
    pub fn map_event(self, event: MapEvent) {
        match event {
            MapEvent::Select(index) => self.select(index),
            MapEvent::Focus(index) => self.announce(index),
            MapEvent::Moved(look) => {
                self.write.look.set(look);
                self.write_address(false);
            }
            MapEvent::Gathered(clusters, how) => self.gather(&clusters, how),
            MapEvent::Tool(tool) => self.take_up(tool),
            MapEvent::Seen(seen) => self.write.map.seen.set(Some(seen)),
            MapEvent::Level(level) => self.write.level.set(level),
            MapEvent::Card(card) => self.write.card.set(card),
            MapEvent::Renderer(kind) => self.write.renderer.set(kind),
        }
    }
}
