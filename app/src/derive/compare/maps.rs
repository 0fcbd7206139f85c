//! The two sides of a comparison as marks of two small maps of one scale.

use super::super::atlas::Atlas;
use super::super::chart::titled;
use super::super::format;
use super::{Compared, Line, Side};
use crate::derive::sorting::Sorting as _;
use crate::tr;

/// Marks on a map at most: the largest.
pub const MOST: usize = 400;

/// Half the width and height of what the marks' centres lie in, in units of the drawing.
pub const REACH: f64 = 112.0;

/// Radius of the largest mark.
pub const LARGEST: f64 = 14.0;

/// Radius of a mark whose side is withheld, and of the smallest other.
const HOLLOW: f64 = 3.0;
const SMALLEST: f64 = 1.0;

/// A cluster on one of the maps.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// The cluster.
    pub index: usize,
    /// Its centre, from the middle of the drawing, down the page.
    pub centre: [f64; 2],
    /// Its radius: area in proportion to the share, or one size for all that are withheld.
    pub radius: f64,
    /// Whether this side of it is withheld.
    pub withheld: bool,
    /// The mark as a sentence.
    pub text: String,
}

/// Both maps.
#[derive(Debug, Clone, PartialEq)]
pub struct Maps {
    /// Marks of the first side and of the second, large ones first, so that small ones lie above them.
    pub sides: [Vec<Mark>; 2],
    /// What the largest mark stands for, 0 to 1.
    pub full: f64,
    /// Clusters that are too many to be drawn.
    pub left_out: usize,
}

impl Maps {
    /// Whether a mark is withheld.
    #[must_use]
    pub fn has_withheld(&self) -> bool {
        self.sides.iter().flatten().any(|mark| mark.withheld)
    }
}

/// The maps of `compared`.
#[must_use]
pub fn maps(atlas: &Atlas, compared: &Compared) -> Maps {
    let full = compared.full();
    let mut largest: Vec<&Line> = compared.lines.iter().collect();
    let size = |line: &Line| line.a.share.unwrap_or(0.0).max(line.b.share.unwrap_or(0.0));
    largest.order_by(|a, b| size(b).total_cmp(&size(a)).then(a.index.cmp(&b.index)));
    let left_out = largest.len().saturating_sub(MOST);
    largest.truncate(MOST);
    let bounds = atlas.bounds();
    let scale = 2.0 * REACH / bounds.size[0].max(bounds.size[1]).max(1e-9);
    let mark = |index: usize, side: Side| {
        let cluster = atlas.cluster(index);
        let [x, y] = cluster.position;
        Mark {
            index,
            centre: [
                (x - bounds.centre[0]) * scale,
                (bounds.centre[1] - y) * scale,
            ],
            radius: side.share.map_or(HOLLOW, |share| {
                ((share / full).sqrt() * LARGEST).max(SMALLEST)
            }),
            withheld: side.share.is_none(),
            text: match side.share {
                Some(share) => titled(&cluster.name, format::percent(share)),
                None => titled(&cluster.name, tr!("withheld").to_owned()),
            },
        }
    };
    let of = |side: fn(&Line) -> Side| {
        let marks = largest.iter().map(|line| mark(line.index, side(line)));
        marks.collect()
    };
    Maps {
        sides: [of(|line| line.a), of(|line| line.b)],
        full,
        left_out,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Comparison, Given, compare};
    use super::*;
    use crate::derive::fixture;

    fn example(b: Option<&str>) -> Maps {
        let atlas = fixture::atlas();
        let what = Comparison::Values {
            facet: "language".to_owned(),
            a: "eng".to_owned(),
            b: b.map(str::to_owned),
        };
        let compared = compare(&atlas, &what, &Given::default(), 0).unwrap();
        maps(&atlas, &compared)
    }

    #[test]
    fn the_same_clusters_lie_at_the_same_places_on_both() {
        let maps = example(None);
        let [a, b] = &maps.sides;
        assert_eq!((a.len(), b.len(), maps.left_out), (36, 36, 0));
        for (a, b) in a.iter().zip(b) {
            assert_eq!((a.index, a.centre), (b.index, b.centre));
            assert!(a.centre.iter().all(|at| at.abs() <= REACH + 1e-9));
            assert!(a.radius <= LARGEST && !a.withheld);
        }
        assert!(!maps.has_withheld());
    }

    #[test]
    fn a_withheld_side_is_hollow_and_says_so() {
        let maps = example(Some("fra"));
        assert!(maps.has_withheld());
        let marks = &maps.sides[1];
        assert!(marks.iter().all(|mark| mark.withheld));
        assert!(marks.iter().all(|mark| mark.text.ends_with("withheld")));
    }
}
