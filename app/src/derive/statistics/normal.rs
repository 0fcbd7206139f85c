//! The normal distribution's tail.

use std::f64::consts::PI;

/// Standard deviations that 95 % of a normal distribution lie within.
pub const Z95: f64 = 1.959_963_984_540_054;

/// The probability that a standard normal number lies at least as far from 0 as `z`: in 0..=1.
///
/// The series of the error function near 0, its continued fraction beyond (Abramowitz and Stegun 1964,
/// 7.1.6 and 7.1.14).
#[must_use]
pub fn two_sided(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// 1 minus the error function of `x` ≥ 0.
fn erfc(x: f64) -> f64 {
    if x < 2.0 {
        let mut term = x;
        let mut sum = x;
        let mut n = 0.0;
        while term > sum * 1e-17 {
            n += 1.0;
            term *= 2.0 * x * x / (2.0 * n + 1.0);
            sum += term;
        }
        return (1.0 - 2.0 / PI.sqrt() * (-x * x).exp() * sum).clamp(0.0, 1.0);
    }
    // From the inside out; 60 steps are enough for every x from 2.
    let tail = (1..=60)
        .rev()
        .fold(x, |inner, step| x + f64::from(step) / 2.0 / inner);
    (-x * x).exp() / (PI.sqrt() * tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_match_scipy() {
        // 2 * scipy.stats.norm.sf(z), scipy 1.17.1.
        for (z, tail) in [
            (0.0, 1.0),
            (0.5, 0.617_075_077_451_973_8),
            (-1.959_963_984_540_054, 0.05),
            (2.8, 0.005_110_260_660_855_828_5),
            (5.0, 5.733_031_437_583_878e-7),
            (12.0, 3.552_964_224_155_36e-33),
        ] {
            let ours = two_sided(z);
            assert!((ours / tail - 1.0).abs() < 1e-10, "{z}: {ours} {tail}");
        }
    }
}
