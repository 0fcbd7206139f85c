//! A smooth move of the camera, which draws back on long ways and comes closer again.
//!
//! The way is the shortest one where moving and zooming cost what the eye sees of them (van Wijk and Nuij,
//! "Smooth and efficient zooming and panning", InfoVis 2003, equations 9 and 10).

use crate::derive::link::Look;

/// How much the view draws back to move: the value that readers liked best, by the same authors.
const RHO: f64 = std::f64::consts::SQRT_2;
/// Milliseconds: of the shortest flight, of a unit of way, and of the longest flight.
const TIMES_MS: [f64; 3] = [220.0, 260.0, 900.0];
/// Width of the world when it fits, world units.
const SPAN: f64 = 2.0;
/// No flight draws back farther than this zoom, or than where it begins or ends.
const FARTHEST: f64 = -0.3;

/// A move from one look to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flight {
    from: Look,
    to: Look,
    start_ms: f64,
    duration_ms: f64,
    way: Way,
}

/// What is computed once for a flight.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    /// Only the zoom changes, or the centre hardly does.
    Straight,
    /// Along an arc: distance of the centres, the arc's beginning and its length.
    Arc {
        distance: f64,
        begin: f64,
        length: f64,
    },
}

impl Flight {
    /// A flight that starts at `start_ms`; longer ways take longer, none more than 0.9 s.
    #[must_use]
    pub fn new(from: Look, to: Look, start_ms: f64) -> Self {
        let distance = (to.centre[0] - from.centre[0]).hypot(to.centre[1] - from.centre[1]);
        let (near, far) = (width(from.zoom), width(to.zoom));
        let (way, length) = if distance < 1e-3 * near.min(far) {
            (Way::Straight, (far / near).ln().abs() / RHO)
        } else {
            let square = RHO.powi(4) * distance * distance;
            let bend = |at: f64, sign: f64| {
                let b =
                    (far * far - near * near + sign * square) / (2.0 * at * RHO * RHO * distance);
                (b.hypot(1.0) - b).ln()
            };
            let begin = bend(near, 1.0);
            let length = (bend(far, -1.0) - begin) / RHO;
            let arc = Way::Arc {
                distance,
                begin,
                length,
            };
            (arc, length)
        };
        Self {
            from,
            to,
            start_ms,
            duration_ms: (TIMES_MS[0] + TIMES_MS[1] * length).min(TIMES_MS[2]),
            way,
        }
    }

    /// Where the flight ends.
    #[must_use]
    pub const fn target(&self) -> Look {
        self.to
    }

    /// Where the flight is at `now_ms`, and whether it has arrived.
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
        (self.along(eased), false)
    }

    /// Where the flight is after this part of the way, 0 to 1.
    fn along(&self, part: f64) -> Look {
        let (zoom, along) = match self.way {
            Way::Straight => (
                self.from.zoom + (self.to.zoom - self.from.zoom) * part,
                part,
            ),
            Way::Arc {
                distance,
                begin,
                length,
            } => {
                let near = width(self.from.zoom);
                let bend = RHO * part * length + begin;
                let moved = near / (RHO * RHO) * (begin.cosh() * bend.tanh() - begin.sinh());
                let seen = near * begin.cosh() / bend.cosh();
                let farthest = FARTHEST.min(self.from.zoom).min(self.to.zoom);
                ((SPAN / seen).log2().max(farthest), moved / distance)
            }
        };
        let mix = |axis: usize| {
            self.from.centre[axis] + (self.to.centre[axis] - self.from.centre[axis]) * along
        };
        Look {
            centre: [mix(0), mix(1)],
            zoom,
        }
    }
}

/// Width of the world that is seen, world units.
fn width(zoom: f64) -> f64 {
    SPAN * (-zoom).exp2()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(x: f64, zoom: f64) -> Look {
        Look {
            centre: [x, -x / 2.0],
            zoom,
        }
    }

    fn close(a: Look, b: Look) -> bool {
        (0..2).all(|axis| (a.centre[axis] - b.centre[axis]).abs() < 1e-6)
            && (a.zoom - b.zoom).abs() < 1e-6
    }

    #[test]
    fn flights_begin_and_end_where_they_should() {
        for (from, to) in [
            (look(0.0, 0.0), look(0.5, 3.0)),
            (look(0.7, 5.0), look(-0.7, 5.0)),
            (look(0.2, 4.0), look(0.2, 1.0)),
            (look(0.2, 4.0), look(0.0, 0.0)),
        ] {
            let flight = Flight::new(from, to, 1_000.0);
            let (start, arrived) = flight.at(1_000.0);
            assert!(close(start, from) && !arrived, "{start:?} {from:?}");
            assert!(
                close(flight.along(1.0), to),
                "{:?} {to:?}",
                flight.along(1.0)
            );
            assert_eq!(flight.at(2_000.0), (to, true));
        }
    }

    #[test]
    fn long_ways_are_seen_from_farther_out_but_not_from_beyond_the_map() {
        let flight = Flight::new(look(0.8, 6.0), look(-0.8, 6.0), 0.0);
        let middle = flight.along(0.5).zoom;
        assert!((-0.5..3.0).contains(&middle), "{middle}");
        let short = Flight::new(look(0.01, 3.0), look(0.02, 3.0), 0.0);
        assert!(short.along(0.5).zoom > 2.9);
        assert!(short.duration_ms < flight.duration_ms);
    }
}
