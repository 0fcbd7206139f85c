//! K-means on points whose groups are known.

use super::*;
use crate::dice::Dice;

/// `groups` tight groups of `each` points around the corners of a hypercube.
fn corners(groups: usize, each: usize) -> Vec<f32> {
    let mut dice = Dice::new(7);
    let mut values = Vec::new();
    for group in 0..groups {
        for _ in 0..each {
            values.extend(
                (0..8).map(|bit| {
                    f32::from(u8::from(group >> bit & 1 == 1)) + 0.05 * dice.unit() as f32
                }),
            );
        }
    }
    values
}

fn fit(values: &[f32], weights: &[f32], params: KMeansParams) -> Fitted {
    let points = Points::new(8, values).unwrap();
    fit_weighted(&params.check(points).unwrap(), points, weights, &mut |_| {})
}

fn seeded(clusters: usize, seed: u64) -> KMeansParams {
    KMeansParams {
        seed,
        tolerance: 0.0,
        ..KMeansParams::new(clusters)
    }
}

#[test]
fn clear_groups_are_found_exactly() {
    let values = corners(16, 25);
    let fitted = fit(&values, &[1.0; 400], seeded(16, 3));
    let mut found: Vec<u32> = fitted
        .labels
        .chunks(25)
        .map(|group| {
            assert!(group.iter().all(|label| label == &group[0]));
            group[0]
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    assert_eq!(found.len(), 16);
}

#[test]
fn every_point_is_with_its_nearest_centre_and_centres_are_weighted_means() {
    let values = corners(60, 9);
    let weights: Vec<f32> = (0..540).map(|i| 1.0 + (i % 7) as f32).collect();
    let fitted = fit(&values, &weights, seeded(23, 11));
    let points = Points::new(8, &values).unwrap();
    let centres: Vec<&[f32]> = fitted.centroids.chunks_exact(8).collect();
    let mut inertia = 0.0;
    for row in 0..points.rows() {
        let own = squared_distance(points.row(row), centres[fitted.labels[row] as usize]);
        for centre in &centres {
            assert!(own <= squared_distance(points.row(row), centre) + 1e-6);
        }
        inertia += f64::from(own * weights[row]);
    }
    assert!((inertia - fitted.inertia).abs() < 1e-3 * inertia);
    for (label, centre) in centres.iter().enumerate() {
        let rows = (0..540).filter(|&row| fitted.labels[row] as usize == label);
        let rows: Vec<usize> = rows.collect();
        let own: Vec<f32> = rows
            .iter()
            .flat_map(|&row| points.row(row).to_vec())
            .collect();
        let weights: Vec<f32> = rows.iter().map(|&row| weights[row]).collect();
        let mean = crate::vector::mean(&own, 8, &weights);
        assert!(squared_distance(&mean, centre) < 1e-8);
    }
}

#[test]
fn a_weight_is_as_many_points() {
    let values = corners(5, 4);
    let weights: Vec<f32> = (0..20).map(|i| [1.0, 3.0][i % 2]).collect();
    let mut repeated = Vec::new();
    for (row, &weight) in values.chunks_exact(8).zip(&weights) {
        for _ in 0..weight as usize {
            repeated.extend_from_slice(row);
        }
    }
    let weighted = fit(&values, &weights, seeded(5, 2));
    let plain = fit(&repeated, &vec![1.0; repeated.len() / 8], seeded(5, 2));
    assert!((weighted.inertia - plain.inertia).abs() < 1e-4 * plain.inertia.max(1e-6));
}

#[test]
fn the_same_seed_gives_the_same_groups_and_more_starts_are_no_worse() {
    let values = corners(50, 8);
    let weights = vec![1.0; 400];
    let once = fit(&values, &weights, seeded(30, 5));
    assert_eq!(once, fit(&values, &weights, seeded(30, 5)));
    let restarts = KMeansParams {
        restarts: 5,
        ..seeded(30, 5)
    };
    assert!(fit(&values, &weights, restarts).inertia <= once.inertia);
}

#[test]
fn identical_points_leave_no_group_empty() {
    let values = vec![0.5; 80];
    let fitted = fit(&values, &[1.0; 10], seeded(4, 0));
    assert!((0..4).all(|label| fitted.labels.contains(&label)));
}
