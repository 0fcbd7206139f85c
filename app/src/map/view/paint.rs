//! Draws the map, and tells what is seen of it.

use super::core::Core;
use super::{Card, MapEvent};
use crate::browser;
use crate::map::draw::Picture;
use crate::map::{frame, picking};

impl Core {
    /// One animation frame.
    pub(super) fn frame(&mut self) {
        self.frame_came();
        if self.reveal_pending {
            self.reveal_selected();
        }
        if let Some(flight) = self.flight {
            let (look, arrived) = flight.at(browser::now_ms());
            self.camera.look = look;
            if arrived {
                self.flight = None;
            } else {
                self.changed();
            }
        }
        self.draw();
    }

    pub(super) fn draw(&mut self) {
        if self.laid_out.is_none() {
            return;
        }
        let picture = self.compose();
        self.surface.paint(&picture);
        if !self.labels.update(&self.scene, &self.camera, self.emphasis) {
            self.changed();
        }
        self.describe();
    }

    /// What the camera sees.
    pub(super) fn compose(&self) -> Picture {
        frame::compose(
            &self.scene,
            &self.levels,
            &self.camera,
            self.emphasis,
            self.palette,
            self.pixel_ratio,
        )
    }

    /// Tells the page, and whoever listens, what is seen now.
    fn describe(&mut self) {
        let visible = picking::visible(&self.scene, &self.levels, &self.camera);
        if self.last.visible != Some(visible) {
            self.last.visible = Some(visible);
            self.surface.mark("data-visible", &visible.to_string());
        }
        let level = self.levels.finest(self.camera.look.zoom);
        if self.last.level != Some(level) {
            self.last.level = Some(level);
            self.surface.mark("data-level", &level.to_string());
            self.report(MapEvent::Level(level));
        }
        let seen = self.camera.seen();
        if self.last.seen != Some(seen) {
            self.last.seen = Some(seen);
            self.report(MapEvent::Seen(seen));
        }
        let card = self.card();
        if self.last.card != card {
            self.last.card = card;
            self.report(MapEvent::Card(card));
        }
        if self.flight.is_none() && self.last.look != Some(self.camera.look) {
            self.last.look = Some(self.camera.look);
            let look = (self.camera.look != self.home_look()).then_some(self.camera.look);
            self.report(MapEvent::Moved(look));
        }
    }

    fn card(&self) -> Option<Card> {
        if self.pointers.is_dragging() || self.outline.is_some() {
            return None;
        }
        let index = self.emphasis.hovered.or(self.emphasis.focused)?;
        let zoom = self.camera.look.zoom;
        Some(Card {
            index,
            at: self
                .camera
                .to_screen(self.scene.atlas.cluster(index).position),
            radius: self
                .scene
                .mark_radius(index, self.camera.fit_scale, zoom)
                .max(frame::LEAST_RADIUS),
            viewport: self.camera.viewport,
        })
    }
}
