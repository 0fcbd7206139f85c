//! Vectors of released texts, reduced and packed, so that a reader can group clusters anew.
//!
//! Invariant: as its parent's, every field is private to the gate, which gives it released texts only.

use serde::Serialize;

use crate::embed::Embedder;
use crate::principal;

/// Dimensions kept: enough that the nearest neighbours stay so, and a few hundred kilobytes for
/// thousands of clusters.
const DIMS: usize = 48;

/// The greatest value of a signed byte.
const GREATEST: f32 = 127.0;

/// The file and what the manifest says of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Vectors {
    pub(super) summary: Summary,
    pub(super) bytes: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Summary {
    model: String,
    dims: u32,
    rows: u64,
    scale: f64,
}

impl Vectors {
    /// The vectors of `texts`, each value a multiple of one scale; none where there is no text.
    pub(super) fn of(texts: &[String], embedder: &dyn Embedder, seed: u64) -> Option<Self> {
        let vectors = embedder.embed(texts, &|_| {});
        let reduced = principal::components(&vectors, DIMS.min(texts.len()), seed)?;
        let values = reduced.as_slice();
        let longest = values
            .iter()
            .fold(0.0_f32, |most, value| most.max(value.abs()));
        let scale = if longest > 0.0 {
            longest / GREATEST
        } else {
            1.0
        };
        let byte = |value: &f32| ((value / scale).round() as i8).cast_unsigned();
        Some(Self {
            summary: Summary {
                model: embedder.name().to_owned(),
                dims: reduced.dims() as u32,
                rows: reduced.rows() as u64,
                scale: f64::from(scale),
            },
            bytes: values.iter().map(byte).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embed::lexical::{Lexical, LexicalParams};

    fn texts() -> Vec<String> {
        [
            "bread and flour",
            "flour and yeast",
            "train and ticket",
            "ticket and bus",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    #[test]
    fn a_row_of_bytes_for_every_text_the_greatest_of_them_127() {
        let lexical = Lexical::new(LexicalParams::default());
        let vectors = Vectors::of(&texts(), &lexical, 1).unwrap();
        assert_eq!((vectors.summary.rows, vectors.summary.dims), (4, 4));
        assert_eq!(vectors.bytes.len(), 16);
        let most = vectors.bytes.iter().map(|b| b.cast_signed().unsigned_abs());
        assert_eq!(most.max(), Some(127));
        assert_eq!(Vectors::of(&texts(), &lexical, 1), Some(vectors));
    }

    #[test]
    fn no_text_no_vectors() {
        let lexical = Lexical::new(LexicalParams::default());
        assert_eq!(Vectors::of(&[], &lexical, 1), None);
    }
}
