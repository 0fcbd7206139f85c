//! Where k-means begins: greedy k-means++ (Arthur and Vassilvitskii 2007, SODA), by weight.

use kleio_shared::cluster::Points;

use crate::dice::Dice;
use crate::vector::squared_distance;

/// `clusters` points, row after row. Each is drawn by how much it costs so far, several times, and the
/// draw that leaves the least cost stays.
pub(super) fn choose(points: Points<'_>, weights: &[f32], clusters: usize, seed: u64) -> Vec<f32> {
    let mut dice = Dice::new(seed);
    let draws = 2 + (clusters as f64).ln() as usize;
    let mut centres = Vec::with_capacity(clusters * points.dims());
    let first = draw(weights.iter().map(|&w| f64::from(w)), &mut dice);
    centres.extend_from_slice(points.row(first));
    let mut nearest = distances(points, first, None);
    for _ in 1..clusters {
        let costs = || nearest.iter().zip(weights).map(|(d, w)| f64::from(d * w));
        let mut best: Option<(f64, usize, Vec<f32>)> = None;
        for _ in 0..draws {
            let candidate = draw(costs(), &mut dice);
            let after = distances(points, candidate, Some(&nearest));
            let cost = after
                .iter()
                .zip(weights)
                .map(|(d, w)| f64::from(d * w))
                .sum();
            if best.as_ref().is_none_or(|(least, _, _)| cost < *least) {
                best = Some((cost, candidate, after));
            }
        }
        let Some((_, chosen, after)) = best else {
            break;
        };
        centres.extend_from_slice(points.row(chosen));
        nearest = after;
    }
    centres
}

/// Squared distances of all points to `chosen`, or those `before` where they are less.
fn distances(points: Points<'_>, chosen: usize, before: Option<&[f32]>) -> Vec<f32> {
    let centre = points.row(chosen);
    (0..points.rows())
        .map(|row| {
            let squared = squared_distance(points.row(row), centre);
            before.map_or(squared, |before| squared.min(before[row]))
        })
        .collect()
}

/// A place with probability in proportion to its cost; the first where nothing costs anything.
fn draw(costs: impl Iterator<Item = f64> + Clone, dice: &mut Dice) -> usize {
    let total: f64 = costs.clone().sum();
    let mut left = dice.unit() * total;
    let mut last = 0;
    for (place, cost) in costs.enumerate() {
        if cost > 0.0 {
            last = place;
            if left < cost {
                return place;
            }
        }
        left -= cost;
    }
    last
}
