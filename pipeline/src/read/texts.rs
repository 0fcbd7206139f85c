//! Cuts a plain text into transcripts: a new one begins where a speaker follows a line of dashes.
//!
//! Invariant: memory is bounded by one transcript and its limit, whatever the input.

use std::io::BufRead;

use super::{
    Reason,
    lines::Lines,
    pieces::{Batch, End},
    transcript,
};

/// Reads transcripts from a stream.
pub(super) struct Texts<'a> {
    lines: Lines<'a>,
    limit: usize,
    text: Vec<u8>,
    /// The line that the text begins in; 0 while there is none.
    start: u64,
    /// The last line that is in the text.
    last: u64,
    /// What was read since is blank but for a line of dashes.
    separated: bool,
    too_long: bool,
}

impl<'a> Texts<'a> {
    pub(super) fn new(from: Box<dyn BufRead + 'a>, limit: usize) -> Self {
        Self {
            lines: Lines::new(from, limit),
            limit,
            text: Vec::new(),
            start: 0,
            last: 0,
            separated: false,
            too_long: false,
        }
    }

    /// The next transcripts; none at the end of the stream.
    pub(super) fn next_batch(&mut self) -> Option<Batch> {
        let mut batch = Batch::default();
        while batch.is_empty() {
            let Some(lines) = self.lines.next_batch() else {
                self.close(&mut batch);
                break;
            };
            for index in 0..lines.len() {
                let line = lines.piece(index);
                match line.bytes {
                    Ok(bytes) => self.line(line.number, bytes, &mut batch),
                    Err(_) => {
                        self.too_long = true;
                        self.separated = false;
                        self.last = line.number;
                        if self.start == 0 {
                            self.start = line.number;
                        }
                    }
                }
            }
        }
        (!batch.is_empty()).then_some(batch)
    }

    /// Lines read so far, and how the stream ended.
    pub(super) fn finish(self) -> End {
        self.lines.finish()
    }

    fn line(&mut self, number: u64, bytes: &[u8], batch: &mut Batch) {
        let text = String::from_utf8_lossy(bytes);
        if self.separated && transcript::opens(&text) {
            self.close(batch);
        }
        self.separated = transcript::separates(&text);
        if self.start == 0 {
            if self.separated {
                return;
            }
            self.start = number;
            self.last = number;
        }
        // Blank lines are not handed on, but their numbers are missing.
        let gap = usize::try_from(number - self.last)
            .unwrap_or(usize::MAX)
            .min(2);
        self.last = number;
        if self.text.len() + gap + bytes.len() > self.limit {
            self.too_long = true;
        }
        if !self.too_long {
            self.text.extend(std::iter::repeat_n(b'\n', gap));
            self.text.extend_from_slice(bytes);
        }
    }

    fn close(&mut self, batch: &mut Batch) {
        if self.separated {
            let end = self.text.iter().rposition(|&b| b == b'\n');
            self.text.truncate(end.unwrap_or(0));
        }
        let start = self.start;
        if start > 0 {
            let text = if self.too_long {
                Err(Reason::TooLong)
            } else {
                Ok(&self.text[..])
            };
            batch.push(start, start, text);
        }
        self.text.clear();
        self.start = 0;
        self.too_long = false;
        self.separated = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, limit: usize) -> Vec<(u64, Option<String>)> {
        let mut texts = Texts::new(Box::new(text.as_bytes()), limit);
        let mut all = Vec::new();
        while let Some(batch) = texts.next_batch() {
            all.extend((0..batch.len()).map(|i| {
                let piece = batch.piece(i);
                let text = piece.bytes.ok();
                (
                    piece.line,
                    text.map(|b| String::from_utf8_lossy(b).into_owned()),
                )
            }));
        }
        all
    }

    #[test]
    fn dashes_before_a_speaker_part_transcripts() {
        let text = "Human: a\n\nAssistant: b\n\n---\nnot yet\n---\n\nHuman: c\n";
        assert_eq!(
            texts(text, 100),
            [
                (1, Some("Human: a\n\nAssistant: b\n\n---\nnot yet".into())),
                (9, Some("Human: c".into()))
            ]
        );
        assert_eq!(texts("", 100), []);
    }

    #[test]
    fn a_long_transcript_is_passed_over_alone() {
        let text = "Human: much too long for this\nAssistant: yes\n===\nHuman: c\n";
        assert_eq!(texts(text, 20), [(1, None), (4, Some("Human: c".into()))]);
    }
}
