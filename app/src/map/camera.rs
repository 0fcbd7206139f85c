//! Where the map looks: world to screen and back, moving and flying.
//!
//! World coordinates are those of the release (-1..=1, y up). Screen coordinates are CSS pixels from
//! the top left of the map (y down).

use crate::derive::atlas::Bounds;
use crate::derive::link::Look;

/// Clear space around the map when it fits, in pixels: left and right, top and bottom.
const FRAME_PX: [f64; 2] = [72.0, 64.0];

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
    /// Looks at all of `bounds` in `viewport`.
    #[must_use]
    pub fn fit(bounds: &Bounds, viewport: [f64; 2]) -> Self {
        Self {
            look: Look {
                centre: bounds.centre,
                zoom: 0.0,
            },
            fit_scale: fit_scale(bounds, viewport),
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

    /// Whether a disc is on screen.
    #[must_use]
    pub fn sees(&self, centre_on_screen: [f64; 2], radius: f64) -> bool {
        (0..2).all(|axis| {
            centre_on_screen[axis] + radius >= 0.0
                && centre_on_screen[axis] - radius <= self.viewport[axis]
        })
    }
}

/// Pixels of a world unit at which `bounds` fit into `viewport`.
#[must_use]
pub fn fit_scale(bounds: &Bounds, viewport: [f64; 2]) -> f64 {
    let side = |axis: usize| {
        let frame = FRAME_PX[axis].min(viewport[axis] * 0.14);
        (viewport[axis] - 2.0 * frame).max(40.0) / bounds.size[axis]
    };
    side(0).min(side(1))
}

/// A smooth move from one look to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flight {
    from: Look,
    to: Look,
    start_ms: f64,
    duration_ms: f64,
}

impl Flight {
    /// A flight that starts at `start_ms`; longer ways take longer, none more than 0.9 s.
    #[must_use]
    pub fn new(from: Look, to: Look, start_ms: f64) -> Self {
        let way = (to.zoom - from.zoom).abs()
            + (to.centre[0] - from.centre[0]).hypot(to.centre[1] - from.centre[1])
                * from.zoom.max(to.zoom).exp2();
        Self {
            from,
            to,
            start_ms,
            duration_ms: (220.0 + 140.0 * way).min(900.0),
        }
    }

    /// Where the flight ends.
    #[must_use]
    pub const fn target(&self) -> Look {
        self.to
    }

    /// Where the flight is at `now_ms`, and whether it has arrived.
    ///
    /// The centre moves with the magnification, so that near the closer end the world does not rush
    /// by: it goes the way that a zoom about a fixed point would go.
    #[must_use]
    pub fn at(&self, now_ms: f64) -> (Look, bool) {
        let t = ((now_ms - self.start_ms) / self.duration_ms).clamp(0.0, 1.0);
        if t >= 1.0 {
            return (self.to, true);
        }
        let eased = if t < 0.5 {
            4.0 * t * t * t
        } else {
            1.0 - (-2.0 * t + 2.0).powi(3) / 2.0
        };
        let zoom = self.from.zoom + (self.to.zoom - self.from.zoom) * eased;
        let (near, far) = ((-self.from.zoom).exp2(), (-self.to.zoom).exp2());
        let along = if (near - far).abs() < 1e-6 {
            eased
        } else {
            ((-zoom).exp2() - near) / (far - near)
        };
        let mix = |axis: usize| {
            self.from.centre[axis] + (self.to.centre[axis] - self.from.centre[axis]) * along
        };
        (
            Look {
                centre: [mix(0), mix(1)],
                zoom,
            },
            false,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn camera() -> Camera {
        let bounds = Bounds::around([[-1.0, -1.0], [1.0, 1.0]].into_iter());
        Camera::fit(&bounds, [1200.0, 800.0])
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

    #[test]
    fn flights_begin_and_end_where_they_should() {
        let from = Look {
            centre: [0.0, 0.0],
            zoom: 0.0,
        };
        let to = Look {
            centre: [0.5, -0.25],
            zoom: 3.0,
        };
        let flight = Flight::new(from, to, 1_000.0);
        let (start, arrived) = flight.at(1_000.0);
        assert!(close(start.centre, from.centre) && !arrived);
        assert_eq!(flight.at(2_000.0), (to, true));
        let (middle, _) = flight.at(1_300.0);
        assert!((0.0..=0.5).contains(&middle.centre[0]) && (0.0..=3.0).contains(&middle.zoom));
    }
}
