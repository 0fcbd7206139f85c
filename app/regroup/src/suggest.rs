//! How many groups: the mean silhouette of k-means over a range of numbers.

use kleio_shared::cluster::{KMeansParams, Points};

use crate::kmeans::fit_weighted;
use crate::silhouette::Sample;

/// Numbers that are tried, at most.
const TRIALS: usize = 12;

/// Numbers that are tried beside the best of them, at most.
const FINER: usize = 4;

/// Iterations of each fit: enough to tell numbers apart.
const ITERATIONS: usize = 15;

/// The numbers of groups to try for so many points: from 2 to a third of them and at most 100, in equal
/// ratios.
#[must_use]
pub fn range(rows: usize) -> Vec<usize> {
    let last = (rows / 3).clamp(2, 100);
    let ratio = last as f64 / 2.0;
    let place = |trial: usize| 2.0 * ratio.powf(trial as f64 / (TRIALS - 1) as f64);
    let mut numbers: Vec<usize> = (0..TRIALS)
        .map(|trial| place(trial).round() as usize)
        .collect();
    numbers.dedup();
    numbers
}

/// Each number of [`range`] with the silhouette of k-means, and then some numbers beside the best of them;
/// ascending. `step` is told the share that is done.
pub fn silhouettes(
    points: Points<'_>,
    weights: &[f32],
    seed: u64,
    step: &mut dyn FnMut(f32),
) -> Vec<(u32, f64)> {
    let sample = Sample::of(points, seed);
    let mut found: Vec<(u32, f64)> = Vec::new();
    let coarse = range(points.rows());
    let planned = (coarse.len() + FINER) as f32;
    let mut done = 0.0;
    let mut attempt = |groups: usize, found: &mut Vec<(u32, f64)>| {
        let params = KMeansParams {
            seed,
            iterations: ITERATIONS,
            ..KMeansParams::new(groups)
        };
        if let Ok(params) = params.check(points) {
            let fitted = fit_weighted(&params, points, weights, &mut |_| {});
            let labels: Vec<Option<u32>> = fitted.labels.into_iter().map(Some).collect();
            if let Some(mean) = sample.mean(&labels) {
                found.push((groups as u32, mean));
            }
        }
        done += 1.0;
        step(done / planned);
    };
    for groups in coarse {
        attempt(groups, &mut found);
    }
    for groups in beside_best(&found) {
        attempt(groups, &mut found);
    }
    found.sort_unstable_by_key(|(groups, _)| *groups);
    step(1.0);
    found
}

/// Up to [`FINER`] numbers between the neighbours of the best, evenly.
fn beside_best(found: &[(u32, f64)]) -> Vec<usize> {
    let best = (0..found.len()).max_by(|&a, &b| found[a].1.total_cmp(&found[b].1).then(b.cmp(&a)));
    let Some(best) = best else { return Vec::new() };
    let before = found[best.saturating_sub(1)].0;
    let after = found[(best + 1).min(found.len() - 1)].0;
    let between: Vec<u32> = (before + 1..after)
        .filter(|&g| g != found[best].0)
        .collect();
    let wanted = FINER.min(between.len());
    (0..wanted)
        .map(|place| between[place * between.len() / wanted] as usize)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;

    #[test]
    fn the_true_number_of_groups_has_the_best_silhouette() {
        let mut dice = Dice::new(2);
        let values: Vec<f32> = (0..120)
            .flat_map(|i| {
                [(i % 4) as f64 * 9.0, (i % 2) as f64 * 9.0].map(|c| (c + dice.unit()) as f32)
            })
            .collect();
        let points = Points::new(2, &values).unwrap();
        let found = silhouettes(points, &[1.0; 120], 1, &mut |_| {});
        let best = found.iter().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
        assert_eq!(best.0, 4, "{found:?}");
    }

    #[test]
    fn ranges_rise_and_fit() {
        assert_eq!(range(6), [2]);
        for rows in [10, 197, 5_000] {
            let numbers = range(rows);
            assert!(numbers.is_sorted_by(|a, b| a < b) && numbers[0] == 2);
            assert!(*numbers.last().unwrap() <= 100.min(rows / 3));
        }
    }
}
