//! Measures as they stand in links, saved filters and lists of choices.

use super::Measure;

impl Measure {
    /// As it stands in links: `size`, `growth`, `facet:language:French`, `ratio:language:French`.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Size => "size".to_owned(),
            Self::Share => "share".to_owned(),
            Self::Accounts => "accounts".to_owned(),
            Self::Concern => "concern".to_owned(),
            Self::Growth => "growth".to_owned(),
            Self::Coherence => "coherence".to_owned(),
            Self::Stability => "stability".to_owned(),
            Self::Level => "level".to_owned(),
            Self::FlagsBeyondRefusals => "flags-refusals".to_owned(),
            Self::Value { facet, value } => of_value("facet", facet, value),
            Self::Ratio { facet, value } => of_value("ratio", facet, value),
        }
    }

    /// The reverse of [`Self::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Some(match key {
            "size" => Self::Size,
            "share" => Self::Share,
            "accounts" => Self::Accounts,
            "concern" => Self::Concern,
            "growth" => Self::Growth,
            "coherence" => Self::Coherence,
            "stability" => Self::Stability,
            "level" => Self::Level,
            "flags-refusals" => Self::FlagsBeyondRefusals,
            _ => {
                let (kind, rest) = key.split_once(':')?;
                let (facet, value) = rest.split_once(':')?;
                let (facet, value) = (unescape(facet)?, unescape(value)?);
                match kind {
                    "facet" => Self::Value { facet, value },
                    "ratio" => Self::Ratio { facet, value },
                    _ => return None,
                }
            }
        })
    }
}

fn of_value(kind: &str, facet: &str, value: &str) -> String {
    format!("{kind}:{}:{}", escape(facet), escape(value))
}

/// Text without the marks that divide keys: everything but letters, digits, `-`, `_` and `.` becomes
/// `~` and two hex digits a byte, which links need not encode again.
#[must_use]
pub(in crate::derive) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("~{byte:02X}"));
        }
    }
    escaped
}

/// The reverse of [`escape`]; `None` where the text is no such thing.
#[must_use]
pub(in crate::derive) fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first == b'~' {
            let hex = std::str::from_utf8(rest.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(hex, 16).ok()?);
            rest = &rest[2..];
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::measure::PLAIN;
    use proptest::prelude::*;

    #[test]
    fn plain_keys_go_both_ways() {
        for measure in PLAIN.into_iter().chain([Measure::Level]) {
            assert_eq!(Measure::from_key(&measure.key()), Some(measure));
        }
        for broken in [
            "flavour",
            "facet:",
            "facet:a",
            "facet:a~g0:b",
            "times:a:b",
            "facet:~FF:b",
        ] {
            assert_eq!(Measure::from_key(broken), None, "{broken}");
        }
    }

    proptest! {
        #[test]
        fn values_of_any_script_go_both_ways(facet in ".{0,12}", value in ".{0,12}") {
            for measure in [Measure::of(&facet, &value), Measure::against_all(&facet, &value)] {
                let key = measure.key();
                prop_assert!(!key.contains(','));
                prop_assert_eq!(Measure::from_key(&key), Some(measure));
            }
        }
    }
}
