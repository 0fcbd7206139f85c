//! Reads the vocabulary of a SentencePiece model, a protocol buffer.
//!
//! Few of its fields matter here: `ModelProto.pieces` (1) and, within one, `piece` (1, text), `score`
//! (2, the logarithm of its probability) and `type` (3). Encoding: protobuf.dev, "Encoding".

/// `SentencePiece.Type.NORMAL`; the others are control symbols, which no text may turn into.
const NORMAL: u64 = 1;

/// One entry of the vocabulary; its number is its place in the list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    /// Its text, with `▁` for a space.
    pub(super) text: String,
    /// Logarithm of its probability.
    pub(super) score: f32,
    /// Whether it stands for text, and not for the start, the end or something unknown.
    pub(super) normal: bool,
}

/// The vocabulary, in order.
pub(super) fn pieces(bytes: &[u8]) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    for_each_field(bytes, |number, value| {
        if let (1, Value::Bytes(bytes)) = (number, value) {
            pieces.push(piece(bytes)?);
        }
        Ok(())
    })?;
    if pieces.is_empty() {
        return Err("the SentencePiece model holds no vocabulary".into());
    }
    Ok(pieces)
}

fn piece(bytes: &[u8]) -> Result<Piece, String> {
    let mut piece = Piece {
        text: String::new(),
        score: 0.0,
        normal: true,
    };
    for_each_field(bytes, |number, value| {
        match (number, value) {
            (1, Value::Bytes(text)) => {
                piece.text = String::from_utf8(text.to_vec())
                    .map_err(|_| "a SentencePiece entry is not text")?;
            }
            (2, Value::Fixed32(bits)) => piece.score = f32::from_bits(bits),
            (3, Value::Number(kind)) => piece.normal = kind == NORMAL,
            _ => {}
        }
        Ok(())
    })?;
    Ok(piece)
}

enum Value<'a> {
    Bytes(&'a [u8]),
    Fixed32(u32),
    Number(u64),
    /// Eight bytes that nothing here asks for.
    Fixed64,
}

/// Calls `visit` with each field's number and value, in order.
fn for_each_field<'a>(
    mut bytes: &'a [u8],
    mut visit: impl FnMut(u64, Value<'a>) -> Result<(), String>,
) -> Result<(), String> {
    let cut = || "the SentencePiece model ends within a field".to_owned();
    while !bytes.is_empty() {
        let key = varint(&mut bytes).ok_or_else(cut)?;
        let value = match key & 7 {
            0 => Value::Number(varint(&mut bytes).ok_or_else(cut)?),
            1 => {
                bytes = bytes.get(8..).ok_or_else(cut)?;
                Value::Fixed64
            }
            2 => {
                let length = varint(&mut bytes).and_then(|length| usize::try_from(length).ok());
                let split = length.and_then(|length| bytes.split_at_checked(length));
                let (value, rest) = split.ok_or_else(cut)?;
                bytes = rest;
                Value::Bytes(value)
            }
            5 => {
                let (value, rest) = bytes.split_first_chunk::<4>().ok_or_else(cut)?;
                bytes = rest;
                Value::Fixed32(u32::from_le_bytes(*value))
            }
            other => {
                return Err(format!(
                    "the SentencePiece model has a field of type {other}"
                ));
            }
        };
        visit(key >> 3, value)?;
    }
    Ok(())
}

/// Seven bits a byte, lowest first; the top bit says that more follow.
fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(number: u8, value: &[u8]) -> Vec<u8> {
        let mut bytes = vec![number << 3 | 2, u8::try_from(value.len()).unwrap()];
        bytes.extend(value);
        bytes
    }

    fn entry(text: &str, score: f32, kind: u8) -> Vec<u8> {
        let mut bytes = field(1, text.as_bytes());
        bytes.push(2 << 3 | 5);
        bytes.extend(score.to_le_bytes());
        bytes.extend([3 << 3, kind]);
        field(1, &bytes)
    }

    #[test]
    fn reads_pieces_and_skips_the_rest() {
        let mut bytes = entry("<unk>", 0.0, 2);
        bytes.extend(field(2, &[9; 30]));
        bytes.extend([4 << 3 | 1, 0, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend(entry("▁a", -4.5, 1));
        let found = pieces(&bytes).unwrap();
        assert_eq!(found.len(), 2);
        assert!(!found[0].normal && found[1].normal);
        assert_eq!(found[1].text, "▁a");
        assert_eq!(found[1].score.to_bits(), (-4.5_f32).to_bits());
    }

    #[test]
    fn every_cut_within_an_entry_is_an_error() {
        let bytes = entry("▁word", -1.0, 1);
        for length in 0..bytes.len() {
            assert!(pieces(&bytes[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn an_endless_number_is_an_error() {
        assert!(pieces(&[0xff; 40]).is_err());
    }
}
