//! Encoders of the BERT family, run by hand: MiniLM for English, e5 for a hundred languages.
//!
//! Sources: Devlin et al., "BERT", 2018; Wang et al., "MiniLM", NeurIPS 2020; Wang et al.,
//! "Multilingual E5 Text Embeddings", 2024. Both models have rows of 384 values and 12 heads; MiniLM
//! has 6 layers, e5 12. A text's vector is the mean of its tokens' last rows, scaled to length 1.
//!
//! Invariant: a text's vector depends on that text alone up to rounding, and its bytes on the list of
//! texts alone (see `embed::batch`).

mod attention;
mod graph;
mod weights;

use std::num::NonZeroUsize;
use std::path::Path;

use rayon::prelude::*;

use self::weights::Weights;
use super::model::{self, ModelError};
use super::unigram::{Marks, Tokeniser};
use super::wordpiece::WordPieces;
use super::{Embedder, at_least_one, batch};
use crate::matrix::Matrix;

/// What e5 wants before a text that is to be compared with others (its model card, "query").
const E5_PREFIX: &str = "query: ";

/// e5's tokens that stand for no piece of text.
const E5_MARKS: Marks = Marks {
    unknown: 3,
    start: 0,
    end: 2,
};

/// How an encoder is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BertParams {
    /// Tokens of a text that are read, from its start; the models know 510 places at most. Time grows
    /// with it.
    pub max_tokens: NonZeroUsize,
}

impl Default for BertParams {
    fn default() -> Self {
        Self {
            max_tokens: at_least_one(96),
        }
    }
}

/// all-MiniLM-L6-v2: English sentences in 384 dimensions.
#[derive(Debug)]
pub struct MiniLm {
    pieces: WordPieces,
    weights: Weights,
    limit: usize,
}

/// multilingual-e5-small, its weights at four bits: about a hundred languages in 384 dimensions.
#[derive(Debug)]
pub struct E5 {
    tokeniser: Tokeniser,
    weights: Weights,
    limit: usize,
}

impl MiniLm {
    /// Loads the model file at `path`, made by [`super::model::import`].
    ///
    /// # Errors
    /// When the file cannot be read, or is damaged.
    pub fn open(path: &Path, params: BertParams) -> Result<Self, ModelError> {
        model::load(path, |tensors| {
            let pieces = WordPieces::take(tensors)?;
            let weights = Weights::take(tensors)?;
            weights.must_know(pieces.largest_token())?;
            Ok(Self {
                limit: weights.limit(params.max_tokens.get()),
                pieces,
                weights,
            })
        })
    }
}

impl E5 {
    /// Loads the model file at `path`, made by [`super::model::import`].
    ///
    /// # Errors
    /// When the file cannot be read, or is damaged.
    pub fn open(path: &Path, params: BertParams) -> Result<Self, ModelError> {
        model::load(path, |tensors| {
            let tokeniser = Tokeniser::take(tensors, E5_MARKS)?;
            let weights = Weights::take(tensors)?;
            weights.must_know(tokeniser.largest_token())?;
            Ok(Self {
                limit: weights.limit(params.max_tokens.get()),
                tokeniser,
                weights,
            })
        })
    }

    fn tokens(&self, text: &str) -> Vec<u32> {
        self.tokeniser
            .tokens(&format!("{E5_PREFIX}{text}"), self.limit)
    }
}

impl Embedder for MiniLm {
    fn name(&self) -> &str {
        "minilm-l6-v2"
    }

    fn dims(&self) -> usize {
        weights::DIMS
    }

    fn embed(&self, texts: &[String], step: &(dyn Fn(u64) + Sync)) -> Matrix {
        run(
            texts,
            |text| self.pieces.tokens(text, self.limit),
            &self.weights,
            step,
        )
    }
}

impl Embedder for E5 {
    fn name(&self) -> &str {
        "multilingual-e5-small-q4"
    }

    fn dims(&self) -> usize {
        weights::DIMS
    }

    fn embed(&self, texts: &[String], step: &(dyn Fn(u64) + Sync)) -> Matrix {
        run(texts, |text| self.tokens(text), &self.weights, step)
    }
}

fn run(
    texts: &[String],
    tokens: impl Fn(&str) -> Vec<u32> + Sync,
    weights: &Weights,
    step: &(dyn Fn(u64) + Sync),
) -> Matrix {
    let tokens: Vec<Vec<u32>> = texts.par_iter().map(|text| tokens(text)).collect();
    batch::embed(&tokens, weights::DIMS, |texts| weights.forward(texts), step)
}

#[cfg(test)]
mod tests;
