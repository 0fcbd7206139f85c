//! Stage 7: a place on the map for every cluster of every level.
//!
//! Base clusters are laid out by UMAP on the cosine distance of their centroids; a parent lies at
//! the weighted centre of its children, so that zooming in is continuous.

mod layout;
mod neighbours;

use crate::hierarchy::Hierarchy;
use crate::matrix::Matrix;

/// Where a cluster lies, each coordinate in -1..=1.
pub type Position = [f64; 2];

/// Positions by level and cluster, base level first.
///
/// `sizes` are the conversations of each base cluster.
#[must_use]
pub fn project(
    centroids: &Matrix,
    sizes: &[u64],
    hierarchy: &Hierarchy,
    seed: u64,
) -> Vec<Vec<Position>> {
    let base = fit_to_square(&layout::umap(
        &neighbours::graph(centroids),
        centroids,
        seed,
    ));
    let mut levels = vec![base];
    let mut weights: Vec<f64> = sizes.iter().map(|&size| size as f64).collect();
    for parents in &hierarchy.parents {
        let count = parents.iter().max().map_or(0, |&last| last as usize + 1);
        let mut centre = vec![[0.0; 2]; count];
        let mut weight = vec![0.0; count];
        let below = &levels[levels.len() - 1];
        for ((position, child_weight), &parent) in below.iter().zip(&weights).zip(parents) {
            let parent = parent as usize;
            centre[parent][0] += position[0] * child_weight;
            centre[parent][1] += position[1] * child_weight;
            weight[parent] += child_weight;
        }
        for (centre, weight) in centre.iter_mut().zip(&weight) {
            *centre = centre.map(|sum| round4(sum / weight.max(f64::MIN_POSITIVE)));
        }
        levels.push(centre);
        weights = weight;
    }
    levels
}

/// Moves and scales positions into -1..=1, keeping proportions.
fn fit_to_square(points: &[[f32; 2]]) -> Vec<Position> {
    let range = |axis: usize| {
        let values = points.iter().map(|p| f64::from(p[axis]));
        (
            values.clone().fold(f64::INFINITY, f64::min),
            values.fold(f64::NEG_INFINITY, f64::max),
        )
    };
    let ((left, right), (bottom, top)) = (range(0), range(1));
    let half = ((right - left).max(top - bottom) / 2.0).max(f64::MIN_POSITIVE);
    let centre = [(left + right) / 2.0, (bottom + top) / 2.0];
    let place = |p: [f32; 2], axis: usize| {
        round4(((f64::from(p[axis]) - centre[axis]) / half).clamp(-1.0, 1.0))
    };
    points.iter().map(|&p| [place(p, 0), place(p, 1)]).collect()
}

fn round4(value: f64) -> f64 {
    // Adding zero turns -0 into 0, which reads better in a file.
    (value * 1e4).round() / 1e4 + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    fn three_groups() -> Matrix {
        let mut rng = ChaCha8Rng::seed_from_u64(11);
        let mut data = Vec::new();
        for i in 0..60 {
            let mut row: Vec<f32> = (0..6).map(|_| 0.3 * rng.random::<f32>()).collect();
            row[i / 20] += 1.0;
            data.extend(row);
        }
        Matrix::new(6, data)
    }

    #[test]
    fn what_is_alike_lies_together() {
        let hierarchy = Hierarchy {
            parents: vec![(0..60).map(|i| i / 20).collect()],
        };
        let levels = project(&three_groups(), &[1; 60], &hierarchy, 1);
        let distance = |a: Position, b: Position| (a[0] - b[0]).hypot(a[1] - b[1]);
        for (i, &position) in levels[0].iter().enumerate() {
            assert!(position.iter().all(|c| (-1.0..=1.0).contains(c)));
            let own = i / 20;
            for other in (0..3).filter(|&other| other != own) {
                assert!(distance(position, levels[1][own]) < distance(position, levels[1][other]));
            }
        }
    }

    #[test]
    fn one_and_two_clusters_have_places_too() {
        for count in 1..4 {
            let centroids = Matrix::new(2, (0..2 * count).map(|i| i as f32 + 1.0).collect());
            let levels = project(&centroids, &vec![5; count], &Hierarchy::default(), 1);
            assert_eq!(levels[0].len(), count);
            assert!(levels[0].iter().flatten().all(|c| c.is_finite()));
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_map() {
        let layout = |seed| project(&three_groups(), &[1; 60], &Hierarchy::default(), seed);
        assert_eq!(layout(5), layout(5));
        assert_ne!(layout(5), layout(6));
    }
}
