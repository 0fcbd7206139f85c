//! Cuts a JSON array, or JSON values after each other, into their elements without parsing them.
//!
//! Brackets and quotes are followed byte by byte. Where they do not match, the element is broken
//! and the next one is looked for by how elements begin in this file, so that one that is never
//! closed does not swallow those after it.
//!
//! Invariant: memory is bounded by one element's limit plus one batch; bytes read again after
//! breaks are bounded too, so that no input takes forever.

mod sync;

use std::io::{self, BufRead};

use super::{
    Reason,
    pieces::{Batch, Break, End},
};
use sync::Sync;

/// Deeper nesting is refused: the parser would not follow it either.
const DEEPEST: usize = 200;

/// Bytes that may be read again after breaks, over all of a source.
const MOST_REREAD: u64 = 1 << 30;

/// Read elements are dropped from the buffer once they are this large together.
const COMPACT_BYTES: usize = 1 << 20;

/// Where in the stream the next byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between elements.
    Between,
    /// In an element.
    Within,
    /// After a break, looking for where an element begins.
    Lost,
}

/// Reads elements from a stream.
pub(super) struct Elements<'a> {
    from: Box<dyn BufRead + 'a>,
    limit: usize,
    buffer: Vec<u8>,
    /// The next byte to look at.
    at: usize,
    /// Where the element begins that is being read.
    start: usize,
    /// The line of `at`, and that of `start`.
    line: u64,
    start_line: u64,
    state: State,
    /// Open brackets of the element.
    open: Vec<u8>,
    in_text: bool,
    escaped: bool,
    sync: Sync,
    /// The array around the elements is open.
    array: bool,
    /// There is an array around the elements.
    listed: bool,
    number: u64,
    reread: u64,
    ended: Option<Result<(), Break>>,
}

impl<'a> Elements<'a> {
    pub(super) fn new(from: Box<dyn BufRead + 'a>, limit: usize) -> Self {
        Self {
            from,
            limit,
            buffer: Vec::new(),
            at: 0,
            start: 0,
            line: 1,
            start_line: 1,
            state: State::Between,
            open: Vec::new(),
            in_text: false,
            escaped: false,
            sync: Sync::default(),
            array: false,
            listed: false,
            number: 0,
            reread: 0,
            ended: None,
        }
    }

    /// The next elements; none at the end of the stream or where it breaks off.
    pub(super) fn next_batch(&mut self) -> Option<Batch> {
        let mut batch = Batch::default();
        while self.ended.is_none() && !batch.is_full() {
            match self.state {
                State::Lost => self.search(),
                State::Between | State::Within => self.scan(&mut batch),
            }
        }
        (!batch.is_empty()).then_some(batch)
    }

    /// Elements so far, and how the stream ended.
    pub(super) fn finish(self) -> End {
        End {
            pieces: self.number,
            result: self.ended.unwrap_or(Ok(())),
        }
    }

    /// Looks at the bytes in the buffer, and reads on at their end.
    fn scan(&mut self, batch: &mut Batch) {
        while let Some(&byte) = self.buffer.get(self.at) {
            let whole = match self.state {
                State::Lost => return,
                State::Between => self.between(byte, batch),
                State::Within if self.in_text => self.text(byte, batch),
                State::Within => self.structure(byte, batch),
            };
            if whole && batch.is_full() {
                return;
            }
        }
        if self.state == State::Within && self.at - self.start > self.limit {
            self.broken(Reason::TooLong, batch);
            return;
        }
        if self.state == State::Between {
            self.buffer.clear();
            self.at = 0;
        }
        if !self.fill() {
            self.end(batch);
        }
    }

    fn step(&mut self, byte: u8) {
        self.line += u64::from(byte == b'\n');
        self.at += 1;
    }

    /// One byte between elements.
    fn between(&mut self, byte: u8, batch: &mut Batch) -> bool {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => self.sync.between(byte),
            b'[' if !self.array => {
                self.array = true;
                self.listed = true;
                self.sync.between(byte);
            }
            b']' if self.array => self.array = false,
            b'{' | b'[' => {
                self.sync.begins(byte);
                self.state = State::Within;
                self.start = self.at;
                self.start_line = self.line;
                self.open.push(byte);
            }
            _ => {
                self.start = self.at;
                self.start_line = self.line;
                self.broken(Reason::NotAnObject, batch);
                return false;
            }
        }
        self.step(byte);
        false
    }

    /// One byte of a text in quotes.
    fn text(&mut self, byte: u8, batch: &mut Batch) -> bool {
        if byte == b'\n' {
            // JSON has no line ends in quotes: one of them is missing.
            self.broken(Reason::BrokenJson, batch);
            return false;
        }
        if self.escaped {
            self.escaped = false;
        } else if byte == b'\\' {
            self.escaped = true;
        } else if byte == b'"' {
            self.in_text = false;
        }
        self.step(byte);
        false
    }

    /// One byte of an element outside quotes; true where it ends the element.
    fn structure(&mut self, byte: u8, batch: &mut Batch) -> bool {
        match byte {
            b'"' => self.in_text = true,
            b'{' | b'[' => {
                if self.open.len() == DEEPEST {
                    self.broken(Reason::BrokenJson, batch);
                    return false;
                }
                self.open.push(byte);
            }
            b'}' | b']' => {
                let opening = if byte == b'}' { b'{' } else { b'[' };
                if self.open.pop() != Some(opening) {
                    self.broken(Reason::BrokenJson, batch);
                    return false;
                }
            }
            _ => {}
        }
        self.step(byte);
        if !self.open.is_empty() {
            return false;
        }
        self.number += 1;
        let element = &self.buffer[self.start..self.at];
        let element = if element.len() > self.limit {
            Err(Reason::TooLong)
        } else {
            self.sync.learn(element);
            Ok(element)
        };
        batch.push(self.number, self.start_line, element);
        self.state = State::Between;
        self.compact(self.at);
        true
    }

    /// Gives up on the element that begins at `start`, and looks for the next from there.
    fn broken(&mut self, reason: Reason, batch: &mut Batch) {
        self.number += 1;
        batch.push(self.number, self.start_line, Err(reason));
        self.sync.learn(&self.buffer[self.start..self.at]);
        self.reread += (self.at - self.start) as u64;
        if self.reread > MOST_REREAD {
            self.ended = Some(Err(Break::Hopeless));
        }
        self.state = State::Lost;
        self.open.clear();
        self.in_text = false;
        self.escaped = false;
        self.at = self.start + 1;
        self.line = self.start_line;
    }

    /// Goes to where the next element begins, or as far as there are bytes.
    fn search(&mut self) {
        let (found, next) = match self.sync.find(&self.buffer[self.at..]) {
            Ok(offset) => (true, self.at + offset),
            Err(looked_at) => (false, self.at + looked_at),
        };
        let passed = &self.buffer[self.at..next];
        self.line += passed.iter().filter(|&&b| b == b'\n').count() as u64;
        self.at = next;
        if found {
            self.state = State::Between;
            self.array = self.listed;
            self.sync.resumes();
        } else {
            self.compact(self.at);
            if !self.fill() {
                self.ended.get_or_insert(Ok(()));
            }
        }
    }

    /// Reads more; false at the end of the stream, and where it breaks off.
    fn fill(&mut self) -> bool {
        loop {
            match self.from.fill_buf() {
                Ok([]) => return false,
                Ok(chunk) => {
                    self.buffer.extend_from_slice(chunk);
                    let length = chunk.len();
                    self.from.consume(length);
                    return true;
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => {
                    self.ended = Some(Err(Break::Io(e)));
                    return false;
                }
            }
        }
    }

    /// The stream is at its end. An element that it ends in may have swallowed others.
    fn end(&mut self, batch: &mut Batch) {
        if self.ended.is_some() {
            return;
        }
        if self.state == State::Within {
            let rest = self.buffer.get(self.start + 1..).unwrap_or_default();
            self.sync.learn(&self.buffer[self.start..]);
            if self.sync.find(rest).is_ok() {
                self.broken(Reason::BrokenJson, batch);
                return;
            }
        }
        self.ended = Some(if self.array || self.state == State::Within {
            Err(Break::Unclosed)
        } else {
            Ok(())
        });
    }

    /// Drops what lies before `from`, now and then.
    fn compact(&mut self, from: usize) {
        if from >= COMPACT_BYTES {
            self.buffer.drain(..from);
            self.at -= from;
            self.start = 0;
        }
    }
}

#[cfg(test)]
mod tests;
