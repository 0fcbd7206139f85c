//! Growth in words.

use super::atlas::Atlas;
use super::format;
use super::growth::{Change, Growth, Span, Window, Windows};
use crate::tr;

/// What growth is, and between which weeks: the one explanation wherever it is shown.
#[must_use]
pub fn title(atlas: &Atlas, windows: Windows) -> String {
    let weeks = &atlas.release().manifest().weeks;
    let week = |place: usize| {
        weeks
            .get(place)
            .map_or_else(String::new, |monday| format::short_date(monday))
    };
    let range = |window: Window| format::range(week(window.first), week(window.last));
    tr!(
        "Growth: its share in the weeks {after} over that in {before}",
        after = range(windows.after),
        before = range(windows.before)
    )
}

/// What became of a cluster, as short as a table needs: `×2.1`, `at least ×1.4`, `new`.
#[must_use]
pub fn short(growth: &Growth) -> String {
    match (growth.change, growth.ratio) {
        (Change::New, _) => tr!("new").to_owned(),
        (Change::Vanished, _) => tr!("vanished").to_owned(),
        (Change::PerhapsNew, _) => tr!("perhaps new").to_owned(),
        (Change::PerhapsVanished, _) => tr!("perhaps vanished").to_owned(),
        (Change::Unknown, _) => tr!("withheld").to_owned(),
        (_, Some(ratio)) => format::ratio(ratio),
        (_, None) => match growth.at_least() {
            Some(ratio) if ratio > 1.0 => tr!("{number} or more", number = format::ratio(ratio)),
            Some(ratio) => tr!("{number} or less", number = format::ratio(ratio)),
            None => tr!("not clear").to_owned(),
        },
    }
}

/// Growth as a sentence, with what it is made of.
#[must_use]
pub fn sentence(growth: &Growth, threshold: u64) -> String {
    let range = growth.interval.map_or_else(String::new, format::ratios);
    let verdict = match growth.change {
        Change::Grew => tr!(
            "Its share grew significantly (95% interval {range}).",
            range = range
        ),
        Change::Shrank => tr!(
            "Its share shrank significantly (95% interval {range}).",
            range = range
        ),
        Change::Unclear if growth.ratio.is_some() => tr!(
            "No significant change: chance alone may do this (95% interval {range}).",
            range = range
        ),
        Change::Unclear => tr!(
            "Not clear, because weeks are withheld: its share changed by a factor of {range}.",
            range = range
        ),
        Change::New => tr!("New: nothing in the first window.").to_owned(),
        Change::Vanished => tr!("Vanished: nothing in the second window.").to_owned(),
        Change::PerhapsNew => tr!(
            "Perhaps new: every week of the first window is withheld (fewer than {threshold}, or hidden to \
             protect another number).",
            threshold = threshold
        ),
        Change::PerhapsVanished => tr!(
            "Perhaps vanished: every week of the second window is withheld (fewer than {threshold}, or hidden to \
             protect another number).",
            threshold = threshold
        ),
        Change::Unknown => tr!("Not known: too many weeks are withheld.").to_owned(),
    };
    format::sentences(&[verdict, counts(growth)])
}

/// What growth is made of, in a sentence.
#[must_use]
pub fn counts(growth: &Growth) -> String {
    tr!(
        "{before} in the first window, {after} in the second.",
        before = span(&growth.before),
        after = span(&growth.after)
    )
}

/// The conversations of a window: `120`, `120 to 160`, `120 or more`, `withheld`.
#[must_use]
pub fn span(span: &Span) -> String {
    match span.high {
        _ if span.is_dark() => tr!("withheld").to_owned(),
        Some(high) if high == span.low => format::conversations(high),
        Some(high) => tr!(
            "{low} to {high, plural, one {# conversation} other {# conversations}}",
            low = span.low,
            high = high
        ),
        None => tr!(
            "{n, plural, one {# conversation} other {# conversations}} or more",
            n = span.low
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;
    use crate::derive::growth::growth;

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
            bounds: None,
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
