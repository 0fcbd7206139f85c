//! Cuts a stream of bytes into batches of lines of bounded size.
//!
//! Invariant: memory is bounded by the batch size plus one line, whatever the input.

use std::io::{self, BufRead};

use super::{
    Reason,
    pieces::{Batch, Break, End},
};

/// Reads lines from a stream.
pub(super) struct Lines<'a> {
    from: Box<dyn BufRead + 'a>,
    limit: usize,
    number: u64,
    line: Vec<u8>,
    ended: Option<io::Result<()>>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(from: Box<dyn BufRead + 'a>, limit: usize) -> Self {
        Self {
            from,
            limit,
            number: 0,
            line: Vec::new(),
            ended: None,
        }
    }

    /// The next lines that are not blank; none at the end of the stream or where it breaks off.
    pub(super) fn next_batch(&mut self) -> Option<Batch> {
        let mut batch = Batch::default();
        while self.ended.is_none() && !batch.is_full() {
            match self.next_line(&mut batch) {
                Ok(true) => {}
                Ok(false) => self.ended = Some(Ok(())),
                Err(error) => self.ended = Some(Err(error)),
            }
        }
        (!batch.is_empty()).then_some(batch)
    }

    /// Lines read so far, blank ones too, and how the stream ended.
    pub(super) fn finish(self) -> End {
        End {
            pieces: self.number,
            result: self.ended.unwrap_or(Ok(())).map_err(Break::Io),
        }
    }

    /// False at the end of the stream. A line that the stream breaks off in is dropped.
    fn next_line(&mut self, batch: &mut Batch) -> io::Result<bool> {
        self.line.clear();
        let (mut any, mut too_long) = (false, false);
        loop {
            let chunk = match self.from.fill_buf() {
                Ok(chunk) => chunk,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            if chunk.is_empty() {
                if !any {
                    return Ok(false);
                }
                break;
            }
            any = true;
            let end = chunk.iter().position(|&b| b == b'\n');
            let text = &chunk[..end.unwrap_or(chunk.len())];
            too_long |= self.line.len() + text.len() > self.limit;
            if !too_long {
                self.line.extend_from_slice(text);
            }
            let used = end.map_or(chunk.len(), |e| e + 1);
            self.from.consume(used);
            if end.is_some() {
                break;
            }
        }
        self.number += 1;
        let mut line = &self.line[..];
        if self.number == 1 {
            line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        }
        if too_long {
            batch.push(self.number, self.number, Err(Reason::TooLong));
        } else if !line.trim_ascii().is_empty() {
            batch.push(self.number, self.number, Ok(line));
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::*;

    type Numbered = Vec<(u64, Option<String>)>;

    fn all(mut lines: Lines<'_>) -> (Numbered, u64, Result<(), Break>) {
        let mut out = Vec::new();
        while let Some(batch) = lines.next_batch() {
            out.extend((0..batch.len()).map(|i| {
                let line = batch.piece(i);
                let text = line.bytes.ok();
                (
                    line.number,
                    text.map(|b| String::from_utf8_lossy(b).into_owned()),
                )
            }));
        }
        let End { pieces, result } = lines.finish();
        (out, pieces, result)
    }

    #[test]
    fn skips_blank_lines_but_counts_them() {
        let text = "\u{feff}a\r\n\n  \nb\nno end";
        let lines = Lines::new(Box::new(BufReader::with_capacity(2, text.as_bytes())), 100);
        let (lines, read, end) = all(lines);
        assert_eq!(
            lines,
            [
                (1, Some("a\r".into())),
                (4, Some("b".into())),
                (5, Some("no end".into()))
            ]
        );
        assert_eq!(read, 5);
        assert!(end.is_ok());
    }

    #[test]
    fn a_line_over_the_limit_is_passed_over_alone() {
        let text = "short\nmuch too long\nexact\n";
        let lines = Lines::new(Box::new(BufReader::with_capacity(3, text.as_bytes())), 5);
        let (lines, ..) = all(lines);
        assert_eq!(
            lines,
            [
                (1, Some("short".into())),
                (2, None),
                (3, Some("exact".into()))
            ]
        );
    }

    #[test]
    fn lines_before_a_break_are_kept() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::UnexpectedEof.into())
            }
        }
        let from = BufReader::new(b"a\nb\nhalf".chain(Broken));
        let (lines, read, end) = all(Lines::new(Box::new(from), 100));
        assert_eq!(lines, [(1, Some("a".into())), (2, Some("b".into()))]);
        assert_eq!(read, 2);
        assert!(end.is_err());
    }
}
