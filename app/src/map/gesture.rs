//! Turns pointers into gestures: drag, pinch, click.

/// What the pointers did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Gesture {
    /// The world is dragged by so many pixels.
    Pan([f64; 2]),
    /// Two fingers: zoom by so much about a place, and pan.
    Pinch {
        /// Between the fingers, in screen pixels.
        about: [f64; 2],
        /// Change of zoom.
        zoom: f64,
        /// Pan in pixels.
        pan: [f64; 2],
    },
    /// A press and release in one place.
    Click([f64; 2]),
}

/// What presses: a press by a finger is less exact than one by a mouse or a pen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tip {
    /// A mouse, a pen.
    #[default]
    Fine,
    /// A finger.
    Finger,
}

impl Tip {
    /// A press becomes a drag beyond so many pixels.
    const fn slop(self) -> f64 {
        match self {
            Self::Fine => 4.0,
            Self::Finger => 10.0,
        }
    }

    /// A mark can be hit this far from its edge, in CSS pixels: with a finger, so that none is a smaller goal than
    /// WCAG 2.2 asks (success criterion 2.5.8).
    #[must_use]
    pub const fn reach(self) -> f64 {
        match self {
            Self::Fine => 6.0,
            Self::Finger => 14.0,
        }
    }
}

/// The pointers that are down.
#[derive(Debug, Default)]
pub struct Pointers {
    down: Vec<(i32, [f64; 2])>,
    pressed_at: [f64; 2],
    dragging: bool,
    tip: Tip,
}

impl Pointers {
    /// A pointer goes down.
    pub fn press(&mut self, id: i32, at: [f64; 2], tip: Tip) {
        self.tip = tip;
        self.down.retain(|(other, _)| *other != id);
        self.down.push((id, at));
        self.pressed_at = at;
        self.dragging = self.down.len() > 1;
    }

    /// A pointer moves; a gesture where it is down.
    pub fn drag(&mut self, id: i32, to: [f64; 2]) -> Option<Gesture> {
        let before: Vec<[f64; 2]> = self.down.iter().map(|(_, at)| *at).collect();
        let place = self.down.iter().position(|(other, _)| *other == id)?;
        if !self.dragging && distance(self.pressed_at, to) <= self.tip.slop() {
            return None;
        }
        self.dragging = true;
        self.down[place].1 = to;
        match *before.as_slice() {
            [from] => Some(Gesture::Pan([to[0] - from[0], to[1] - from[1]])),
            [a, b, ..] => {
                let (c, d) = (self.down[0].1, self.down[1].1);
                let (from, now) = (middle(a, b), middle(c, d));
                let (was, is) = (distance(a, b).max(1.0), distance(c, d).max(1.0));
                Some(Gesture::Pinch {
                    about: now,
                    zoom: (is / was).log2(),
                    pan: [now[0] - from[0], now[1] - from[1]],
                })
            }
            [] => None,
        }
    }

    /// A pointer goes up; a click where it was not dragged.
    pub fn release(&mut self, id: i32, at: [f64; 2]) -> Option<Gesture> {
        let known = self.cancel(id);
        (known && self.down.is_empty() && !self.dragging).then_some(Gesture::Click(at))
    }

    /// A pointer is lost. Whether it was down.
    pub fn cancel(&mut self, id: i32) -> bool {
        let count = self.down.len();
        self.down.retain(|(other, _)| *other != id);
        self.down.len() < count
    }

    /// What pressed last.
    #[must_use]
    pub const fn tip(&self) -> Tip {
        self.tip
    }

    /// Whether a drag is going on.
    #[must_use]
    pub fn is_dragging(&self) -> bool {
        self.dragging && !self.down.is_empty()
    }
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

fn middle(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0]
}

/// Change of zoom for a turn of the wheel: `delta` in the unit that `mode` says (0 pixels, 1 lines,
/// 2 pages). Pinching on a touchpad comes as a wheel with `pinch` set, in smaller steps.
#[must_use]
pub fn wheel_zoom(delta: f64, mode: u32, pinch: bool) -> f64 {
    let pixels = delta
        * match mode {
            1 => 16.0,
            2 => 400.0,
            _ => 1.0,
        };
    (-pixels * if pinch { 0.012 } else { 0.0022 }).clamp(-1.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_in_place_is_a_click_and_a_long_one_a_drag() {
        let mut pointers = Pointers::default();
        pointers.press(1, [10.0, 10.0], Tip::Fine);
        assert_eq!(pointers.drag(1, [12.0, 10.0]), None);
        assert_eq!(
            pointers.release(1, [12.0, 10.0]),
            Some(Gesture::Click([12.0, 10.0]))
        );
        pointers.press(1, [10.0, 10.0], Tip::Fine);
        assert_eq!(
            pointers.drag(1, [40.0, 10.0]),
            Some(Gesture::Pan([30.0, 0.0]))
        );
        assert_eq!(pointers.release(1, [40.0, 10.0]), None);
    }

    #[test]
    fn a_finger_may_slip_a_little() {
        let mut pointers = Pointers::default();
        pointers.press(1, [10.0, 10.0], Tip::Finger);
        assert_eq!(pointers.drag(1, [18.0, 10.0]), None);
        assert_eq!(
            pointers.release(1, [18.0, 10.0]),
            Some(Gesture::Click([18.0, 10.0]))
        );
        assert!(Tip::Finger.reach() > Tip::Fine.reach());
    }

    #[test]
    fn two_fingers_apart_zoom_in() {
        let mut pointers = Pointers::default();
        pointers.press(1, [0.0, 0.0], Tip::Fine);
        pointers.press(2, [100.0, 0.0], Tip::Fine);
        let Some(Gesture::Pinch { zoom, about, .. }) = pointers.drag(2, [200.0, 0.0]) else {
            panic!("no pinch");
        };
        assert!((zoom - 1.0).abs() < 1e-9);
        assert_eq!(about, [100.0, 0.0]);
        assert_eq!(pointers.release(2, [200.0, 0.0]), None);
        assert_eq!(pointers.release(1, [0.0, 0.0]), None);
    }

    #[test]
    fn a_pointer_that_is_not_down_does_nothing() {
        let mut pointers = Pointers::default();
        assert_eq!(pointers.drag(7, [5.0, 5.0]), None);
        assert_eq!(pointers.release(7, [5.0, 5.0]), None);
    }

    #[test]
    fn wheel_up_zooms_in() {
        assert!(wheel_zoom(-100.0, 0, false) > 0.0);
        assert!(wheel_zoom(3.0, 1, false) < 0.0);
    }
}
