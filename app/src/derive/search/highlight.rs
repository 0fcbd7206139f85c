//! Which parts of a text a search found.

use crate::derive::sorting::Sorting as _;
use std::ops::Range;

use super::term::Term;
use super::{fold, near};

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The part as it stands.
    pub text: String,
    /// Whether the search found it.
    pub found: bool,
}

/// The whole of `text` in parts, found and other by turns.
#[must_use]
pub fn parts(text: &str, terms: &[Term]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut push = |range: Range<usize>, found: bool| {
        if !range.is_empty() {
            parts.push(Part {
                text: text[range].to_owned(),
                found,
            });
        }
    };
    let mut done = 0;
    for range in ranges(text, terms) {
        push(done..range.start, false);
        done = range.end;
        push(range, true);
    }
    push(done..text.len(), false);
    parts
}

/// Whether the search found anything in `text`.
#[must_use]
pub fn has_any(text: &str, terms: &[Term]) -> bool {
    !ranges(text, terms).is_empty()
}

/// The parts of `text` from shortly before the first that was found, so that it is seen where there is
/// little room.
#[must_use]
pub fn from_first(text: &str, terms: &[Term]) -> Vec<Part> {
    const BEFORE: usize = 32;
    let Some(first) = ranges(text, terms).first().map(|range| range.start) else {
        return parts(text, terms);
    };
    let before = text[..first].char_indices().rev();
    let Some((near, _)) = before.take(BEFORE).last().filter(|(at, _)| *at > 0) else {
        return parts(text, terms);
    };
    // From the next word on, where there is one.
    let cut = text[near..first]
        .find(' ')
        .map_or(near, |space| near + space + 1);
    let mut shown = vec![Part {
        text: "…".to_owned(),
        found: false,
    }];
    shown.extend(parts(&text[cut..], terms));
    shown
}

/// Bytes of `text` that were found, in order, apart from each other.
fn ranges(text: &str, terms: &[Term]) -> Vec<Range<usize>> {
    if terms.is_empty() {
        return Vec::new();
    }
    let (folded, places) = fold::fold_with_places(text);
    let mut found = Vec::new();
    for word in fold::words(&folded) {
        for term in terms {
            for part in within(&folded[word.clone()], term) {
                found.push(word.start + part.start..word.start + part.end);
            }
        }
    }
    found.order_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in found {
        // A letter that folds into two, or that an accent follows, is highlighted whole.
        let last = places[range.end - 1];
        let after = places[range.end - 1..].iter().copied();
        let end = after.into_iter().find(|&place| place > last);
        let end = end.unwrap_or(text.len());
        let range = places[range.start]..end;
        match joined.last_mut() {
            Some(last) if last.end >= range.start => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

/// Bytes of the folded `word` that `term` found.
fn within(word: &str, term: &Term) -> Vec<Range<usize>> {
    if term.quality(word).is_none() {
        return Vec::new();
    }
    let all = |part: &str| -> Vec<Range<usize>> {
        let found = word.match_indices(part);
        found.map(|(at, part)| at..at + part.len()).collect()
    };
    if !term.close {
        return if term.may_be_inside() {
            all(&term.text)
        } else {
            std::iter::once(0..term.text.len()).collect()
        };
    }
    if fold::is_unspaced(&term.text) {
        near::pairs(&term.text).into_iter().flat_map(all).collect()
    } else {
        std::iter::once(0..word.len()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::search::term::terms;
    use proptest::prelude::*;

    fn marked(text: &str, query: &str, close: bool) -> String {
        let mut terms = terms(query);
        terms.iter_mut().for_each(|term| term.close = close);
        let mark = |part: Part| match part.found {
            true => format!("[{}]", part.text),
            false => part.text,
        };
        parts(text, &terms).into_iter().map(mark).collect()
    }

    #[test]
    fn what_was_typed_is_marked_as_it_is_written() {
        assert_eq!(
            marked("Crème brûlée", "creme bru", false),
            "[Crème] [brû]lée"
        );
        assert_eq!(
            marked("Große Platform", "gross form", false),
            "[Groß]e Plat[form]"
        );
        assert_eq!(marked("编写和调试程序", "调试", false), "编写和[调试]程序");
        assert_eq!(marked("a banana", "a", false), "[a] banana");
    }

    #[test]
    fn what_was_found_far_behind_is_brought_forward() {
        let text = "People asked about many things that nobody needs, and at the end about cake.";
        let shown = from_first(text, &terms("cake"));
        assert_eq!(shown[0].text, "…");
        assert!(
            shown[1].text.len() < 40 && shown[2].text == "cake",
            "{shown:?}"
        );
        assert_eq!(from_first("A cake", &terms("cake"))[0].text, "A ");
    }

    #[test]
    fn close_words_are_marked_whole() {
        assert_eq!(marked("Debug Python", "pyhton", true), "Debug [Python]");
        assert_eq!(
            marked("料理のレシピ", "料理レシピ", true),
            "[料理]の[レシピ]"
        );
    }

    proptest! {
        #[test]
        fn parts_make_the_text(text in "\\PC{0,30}", query in "\\PC{0,6}", close in proptest::bool::ANY) {
            let mut terms = terms(&query);
            terms.iter_mut().for_each(|term| term.close = close);
            let whole: String = parts(&text, &terms).into_iter().map(|part| part.text).collect();
            prop_assert_eq!(whole, text);
        }
    }
}
