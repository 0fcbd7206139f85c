//! What sentence models are built of, taken out of a model file and checked for their shapes.

use super::kernels;
use super::model::flat::{Tensors, Values};
use super::product::{Rows, Update, multiply};

/// `x · weights + bias`, with `weights` of inputs × outputs.
#[derive(Debug)]
pub(super) struct Dense {
    pub(super) weights: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

/// Gain and bias of a layer normalisation.
#[derive(Debug)]
pub(super) struct LayerNorm {
    pub(super) gain: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

impl Dense {
    /// Takes a layer of `shape`, inputs × outputs; says what is wrong with it.
    pub(super) fn take(
        tensors: &mut Tensors,
        weights: &str,
        bias: &str,
        shape: [usize; 2],
    ) -> Result<Self, String> {
        Ok(Self {
            weights: floats(tensors, weights, &shape)?,
            bias: floats(tensors, bias, &shape[1..])?,
        })
    }

    /// The layer's values for every row.
    pub(super) fn apply(&self, rows: Rows<'_>) -> Vec<f32> {
        let mut out = Vec::new();
        self.apply_into(rows, &mut out);
        out
    }

    /// As [`Self::apply`], into a vector that may be used again.
    pub(super) fn apply_into(&self, rows: Rows<'_>, out: &mut Vec<f32>) {
        out.clear();
        for _ in 0..rows.count() {
            out.extend_from_slice(&self.bias);
        }
        multiply(rows, &self.weights, out, Update::Add);
    }
}

impl LayerNorm {
    /// Takes a normalisation of rows of `length` values.
    pub(super) fn take(
        tensors: &mut Tensors,
        gain: &str,
        bias: &str,
        length: usize,
    ) -> Result<Self, String> {
        Ok(Self {
            gain: floats(tensors, gain, &[length])?,
            bias: floats(tensors, bias, &[length])?,
        })
    }

    /// Normalises every row in place.
    pub(super) fn apply(&self, rows: &mut [f32]) {
        kernels::layer_norm(rows, &self.gain, &self.bias);
    }
}

/// Takes the values of `name`, which must be floating point numbers in the shape `expected`.
pub(super) fn floats(
    tensors: &mut Tensors,
    name: &str,
    expected: &[usize],
) -> Result<Vec<f32>, String> {
    let (shape, values) = take_floats(tensors, name)?;
    if shape != expected {
        return Err(format!(
            "`{name}` has the shape {shape:?}, not {expected:?}"
        ));
    }
    Ok(values)
}

/// Takes the shape and values of `name`, which must be floating point numbers.
pub(super) fn take_floats(
    tensors: &mut Tensors,
    name: &str,
) -> Result<(Vec<usize>, Vec<f32>), String> {
    match tensors
        .remove(name)
        .map(|tensor| (tensor.shape, tensor.values))
    {
        Some((shape, Values::F32(values))) => Ok((shape, values)),
        _ => Err(missing(name)),
    }
}

/// Takes the shape and values of `name`, which must be bytes.
pub(super) fn take_bytes(
    tensors: &mut Tensors,
    name: &str,
) -> Result<(Vec<usize>, Vec<u8>), String> {
    match tensors
        .remove(name)
        .map(|tensor| (tensor.shape, tensor.values))
    {
        Some((shape, Values::U8(values))) => Ok((shape, values)),
        _ => Err(missing(name)),
    }
}

/// Takes the values of `name`, which must be integers.
pub(super) fn take_integers(tensors: &mut Tensors, name: &str) -> Result<Vec<u32>, String> {
    match tensors.remove(name).map(|tensor| tensor.values) {
        Some(Values::U32(values)) => Ok(values),
        _ => Err(missing(name)),
    }
}

fn missing(name: &str) -> String {
    format!("it holds no `{name}`")
}
