//! Stage 1: conversations from files, directories and standard input.
//!
//! One JSON object a line, in our own form (`conversation_id`, `account_id`, `timestamp`,
//! `messages` of `{role, content}`) or with `user_id` for the account; plain, gzip or zstd, which
//! the first bytes tell. A bad line is rejected alone; a time that cannot be true is dropped and
//! its conversation kept.
//!
//! Invariant: no message made here holds text of a line, only where the line is.

mod discover;
mod error;
mod json;
mod lines;
mod open;
mod parse;
mod shorten;
mod tally;
mod time;

use std::{collections::HashSet, io, num::NonZeroUsize};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

pub use discover::Input;
pub use error::{FileProblem, FileProblemKind, ReadError};
pub use tally::{Kind, Place, Reason, Tally, Warning};

use crate::{conversation::Conversation, progress::Progress};
use discover::Source;
use lines::{Batch, Line, Lines};
use parse::{Fault, Parsed, parse};

/// Changes when the same input would be read differently.
const READER_VERSION: u32 = 1;

/// How much of the input is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimits {
    /// Characters kept of a conversation over all its messages, the user's first.
    pub characters: NonZeroUsize,
    /// Longer lines are rejected. In bytes, after unpacking.
    pub line_bytes: NonZeroUsize,
}

impl Default for ReadLimits {
    /// 16,000 characters; 64 MiB.
    fn default() -> Self {
        const CHARACTERS: NonZeroUsize = NonZeroUsize::new(16_000).unwrap();
        const LINE_BYTES: NonZeroUsize = NonZeroUsize::new(64 << 20).unwrap();
        Self {
            characters: CHARACTERS,
            line_bytes: LINE_BYTES,
        }
    }
}

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct Corpus {
    /// Good conversations, in input order; at least one, with ids that differ.
    pub conversations: Vec<Conversation>,
    /// Lines that were left out.
    pub rejected: Tally<Reason>,
    /// Lines that were kept without something.
    pub warnings: Tally<Warning>,
    /// Files that could not be read to the end. Where there are any, the job was not done.
    pub incomplete: Vec<FileProblem>,
    /// Files without a single line.
    pub empty_files: Vec<String>,
    /// Files read, standard input among them.
    pub files: usize,
    /// Files in directories that do not look like conversations.
    pub ignored_files: u64,
    /// Conversations of which only [`ReadLimits::characters`] were kept.
    pub shortened: u64,
    /// Conversations that name an account.
    pub with_account: u64,
    /// Conversations with a time.
    pub with_time: u64,
    /// SHA-256 over all that decides what is read: the raw bytes, the names that ids are made
    /// from, and the limits. In hex.
    pub fingerprint: String,
}

/// Reads all inputs in order, directories by name.
///
/// Memory is bounded by the conversations as kept, plus one batch of lines.
///
/// # Errors
/// When an input is missing or no file of conversations is found (before anything is read), and
/// when not one conversation is good. What is wrong with single lines or with the end of a file is
/// not an error but reported in the [`Corpus`].
pub fn read(
    inputs: &[Input],
    limits: ReadLimits,
    progress: &Progress,
) -> Result<Corpus, ReadError> {
    let found = discover::discover(inputs)?;
    let bar = progress.bytes("read", found.sources.iter().map(|s| s.bytes).sum());
    let mut reading = Reading::new(limits);
    reading.corpus.files = found.sources.len();
    reading.corpus.ignored_files = found.ignored;
    for source in &found.sources {
        reading.source(source, &bar);
    }
    bar.finish();
    reading.finish(found.sources)
}

/// The corpus while it grows.
struct Reading {
    limits: ReadLimits,
    corpus: Corpus,
    ids: HashSet<String>,
    hash: Sha256,
}

impl Reading {
    fn new(limits: ReadLimits) -> Self {
        let mut hash = Sha256::new();
        hash.update(format!("kleio read {READER_VERSION} {limits:?}"));
        Self {
            limits,
            corpus: Corpus::default(),
            ids: HashSet::new(),
            hash,
        }
    }

    fn source(&mut self, source: &Source, bar: &indicatif::ProgressBar) {
        let mut hash = self.hash.clone();
        let (lines, end) = match open::Raw::open(source, &mut hash, bar) {
            Ok(mut raw) => {
                let (lines, end) = self.lines(source, &mut raw);
                (lines, end.and(raw.finish().map(drop)))
            }
            Err(error) => (0, Err(error)),
        };
        // Ends are marked, so that bytes moved from one file to the next are another input.
        hash.update([0]);
        hash.update(&source.stem);
        hash.update([0]);
        self.hash = hash;
        match end {
            Ok(()) if lines == 0 => self.corpus.empty_files.push(source.name.clone()),
            Ok(()) => {}
            Err(error) => self.corpus.incomplete.push(FileProblem {
                file: source.name.clone(),
                lines,
                kind: if error.kind() == io::ErrorKind::UnexpectedEof {
                    FileProblemKind::Truncated
                } else {
                    FileProblemKind::Unreadable(error.to_string())
                },
            }),
        }
    }

    fn lines(&mut self, source: &Source, raw: &mut open::Raw<'_>) -> (u64, io::Result<()>) {
        let text = match open::unpack(raw) {
            Ok(text) => text,
            Err(error) => return (0, Err(error)),
        };
        let mut lines = Lines::new(text, self.limits.line_bytes.get());
        while let Some(batch) = lines.next_batch() {
            self.batch(source, &batch);
        }
        lines.finish()
    }

    /// Parses in parallel, then takes the results in order.
    fn batch(&mut self, source: &Source, batch: &Batch) {
        let limits = self.limits;
        let results: Vec<_> = (0..batch.len())
            .into_par_iter()
            .map(|index| {
                let Line { number, bytes } = batch.line(index);
                let result = match bytes {
                    Some(bytes) => parse(bytes, limits),
                    None => Err(Fault::from(Reason::TooLong)),
                };
                (number, result)
            })
            .collect();
        for (line, result) in results {
            let result = result.and_then(|parsed| self.keep(source, line, parsed));
            if let Err(Fault { reason, column }) = result {
                self.corpus.rejected.add(reason, || Place {
                    file: source.name.clone(),
                    line,
                    column,
                });
            }
        }
    }

    fn keep(&mut self, source: &Source, line: u64, parsed: Parsed) -> Result<(), Fault> {
        let id = parsed
            .id
            .unwrap_or_else(|| format!("{}:{line}", source.stem));
        if !self.ids.insert(id.clone()) {
            return Err(Reason::DuplicateId.into());
        }
        if let Some(warning) = parsed.warning {
            self.corpus.warnings.add(warning, || Place {
                file: source.name.clone(),
                line,
                column: None,
            });
        }
        self.corpus.shortened += u64::from(parsed.shortened);
        self.corpus.with_account += u64::from(parsed.account.is_some());
        self.corpus.with_time += u64::from(parsed.timestamp.is_some());
        self.corpus.conversations.push(Conversation {
            id,
            account: parsed.account,
            timestamp: parsed.timestamp,
            messages: parsed.messages,
            turns: parsed.turns,
            ..Conversation::default()
        });
        Ok(())
    }

    fn finish(self, sources: Vec<Source>) -> Result<Corpus, ReadError> {
        let mut corpus = self.corpus;
        if corpus.conversations.is_empty() {
            return Err(ReadError::NoConversation {
                files: sources.into_iter().map(|s| s.name).collect(),
                empty: corpus.empty_files,
                incomplete: corpus.incomplete,
                rejected: Box::new(corpus.rejected),
            });
        }
        corpus.fingerprint = hex::encode(self.hash.finalize());
        Ok(corpus)
    }
}

#[cfg(test)]
mod tests;
