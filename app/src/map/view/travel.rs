//! Where the camera goes.

use std::task::Poll;

use super::core::Core;
use crate::browser;
use crate::derive::directions::Direction;
use crate::derive::link::Look;
use crate::map::flight::Flight;

/// The part of the view that one press of a key moves it by.
const NUDGE: f64 = 0.25;
/// A selected cluster is brought into view where it is nearer to the edge than this part of the view.
const EDGE: f64 = 0.15;

impl Core {
    /// The look of everything.
    pub(super) fn home_look(&self) -> Look {
        Look {
            centre: self.home.centre,
            zoom: 0.0,
        }
    }

    pub(super) fn go(&mut self, look: Option<Look>) {
        let home = self.home_look();
        self.fly(look.unwrap_or(home));
    }

    pub(super) fn look_at(&mut self, centre: [f64; 2]) {
        self.stop();
        self.camera.look.centre = centre;
        self.camera.keep_over(&self.scene.atlas.bounds());
        self.changed();
    }

    /// Flies to `target`, or jumps there where the reader asked for less motion.
    pub(super) fn fly(&mut self, target: Look) {
        if browser::prefers_reduced_motion() {
            self.stop();
            self.camera.look = target;
        } else if self.camera.look != target {
            self.stop();
            self.flight = Some(Flight::new(self.camera.look, target, browser::now_ms()));
        }
        self.changed();
    }

    /// Ends a flight where it is, and one that was to begin.
    pub(super) fn stop(&mut self) {
        self.flight = None;
        self.reveal_pending = false;
    }

    /// Where the camera is going, or is.
    pub(super) fn destination(&self) -> Look {
        self.flight
            .map_or(self.camera.look, |flight| flight.target())
    }

    /// Moves the view by a part of itself.
    pub(super) fn nudge(&mut self, direction: Direction) {
        let [width, height] = self.camera.viewport.map(|side| side * NUDGE);
        let by = match direction {
            Direction::Left => [width, 0.0],
            Direction::Right => [-width, 0.0],
            Direction::Up => [0.0, height],
            Direction::Down => [0.0, -height],
        };
        let mut goal = self.camera;
        goal.look = self.destination();
        goal.pan(by);
        goal.keep_over(&self.scene.atlas.bounds());
        self.fly(goal.look);
    }

    pub(super) fn select(&mut self, index: Option<usize>) {
        if self.emphasis.selected != index {
            self.emphasis.selected = index;
            self.emphasise(self.emphasis);
            self.reveal_selected();
        }
    }

    /// Flies to the selected cluster, close enough for its level and its label: once it is known where that is, which may
    /// take some frames, in which the map stays where it is.
    pub(super) fn reveal_selected(&mut self) {
        self.reveal_pending = false;
        let Some(index) = self.emphasis.selected else {
            return;
        };
        if self.laid_out.is_none() {
            self.reveal_pending = true;
            return;
        }
        let cluster = self.scene.atlas.cluster(index);
        let (low, high) = self.levels.reading_range(cluster.level);
        let Poll::Ready(label) = self.labels.shown_from(index) else {
            self.stop();
            self.reveal_pending = true;
            self.changed();
            return;
        };
        let low = low.max(label.unwrap_or(low).min(high));
        let zoom = self.camera.look.zoom.clamp(low, high);
        let at = self.camera.to_screen(cluster.position);
        let inside = (0..2).all(|axis| {
            let margin = self.camera.viewport[axis] * EDGE;
            (margin..=self.camera.viewport[axis] - margin).contains(&at[axis])
        });
        if !inside || zoom != self.camera.look.zoom {
            self.fly(Look {
                centre: cluster.position,
                zoom,
            });
        }
    }
}
