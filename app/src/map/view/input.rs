//! What the reader's hands do to the map.

use super::core::Core;
use super::{MapEvent, MapView};
use crate::derive::directions::{self, Direction};
use crate::derive::link::Look;
use crate::map::gesture::{Gesture, Tip};
use crate::map::lasso::Tool;
use crate::map::picking;
use crate::map::scene::Emphasis;

impl MapView {
    /// A pointer goes down.
    pub fn press(&self, pointer: i32, at: [f64; 2], shift: bool, tip: Tip) {
        self.with(|core| {
            core.stop();
            if !core.begin_outline(pointer, at, shift) {
                core.pointers.press(pointer, at, tip);
            }
        });
    }

    /// A pointer moves; `hovers` where it can do so without being down.
    pub fn move_pointer(&self, pointer: i32, to: [f64; 2], hovers: bool) {
        self.with(|core| {
            if core.extend_outline(pointer, to) {
                return;
            }
            match core.pointers.drag(pointer, to) {
                Some(gesture) => core.act(gesture),
                None if hovers && !core.pointers.is_dragging() => {
                    core.hover(core.pick(to, Tip::Fine));
                }
                None => {}
            }
        });
    }

    /// A pointer goes up.
    pub fn release(&self, pointer: i32, at: [f64; 2]) {
        self.with(|core| {
            if !core.close_outline(pointer, at)
                && let Some(gesture) = core.pointers.release(pointer, at)
            {
                core.act(gesture);
            }
            core.changed();
        });
    }

    /// A pointer is lost.
    pub fn cancel(&self, pointer: i32) {
        self.with(|core| {
            core.drop_outline();
            core.pointers.cancel(pointer);
            core.changed();
        });
    }

    /// The pointer leaves the map.
    pub fn leave(&self) {
        self.with(|core| core.hover(None));
    }

    /// Zooms by `by` about a place on screen, at once.
    pub fn zoom_at(&self, at: [f64; 2], by: f64) {
        self.with(|core| {
            core.stop();
            core.zoom_about(at, by);
            core.hover(core.pick(at, Tip::Fine));
        });
    }

    /// Zooms by `by` about a place on screen, or about the focused cluster or the centre, smoothly.
    pub fn fly_zoom(&self, at: Option<[f64; 2]>, by: f64) {
        self.with(|core| {
            let mut goal = core.camera;
            goal.look = core.destination();
            let about = at
                .or_else(|| {
                    let cluster = core.scene.atlas.cluster(core.emphasis.focused?);
                    Some(goal.to_screen(cluster.position))
                })
                .unwrap_or(goal.viewport.map(|side| side / 2.0));
            goal.zoom_about(about, by, core.levels.zoom_limits());
            goal.keep_over(&core.scene.atlas.bounds());
            core.fly(goal.look);
        });
    }

    /// Moves the keyboard's focus to the neighbour in a direction.
    pub fn step(&self, direction: Direction) {
        self.with(|core| core.step(direction));
    }

    /// Moves the view by a part of itself.
    pub fn nudge(&self, direction: Direction) {
        self.with(|core| core.nudge(direction));
    }

    /// Selects the focused cluster.
    pub fn choose_focused(&self) {
        self.with(|core| {
            if let Some(index) = core.emphasis.focused {
                core.choose(Some(index));
            }
        });
    }

    /// Lays down the tool; where none is in hand, forgets focus and selection.
    pub fn clear(&self) {
        self.with(|core| {
            if core.tool != Tool::Move || core.outline.is_some() {
                core.drop_outline();
                core.report(MapEvent::Tool(Tool::Move));
                return;
            }
            core.emphasise(Emphasis::default());
            core.report(MapEvent::Select(None));
        });
    }

    /// Forgets the focus, when the keyboard goes elsewhere.
    pub fn unfocus(&self) {
        self.with(|core| {
            core.emphasise(Emphasis {
                focused: None,
                ..core.emphasis
            });
        });
    }
}

impl Core {
    fn act(&mut self, gesture: Gesture) {
        match gesture {
            Gesture::Pan(by) => self.pan(by),
            Gesture::Pinch { about, zoom, pan } => {
                self.pan(pan);
                self.zoom_about(about, zoom);
            }
            Gesture::Click(at) => {
                let hit = self.pick(at, self.pointers.tip());
                self.choose(hit);
            }
        }
        self.changed();
    }

    fn pan(&mut self, by: [f64; 2]) {
        self.camera.pan(by);
        self.camera.keep_over(&self.scene.atlas.bounds());
    }

    fn zoom_about(&mut self, at: [f64; 2], by: f64) {
        self.camera.zoom_about(at, by, self.levels.zoom_limits());
        self.camera.keep_over(&self.scene.atlas.bounds());
        self.changed();
    }

    /// The cluster whose label or mark is at a place on screen.
    pub(super) fn pick(&self, at: [f64; 2], tip: Tip) -> Option<usize> {
        self.labels
            .at(&self.scene, &self.camera, at)
            .or_else(|| picking::pick(&self.scene, &self.levels, &self.camera, at, tip.reach()))
    }

    fn hover(&mut self, index: Option<usize>) {
        if self.emphasis.hovered != index {
            self.emphasise(Emphasis {
                hovered: index,
                ..self.emphasis
            });
        }
    }

    fn choose(&mut self, index: Option<usize>) {
        self.reveal_pending = false;
        self.emphasise(Emphasis {
            selected: index,
            ..self.emphasis
        });
        self.report(MapEvent::Select(index));
    }

    fn step(&mut self, direction: Direction) {
        let atlas = &self.scene.atlas;
        let level = self.levels.finest(self.destination().zoom);
        let places = || {
            let members = atlas.at_level(level).iter();
            members.map(|&index| (index, atlas.cluster(index).position))
        };
        let from = self.emphasis.focused.or(self.emphasis.selected);
        let next = match from {
            Some(index) => {
                let here = atlas.cluster(index).position;
                directions::next(here, direction, places())
            }
            None => directions::nearest(self.camera.look.centre, places()),
        };
        if let Some(index) = next {
            self.emphasise(Emphasis {
                focused: Some(index),
                ..self.emphasis
            });
            self.report(MapEvent::Focus(index));
            self.bring_into_view(index);
        }
    }

    /// Moves the camera, at the same zoom, where the cluster is near the edge or beyond it.
    fn bring_into_view(&mut self, index: usize) {
        let centre = self.scene.atlas.cluster(index).position;
        let mut goal = self.camera;
        goal.look = self.destination();
        let at = goal.to_screen(centre);
        let inside = (0..2).all(|axis| {
            let margin = goal.viewport[axis] * 0.12;
            (margin..=goal.viewport[axis] - margin).contains(&at[axis])
        });
        if !inside {
            self.fly(Look {
                centre,
                zoom: goal.look.zoom,
            });
        }
    }
}
