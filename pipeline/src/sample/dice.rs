//! The few ways in which the sample draws at random.

use rand::Rng as _;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

/// The one kind of generator used: same seed and stream, same draws, on every machine.
pub(super) type Dice = ChaCha8Rng;

/// Independent draws for each `(seed, stream)`.
pub(super) fn dice(seed: u64, stream: u64) -> Dice {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    dice.set_stream(stream);
    dice
}

/// True with probability `p` (clamped to 0..=1).
pub(super) fn chance(dice: &mut Dice, p: f64) -> bool {
    dice.random_bool(p.clamp(0.0, 1.0))
}

/// A number below `end`; 0 where `end` is 0.
pub(super) fn below(dice: &mut Dice, end: usize) -> usize {
    dice.random_range(0..end.max(1))
}

/// One of `choices`, each as likely as the others; `None` where there are none.
pub(super) fn pick<'a, T>(dice: &mut Dice, choices: &'a [T]) -> Option<&'a T> {
    choices.get(below(dice, choices.len()))
}

/// The place of one of `weights` (at least 0, not all of them 0), drawn in proportion to them.
pub(super) fn weighted(dice: &mut Dice, weights: &[f64]) -> usize {
    let mut left = dice.random::<f64>() * weights.iter().sum::<f64>();
    for (place, weight) in weights.iter().enumerate() {
        if left < *weight {
            return place;
        }
        left -= weight;
    }
    weights.iter().rposition(|w| *w > 0.0).unwrap_or(0)
}

/// Fisher and Yates' shuffle.
pub(super) fn shuffle<T>(dice: &mut Dice, things: &mut [T]) {
    for end in (1..things.len()).rev() {
        things.swap(end, below(dice, end + 1));
    }
}

/// `digits` hexadecimal digits, 16 at most.
pub(super) fn hex(dice: &mut Dice, digits: usize) -> String {
    let mut text = format!("{:016x}", dice.random::<u64>());
    text.truncate(digits);
    text
}
