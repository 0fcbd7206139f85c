//! How elements begin in a file, so that the next one is found after one that is broken.
//!
//! Where elements begin lines, the indentation tells them from what is nested in them; else their
//! first key does.

/// What precedes and begins the elements of this file.
#[derive(Debug, Default)]
pub(super) struct Sync {
    /// Blank bytes since the line began; none where something else stands on the line.
    indent: Option<Vec<u8>>,
    /// The indentation and the bracket of the latest element, where it began a line.
    line: Option<Vec<u8>>,
    /// The bracket and first key of the latest element.
    key: Option<Vec<u8>>,
}

/// Longer beginnings are no keys but accidents.
const LONGEST: usize = 256;

impl Sync {
    /// Notes a byte between elements.
    pub(super) fn between(&mut self, byte: u8) {
        match byte {
            b'\n' => self.indent = Some(Vec::new()),
            b' ' | b'\t' => {
                if let Some(indent) = self.indent.as_mut().filter(|i| i.len() < LONGEST) {
                    indent.push(byte);
                }
            }
            b'\r' => {}
            _ => self.indent = None,
        }
    }

    /// Notes that an element begins with this bracket.
    pub(super) fn begins(&mut self, bracket: u8) {
        self.line = self.indent.take().map(|mut indent| {
            indent.insert(0, b'\n');
            indent.push(bracket);
            indent
        });
    }

    /// Notes that an element is next, found by [`Self::find`].
    pub(super) fn resumes(&mut self) {
        let line = self.line.as_deref();
        self.indent = line.map(|line| line[1..line.len() - 1].to_vec());
    }

    /// Notes the first key of an element, given from its bracket on.
    pub(super) fn learn(&mut self, element: &[u8]) {
        let head = &element[..element.len().min(LONGEST)];
        let mut quotes = head.iter().enumerate().filter(|&(_, &b)| b == b'"');
        let (first, second) = (quotes.next(), quotes.next());
        if let (Some((first, _)), Some((second, _))) = (first, second)
            && head[1..first].trim_ascii().is_empty()
        {
            self.key = Some(head[..=second].to_vec());
        }
    }

    /// Where in `bytes` an element begins; else how many of them need not be looked at again.
    pub(super) fn find(&self, bytes: &[u8]) -> Result<usize, usize> {
        let (pattern, bracket_at) = match (&self.line, &self.key) {
            (Some(line), _) => (&line[..], line.len() - 1),
            (None, Some(key)) => (&key[..], 0),
            (None, None) => (&b"{"[..], 0),
        };
        let found = bytes
            .windows(pattern.len())
            .position(|window| window == pattern);
        match found {
            Some(place) => Ok(place + bracket_at),
            None => Err((bytes.len() + 1).saturating_sub(pattern.len())),
        }
    }
}
