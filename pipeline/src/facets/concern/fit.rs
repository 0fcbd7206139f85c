//! Logistic regression with a quadratic penalty, fitted by L-BFGS.
//!
//! Two-loop recursion (Nocedal & Wright 2006, algorithm 7.4) with Armijo backtracking. One thread,
//! fixed order of sums: the same rows give the same weights to the last bit.

use std::collections::VecDeque;

/// What is minimised: writes the gradient at `weights` into `gradient` and gives the loss.
pub(super) trait Objective {
    /// Number of weights.
    fn len(&self) -> usize;
    /// Loss at `weights`; `gradient` is overwritten. Both slices are [`len`](Self::len) long.
    fn evaluate(&self, weights: &[f32], gradient: &mut [f32]) -> f64;
}

/// Pairs of steps and gradient changes that are remembered.
const MEMORY: usize = 8;
/// The search ends when the loss falls by less than this part of itself.
const TOLERANCE: f64 = 1e-6;

/// The weights that minimise `objective`, from zero, after at most `iterations` steps.
pub(super) fn minimise(objective: &impl Objective, iterations: usize) -> Vec<f32> {
    let n = objective.len();
    let mut weights = vec![0.0; n];
    let mut gradient = vec![0.0; n];
    let mut loss = objective.evaluate(&weights, &mut gradient);
    let mut memory: VecDeque<(Vec<f32>, Vec<f32>, f64)> = VecDeque::new();
    for _ in 0..iterations {
        let mut direction = descend(&gradient, &memory);
        let mut slope = dot(&direction, &gradient);
        if slope >= 0.0 {
            // Rounding spoilt the curvature: start again from steepest descent.
            memory.clear();
            direction = descend(&gradient, &memory);
            slope = dot(&direction, &gradient);
        }
        let first = if memory.is_empty() {
            1.0 / dot(&gradient, &gradient).sqrt().max(1e-12)
        } else {
            1.0
        };
        let Some((step, next, next_gradient, next_loss)) =
            search(objective, &weights, &direction, loss, slope, first)
        else {
            break;
        };
        let change: Vec<f32> = next_gradient
            .iter()
            .zip(&gradient)
            .map(|(a, b)| a - b)
            .collect();
        let moved: Vec<f32> = direction.iter().map(|d| d * step).collect();
        let curvature = dot(&moved, &change);
        if curvature > 1e-12 {
            if memory.len() == MEMORY {
                memory.pop_front();
            }
            memory.push_back((moved, change, 1.0 / curvature));
        }
        let fell = loss - next_loss;
        (weights, gradient, loss) = (next, next_gradient, next_loss);
        if fell < TOLERANCE * loss.abs().max(1e-12) {
            break;
        }
    }
    weights
}

/// A step along `direction` that lowers the loss enough: its size, the weights, gradient and loss there.
fn search(
    objective: &impl Objective,
    weights: &[f32],
    direction: &[f32],
    loss: f64,
    slope: f64,
    first: f64,
) -> Option<(f32, Vec<f32>, Vec<f32>, f64)> {
    let mut gradient = vec![0.0; weights.len()];
    let mut step = first;
    for _ in 0..30 {
        let next: Vec<f32> = weights
            .iter()
            .zip(direction)
            .map(|(w, d)| w + step as f32 * d)
            .collect();
        let at_next = objective.evaluate(&next, &mut gradient);
        if at_next <= loss + 1e-4 * step * slope {
            return Some((step as f32, next, gradient, at_next));
        }
        step *= 0.5;
    }
    None
}

/// Minus the gradient times the remembered inverse curvature.
fn descend(gradient: &[f32], memory: &VecDeque<(Vec<f32>, Vec<f32>, f64)>) -> Vec<f32> {
    let mut q: Vec<f32> = gradient.iter().map(|g| -g).collect();
    let mut alphas = Vec::with_capacity(memory.len());
    for (moved, change, rho) in memory.iter().rev() {
        let alpha = rho * dot(moved, &q);
        add(&mut q, change, -alpha as f32);
        alphas.push(alpha);
    }
    if let Some((moved, change, _)) = memory.back() {
        let scale = (dot(moved, change) / dot(change, change)) as f32;
        q.iter_mut().for_each(|v| *v *= scale);
    }
    for ((moved, change, rho), alpha) in memory.iter().zip(alphas.into_iter().rev()) {
        let beta = rho * dot(change, &q);
        add(&mut q, moved, (alpha - beta) as f32);
    }
    q
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter()
        .zip(b)
        .map(|(x, y)| f64::from(*x) * f64::from(*y))
        .sum()
}

fn add(to: &mut [f32], what: &[f32], times: f32) {
    to.iter_mut().zip(what).for_each(|(t, w)| *t += times * w);
}

/// Logistic loss of a margin and its derivative by the margin, for a label of 1 or -1.
pub(super) fn logistic(margin: f64, label: f64) -> (f64, f64) {
    let m = margin * label;
    // ln(1 + e^-m), without overflow at either end.
    let loss = if m > 0.0 {
        (-m).exp().ln_1p()
    } else {
        m.exp().ln_1p() - m
    };
    (loss, -label / (1.0 + m.exp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (x - 3)² + 10 (y + 1)²
    struct Bowl;

    impl Objective for Bowl {
        fn len(&self) -> usize {
            2
        }
        fn evaluate(&self, w: &[f32], gradient: &mut [f32]) -> f64 {
            let (x, y) = (f64::from(w[0]) - 3.0, f64::from(w[1]) + 1.0);
            gradient[0] = (2.0 * x) as f32;
            gradient[1] = (20.0 * y) as f32;
            x * x + 10.0 * y * y
        }
    }

    #[test]
    fn the_minimum_of_a_stretched_bowl_is_found() {
        let found = minimise(&Bowl, 50);
        assert!(
            (found[0] - 3.0).abs() < 1e-2 && (found[1] + 1.0).abs() < 1e-2,
            "{found:?}"
        );
    }

    #[test]
    fn the_logistic_loss_is_finite_far_out_and_its_slope_has_the_right_sign() {
        for margin in [-1e4, -1.0, 0.0, 1.0, 1e4] {
            let (loss, slope) = logistic(margin, 1.0);
            assert!(
                loss.is_finite() && loss >= 0.0 && slope <= 0.0,
                "{margin}: {loss} {slope}"
            );
        }
    }
}
