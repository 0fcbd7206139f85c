//! Grouping by density, through linfa: what lies close together is a group, the rest is in none.
//!
//! Ester and others 1996, KDD. linfa-clustering's implementation is used as it is: it draws nothing at
//! random, and agrees with the definition (see the tests). It counts points and not conversations.

use kleio_shared::cluster::Points;
use linfa::ParamGuard;
use linfa::traits::Transformer;
use linfa_clustering::Dbscan;
use linfa_nn::CommonNearestNeighbour;
use linfa_nn::distance::L2Dist;
use ndarray::ArrayView2;

use crate::vector::distance;

/// The group of every point, numbered from 0; `None` for those in no dense place.
///
/// `reach` is the distance within which points are neighbours, and a point is dense where at least
/// `neighbours` points, itself included, are within reach. None where the two are not above 0 and 1.
#[must_use]
pub fn groups(points: Points<'_>, reach: f32, neighbours: usize) -> Option<Vec<Option<u32>>> {
    let rows = ArrayView2::from_shape((points.rows(), points.dims()), points.values()).ok()?;
    // In dozens of dimensions a tree visits almost everything, so everything is looked through.
    let params = Dbscan::params_with(neighbours, L2Dist, CommonNearestNeighbour::LinearSearch);
    let params = params.tolerance(reach).check().ok()?;
    let found = params.transform(&rows);
    Some(found.iter().map(|group| group.map(|g| g as u32)).collect())
}

/// So that distances which differ by rounding are within reach alike.
const SLACK: f32 = 1.001;

/// A reach that fits `points`: what two thirds of them have their `neighbours`-th neighbour within.
#[must_use]
pub fn fitting_reach(points: Points<'_>, neighbours: usize) -> f32 {
    let mut reaches: Vec<f32> = (0..points.rows())
        .map(|row| {
            let mut all: Vec<f32> = (0..points.rows())
                .map(|other| distance(points.row(row), points.row(other)))
                .collect();
            let place = neighbours.saturating_sub(1).min(all.len() - 1);
            *all.select_nth_unstable_by(place, f32::total_cmp).1
        })
        .collect();
    if reaches.is_empty() {
        return 1.0;
    }
    let place = reaches.len() * 2 / 3;
    *reaches.select_nth_unstable_by(place, f32::total_cmp).1 * SLACK
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;

    fn points() -> Vec<f32> {
        let mut dice = Dice::new(9);
        let centres = [[0.0, 0.0], [6.0, 0.0], [0.0, 6.0]];
        let mut values = Vec::new();
        for index in 0..90 {
            let centre: [f64; 2] = centres[index % 3];
            values.extend(centre.map(|c| (c + dice.unit() * 2.0) as f32));
        }
        values.extend([30.0, 30.0]);
        values
    }

    #[test]
    fn dense_places_are_groups_and_what_is_alone_is_in_none() {
        let values = points();
        let points = Points::new(2, &values).unwrap();
        let found = groups(points, 1.0, 4).unwrap();
        assert_eq!(found[90], None);
        let of: Vec<_> = (0..3).map(|first| found[first].unwrap()).collect();
        assert!(of[0] != of[1] && of[1] != of[2] && of[0] != of[2]);
        // By definition: a dense point's neighbours are all in its group.
        for a in 0..90 {
            let near = |b: &usize| distance(points.row(a), points.row(*b)) <= 1.0;
            let neighbours: Vec<usize> = (0..91).filter(near).collect();
            if neighbours.len() >= 4 {
                assert!(found[a].is_some());
                let core = |b: usize| {
                    (0..91)
                        .filter(|c| distance(points.row(b), points.row(*c)) <= 1.0)
                        .count()
                        >= 4
                };
                for b in neighbours {
                    assert!(found[b].is_some() && (!core(b) || found[b] == found[a]));
                }
            }
        }
    }

    #[test]
    fn impossible_parameters_are_refused() {
        let values = points();
        let points = Points::new(2, &values).unwrap();
        assert_eq!(groups(points, 0.0, 4), None);
        assert_eq!(groups(points, 1.0, 1), None);
    }

    #[test]
    fn the_fitting_reach_grows_with_the_neighbours() {
        let values = points();
        let points = Points::new(2, &values).unwrap();
        let (few, many) = (fitting_reach(points, 3), fitting_reach(points, 12));
        assert!(0.0 < few && few < many && many < 3.0, "{few} {many}");
    }
}
