//! Growth in words.

use super::format;
use super::growth::{Change, Growth, Span};

/// What became of a cluster, as short as a table needs: `×2.1`, `at least ×1.4`, `new`.
#[must_use]
pub fn short(growth: &Growth) -> String {
    match (growth.change, growth.ratio) {
        (Change::New, _) => "new".to_owned(),
        (Change::Vanished, _) => "vanished".to_owned(),
        (Change::PerhapsNew, _) => "perhaps new".to_owned(),
        (Change::PerhapsVanished, _) => "perhaps vanished".to_owned(),
        (Change::Unknown, _) => "withheld".to_owned(),
        (_, Some(ratio)) => format::ratio(ratio),
        (_, None) => match growth.at_least() {
            Some(ratio) if ratio > 1.0 => format!("{} or more", format::ratio(ratio)),
            Some(ratio) => format!("{} or less", format::ratio(ratio)),
            None => "not clear".to_owned(),
        },
    }
}

/// Growth as a sentence, with what it is made of.
#[must_use]
pub fn sentence(growth: &Growth, threshold: u64) -> String {
    let counts = format!(
        "{} in the first window, {} in the second",
        span(&growth.before),
        span(&growth.after)
    );
    let range = growth.interval.map_or_else(String::new, format::ratios);
    let verdict = match growth.change {
        Change::Grew => format!("Its share grew significantly (95% interval {range})"),
        Change::Shrank => format!("Its share shrank significantly (95% interval {range})"),
        Change::Unclear if growth.ratio.is_some() => {
            format!("No significant change: chance alone may do this (95% interval {range})")
        }
        Change::Unclear => format!(
            "Not clear, because weeks are withheld: its share changed by a factor of {range}"
        ),
        Change::New => "New: nothing in the first window".to_owned(),
        Change::Vanished => "Vanished: nothing in the second window".to_owned(),
        Change::PerhapsNew => format!(
            "Perhaps new: every week of the first window is withheld (fewer than {threshold}, or hidden to protect another number)"
        ),
        Change::PerhapsVanished => format!(
            "Perhaps vanished: every week of the second window is withheld (fewer than {threshold}, or hidden to protect another number)"
        ),
        Change::Unknown => "Not known: too many weeks are withheld".to_owned(),
    };
    format!("{verdict}. {counts}.")
}

/// The conversations of a window: `120`, `120 to 160`, `120 or more`, `withheld`.
#[must_use]
pub fn span(span: &Span) -> String {
    match span.high {
        _ if span.is_dark() => "withheld".to_owned(),
        Some(high) if high == span.low => format::conversations(high),
        Some(high) => format!(
            "{} to {}",
            format::count(span.low),
            format::conversations(high)
        ),
        None => format!("{} or more", format::conversations(span.low)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;
    use crate::derive::growth::{Windows, growth};

    #[test]
    fn withheld_windows_are_named_as_such() {
        let atlas = fixture::atlas();
        let base = atlas.at_level(0)[0];
        let found = growth(&atlas, Windows::halves(3).unwrap(), &[base])[0];
        assert_eq!(short(&found), "perhaps vanished");
        let sentence = sentence(&found, 15);
        assert!(
            sentence.contains("fewer than 15") && sentence.contains("withheld in the second"),
            "{sentence}"
        );
        assert!(!sentence.contains(" 0 "), "{sentence}");
    }

    #[test]
    fn bounds_are_said_as_bounds() {
        let exact = |count| Span {
            low: count,
            high: Some(count),
            withheld: 0,
            weeks: 2,
        };
        let grown = Growth {
            change: Change::Grew,
            before: Span {
                low: 50,
                high: Some(70),
                withheld: 1,
                weeks: 2,
            },
            after: exact(350),
            ratio: None,
            interval: Some((3.8, 9.0)),
            corrected: Some(0.001),
        };
        assert_eq!(short(&grown), "×3.8 or more");
        let text = sentence(&grown, 15);
        assert!(
            text.contains("×3.8 to ×9.0") && text.contains("50 to 70 conversations"),
            "{text}"
        );
    }
}
