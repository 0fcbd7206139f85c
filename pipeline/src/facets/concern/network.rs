//! A small neural network over all that is known of a text: lexical scores, concepts, sentence vector.
//!
//! One hidden layer of rectified units and two outputs, the log-odds of being unsafe and of being
//! severe.

use super::concepts::{Concept, Concepts};

/// Units of the hidden layer.
pub(super) const HIDDEN: usize = 48;
/// Log-odds of unsafe and of severe.
pub(super) const OUTPUTS: usize = 2;
/// Inputs beside the vector: two lexical scores and the concepts.
pub(super) const WORDS: usize = 2 + Concept::ALL.len();

/// What an input is multiplied by, so that all are of a size.
const LEXICAL_SCALE: f32 = 0.3;
const CONCEPT: f32 = 0.5;
const VECTOR_SCALE: f32 = 2.0;
/// The least that a lexical score counts: words can speak against a text, but hardly for it, as those
/// of a language without unsafe examples look harmless whatever they say.
const LEAST: f32 = -1.5;

/// What the words of a text say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Words {
    /// Lexical log-odds of unsafe and of severe.
    pub(super) lexical: [f32; OUTPUTS],
    pub(super) concepts: Concepts,
}

impl Words {
    /// The inputs of a network: [`WORDS`] values, then those of the vector.
    pub(super) fn inputs(self, vector: Option<&[f32]>) -> Vec<f32> {
        let lexical = self.lexical.iter().map(|l| LEXICAL_SCALE * l.max(LEAST));
        let has = |c: &Concept| if self.concepts.has(*c) { CONCEPT } else { 0.0 };
        let vector = vector.unwrap_or_default().iter().map(|v| VECTOR_SCALE * v);
        lexical
            .chain(Concept::ALL.iter().map(has))
            .chain(vector)
            .collect()
    }
}

/// The weights of a network.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Network {
    /// [`HIDDEN`] weights for each input, input by input.
    pub(super) first: Vec<f32>,
    pub(super) first_bias: [f32; HIDDEN],
    pub(super) second: [[f32; HIDDEN]; OUTPUTS],
    pub(super) second_bias: [f32; OUTPUTS],
}

impl Network {
    /// Number of inputs.
    pub(super) fn inputs(&self) -> usize {
        self.first.len() / HIDDEN
    }

    /// The hidden layer before it is rectified, and the outputs. `inputs` has [`Self::inputs`] values.
    pub(super) fn forward(&self, inputs: &[f32]) -> ([f32; HIDDEN], [f32; OUTPUTS]) {
        let mut hidden = self.first_bias;
        for (weights, &input) in self.first.chunks_exact(HIDDEN).zip(inputs) {
            if input != 0.0 {
                for (h, w) in hidden.iter_mut().zip(weights) {
                    *h += input * w;
                }
            }
        }
        let mut outputs = self.second_bias;
        for (output, weights) in outputs.iter_mut().zip(&self.second) {
            *output += hidden
                .iter()
                .zip(weights)
                .map(|(h, w)| h.max(0.0) * w)
                .sum::<f32>();
        }
        (hidden, outputs)
    }

    /// Log-odds of unsafe and of severe.
    pub(super) fn logits(&self, words: Words, vector: Option<&[f32]>) -> [f32; OUTPUTS] {
        self.forward(&words.inputs(vector)).1
    }

    /// All weights in one order.
    pub(super) fn values(&self) -> impl Iterator<Item = &f32> {
        self.first
            .iter()
            .chain(&self.first_bias)
            .chain(self.second.as_flattened())
            .chain(&self.second_bias)
    }

    /// A network whose weights are taken from `next`, in the order of [`Self::values`].
    pub(super) fn of(inputs: usize, mut next: impl FnMut() -> f32) -> Self {
        Self {
            first: (0..inputs * HIDDEN).map(|_| next()).collect(),
            first_bias: std::array::from_fn(|_| next()),
            second: std::array::from_fn(|_| std::array::from_fn(|_| next())),
            second_bias: std::array::from_fn(|_| next()),
        }
    }

    /// Number of weights of a network with so many inputs.
    pub(super) const fn len(inputs: usize) -> usize {
        (inputs + 1) * HIDDEN + OUTPUTS * (HIDDEN + 1)
    }
}
