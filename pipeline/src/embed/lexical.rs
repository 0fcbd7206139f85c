//! Vectors from the words and letters of the corpus itself, for when there is no model file.
//!
//! Each text becomes the tf-idf weights of its hashed words and character n-grams; latent semantic
//! analysis, by randomised singular value decomposition, brings them down to a few dimensions in which
//! texts with related words are near each other. Languages stay apart: nothing here can translate.
//! Source: Deerwester et al., "Indexing by Latent Semantic Analysis", 1990.
//!
//! Invariant: nothing is learnt outside of the corpus; the same texts and seed give the same bytes.

mod columns;
mod features;
mod sparse;
mod svd;

use std::num::NonZeroUsize;

use rand::SeedableRng;
use rand::seq::index;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use self::columns::Columns;
use self::sparse::SparseRows;
use super::{Embedder, at_least_one};
use crate::matrix::Matrix;

/// Texts that are folded in together between two reports of progress.
const CHUNK: usize = 64;

/// How lexical vectors are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LexicalParams {
    /// Length of a vector. A corpus with fewer texts or features leaves the rest zero.
    pub dims: NonZeroUsize,
    /// Texts, drawn at random, that the dimensions are fitted on. Bounds time and memory.
    pub sample: NonZeroUsize,
    /// Seed of all random numbers.
    pub seed: u64,
}

impl Default for LexicalParams {
    fn default() -> Self {
        Self {
            dims: at_least_one(128),
            sample: at_least_one(10_000),
            seed: 0,
        }
    }
}

/// Fits on the texts that it is given, then embeds them.
#[derive(Debug, Clone)]
pub struct Lexical {
    params: LexicalParams,
}

impl Lexical {
    /// An embedder with these parameters.
    #[must_use]
    pub const fn new(params: LexicalParams) -> Self {
        Self { params }
    }

    /// The columns worth keeping, and the vector of each of them.
    fn fit(&self, texts: &[String]) -> (Columns, Matrix) {
        let mut rng = ChaCha8Rng::seed_from_u64(self.params.seed);
        let mut drawn: Vec<usize> = if texts.len() > self.params.sample.get() {
            index::sample(&mut rng, texts.len(), self.params.sample.get()).into_vec()
        } else {
            (0..texts.len()).collect()
        };
        drawn.sort_unstable();
        let counted: Vec<_> = drawn
            .par_iter()
            .map(|&index| features::of(&texts[index]))
            .collect();
        let columns = Columns::choose(&counted);
        let rows: Vec<_> = counted
            .par_iter()
            .map(|counts| columns.weigh(counts))
            .collect();
        drop(counted);
        let rows = SparseRows::new(&rows, columns.len());
        let vectors = svd::right_singular_vectors(&rows, self.params.dims.get(), &mut rng);
        (columns, vectors)
    }
}

impl Embedder for Lexical {
    fn name(&self) -> &str {
        "lexical"
    }

    fn reads_meaning(&self) -> bool {
        false
    }

    fn dims(&self) -> usize {
        self.params.dims.get()
    }

    fn embed(&self, texts: &[String], step: &(dyn Fn(u64) + Sync)) -> Matrix {
        let (columns, vectors) = self.fit(texts);
        let dims = self.params.dims.get();
        let mut out = Matrix::zeros(texts.len(), dims);
        out.as_mut_slice()
            .par_chunks_mut(dims * CHUNK)
            .zip(texts.par_chunks(CHUNK))
            .for_each(|(rows, texts)| {
                for (row, text) in rows.chunks_exact_mut(dims).zip(texts) {
                    for (column, weight) in columns.weigh(&features::of(text)) {
                        let vector = vectors.row(column as usize);
                        for (value, part) in row.iter_mut().zip(vector) {
                            *value += weight * part;
                        }
                    }
                }
                step(texts.len() as u64);
            });
        out.normalise_rows();
        out
    }
}

#[cfg(test)]
mod tests;
