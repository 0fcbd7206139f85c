//! An encoder's layers, taken out of the file once and checked for their shapes.

use super::super::layers::{Dense, LayerNorm, floats, take_bytes, take_floats};
use super::super::model::flat::{Tensor, Tensors, Values};
use super::super::model::quarter;

/// Length of a token's row, and of a sentence vector.
pub(super) const DIMS: usize = 384;
/// Heads of attention, each of [`HEAD`] values.
pub(super) const HEADS: usize = 12;
/// Values of a head.
pub(super) const HEAD: usize = DIMS / HEADS;
/// Width of the layers between two rows.
const INNER: usize = 4 * DIMS;

/// Everything the forward pass multiplies with.
#[derive(Debug)]
pub(super) struct Weights {
    words: Words,
    /// What is added at each place of a text, row after row.
    places: Vec<f32>,
    pub(super) norm: LayerNorm,
    pub(super) layers: Vec<Layer>,
}

/// Word vectors, as numbers or at four bits each.
#[derive(Debug)]
enum Words {
    Floats(Vec<f32>),
    Quarters(Vec<u8>),
}

/// One layer: attention, then two dense layers, each added to what came in and normalised.
#[derive(Debug)]
pub(super) struct Layer {
    /// Queries, keys and values side by side: [`DIMS`] × three times as many.
    pub(super) attention: Dense,
    pub(super) output: Dense,
    pub(super) output_norm: LayerNorm,
    pub(super) up: Dense,
    pub(super) down: Dense,
    pub(super) norm: LayerNorm,
}

impl Weights {
    /// Takes the layers out of a model file; says what is missing.
    pub(super) fn take(tensors: &mut Tensors) -> Result<Self, String> {
        let words = match tensors.get("words") {
            Some(Tensor {
                values: Values::U8(_),
                ..
            }) => Words::Quarters(take_bytes(tensors, "words")?.1),
            _ => Words::Floats(take_floats(tensors, "words")?.1),
        };
        let (shape, places) = take_floats(tensors, "places")?;
        if shape.last() != Some(&DIMS) {
            return Err(format!("`places` has the shape {shape:?}"));
        }
        let mut layers = Vec::new();
        while tensors.contains_key(&format!("{}.up.weights", layers.len())) {
            layers.push(Layer::take(tensors, layers.len())?);
        }
        if layers.is_empty() {
            return Err("it holds no layers".into());
        }
        Ok(Self {
            words,
            places,
            norm: LayerNorm::take(tensors, "norm.gain", "norm.bias", DIMS)?,
            layers,
        })
    }

    /// `wanted` tokens of a text, or as many as there are places, less the two marks around them.
    pub(super) fn limit(&self, wanted: usize) -> usize {
        wanted.min((self.places.len() / DIMS).saturating_sub(2))
    }

    /// An error where `token` has no word vector.
    pub(super) fn must_know(&self, token: u32) -> Result<(), String> {
        let words = match &self.words {
            Words::Floats(values) => values.len() / DIMS,
            Words::Quarters(codes) => codes.len() / quarter::bytes(DIMS),
        };
        if (token as usize) < words {
            Ok(())
        } else {
            Err("its vocabulary is longer than its table".into())
        }
    }

    /// Writes the row of `token` at `place`.
    pub(super) fn look_up(&self, token: u32, place: usize, out: &mut [f32]) {
        let token = token as usize;
        match &self.words {
            Words::Floats(values) => {
                out.copy_from_slice(&values[token * DIMS..(token + 1) * DIMS]);
            }
            Words::Quarters(codes) => {
                let bytes = quarter::bytes(DIMS);
                quarter::expand(&codes[token * bytes..(token + 1) * bytes], out);
            }
        }
        let place = &self.places[place * DIMS..(place + 1) * DIMS];
        for (value, added) in out.iter_mut().zip(place) {
            *value += added;
        }
    }
}

impl Layer {
    fn take(tensors: &mut Tensors, number: usize) -> Result<Self, String> {
        let mut dense = |name: &str, inputs: usize, outputs: usize| {
            Dense::take(
                tensors,
                &format!("{number}.{name}.weights"),
                &format!("{number}.{name}.bias"),
                [inputs, outputs],
            )
        };
        let attention = dense("attention", DIMS, 3 * DIMS)?;
        let output = dense("output", DIMS, DIMS)?;
        let up = dense("up", DIMS, INNER)?;
        let down = dense("down", INNER, DIMS)?;
        let mut norm = |name: &str| {
            Ok::<_, String>(LayerNorm {
                gain: floats(tensors, &format!("{number}.{name}.gain"), &[DIMS])?,
                bias: floats(tensors, &format!("{number}.{name}.bias"), &[DIMS])?,
            })
        };
        Ok(Self {
            attention,
            output,
            output_norm: norm("output_norm")?,
            up,
            down,
            norm: norm("norm")?,
        })
    }
}
