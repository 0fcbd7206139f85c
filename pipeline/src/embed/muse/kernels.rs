//! Loops over single numbers, compiled a second time for processors with AVX2.
//!
//! Invariant: both versions do the same additions in the same order, so that they agree to the last bit.

/// Added to a variance before its root is taken, as in the published graph.
const EPSILON: f32 = 1e-12;

/// Numbers summed side by side: a fixed number, whatever the width of a register.
const LANES: usize = 16;

/// Compiles a function twice, and picks at run time the version that the processor can run.
macro_rules! vectorised {
    ($(#[$doc:meta])* fn $name:ident($($argument:ident: $type:ty),*) $body:block) => {
        $(#[$doc])*
        pub(super) fn $name($($argument: $type),*) {
            #[inline(always)]
            fn plain($($argument: $type),*) $body

            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2,fma")]
                fn wide($($argument: $type),*) {
                    plain($($argument),*);
                }
                if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                    // SAFETY: the processor has just been asked for both features.
                    unsafe { wide($($argument),*) };
                    return;
                }
            }
            plain($($argument),*);
        }
    };
}

vectorised! {
    /// `out[i] = codes[i] × scale + offset`.
    fn dequantise(codes: &[u8], scale: f32, offset: f32, out: &mut [f32]) {
        for (value, &code) in out.iter_mut().zip(codes) {
            *value = f32::from(code) * scale + offset;
        }
    }
}

vectorised! {
    /// Normalises each row, as long as `gain` and `bias`, to mean 0 and variance 1, then scales and
    /// shifts it. Source: Ba, Kiros and Hinton, "Layer Normalization", 2016, equation 4.
    fn layer_norm(rows: &mut [f32], gain: &[f32], bias: &[f32]) {
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
    fn rectify_and_add(values: &mut [f32], residual: &[f32]) {
        for (value, residual) in values.iter_mut().zip(residual) {
            *value = value.max(0.0) + residual;
        }
    }
}

vectorised! {
    /// `values[i] = max(values[i], 0)`.
    fn rectify(values: &mut [f32]) {
        for value in values {
            *value = value.max(0.0);
        }
    }
}

vectorised! {
    /// Adds each row of `rows`, as long as `total`, to `total`.
    fn add_rows(total: &mut [f32], rows: &[f32]) {
        for row in rows.chunks_exact(total.len()) {
            for (total, value) in total.iter_mut().zip(row) {
                *total += value;
            }
        }
    }
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
}
