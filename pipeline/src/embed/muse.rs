//! MUSE: Google's Universal Sentence Encoder, multilingual, version 3, run by hand.
//!
//! Sixteen languages in one space of 512 dimensions: ar, zh (two scripts), en, fr, de, it, ja, ko, nl,
//! pl, pt, es, th, tr, ru. Source: Yang et al., "Multilingual Universal Sentence Encoder for Semantic
//! Retrieval", ACL 2020 demos, section 3; the layers as found in the published graph.
//!
//! Invariant: a text's vector depends on that text alone up to rounding, and its bytes on the list of
//! texts alone (see `embed::batch`).

mod graph;
mod weights;

use std::num::NonZeroUsize;
use std::path::Path;

use rayon::prelude::*;

use self::weights::Weights;
use super::model::{self, ModelError};
use super::unigram::{Marks, Tokeniser};
use super::{Embedder, at_least_one, batch};
use crate::matrix::Matrix;

/// Its tokens that stand for no piece of text.
const MARKS: Marks = Marks {
    unknown: 0,
    start: 1,
    end: 2,
};

/// How MUSE is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MuseParams {
    /// Tokens of a text that are read, from its start. Time grows with it.
    pub max_tokens: NonZeroUsize,
}

impl Default for MuseParams {
    fn default() -> Self {
        Self {
            max_tokens: at_least_one(64),
        }
    }
}

/// The loaded model.
#[derive(Debug)]
pub struct Muse {
    tokeniser: Tokeniser,
    weights: Weights,
    params: MuseParams,
}

impl Muse {
    /// Loads the model file at `path`, made by [`super::model::import`].
    ///
    /// # Errors
    /// When the file cannot be read, or is damaged.
    pub fn open(path: &Path, params: MuseParams) -> Result<Self, ModelError> {
        let (tokeniser, weights) = model::load(path, |tensors| {
            let tokeniser = Tokeniser::take(tensors, MARKS)?;
            let weights = Weights::take(tensors)?;
            if tokeniser.largest_token() as usize >= weights.table.rows() {
                return Err("its vocabulary is longer than its table".into());
            }
            Ok((tokeniser, weights))
        })?;
        Ok(Self {
            tokeniser,
            weights,
            params,
        })
    }
}

impl Embedder for Muse {
    fn name(&self) -> &str {
        "muse-v3"
    }

    fn dims(&self) -> usize {
        weights::DIMS
    }

    fn embed(&self, texts: &[String], step: &(dyn Fn(u64) + Sync)) -> Matrix {
        let limit = self.params.max_tokens.get();
        let tokens: Vec<Vec<u32>> = texts
            .par_iter()
            .map(|text| self.tokeniser.tokens(text, limit))
            .collect();
        batch::embed(
            &tokens,
            weights::DIMS,
            |texts| self.weights.forward(texts),
            step,
        )
    }
}

#[cfg(test)]
mod tests;
