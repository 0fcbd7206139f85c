//! Which marks a line around them takes in: drawn by hand, or a rectangle.

/// What dragging on the map does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tool {
    /// Moves the map.
    #[default]
    Move,
    /// Draws a line around clusters.
    Lasso,
    /// Draws a rectangle around clusters.
    Rectangle,
}

impl Tool {
    /// The name in `data-tool`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Move => "move",
            Self::Lasso => "lasso",
            Self::Rectangle => "rectangle",
        }
    }
}

/// A line that is being drawn, in CSS pixels of the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// The pointer that draws it.
    pub pointer: i32,
    /// Whether what it takes in is added to the set there is.
    pub adds: bool,
    tool: Tool,
    points: Vec<[f64; 2]>,
}

/// Points nearer to the last one than this are left out.
const STEP_PX: f64 = 3.0;
/// An outline that is smaller than this in both directions is a click.
const LEAST_PX: f64 = 6.0;

impl Outline {
    /// Begins a line; `None` where the tool draws none.
    #[must_use]
    pub fn begin(tool: Tool, pointer: i32, at: [f64; 2], adds: bool) -> Option<Self> {
        (tool != Tool::Move).then(|| Self {
            pointer,
            adds,
            tool,
            points: vec![at],
        })
    }

    /// Draws it on to a place.
    pub fn extend(&mut self, to: [f64; 2]) {
        let Some(&last) = self.points.last() else {
            return;
        };
        if self.tool == Tool::Rectangle {
            self.points.truncate(1);
            self.points.push(to);
        } else if (to[0] - last[0]).hypot(to[1] - last[1]) >= STEP_PX {
            self.points.push(to);
        }
    }

    /// The corners of what it encloses.
    #[must_use]
    pub fn corners(&self) -> Vec<[f64; 2]> {
        match (self.tool, self.points.as_slice()) {
            (Tool::Rectangle, &[[left, top], [right, bottom]]) => {
                vec![[left, top], [right, top], [right, bottom], [left, bottom]]
            }
            (_, points) => points.to_vec(),
        }
    }

    /// Whether it is no more than a click.
    #[must_use]
    pub fn is_click(&self) -> bool {
        let [first, ..] = self.points.as_slice() else {
            return true;
        };
        let far = |axis: usize| {
            let away = self.points.iter().map(|at| (at[axis] - first[axis]).abs());
            away.fold(0.0, f64::max) >= LEAST_PX
        };
        !far(0) && !far(1)
    }

    /// As the `d` of a path in SVG.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = String::new();
        for (i, [x, y]) in self.corners().iter().enumerate() {
            let order = if i == 0 { 'M' } else { 'L' };
            path.push_str(&format!("{order}{x:.1} {y:.1}"));
        }
        path.push('Z');
        path
    }
}

/// Whether `point` lies within the polygon of these corners, by counting crossings.
#[must_use]
pub fn encloses(corners: &[[f64; 2]], [x, y]: [f64; 2]) -> bool {
    let mut inside = false;
    for (i, a) in corners.iter().enumerate() {
        let b = corners[(i + 1) % corners.len()];
        let crosses = (a[1] > y) != (b[1] > y);
        if crosses && x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0] {
            inside = !inside;
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lasso_takes_in_what_it_goes_around_and_not_what_it_leaves_out() {
        let mut outline = Outline::begin(Tool::Lasso, 1, [0.0, 0.0], false).unwrap();
        // An L: the upper right quarter is left out.
        for to in [
            [0.0, 100.0],
            [100.0, 100.0],
            [100.0, 50.0],
            [50.0, 50.0],
            [50.0, 0.0],
        ] {
            outline.extend(to);
        }
        let corners = outline.corners();
        assert!(encloses(&corners, [25.0, 25.0]) && encloses(&corners, [75.0, 75.0]));
        assert!(!encloses(&corners, [75.0, 25.0]) && !encloses(&corners, [120.0, 50.0]));
        assert!(!outline.is_click());
    }

    #[test]
    fn a_rectangle_follows_the_pointer_in_any_direction() {
        let mut outline = Outline::begin(Tool::Rectangle, 1, [100.0, 100.0], true).unwrap();
        outline.extend([300.0, 300.0]);
        outline.extend([40.0, 20.0]);
        let corners = outline.corners();
        assert_eq!(corners.len(), 4);
        assert!(encloses(&corners, [70.0, 60.0]) && !encloses(&corners, [200.0, 200.0]));
        assert_eq!(
            outline.path(),
            "M100.0 100.0L40.0 100.0L40.0 20.0L100.0 20.0Z"
        );
    }

    #[test]
    fn a_press_without_a_move_is_a_click() {
        let mut outline = Outline::begin(Tool::Lasso, 1, [5.0, 5.0], false).unwrap();
        outline.extend([7.0, 8.0]);
        assert!(outline.is_click());
        assert_eq!(Outline::begin(Tool::Move, 1, [0.0, 0.0], false), None);
        assert!(!encloses(&[], [0.0, 0.0]));
    }
}
