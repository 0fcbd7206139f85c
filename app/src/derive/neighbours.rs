//! The clusters that lie nearest to one on the map.

use super::atlas::Atlas;
use crate::derive::sorting::Sorting as _;

/// At most `count` other clusters of the same level, the nearest first, each with its distance in world
/// units. Places on the map put like beside like; of two that are equally near, the earlier one leads.
#[must_use]
pub fn nearest(atlas: &Atlas, index: usize, count: usize) -> Vec<(usize, f64)> {
    let here = atlas.cluster(index);
    let mut others: Vec<(usize, f64)> = atlas
        .at_level(here.level)
        .iter()
        .filter(|&&other| other != index)
        .map(|&other| {
            let there = atlas.cluster(other).position;
            let distance = (there[0] - here.position[0]).hypot(there[1] - here.position[1]);
            (other, distance)
        })
        .collect();
    others.order_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    others.truncate(count);
    others
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn neighbours_are_of_the_same_level_and_ordered() {
        let atlas = fixture::atlas();
        let index = atlas.at_level(0)[0];
        let found = nearest(&atlas, index, 5);
        assert_eq!(found.len(), 5);
        assert!(found.is_sorted_by(|a, b| a.1 <= b.1));
        let fits = |&(other, _): &(usize, f64)| other != index && atlas.cluster(other).level == 0;
        assert!(found.iter().all(fits));
    }

    #[test]
    fn a_level_of_few_has_few_neighbours() {
        let atlas = fixture::atlas();
        assert_eq!(nearest(&atlas, atlas.at_level(2)[0], 5).len(), 2);
    }
}
