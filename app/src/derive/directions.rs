//! Which cluster lies next in a direction, for moving over the map by keyboard.

/// An arrow key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Towards smaller x.
    Left,
    /// Towards greater x.
    Right,
    /// Towards greater y (world coordinates grow upwards).
    Up,
    /// Towards smaller y.
    Down,
}

/// The nearest of `places` from `here` towards `direction`, in world coordinates: within 60° of the
/// direction, distance across counting double. `None` where nothing lies there.
pub fn next(
    here: [f64; 2],
    direction: Direction,
    places: impl Iterator<Item = (usize, [f64; 2])>,
) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (index, place) in places {
        let (dx, dy) = (place[0] - here[0], place[1] - here[1]);
        let (along, across) = match direction {
            Direction::Left => (-dx, dy),
            Direction::Right => (dx, dy),
            Direction::Up => (dy, dx),
            Direction::Down => (-dy, dx),
        };
        if along <= 1e-9 || across.abs() > along * 3f64.sqrt() {
            continue;
        }
        let distance = along + 2.0 * across.abs();
        if best.is_none_or(|(_, least)| distance < least) {
            best = Some((index, distance));
        }
    }
    best.map(|(index, _)| index)
}

/// The one of `places` nearest to `point`.
pub fn nearest(point: [f64; 2], places: impl Iterator<Item = (usize, [f64; 2])>) -> Option<usize> {
    let squared = |place: [f64; 2]| (place[0] - point[0]).powi(2) + (place[1] - point[1]).powi(2);
    places
        .min_by(|a, b| squared(a.1).total_cmp(&squared(b.1)))
        .map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACES: [[f64; 2]; 5] = [[0.0, 0.0], [1.0, 0.1], [0.5, 0.8], [-1.0, 0.0], [0.0, -1.0]];

    fn go(from: usize, direction: Direction) -> Option<usize> {
        next(PLACES[from], direction, PLACES.into_iter().enumerate())
    }

    #[test]
    fn arrows_reach_the_neighbour_on_their_side() {
        assert_eq!(go(0, Direction::Right), Some(1));
        assert_eq!(go(0, Direction::Up), Some(2));
        assert_eq!(go(0, Direction::Left), Some(3));
        assert_eq!(go(0, Direction::Down), Some(4));
    }

    #[test]
    fn nothing_lies_beyond_the_edge() {
        assert_eq!(go(3, Direction::Left), None);
    }

    #[test]
    fn nearest_finds_the_closest() {
        assert_eq!(nearest([0.9, 0.0], PLACES.into_iter().enumerate()), Some(1));
    }
}
