//! MUSE: Google's Universal Sentence Encoder, multilingual, version 3, run by hand.
//!
//! Sixteen languages in one space of 512 dimensions: ar, zh (two scripts), en, fr, de, it, ja, ko, nl,
//! pl, pt, es, th, tr, ru. Source: Yang et al., "Multilingual Universal Sentence Encoder for Semantic
//! Retrieval", ACL 2020 demos, section 3; the layers as found in the published graph.
//!
//! Invariant: a text's vector depends on that text alone up to rounding, and its bytes on the list of
//! texts alone: work is cut into chunks by length, never by thread.

mod graph;
mod kernels;
mod tokens;
mod vocabulary;
mod weights;

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::path::Path;

use rayon::prelude::*;

use self::tokens::Tokeniser;
use self::weights::Weights;

use super::model::{ModelError, flat};
use super::{Embedder, at_least_one};
use crate::matrix::Matrix;

/// Tokens that go through the layers together: enough to use each weight many times while it is in
/// the cache, few enough for the intermediate values to stay there too.
const TOKENS_PER_CHUNK: usize = 512;

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
        let damaged = |reason| ModelError::Damaged {
            path: path.to_owned(),
            reason,
        };
        let mut tensors = flat::read(path).map_err(|error| match error {
            flat::ReadError::Damaged(reason) => damaged(reason),
            flat::ReadError::Io(source) => ModelError::Io {
                action: "read the sentence model",
                path: path.to_owned(),
                source,
            },
        })?;
        let tokeniser = Tokeniser::take(&mut tensors).map_err(damaged)?;
        let weights = Weights::take(&mut tensors).map_err(damaged)?;
        if tokeniser.largest_token() as usize >= weights.table.rows() {
            return Err(damaged("its vocabulary is longer than its table".into()));
        }
        Ok(Self {
            tokeniser,
            weights,
            params,
        })
    }
}

impl Embedder for Muse {
    fn name(&self) -> &'static str {
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
        let distinct = Distinct::new(&tokens);
        let chunks = chunks(&distinct.tokens);
        let vectors: Vec<Vec<f32>> = chunks
            .par_iter()
            .map(|chunk| {
                let tokens: Vec<&[u32]> = chunk.iter().map(|&i| distinct.tokens[i]).collect();
                let vectors = self.weights.forward(&tokens);
                step(chunk.iter().map(|&i| distinct.copies[i]).sum());
                vectors
            })
            .collect();
        let mut place = vec![(0, 0); distinct.tokens.len()];
        for (number, chunk) in chunks.iter().enumerate() {
            for (row, &index) in chunk.iter().enumerate() {
                place[index] = (number, row * weights::DIMS);
            }
        }
        let mut out = Matrix::zeros(texts.len(), weights::DIMS);
        for (index, &original) in distinct.original.iter().enumerate() {
            let (chunk, start) = place[original];
            let vector = &vectors[chunk][start..start + weights::DIMS];
            out.row_mut(index).copy_from_slice(vector);
        }
        out
    }
}

/// The different texts of a list, compared by their tokens: each is embedded once.
struct Distinct<'a> {
    /// Each once, in order of first appearance.
    tokens: Vec<&'a [u32]>,
    /// How often each of `tokens` appears.
    copies: Vec<u64>,
    /// For each text of the list, its place in `tokens`.
    original: Vec<usize>,
}

impl<'a> Distinct<'a> {
    fn new(texts: &'a [Vec<u32>]) -> Self {
        let mut seen: HashMap<&[u32], usize> = HashMap::with_capacity(texts.len());
        let mut distinct = Self {
            tokens: Vec::new(),
            copies: Vec::new(),
            original: Vec::with_capacity(texts.len()),
        };
        for text in texts {
            let index = *seen.entry(text).or_insert_with(|| {
                distinct.tokens.push(text);
                distinct.copies.push(0);
                distinct.tokens.len() - 1
            });
            distinct.copies[index] += 1;
            distinct.original.push(index);
        }
        distinct
    }
}

/// Cuts the texts, longest first, into chunks of at most [`TOKENS_PER_CHUNK`] tokens (or one text).
fn chunks(texts: &[&[u32]]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(texts[index].len()));
    let mut chunks: Vec<Vec<usize>> = Vec::new();
    let mut room = 0;
    for index in order {
        let length = texts[index].len();
        match chunks.last_mut() {
            Some(chunk) if length <= room => {
                chunk.push(index);
                room -= length;
            }
            _ => {
                chunks.push(vec![index]);
                room = TOKENS_PER_CHUNK.saturating_sub(length);
            }
        }
    }
    chunks
}

#[cfg(test)]
mod tests;
