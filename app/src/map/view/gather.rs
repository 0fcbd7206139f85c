//! Picking clusters into a set: a line around them, or one by one.

use super::core::Core;
use super::{Gather, MapEvent, MapView};
use crate::browser;
use crate::map::gesture::Tip;
use crate::map::lasso::{Outline, Tool};
use crate::map::picking;

impl MapView {
    /// Asks for a tool, or for laying it down where it is in hand already.
    pub fn want_tool(&self, tool: Tool) {
        self.with(|core| {
            let wanted = if core.tool == tool { Tool::Move } else { tool };
            core.report(MapEvent::Tool(wanted));
        });
    }

    /// Adds the focused cluster, or else the selected one, to the set, or takes it out.
    pub fn gather_focused(&self) {
        self.with(|core| {
            if let Some(index) = core.emphasis.focused.or(core.emphasis.selected) {
                core.report(MapEvent::Gathered(vec![index], Gather::Toggle));
            }
        });
    }
}

impl Core {
    pub(super) fn take_up(&mut self, tool: Tool) {
        self.tool = tool;
        self.surface.mark("data-tool", tool.name());
        self.drop_outline();
    }

    /// Begins a line where a tool is in hand, or a rectangle where the reader holds Shift. Whether it did.
    pub(super) fn begin_outline(&mut self, pointer: i32, at: [f64; 2], shift: bool) -> bool {
        if let Some(outline) = self.outline.take() {
            // A second finger: the reader pinches.
            self.show_outline();
            if let Some(&first) = outline.corners().last() {
                self.pointers.press(outline.pointer, first, Tip::Finger);
            }
            return false;
        }
        let tool = match self.tool {
            Tool::Move if shift => Tool::Rectangle,
            tool => tool,
        };
        self.outline = Outline::begin(tool, pointer, at, shift && self.tool != Tool::Move);
        self.outline.is_some()
    }

    /// Draws the line on. Whether there is one.
    pub(super) fn extend_outline(&mut self, pointer: i32, to: [f64; 2]) -> bool {
        let Some(outline) = self.outline.as_mut() else {
            return false;
        };
        if outline.pointer == pointer {
            outline.extend(to);
            self.show_outline();
        }
        true
    }

    /// Picks what the line encloses; a click picks what is there. Whether there was a line.
    pub(super) fn close_outline(&mut self, pointer: i32, at: [f64; 2]) -> bool {
        let Some(outline) = self.outline.take() else {
            return false;
        };
        self.show_outline();
        if outline.pointer != pointer {
            return true;
        }
        if outline.is_click() {
            if let Some(index) = self.pick(at, Tip::Fine) {
                self.report(MapEvent::Gathered(vec![index], Gather::Toggle));
            }
            return true;
        }
        let corners = outline.corners();
        let clusters = picking::enclosed(&self.scene, &self.levels, &self.camera, &corners);
        let how = if outline.adds {
            Gather::Add
        } else {
            Gather::Replace
        };
        self.report(MapEvent::Gathered(clusters, how));
        self.report(MapEvent::Tool(Tool::Move));
        true
    }

    /// Forgets the line.
    pub(super) fn drop_outline(&mut self) {
        self.outline = None;
        self.show_outline();
    }

    fn show_outline(&self) {
        let path = self
            .outline
            .as_ref()
            .map_or_else(String::new, Outline::path);
        browser::set_attribute(&self.lasso, "d", &path);
    }
}
