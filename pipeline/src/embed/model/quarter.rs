//! Numbers at four bits, in blocks of 32 that share a scale.
//!
//! A block is its scale as a half-precision float (IEEE 754, little-endian) and 16 bytes; byte i holds
//! value i in its low half and value i + 16 in its high half, each 8 more than the value over the
//! scale. This is the format `Q4_0` of ggml.

use std::iter;

/// Values of a block.
const BLOCK: usize = 32;
/// Bytes of a block.
const BYTES: usize = 18;

/// Bytes that `values` numbers take, a multiple of 32.
pub(in crate::embed) const fn bytes(values: usize) -> usize {
    values / BLOCK * BYTES
}

/// Writes the numbers of `codes`.
pub(in crate::embed) fn expand(codes: &[u8], out: &mut [f32]) {
    let (blocks, _) = codes.as_chunks::<BYTES>();
    for (&[low, high, ref codes @ ..], out) in iter::zip(blocks, out.chunks_exact_mut(BLOCK)) {
        let scale = half(u16::from_le_bytes([low, high]));
        let (first, second) = out.split_at_mut(BLOCK / 2);
        for (code, (first, second)) in codes.iter().zip(first.iter_mut().zip(second)) {
            *first = (f32::from(code & 15) - 8.0) * scale;
            *second = (f32::from(code >> 4) - 8.0) * scale;
        }
    }
}

/// A half-precision float: a sign, five bits of exponent, ten of fraction.
fn half(bits: u16) -> f32 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let fraction = f32::from(bits & 0x3ff) / 1024.0;
    match bits >> 10 & 0x1f {
        0 => sign * fraction * 2.0_f32.powi(-14),
        31 if fraction > 0.0 => f32::NAN,
        31 => sign * f32::INFINITY,
        exponent => sign * (1.0 + fraction) * 2.0_f32.powi(i32::from(exponent) - 15),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_read() {
        assert_eq!(half(0x3c00), 1.0);
        assert_eq!(half(0xc100), -2.5);
        assert_eq!(half(0x0001), 2.0_f32.powi(-24));
        assert!(half(0x7e00).is_nan() && half(0xfc00) == f32::NEG_INFINITY);
    }

    #[test]
    fn a_block_is_its_scale_and_two_halves() {
        let mut codes = vec![0x00, 0x38]; // 0.5
        codes.extend([0x80; 15]);
        codes.push(0x1f);
        let mut out = [9.0; 32];
        expand(&codes, &mut out);
        assert_eq!(bytes(32), codes.len());
        assert_eq!(out[..15], [-4.0; 15]);
        assert_eq!(out[15], 3.5);
        assert_eq!(out[16..31], [0.0; 15]);
        assert_eq!(out[31], -3.5);
    }
}
