//! What kind of file a stream is, by its first bytes.

use serde::de::IgnoredAny;

use super::{Format, transcript};

/// Bytes that are looked at.
pub(super) const HEAD_BYTES: usize = 1 << 16;

/// What is around the records of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    /// A JSON value a line.
    Lines,
    /// A JSON array, or JSON values over several lines.
    Elements,
    /// Plain transcripts.
    Text,
    /// Columns.
    Parquet,
}

impl Container {
    /// From the first bytes of a source, at most [`HEAD_BYTES`] of them.
    pub(super) fn of(head: &[u8], format: Option<Format>) -> Self {
        if head.starts_with(b"PAR1") {
            return Self::Parquet;
        }
        let body = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        let body = body.trim_ascii_start();
        match body.first() {
            Some(b'{') => object(body, head.len() >= HEAD_BYTES),
            Some(b'[') => list(body),
            _ if format == Some(Format::Transcript) => Self::Text,
            _ if transcript::begins(&String::from_utf8_lossy(body)) => Self::Text,
            _ => Self::Lines,
        }
    }
}

/// An object alone on its line begins a line each; one over several lines does not.
fn object(body: &[u8], more: bool) -> Container {
    let Some(end) = body.iter().position(|&b| b == b'\n') else {
        return Container::Lines;
    };
    let line = body[..end].trim_ascii_end();
    if line == b"{" {
        return Container::Elements;
    }
    let mut values = serde_json::Deserializer::from_slice(body).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) if values.byte_offset() > end => Container::Elements,
        Some(Err(error)) if error.is_eof() && more => Container::Elements,
        _ => Container::Lines,
    }
}

/// A list is the array of all conversations, unless there is a list a line.
fn list(body: &[u8]) -> Container {
    let mut values = serde_json::Deserializer::from_slice(body).into_iter::<IgnoredAny>();
    let first_ends = match values.next() {
        Some(Ok(_)) => values.byte_offset(),
        _ => return Container::Elements,
    };
    let one_line = !body[..first_ends].contains(&b'\n');
    let followed = body[first_ends..].trim_ascii_start().starts_with(b"[");
    let of_lists = body[1..].trim_ascii_start().starts_with(b"[");
    if one_line && followed && !of_lists {
        Container::Lines
    } else {
        Container::Elements
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Container {
        Container::of(text.as_bytes(), None)
    }

    #[test]
    fn the_first_bytes_tell() {
        for text in [
            "",
            "no json\n[]\n",
            "{\"a\":1}\n{\"a\":2}\n",
            "\u{feff}\n{\"a\":1}",
            "{\"a\": [{\"b\": \n{\"a\":1}\n",
            "[{\"role\":1}]\n[{\"role\":1}]\n",
        ] {
            assert_eq!(of(text), Container::Lines, "{text}");
        }
        for text in [
            "[",
            "[]",
            " [{\"a\":1},\n{\"a\":2}]",
            "[{\"a\":1}]",
            "{\n\"a\":1}",
            "{ \"a\":\n1}\n",
            "\u{feff}[{",
        ] {
            assert_eq!(of(text), Container::Elements, "{text}");
        }
        assert_eq!(of("\n\nHuman: hi\n"), Container::Text);
        assert_eq!(of("PAR1\0"), Container::Parquet);
        let asked = Container::of(b"Q: what?\n", Some(Format::Transcript));
        assert_eq!(asked, Container::Text);
    }

    #[test]
    fn long_beginnings_are_told_by_their_first_line() {
        let long = "x".repeat(HEAD_BYTES);
        assert_eq!(of(&format!("{{\"a\":\"{long}")), Container::Lines);
        assert_eq!(of(&format!("{{ \"a\":\n\"{long}")), Container::Elements);
    }
}
