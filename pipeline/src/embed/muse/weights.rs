//! The model's layers, taken out of the file once and checked for their shapes.

use super::super::layers::{Dense, LayerNorm, floats, take_bytes, take_floats};
use super::super::model::flat::Tensors;

/// Length of a word vector, and of a sentence vector.
pub(super) const DIMS: usize = 512;
/// Channels of each convolution.
pub(super) const CHANNELS: usize = 256;
/// Width of the hidden layers after the sum over a text's tokens.
pub(super) const HIDDEN: usize = 320;
/// Word vector and convolutions of a token, side by side.
pub(super) const FEATURES: usize = DIMS + CHANNELS * WINDOWS.len();
/// Tokens each convolution sees, and how many of them lie before the one it stands for.
const WINDOWS: [(usize, usize); 3] = [(2, 0), (3, 1), (5, 2)];

/// Everything the forward pass multiplies with.
#[derive(Debug)]
pub(super) struct Weights {
    pub(super) table: Table,
    pub(super) branches: [Branch; 3],
    pub(super) norm: LayerNorm,
    pub(super) output: Dense,
    pub(super) tower: Tower,
}

/// Word vectors of one byte a value; vector `id` is scaled as block `id % 17` says.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) codes: Vec<u8>,
    pub(super) scale: Vec<f32>,
    pub(super) offset: Vec<f32>,
}

/// A convolution over windows of one width, in two residual steps.
#[derive(Debug)]
pub(super) struct Branch {
    /// Tokens in a window.
    pub(super) width: usize,
    /// Those of them before the token that the window stands for.
    pub(super) before: usize,
    pub(super) project: Dense,
    pub(super) norm: LayerNorm,
    pub(super) steps: [Dense; 2],
}

/// The layers after the sum: two pairs, each with a skip connection; without biases.
#[derive(Debug)]
pub(super) struct Tower {
    pub(super) first: Vec<f32>,
    pub(super) second: Vec<f32>,
    pub(super) second_skip: Vec<f32>,
    pub(super) third: Vec<f32>,
    pub(super) fourth: Vec<f32>,
    pub(super) fourth_skip: Vec<f32>,
}

impl Weights {
    /// Takes the layers out of a model file, by the names of the published graph; says what is missing.
    pub(super) fn take(tensors: &mut Tensors) -> Result<Self, String> {
        let branch = |tensors: &mut Tensors, (width, before): (usize, usize)| {
            let named = |name: &str| format!("{name}{width}");
            Ok::<_, String>(Branch {
                width,
                before,
                project: Dense::take(tensors, &named("proj"), &named("proj_b"), [DIMS, CHANNELS])?,
                norm: LayerNorm::take(tensors, &named("ln_g"), &named("ln_b"), CHANNELS)?,
                steps: [
                    Dense::take(
                        tensors,
                        &named("w1_"),
                        &named("b1_"),
                        [width * CHANNELS, CHANNELS],
                    )?,
                    Dense::take(
                        tensors,
                        &named("w2_"),
                        &named("b2_"),
                        [width * CHANNELS, CHANNELS],
                    )?,
                ],
            })
        };
        let [first, second, third] = WINDOWS;
        Ok(Self {
            table: Table::take(tensors)?,
            branches: [
                branch(tensors, first)?,
                branch(tensors, second)?,
                branch(tensors, third)?,
            ],
            norm: LayerNorm::take(tensors, "ln_g", "ln_b", FEATURES)?,
            output: Dense::take(tensors, "cnn_W", "cnn_b", [FEATURES, DIMS])?,
            tower: Tower {
                first: floats(tensors, "d0", &[DIMS, HIDDEN])?,
                second: floats(tensors, "d1", &[HIDDEN, HIDDEN])?,
                second_skip: floats(tensors, "p1", &[DIMS, HIDDEN])?,
                third: floats(tensors, "d2", &[HIDDEN, DIMS])?,
                fourth: floats(tensors, "d3", &[DIMS, DIMS])?,
                fourth_skip: floats(tensors, "p3", &[HIDDEN, DIMS])?,
            },
        })
    }
}

impl Table {
    /// Number of word vectors.
    pub(super) fn rows(&self) -> usize {
        self.codes.len() / DIMS
    }

    fn take(tensors: &mut Tensors) -> Result<Self, String> {
        let (shape, codes) = take_bytes(tensors, "table")?;
        let (_, scale) = take_floats(tensors, "scale")?;
        let (_, offset) = take_floats(tensors, "lo")?;
        if shape.len() != 2 || shape[1] != DIMS || scale.is_empty() || scale.len() != offset.len() {
            return Err("its table of word vectors has a wrong shape".into());
        }
        Ok(Self {
            codes,
            scale,
            offset,
        })
    }
}
