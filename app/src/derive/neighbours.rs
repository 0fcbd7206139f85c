//! The clusters that are nearest to one: by what is said in them, or by their places on the map.

use kleio_shared::cluster::Points;

use super::atlas::Atlas;
use super::meaning::{cosine, direction, rows};
use crate::derive::sorting::Sorting as _;

/// At most `count` other clusters of the same level, the nearest first: those whose texts point the most the
/// same way by `vectors` (cosine), or, without vectors, those with the least distance on the map, which puts
/// like beside like. Of two that are equally near, the earlier one leads.
#[must_use]
pub fn nearest(
    atlas: &Atlas,
    vectors: Option<Points<'_>>,
    index: usize,
    count: usize,
) -> Vec<usize> {
    let others =
        (atlas.at_level(atlas.cluster(index).level).iter()).filter(|&&other| other != index);
    let mut others: Vec<(usize, f64)> = match vectors {
        Some(vectors) => {
            let rows = rows(atlas);
            let here = direction(atlas, vectors, &rows, index);
            let cosine = |other| cosine(&here, &direction(atlas, vectors, &rows, other));
            others
                .map(|&other| (other, -f64::from(cosine(other))))
                .collect()
        }
        None => {
            let here = atlas.cluster(index).position;
            let distance = |other| {
                let there = atlas.cluster(other).position;
                (there[0] - here[0]).hypot(there[1] - here[1])
            };
            others.map(|&other| (other, distance(other))).collect()
        }
    };
    others.order_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    others.truncate(count);
    others.into_iter().map(|(other, _)| other).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn neighbours_are_of_the_same_level_and_the_nearest_on_the_map() {
        let atlas = fixture::atlas();
        let index = atlas.at_level(0)[0];
        let found = nearest(&atlas, None, index, 5);
        assert_eq!(found.len(), 5);
        let place = |index: usize| atlas.cluster(index).position;
        let distance = |&other: &usize| {
            (place(other)[0] - place(index)[0]).hypot(place(other)[1] - place(index)[1])
        };
        assert!(found.is_sorted_by(|a, b| distance(a) <= distance(b)));
        assert!(
            found
                .iter()
                .all(|&other| other != index && atlas.cluster(other).level == 0)
        );
    }

    #[test]
    fn a_level_of_few_has_few_neighbours() {
        let atlas = fixture::atlas();
        assert_eq!(nearest(&atlas, None, atlas.at_level(2)[0], 5).len(), 2);
    }

    #[test]
    fn with_vectors_what_is_said_counts_and_not_the_place() {
        let atlas = fixture::atlas();
        let first = atlas.clusters().len() - 36;
        // Directions around half a circle, but the second says what the last but one says.
        let angle =
            |row: usize| if row == 1 { 34.0 } else { row as f32 } / 36.0 * std::f32::consts::PI;
        let values: Vec<f32> = (0..36)
            .flat_map(|row| [angle(row).cos(), angle(row).sin()])
            .collect();
        let points = Points::new(2, &values);
        assert_eq!(nearest(&atlas, points, first + 34, 1), [first + 1]);
        assert_eq!(nearest(&atlas, points, first, 2), [first + 2, first + 3]);
    }
}
