//! UMAP's layout of a neighbourhood graph in the plane, one thread, seeded.
//!
//! McInnes, Healy and Melville 2018, arXiv 1802.03426, section 3.2 and algorithm 5. Of the crates
//! that offer UMAP, the one that is light enough draws from an unseeded generator.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::neighbours::Edge;
use crate::matrix::Matrix;

const EPOCHS: usize = 400;
const REPULSIONS: usize = 5;
/// Parameters of the attraction curve 1 / (1 + a·d^2b) fitted to a least distance of 0.25: unlike
/// points, clusters are drawn as discs with labels and want some room.
const A: f32 = 1.121;
const B: f32 = 1.057;
/// Largest step that one force may make along one axis.
const CLIP: f32 = 4.0;

/// Lays out as many points as `points` has rows.
pub(super) fn umap(edges: &[Edge], points: &Matrix, seed: u64) -> Vec<[f32; 2]> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut places = start(points, &mut rng);
    if places.len() < 3 {
        return places;
    }
    let strongest = edges
        .iter()
        .map(|e| e.weight)
        .fold(f32::MIN_POSITIVE, f32::max);
    let mut due: Vec<f32> = vec![0.0; edges.len()];
    for epoch in 0..EPOCHS {
        let rate = 1.0 - epoch as f32 / EPOCHS as f32;
        for (edge, due) in edges.iter().zip(&mut due) {
            // An edge is used in proportion to its weight.
            *due += edge.weight / strongest;
            if *due < 1.0 {
                continue;
            }
            *due -= 1.0;
            let (from, to) = (edge.from as usize, edge.to as usize);
            let pull = attraction(places[from], places[to]);
            shift(&mut places[from], pull, rate);
            shift(&mut places[to], pull, -rate);
            for _ in 0..REPULSIONS {
                let other = rng.random_range(0..places.len());
                if other != from {
                    let push = repulsion(places[from], places[other]);
                    shift(&mut places[from], push, rate);
                }
            }
        }
    }
    places
}

/// Coordinates along the two widest directions, found by power iteration, with a little noise so
/// that equal points come apart.
fn start(points: &Matrix, rng: &mut ChaCha8Rng) -> Vec<[f32; 2]> {
    let rows = points.rows();
    let mut mean = vec![0.0; points.dims()];
    crate::cluster::kmeans::mean_into(points, &(0..rows as u32).collect::<Vec<_>>(), &mut mean);
    let centred: Vec<Vec<f32>> = points
        .iter()
        .map(|row| row.iter().zip(&mean).map(|(v, m)| v - m).collect())
        .collect();
    let mut axes: Vec<Vec<f32>> = Vec::new();
    for _ in 0..2 {
        let mut axis: Vec<f32> = (0..points.dims())
            .map(|_| rng.random::<f32>() - 0.5)
            .collect();
        for _ in 0..50 {
            let mut next = vec![0.0; axis.len()];
            for row in &centred {
                let along = dot(row, &axis);
                next.iter_mut().zip(row).for_each(|(n, v)| *n += along * v);
            }
            for known in &axes {
                let along = dot(&next, known);
                next.iter_mut()
                    .zip(known)
                    .for_each(|(n, v)| *n -= along * v);
            }
            let length = dot(&next, &next).sqrt().max(f32::MIN_POSITIVE);
            axis = next.into_iter().map(|v| v / length).collect();
        }
        axes.push(axis);
    }
    let raw: Vec<[f32; 2]> = centred
        .iter()
        .map(|row| [dot(row, &axes[0]), dot(row, &axes[1])])
        .collect();
    let widest = raw
        .iter()
        .flatten()
        .fold(f32::MIN_POSITIVE, |most, v| most.max(v.abs()));
    raw.into_iter()
        .map(|place| place.map(|v| 10.0 * v / widest + 0.01 * rng.random::<f32>()))
        .collect()
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Force on `a` towards `b`.
fn attraction(a: [f32; 2], b: [f32; 2]) -> [f32; 2] {
    let squared = squared(a, b);
    if squared == 0.0 {
        return [0.0; 2];
    }
    let size = -2.0 * A * B * squared.powf(B - 1.0) / (1.0 + A * squared.powf(B));
    [size * (a[0] - b[0]), size * (a[1] - b[1])]
}

/// Force on `a` away from `b`.
fn repulsion(a: [f32; 2], b: [f32; 2]) -> [f32; 2] {
    let squared = squared(a, b);
    let size = 2.0 * B / ((0.001 + squared) * (1.0 + A * squared.powf(B)));
    [size * (a[0] - b[0]), size * (a[1] - b[1])]
}

fn squared(a: [f32; 2], b: [f32; 2]) -> f32 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
}

fn shift(place: &mut [f32; 2], force: [f32; 2], rate: f32) {
    place[0] += rate * force[0].clamp(-CLIP, CLIP);
    place[1] += rate * force[1].clamp(-CLIP, CLIP);
}
