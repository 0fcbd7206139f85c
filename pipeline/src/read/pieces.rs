//! Batches of pieces of a stream, each of which should be one conversation.

use std::ops::Range;

use super::Reason;

/// A batch is handed out once it holds this much.
pub(super) const BATCH_BYTES: usize = 4 << 20;
/// Or once it holds this many pieces.
pub(super) const BATCH_PIECES: usize = 1 << 16;

/// Some pieces that follow each other.
#[derive(Debug, Default)]
pub(super) struct Batch {
    bytes: Vec<u8>,
    pieces: Vec<(u64, u64, Result<Range<usize>, Reason>)>,
}

/// One piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// Counted from 1 within the source.
    pub(super) number: u64,
    /// The line that it begins in, counted from 1.
    pub(super) line: u64,
    /// Its bytes, or why it is none.
    pub(super) bytes: Result<&'a [u8], Reason>,
}

impl Batch {
    pub(super) const fn len(&self) -> usize {
        self.pieces.len()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether it should be handed out.
    pub(super) const fn is_full(&self) -> bool {
        self.bytes.len() >= BATCH_BYTES || self.pieces.len() >= BATCH_PIECES
    }

    /// The piece at `index`, below [`Self::len`].
    pub(super) fn piece(&self, index: usize) -> Piece<'_> {
        let (number, line, range) = &self.pieces[index];
        Piece {
            number: *number,
            line: *line,
            bytes: match range {
                Ok(range) => Ok(&self.bytes[range.clone()]),
                Err(reason) => Err(*reason),
            },
        }
    }

    pub(super) fn push(&mut self, number: u64, line: u64, bytes: Result<&[u8], Reason>) {
        let range = bytes.map(|bytes| {
            let start = self.bytes.len();
            self.bytes.extend_from_slice(bytes);
            start..self.bytes.len()
        });
        self.pieces.push((number, line, range));
    }
}

/// How a stream ended, and the pieces read of it.
#[derive(Debug)]
pub(super) struct End {
    /// Pieces, blank ones too.
    pub(super) pieces: u64,
    /// What broke it off.
    pub(super) result: Result<(), Break>,
}

/// Why a stream ended before its end.
#[derive(Debug)]
pub(super) enum Break {
    /// It could not be read or unpacked further.
    Io(std::io::Error),
    /// A list that is never closed.
    Unclosed,
    /// So much is broken that looking on would take forever.
    Hopeless,
}
