//! The models' loops over single numbers.

use crate::vectorised::vectorised;

/// Added to a variance before its root is taken, as in the published graph.
const EPSILON: f32 = 1e-12;

/// Numbers summed side by side: a fixed number, whatever the width of a register.
const LANES: usize = 16;

vectorised! {
    /// `out[i] = codes[i] × scale + offset`.
    pub(super) fn dequantise(codes: &[u8], scale: f32, offset: f32, out: &mut [f32]) {
        for (value, &code) in out.iter_mut().zip(codes) {
            *value = f32::from(code) * scale + offset;
        }
    }
}

vectorised! {
    /// Normalises each row, as long as `gain` and `bias`, to mean 0 and variance 1, then scales and
    /// shifts it. Source: Ba, Kiros and Hinton, "Layer Normalization", 2016, equation 4.
    pub(super) fn layer_norm(rows: &mut [f32], gain: &[f32], bias: &[f32]) {
        let length = gain.len() as f32;
        for row in rows.chunks_exact_mut(gain.len()) {
            let mean = sum(row, |value| value) / length;
            let variance = sum(row, |value| (value - mean) * (value - mean)) / length;
            let scale = 1.0 / (variance + EPSILON).sqrt();
            for ((value, gain), bias) in row.iter_mut().zip(gain).zip(bias) {
                *value = (*value - mean) * scale * gain + bias;
            }
        }
    }
}

vectorised! {
    /// `values[i] = max(values[i], 0) + residual[i]`.
    pub(super) fn rectify_and_add(values: &mut [f32], residual: &[f32]) {
        for (value, residual) in values.iter_mut().zip(residual) {
            *value = value.max(0.0) + residual;
        }
    }
}

vectorised! {
    /// `values[i] = max(values[i], 0)`.
    pub(super) fn rectify(values: &mut [f32]) {
        for value in values {
            *value = value.max(0.0);
        }
    }
}

vectorised! {
    /// Adds each row of `rows`, as long as `total`, to `total`.
    pub(super) fn add_rows(total: &mut [f32], rows: &[f32]) {
        for row in rows.chunks_exact(total.len()) {
            for (total, value) in total.iter_mut().zip(row) {
                *total += value;
            }
        }
    }
}

vectorised! {
    /// `values[i] += others[i]`.
    pub(super) fn add(values: &mut [f32], others: &[f32]) {
        for (value, other) in values.iter_mut().zip(others) {
            *value += other;
        }
    }
}

vectorised! {
    /// The Gaussian error linear unit, `x · Φ(x)`. Source: Hendrycks and Gimpel, "Gaussian Error Linear
    /// Units", 2016, equation 1; Φ by Abramowitz and Stegun, "Handbook of Mathematical Functions",
    /// formula 7.1.26, which is off by 1.5e-7 at most.
    pub(super) fn gelu(values: &mut [f32]) {
        for value in values {
            let x = *value;
            let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
            let t = 1.0 / (1.0 + 0.327_591_1 * z);
            let series = 1.061_405_4 * t - 1.453_152_1;
            let series = (series * t + 1.421_413_8) * t - 0.284_496_72;
            let tail = (series * t + 0.254_829_6) * t * exp(-z * z);
            let erf = (1.0 - tail).copysign(x);
            *value = 0.5 * x * (1.0 + erf);
        }
    }
}

vectorised! {
    /// Softmax of a row of scores, of which those from `length` on become 0.
    pub(super) fn softmax(scores: &mut [f32], length: usize) {
        let largest = scores[..length].iter().copied().fold(f32::NEG_INFINITY, f32::max);
        for score in scores.iter_mut() {
            *score = exp(*score - largest);
        }
        scores[length..].fill(0.0);
        let scale = 1.0 / sum(scores, |score| score);
        for score in scores {
            *score *= scale;
        }
    }
}

vectorised! {
    /// `out[j] = Σ weights[i] · rows[i][j]`, with `rows[i]` of as many values as `out` and `stride` apart.
    pub(super) fn weigh_rows(weights: &[f32], rows: &[f32], stride: usize, out: &mut [f32]) {
        out.fill(0.0);
        let width = out.len();
        for (&weight, row) in weights.iter().zip(rows.chunks(stride)) {
            for (value, &part) in out.iter_mut().zip(&row[..width]) {
                *value += weight * part;
            }
        }
    }
}

/// e to the power of `x`, off by 3e-7 of itself at most; 0 and infinity are not reached.
///
/// e^x = 2^n · e^r with r between ±ln 2 / 2, where the Taylor series of degree 6 is enough. Adding
/// 1.5 · 2²³ rounds to the integer n and leaves it in the lowest bits.
#[inline(always)]
fn exp(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0;
    // ln 2 in two parts, the first of which has few bits, so that n times it is exact.
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    let x = x.clamp(-87.0, 88.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = x - n * LN_2_HIGH - n * LN_2_LOW;
    let series = r * (1.0 / 720.0) + 1.0 / 120.0;
    let series = (series * r + 1.0 / 24.0) * r + 1.0 / 6.0;
    let series = ((series * r + 0.5) * r + 1.0) * r + 1.0;
    series * f32::from_bits((shifted.to_bits() << 23).wrapping_add(0x3f80_0000))
}

/// Sum of `each` value, in [`LANES`] partial sums.
#[inline(always)]
fn sum(values: &[f32], each: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0; LANES];
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, &value) in lanes.iter_mut().zip(chunk) {
            *lane += each(value);
        }
    }
    lanes.iter().sum::<f32>() + rest.iter().map(|&value| each(value)).sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_normalised_row_has_its_gain_and_bias() {
        let mut rows: Vec<f32> = (0..36).map(|i| (i * i) as f32).collect();
        layer_norm(&mut rows, &[2.0; 18], &[1.0; 18]);
        for row in rows.chunks_exact(18) {
            let mean = row.iter().sum::<f32>() / 18.0;
            let variance = row.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / 18.0;
            assert!((mean - 1.0).abs() < 1e-5 && (variance - 4.0).abs() < 1e-4);
        }
    }

    #[test]
    fn the_others_do_what_they_say() {
        let mut values = [0.0; 3];
        dequantise(&[0, 2, 255], 0.5, -1.0, &mut values);
        assert_eq!(values, [-1.0, 0.0, 126.5]);
        rectify_and_add(&mut values, &[1.0, 1.0, 1.0]);
        assert_eq!(values, [1.0, 1.0, 127.5]);
        values[0] = -3.0;
        rectify(&mut values);
        assert_eq!(values, [0.0, 1.0, 127.5]);
        add_rows(&mut values, &[1.0, 2.0, 3.0, 10.0, 20.0, 30.0]);
        assert_eq!(values, [11.0, 23.0, 160.5]);
    }

    #[test]
    fn powers_of_e_are_close() {
        for step in -870..=880 {
            let x = step as f32 / 10.0;
            let exact = f64::from(x).exp();
            assert!((f64::from(exp(x)) / exact - 1.0).abs() < 5e-7, "{x}");
        }
    }

    #[test]
    fn gelu_is_close() {
        // From tables of the normal distribution: Φ(1) = 0.8413447, Φ(2) = 0.9772499.
        let mut values = [-30.0, -2.0, -1.0, 0.0, 1.0, 2.0, 30.0];
        gelu(&mut values);
        let expected = [
            0.0,
            -0.045_500_2,
            -0.158_655_3,
            0.0,
            0.841_344_7,
            1.954_499_7,
            30.0,
        ];
        for (value, expected) in values.iter().zip(expected) {
            assert!((value - expected).abs() < 2e-6, "{value}, not {expected}");
        }
    }

    #[test]
    fn softmax_leaves_out_the_padding() {
        let mut scores = [1.0, 1.0, 3.0, 99.0];
        softmax(&mut scores, 3);
        let rest = 1.0 / (2.0 + 2.0_f32.exp());
        assert!((scores[0] - rest).abs() < 1e-6 && scores[3].abs() < 1e-9);
        let mut out = [0.0; 2];
        weigh_rows(
            &scores[..3],
            &[1.0, 2.0, 9.0, 3.0, 4.0, 9.0, 0.0, 0.0],
            3,
            &mut out,
        );
        assert!((out[0] - 4.0 * rest).abs() < 1e-6 && (out[1] - 6.0 * rest).abs() < 1e-6);
        let mut sums = [1.0, 2.0];
        add(&mut sums, &[3.0, -2.0]);
        assert_eq!(sums, [4.0, 0.0]);
    }
}
