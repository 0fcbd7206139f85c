//! Stage 3: sentence vectors, near each other where the texts ask for similar things.
//!
//! With a model file ([`model`]) the vectors are those of MUSE ([`muse`]), which places sixteen
//! languages in one space; without one they are lexical ([`lexical`]), fitted on the corpus itself.
//!
//! Invariant: the same texts and parameters give the same bytes, whatever the number of threads.

mod centre;
pub mod lexical;
pub mod model;
pub mod muse;
mod product;

use std::num::NonZeroUsize;
use std::path::Path;

pub use centre::centre_by_group;

use self::lexical::{Lexical, LexicalParams};
use self::model::ModelError;
use self::muse::{Muse, MuseParams};
use crate::matrix::Matrix;

/// Turns texts into vectors whose cosine says how alike the texts are.
pub trait Embedder: Send + Sync {
    /// A short name for summaries and releases, such as `muse-v3`.
    fn name(&self) -> &'static str;

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
}

/// The best embedder at hand: MUSE where there is a model file (see [`model::find`]), lexical vectors
/// drawn with `seed` where there is none.
///
/// # Errors
/// When the model file is there but cannot be used: falling back in silence would change the results.
pub fn choose(model: Option<&Path>, seed: u64) -> Result<Box<dyn Embedder>, ModelError> {
    Ok(match model {
        Some(path) => Box::new(Muse::open(path, MuseParams::default())?),
        None => Box::new(Lexical::new(LexicalParams {
            seed,
            ..LexicalParams::default()
        })),
    })
}

/// `number`, or 1 for 0: default parameters that cannot be wrong.
const fn at_least_one(number: usize) -> NonZeroUsize {
    match NonZeroUsize::new(number) {
        Some(number) => number,
        None => NonZeroUsize::MIN,
    }
}
