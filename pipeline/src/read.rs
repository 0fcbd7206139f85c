//! Stage 1: conversations from files, directories and standard input.
//!
//! The first bytes of a file tell whether it is packed (gzip, zstd) and what is around its records:
//! JSON lines, a JSON array, Parquet or plain text. The keys of each record tell its form (see
//! [`Format`]). Everything is a stream; a bad record is rejected alone; a time that cannot be true
//! is dropped and its conversation kept.
//!
//! Invariant: no message made here holds text of a record, only where the record is.

mod container;
mod corpus;
mod discover;
mod elements;
mod error;
mod fields;
mod format;
mod lines;
mod loose;
mod open;
mod params;
mod parquet;
mod parse;
mod pieces;
mod sampling;
mod shorten;
mod source;
mod tally;
mod texts;
mod time;
mod transcript;
mod wire;

use crate::progress::Progress;
pub use corpus::{Beside, Corpus, PassOver};
pub use discover::Input;
pub use error::{FileProblem, FileProblemKind, ReadError};
pub use format::Format;
pub use params::{ReadLimits, ReadParams, ValidReadParams};
pub use sampling::{Sample, SampleBy};
pub use tally::{Kind, Place, Reason, Tally, Unit, Warning};

/// Reads all inputs in order, directories by name.
///
/// Memory is bounded by the conversations as kept, plus one batch of records.
///
/// # Errors
/// When an input is missing or no file of conversations is found (before anything is read), and
/// when not one conversation is good. What is wrong with single records or with the end of a file
/// is not an error but reported in the [`Corpus`].
pub fn read(
    inputs: &[Input],
    params: &ValidReadParams,
    progress: &Progress,
) -> Result<Corpus, ReadError> {
    read_without(inputs, params, &|_, _| false, progress)
}

/// As [`read`], as if the input did not hold the conversations for whose account and time `pass_over`
/// says yes.
///
/// # Errors
/// As [`read`], and when no conversation is left.
pub fn read_without(
    inputs: &[Input],
    params: &ValidReadParams,
    pass_over: PassOver<'_>,
    progress: &Progress,
) -> Result<Corpus, ReadError> {
    let found = discover::discover(inputs)?;
    let bar = progress.bytes("read", found.sources.iter().map(|s| s.bytes).sum());
    let mut reading = corpus::Reading::new(params, pass_over);
    reading.corpus.files = found.sources.len();
    reading.corpus.ignored_files = found.ignored;
    for source in &found.sources {
        reading.source(source, &bar);
    }
    bar.finish();
    reading.finish(found.sources)
}

#[cfg(test)]
mod tests;
