//! Where the map looks: world to screen and back, moving and flying.
//!
//! World coordinates are those of the release (-1..=1, y up). Screen coordinates are CSS pixels from
//! the top left of the map (y down).

use crate::derive::atlas::Bounds;
use crate::derive::home::Home;
use crate::derive::link::Look;

/// A view of the world in a viewport.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// Centre of the view in world units, and zoom.
    pub look: Look,
    /// Pixels of a world unit at zoom 0.
    pub fit_scale: f64,
    /// Width and height of the viewport in CSS pixels.
    pub viewport: [f64; 2],
}

impl Camera {
    /// Looks at everything in `viewport`.
    #[must_use]
    pub const fn new(home: &Home, viewport: [f64; 2]) -> Self {
        Self {
            look: Look {
                centre: home.centre,
                zoom: 0.0,
            },
            fit_scale: home.scale,
            viewport,
        }
    }

    /// Pixels of a world unit.
    #[must_use]
    pub fn scale(&self) -> f64 {
        self.fit_scale * self.look.zoom.exp2()
    }

    /// Where a point of the world is on screen.
    #[must_use]
    pub fn to_screen(&self, point_in_world: [f64; 2]) -> [f64; 2] {
        let scale = self.scale();
        [
            (point_in_world[0] - self.look.centre[0]) * scale + self.viewport[0] / 2.0,
            (self.look.centre[1] - point_in_world[1]) * scale + self.viewport[1] / 2.0,
        ]
    }

    /// Which point of the world is at a place on screen.
    #[must_use]
    pub fn to_world(&self, point_on_screen: [f64; 2]) -> [f64; 2] {
        let scale = self.scale();
        [
            self.look.centre[0] + (point_on_screen[0] - self.viewport[0] / 2.0) / scale,
            self.look.centre[1] - (point_on_screen[1] - self.viewport[1] / 2.0) / scale,
        ]
    }

    /// Moves the world by `by` pixels on screen.
    pub fn pan(&mut self, by: [f64; 2]) {
        let scale = self.scale();
        self.look.centre[0] -= by[0] / scale;
        self.look.centre[1] += by[1] / scale;
    }

    /// Changes zoom by `by` within `limits`, keeping the world under `point_on_screen` in place.
    pub fn zoom_about(&mut self, point_on_screen: [f64; 2], by: f64, limits: (f64, f64)) {
        let fixed = self.to_world(point_on_screen);
        self.look.zoom = (self.look.zoom + by).clamp(limits.0, limits.1);
        let now = self.to_screen(fixed);
        self.pan([point_on_screen[0] - now[0], point_on_screen[1] - now[1]]);
    }

    /// Keeps the centre of the view over `bounds`, so that one cannot get lost.
    pub fn keep_over(&mut self, bounds: &Bounds) {
        for axis in 0..2 {
            let half = bounds.size[axis] / 2.0;
            let (low, high) = (bounds.centre[axis] - half, bounds.centre[axis] + half);
            self.look.centre[axis] = self.look.centre[axis].clamp(low, high);
        }
    }

    /// The box of the world that is seen: left, bottom, right, top.
    #[must_use]
    pub fn seen(&self) -> [f64; 4] {
        let [left, bottom] = self.to_world([0.0, self.viewport[1]]);
        let [right, top] = self.to_world([self.viewport[0], 0.0]);
        [left, bottom, right, top]
    }

    /// Whether a disc is on screen.
    #[must_use]
    pub fn sees(&self, centre_on_screen: [f64; 2], radius: f64) -> bool {
        (0..2).all(|axis| {
            centre_on_screen[axis] + radius >= 0.0
                && centre_on_screen[axis] - radius <= self.viewport[axis]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn camera() -> Camera {
        let home = Home {
            centre: [0.0, 0.0],
            scale: 320.0,
        };
        Camera::new(&home, [1200.0, 800.0])
    }

    fn close(a: [f64; 2], b: [f64; 2]) -> bool {
        (a[0] - b[0]).abs() < 1e-9 && (a[1] - b[1]).abs() < 1e-9
    }

    #[test]
    fn the_fitted_world_is_on_screen_and_undistorted() {
        let camera = camera();
        let (a, b) = (camera.to_screen([-1.0, 1.0]), camera.to_screen([1.0, -1.0]));
        assert!(a[0] > 0.0 && a[1] > 0.0 && b[0] < 1200.0 && b[1] < 800.0);
        assert!(((b[0] - a[0]) - (b[1] - a[1])).abs() < 1e-9);
        assert!(close([camera.seen()[0], camera.seen()[3]], [-1.875, 1.25]));
    }

    #[test]
    fn screen_and_world_are_inverse() {
        let mut camera = camera();
        camera.look.zoom = 2.5;
        camera.pan([31.0, -77.0]);
        assert!(close(
            camera.to_screen(camera.to_world([10.0, 20.0])),
            [10.0, 20.0]
        ));
    }

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let mut camera = camera();
        let before = camera.to_world([300.0, 200.0]);
        camera.zoom_about([300.0, 200.0], 1.7, (-1.0, 8.0));
        assert!(close(camera.to_world([300.0, 200.0]), before));
        camera.zoom_about([300.0, 200.0], 99.0, (-1.0, 8.0));
        assert_eq!(camera.look.zoom, 8.0);
    }
}
