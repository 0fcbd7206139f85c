//! Stage 3: sentence vectors, near each other where the texts ask for similar things.
//!
//! With model files ([`model`]) the vectors are those of MUSE ([`muse`]), MiniLM or e5 ([`bert`]),
//! chosen by the languages found ([`choose`]); without one they are lexical ([`lexical`]), fitted on
//! the corpus itself; on request they come from a server ([`api`]).
//!
//! Invariant: the same texts and parameters give the same bytes, whatever the number of threads.

pub mod api;
mod batch;
pub mod bert;
mod centre;
pub mod choose;
mod kernels;
mod layers;
pub mod lexical;
pub mod model;
pub mod muse;
mod product;
mod unigram;
mod vocabulary;
mod wordpiece;

use std::num::NonZeroUsize;

pub use centre::centre_by_group;

use crate::llm::VectorsError;
use crate::matrix::Matrix;

/// Turns texts into vectors whose cosine says how alike the texts are.
pub trait Embedder: Send + Sync {
    /// A short name for summaries and releases, such as `muse-v3`.
    fn name(&self) -> &str;

    /// Whether texts of like meaning are near each other though they share no word.
    fn reads_meaning(&self) -> bool {
        true
    }

    /// Length of a vector.
    fn dims(&self) -> usize;

    /// One row of [`Self::dims`] values for each text, in order. Rows have length 1; only a text that
    /// holds nothing to go by (no letter or digit, say) may have a row of zeros.
    ///
    /// `step` is told how many further texts are done, from any thread; the counts add up to the
    /// number of texts.
    fn embed(&self, texts: &[String], step: &(dyn Fn(u64) + Sync)) -> Matrix;

    /// The first reason why [`Self::embed`] could not do its work, where that can be: a server that does
    /// not answer. The rows it returned are zeros then, and must not be kept.
    fn failure(&self) -> Option<VectorsError> {
        None
    }

    /// Whether a row of zeros means that the vector of that text could not be had.
    fn loses_texts(&self) -> bool {
        false
    }
}

/// `number`, or 1 for 0: default parameters that cannot be wrong.
const fn at_least_one(number: usize) -> NonZeroUsize {
    match NonZeroUsize::new(number) {
        Some(number) => number,
        None => NonZeroUsize::MIN,
    }
}
