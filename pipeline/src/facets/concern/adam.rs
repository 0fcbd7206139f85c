//! Fits a [`Network`] by Adam (Kingma and Ba 2015, arXiv 1412.6980) with dropout on the inputs.
//!
//! Invariant: one thread, one seed, fixed order: the same rows give the same weights to the last bit.

use rand::seq::SliceRandom;
use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::fit::logistic;
use super::network::{HIDDEN, Network, OUTPUTS};

const EPOCHS: usize = 15;
const BATCH: usize = 128;
/// Size of a step at the beginning; it falls to zero in a straight line.
const RATE: f32 = 2e-3;
/// Part of the rate by which a weight shrinks at every step.
const DECAY: f32 = 1e-4;
/// Inputs left out at random, in 256: with all of them the network learns its texts by heart.
const DROPPED: u8 = 77;

/// One text.
#[derive(Debug, Clone)]
pub(super) struct NetworkRow {
    pub(super) inputs: Vec<f32>,
    /// 1 for yes, -1 for no, none where it is not known; unsafe, severe.
    pub(super) labels: [Option<f64>; OUTPUTS],
    /// How much it counts.
    pub(super) weight: f32,
}

/// A network fitted to `rows`, all with the same number of inputs.
pub(super) fn fit(rows: &[NetworkRow], inputs: usize, seed: u64) -> Network {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let widest = 2.0 * (3.0 / inputs as f32).sqrt();
    let mut network = Network::of(inputs, || widest * (2.0 * rng.random::<f32>() - 1.0));
    network.first_bias = [0.0; HIDDEN];
    network.second_bias = [0.0; OUTPUTS];
    let outer = (3.0 / HIDDEN as f32).sqrt() / widest;
    let second = network.second.as_flattened_mut();
    second.iter_mut().for_each(|w| *w *= outer);

    let scale = rows.len() as f32 / rows.iter().map(|r| r.weight).sum::<f32>().max(1e-6);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut moments = vec![[0.0_f32; 2]; Network::len(inputs)];
    let steps = EPOCHS * rows.len().div_ceil(BATCH);
    let mut step = 0;
    let mut kept = Vec::new();
    let mut mask = vec![0_u8; inputs];
    for _ in 0..EPOCHS {
        order.shuffle(&mut rng);
        for batch in order.chunks(BATCH) {
            let mut gradient = Network::of(inputs, || 0.0);
            for row in batch.iter().filter_map(|&i| rows.get(i)) {
                rng.fill_bytes(&mut mask);
                let restored = 256.0 / f32::from(u8::MAX - DROPPED + 1);
                let keep = |(&x, &m): (&f32, &u8)| if m < DROPPED { 0.0 } else { x * restored };
                kept.clear();
                kept.extend(row.inputs.iter().zip(&mask).map(keep));
                let each = scale * row.weight / batch.len() as f32;
                add_gradient(&network, &kept, row.labels, each, &mut gradient);
            }
            step += 1;
            let rate = RATE * (1.0 - step as f32 / (steps + 1) as f32);
            update(&mut network, &gradient, &mut moments, rate, step);
        }
    }
    network
}

/// Adds the gradient of one row's loss times `each`.
fn add_gradient(
    network: &Network,
    inputs: &[f32],
    labels: [Option<f64>; OUTPUTS],
    each: f32,
    gradient: &mut Network,
) {
    let (hidden, outputs) = network.forward(inputs);
    let mut back = [0.0_f32; HIDDEN];
    for (o, label) in labels.into_iter().enumerate() {
        let Some(label) = label else { continue };
        let slope = each * logistic(f64::from(outputs[o]), label).1 as f32;
        gradient.second_bias[o] += slope;
        for h in 0..HIDDEN {
            if hidden[h] > 0.0 {
                gradient.second[o][h] += slope * hidden[h];
                back[h] += slope * network.second[o][h];
            }
        }
    }
    for (g, b) in gradient.first_bias.iter_mut().zip(&back) {
        *g += b;
    }
    for (weights, &input) in gradient.first.chunks_exact_mut(HIDDEN).zip(inputs) {
        if input != 0.0 {
            for (g, b) in weights.iter_mut().zip(&back) {
                *g += input * b;
            }
        }
    }
}

/// One step of Adam.
fn update(
    network: &mut Network,
    gradient: &Network,
    moments: &mut [[f32; 2]],
    rate: f32,
    step: usize,
) {
    let bias = |decay: f32| 1.0 - decay.powi(step.min(100_000) as i32);
    let (first, second) = (bias(0.9), bias(0.999));
    let weights = network
        .first
        .iter_mut()
        .chain(&mut network.first_bias)
        .chain(network.second.as_flattened_mut())
        .chain(&mut network.second_bias);
    for ((w, g), [m, v]) in weights.zip(gradient.values()).zip(moments) {
        *m = 0.9 * *m + 0.1 * g;
        *v = 0.999 * *v + 0.001 * g * g;
        *w -= rate * (*m / first / ((*v / second).sqrt() + 1e-8) + DECAY * *w);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One is true where exactly one of the first two inputs is: no straight line tells them apart.
    fn rows() -> Vec<NetworkRow> {
        (0..2_000)
            .map(|i| {
                let (a, b) = (i % 2 == 0, i / 2 % 2 == 0);
                let input = |on| if on { 1.0 } else { -1.0 };
                let label = if a == b { -1.0 } else { 1.0 };
                // Repeated, because inputs are dropped.
                NetworkRow {
                    inputs: [input(a), input(b)].repeat(6),
                    labels: [Some(label), None],
                    weight: 1.0,
                }
            })
            .collect()
    }

    #[test]
    fn what_no_straight_line_tells_apart_is_learnt_and_again_the_same() {
        let rows = rows();
        let network = fit(&rows, 12, 7);
        for row in &rows[..4] {
            let odds = f64::from(network.forward(&row.inputs).1[0]);
            assert!(
                odds * row.labels[0].unwrap_or_default() > 1.0,
                "{odds} {row:?}"
            );
        }
        assert_eq!(network, fit(&rows, 12, 7));
        assert!(network != fit(&rows, 12, 8));
    }
}
