//! Marching squares: shapes and lines from what is inside at the points of a grid.

use super::Segment;
use super::field::Field;

/// A shape as convex polygons side by side, each counter-clockwise, in world units.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Area {
    /// Corners of all polygons, one after the other.
    pub corners: Vec<[f32; 2]>,
    /// How many corners each polygon has.
    pub lengths: Vec<u8>,
}

impl Area {
    /// The polygons.
    pub fn polygons(&self) -> impl Iterator<Item = &[[f32; 2]]> {
        let mut from = 0;
        self.lengths.iter().filter_map(move |&length| {
            let to = from + usize::from(length);
            let polygon = self.corners.get(from..to);
            from = to;
            polygon
        })
    }

    /// The area in square world units.
    #[must_use]
    pub fn size(&self) -> f64 {
        let doubled: f64 = self
            .polygons()
            .map(|polygon| {
                let turn = |i: usize| {
                    let (a, b) = (polygon[i], polygon[(i + 1) % polygon.len()]);
                    f64::from(a[0]) * f64::from(b[1]) - f64::from(b[0]) * f64::from(a[1])
                };
                (0..polygon.len()).map(turn).sum::<f64>()
            })
            .sum();
        doubled / 2.0
    }

    fn push(&mut self, polygon: &[[f32; 2]]) {
        self.corners.extend_from_slice(polygon);
        self.lengths
            .push(u8::try_from(polygon.len()).unwrap_or(u8::MAX));
    }
}

/// The corners of the square whose lower left is `point`, counter-clockwise.
fn corners(field: &Field, point: usize) -> [usize; 4] {
    let above = point + field.columns;
    [point, point + 1, above + 1, above]
}

fn narrow(at: [f64; 2]) -> [f32; 2] {
    at.map(|coordinate| coordinate as f32)
}

/// Where the border between neighbouring points crosses the line from one to the other. Both give the same
/// place, whichever is asked first.
fn crossing(field: &Field, a: usize, b: usize) -> [f32; 2] {
    let (a, b) = (a.min(b), a.max(b));
    let (from, to, t) = (field.place(a), field.place(b), field.crossing(a, b));
    narrow([0, 1].map(|axis| from[axis] + (to[axis] - from[axis]) * t))
}

/// What is `inside`, as polygons: whole squares of a row in one, cut ones each by itself.
pub(super) fn area(field: &Field, inside: &dyn Fn(usize) -> bool) -> Area {
    let mut area = Area::default();
    let mut polygon = Vec::with_capacity(8);
    for row in 0..field.rows - 1 {
        let mut run: Option<usize> = None;
        for column in 0..field.columns - 1 {
            let point = row * field.columns + column;
            let corners = corners(field, point);
            let within = corners.map(inside);
            if within == [true; 4] {
                run.get_or_insert(point);
                continue;
            }
            if let Some(start) = run.take() {
                area.push(&block(field, start, point));
            }
            if within == [false; 4] {
                continue;
            }
            polygon.clear();
            for side in 0..4 {
                let next = (side + 1) % 4;
                if within[side] {
                    polygon.push(narrow(field.place(corners[side])));
                }
                if within[side] != within[next] {
                    polygon.push(crossing(field, corners[side], corners[next]));
                }
            }
            area.push(&polygon);
        }
        if let Some(start) = run {
            area.push(&block(field, start, (row + 1) * field.columns - 1));
        }
    }
    area
}

/// The rectangle of whole squares from `start` up to before `end`, in one row.
fn block(field: &Field, start: usize, end: usize) -> [[f32; 2]; 4] {
    [start, end, end + field.columns, start + field.columns].map(|point| narrow(field.place(point)))
}

/// The coast, or the borders that part territories at `level` and at none above.
pub(super) fn lines(field: &Field, level: Option<u8>) -> Vec<Segment> {
    let mut lines = Vec::new();
    for row in 0..field.rows - 1 {
        for column in 0..field.columns - 1 {
            let corners = corners(field, row * field.columns + column);
            let counts = |a: usize, b: usize| match (field.is_land(a), field.is_land(b), level) {
                (true, true, Some(level)) => field.parted_at(a, b) == level,
                (true, false, None) | (false, true, None) => true,
                _ => false,
            };
            let sides = || (0..4).map(|side| (corners[side], corners[(side + 1) % 4]));
            let mut own = sides().filter(|&(a, b)| counts(a, b));
            let cut = |(a, b): (usize, usize)| crossing(field, a, b);
            let Some(first) = own.next() else { continue };
            // Where more than two borders of any kind meet, they meet in the middle.
            if sides().filter(|&(a, b)| parts(field, a, b)).count() > 2 {
                let middle = meeting_point(field, corners);
                lines.extend(
                    [first]
                        .into_iter()
                        .chain(own)
                        .map(|side| [cut(side), middle]),
                );
            } else if let Some(second) = own.next() {
                lines.push([cut(first), cut(second)]);
            }
        }
    }
    lines
}

/// Whether there is a border of any kind between two neighbours.
fn parts(field: &Field, a: usize, b: usize) -> bool {
    field.is_land(a) != field.is_land(b) || (field.is_land(a) && field.parted_at(a, b) > 0)
}

/// The middle of all borders that cut a square, whatever their kind.
fn meeting_point(field: &Field, corners: [usize; 4]) -> [f32; 2] {
    let (mut sum, mut count) = ([0.0; 2], 0.0_f32);
    for side in 0..4 {
        let (a, b) = (corners[side], corners[(side + 1) % 4]);
        let cut =
            field.is_land(a) != field.is_land(b) || (field.is_land(a) && field.parted_at(a, b) > 0);
        if cut {
            let at = crossing(field, a, b);
            sum = [sum[0] + at[0], sum[1] + at[1]];
            count += 1.0;
        }
    }
    sum.map(|total| total / count.max(1.0))
}
