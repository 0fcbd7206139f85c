//! Reads NumPy's `.npy` arrays, as far as the model's wheel needs them.
//!
//! Format: NumPy Enhancement Proposal 1: `\x93NUMPY`, the version (two bytes), the header's length (u16,
//! or u32 from version 2), a Python dictionary as text, and the values.

use super::flat::{Tensor, Values};

/// Parses a whole file. Reads little-endian `f4` and `f8` (narrowed to f32) and `u1`, in C order.
pub(super) fn parse(bytes: &[u8]) -> Result<Tensor, String> {
    let rest = bytes
        .strip_prefix(b"\x93NUMPY")
        .ok_or("not a NumPy array")?;
    let (header, values) = match rest {
        [1, _, a, b, rest @ ..] => rest.split_at_checked(u16::from_le_bytes([*a, *b]).into()),
        [2 | 3, _, a, b, c, d, rest @ ..] => {
            let length = u32::from_le_bytes([*a, *b, *c, *d]);
            usize::try_from(length)
                .ok()
                .and_then(|length| rest.split_at_checked(length))
        }
        _ => None,
    }
    .ok_or("a NumPy array of an unknown version or without its header")?;
    let header = str::from_utf8(header).map_err(|_| "a NumPy header that is not text")?;
    if !entry(header, "fortran_order")?.starts_with("False") {
        return Err("a NumPy array in Fortran order".into());
    }
    let shape = shape(entry(header, "shape")?)?;
    let count = shape
        .iter()
        .try_fold(1_usize, |count, &n| count.checked_mul(n));
    let kind = entry(header, "descr")?;
    let kind = kind
        .trim_start_matches('\'')
        .split('\'')
        .next()
        .unwrap_or("");
    let values = match kind {
        "|u1" => Values::U8(values.to_vec()),
        "<f4" => Values::F32(numbers(values, f32::from_le_bytes)),
        "<f8" => Values::F32(numbers(values, |b| f64::from_le_bytes(b) as f32)),
        other => return Err(format!("a NumPy array of unknown type {other}")),
    };
    let found = match &values {
        Values::U8(values) => values.len(),
        Values::U32(values) => values.len(),
        Values::F32(values) => values.len(),
    };
    if Some(found) != count {
        return Err(format!(
            "a NumPy array of shape {shape:?} with {found} values"
        ));
    }
    Ok(Tensor { shape, values })
}

/// What follows `key` in the header's dictionary.
fn entry<'a>(header: &'a str, key: &str) -> Result<&'a str, String> {
    header
        .split_once(&format!("'{key}':"))
        .map(|(_, rest)| rest.trim_start())
        .ok_or_else(|| format!("a NumPy header without `{key}`"))
}

/// A Python tuple of lengths: `()`, `(3,)`, `(3, 4)`.
fn shape(text: &str) -> Result<Vec<usize>, String> {
    let inside = text.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    let (inside, _) = inside.ok_or("a NumPy header with a broken shape")?;
    let lengths = inside
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    lengths
        .map(|part| {
            part.parse()
                .map_err(|_| format!("a NumPy shape with `{part}`"))
        })
        .collect()
}

fn numbers<const N: usize>(bytes: &[u8], convert: impl Fn([u8; N]) -> f32) -> Vec<f32> {
    let (chunks, _) = bytes.as_chunks::<N>();
    chunks.iter().map(|chunk| convert(*chunk)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn array(kind: &str, order: &str, shape: &str, values: &[u8]) -> Vec<u8> {
        let header =
            format!("{{'descr': '{kind}', 'fortran_order': {order}, 'shape': {shape}, }}\n");
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
        bytes.extend(header.as_bytes());
        bytes.extend(values);
        bytes
    }

    #[test]
    fn reads_three_types() {
        let floats: Vec<u8> = [1.5_f32, -2.0]
            .iter()
            .flat_map(|v| v.to_le_bytes())
            .collect();
        let tensor = parse(&array("<f4", "False", "(1, 2)", &floats)).unwrap();
        assert_eq!(tensor.shape, [1, 2]);
        assert_eq!(tensor.values, Values::F32(vec![1.5, -2.0]));
        let tensor = parse(&array("|u1", "False", "(3,)", &[1, 2, 3])).unwrap();
        assert_eq!(tensor.values, Values::U8(vec![1, 2, 3]));
        let tensor = parse(&array("<f8", "False", "()", &0.25_f64.to_le_bytes())).unwrap();
        assert!(tensor.shape.is_empty());
        assert_eq!(tensor.values, Values::F32(vec![0.25]));
    }

    #[test]
    fn says_what_it_cannot_read() {
        let reason = |bytes: &[u8]| parse(bytes).unwrap_err();
        assert_eq!(reason(b"PK"), "not a NumPy array");
        assert!(reason(&array("|u1", "True", "(1,)", &[1])).contains("Fortran"));
        assert!(reason(&array("<c16", "False", "(1,)", &[1])).contains("<c16"));
        assert!(reason(&array("|u1", "False", "(4,)", &[1])).contains("1 values"));
        assert!(
            reason(&array("|u1", "False", "(99999999999, 99999999999)", &[1])).contains("shape")
        );
        assert!(reason(&array("<f4", "False", "(2,)", &[1])[..20]).contains("header"));
    }
}
