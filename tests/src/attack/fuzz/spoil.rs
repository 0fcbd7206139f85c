//! How a good input is spoiled: bits turned, parts cut, doubled, moved and replaced.

use proptest::prelude::*;

/// One change of an input; places are shares of its length.
#[derive(Debug, Clone)]
pub(super) enum Change {
    Turn(f64, u8),
    Cut(f64, f64),
    Double(f64, f64),
    Put(f64, usize),
    Replace(f64, f64, usize),
    End(f64),
}

impl Change {
    /// Which of `count` parts it is for, where an input has several.
    pub(super) fn which(&self, count: usize) -> usize {
        let (Self::Turn(at, _)
        | Self::Cut(at, _)
        | Self::Double(at, _)
        | Self::Put(at, _)
        | Self::Replace(at, ..)
        | Self::End(at)) = self;
        // Digits far behind the point, so that any place in any part is met.
        (at * 1e6) as usize % count.max(1)
    }
}

/// What parsers stumble over.
const TOKENS: [&[u8]; 30] = [
    b"null",
    b"true",
    b"-1",
    b"0",
    b"1e999",
    b"-0.0",
    b"18446744073709551615",
    b"9223372036854775808",
    b"[]",
    b"{}",
    b"\"\"",
    b"\"\\ud800\"",
    b"\"\\u0000\"",
    b"[[[[[[[[[[[[[[[[",
    b"{\"a\":{\"a\":{\"a\":",
    b"\\",
    b"\"",
    b",",
    b":",
    b"]",
    b"}",
    b"\n",
    b"\r\n",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"Human:",
    b"\n\nAssistant:",
    "\u{202e}".as_bytes(),
    "é".as_bytes(),
];

pub(super) fn change() -> impl Strategy<Value = Change> {
    let place = || 0.0..1.0_f64;
    prop_oneof![
        (place(), any::<u8>()).prop_map(|(at, mask)| Change::Turn(at, mask)),
        (place(), place()).prop_map(|(from, to)| Change::Cut(from, to)),
        (place(), place()).prop_map(|(from, to)| Change::Double(from, to)),
        (place(), 0..TOKENS.len()).prop_map(|(at, token)| Change::Put(at, token)),
        (place(), 0.0..0.01_f64, 0..TOKENS.len())
            .prop_map(|(at, size, token)| Change::Replace(at, size, token)),
        place().prop_map(Change::End),
    ]
}

pub(super) fn spoil(good: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for change in changes {
        let place = |share: f64| (share * bytes.len() as f64) as usize;
        match *change {
            Change::Turn(at, mask) => {
                let at = place(at);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= mask;
                }
            }
            Change::Cut(a, b) => {
                let (from, to) = (place(a.min(b)), place(a.max(b)));
                // Small cuts are the interesting ones: most of the input stays.
                bytes.drain(from..to.min(from + 64));
            }
            Change::Double(a, b) => {
                let (from, to) = (place(a.min(b)), place(a.max(b)));
                let part = bytes[from..to.min(from + 4_096)].to_vec();
                bytes.splice(to..to, part);
            }
            Change::Put(at, token) => {
                let at = place(at);
                bytes.splice(at..at, TOKENS[token].iter().copied());
            }
            Change::Replace(at, size, token) => {
                let from = place(at);
                let to = place((at + size).min(1.0)).max(from);
                bytes.splice(from..to, TOKENS[token].iter().copied());
            }
            Change::End(at) => bytes.truncate(place(at)),
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_change() {
        let good = b"{\"a\": 1, \"b\": [2, 3]}";
        assert_eq!(spoil(good, &[Change::End(0.5)]).len(), good.len() / 2);
        assert_eq!(spoil(good, &[Change::Put(0.0, 0)])[..4], *b"null");
        assert_eq!(
            spoil(
                b"",
                &[
                    Change::Turn(0.5, 1),
                    Change::Cut(0.1, 0.9),
                    Change::Double(0.0, 0.9)
                ]
            ),
            b""
        );
    }
}
