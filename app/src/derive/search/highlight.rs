//! Which parts of a text a search found.

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
    found.sort_by_key(|range| (range.start, range.end));
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
            vec![0..term.text.len()]
        };
    }
    if fold::is_unspaced(&term.text) {
        near::pairs(&term.text).into_iter().flat_map(all).collect()
    } else {
        vec![0..word.len()]
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
        assert_eq!(marked("Crème brûlée", "creme bru", false), "[Crème] [brû]lée");
        assert_eq!(marked("Große Platform", "gross form", false), "[Groß]e Plat[form]");
        assert_eq!(marked("编写和调试程序", "调试", false), "编写和[调试]程序");
        assert_eq!(marked("a banana", "a", false), "[a] banana");
    }

    #[test]
    fn close_words_are_marked_whole() {
        assert_eq!(marked("Debug Python", "pyhton", true), "Debug [Python]");
        assert_eq!(marked("料理のレシピ", "料理レシピ", true), "[料理]の[レシピ]");
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
