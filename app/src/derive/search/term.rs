//! One term of a query, and how well a word fits it.

use super::{fold, near};

/// Characters of a query that are read; nobody types more.
const LONGEST: usize = 120;

/// A term of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Folded.
    pub text: String,
    /// Whether words close to it count, because none has it as it is.
    pub close: bool,
    characters: usize,
    unspaced: bool,
}

/// The terms of a query, each once.
#[must_use]
pub fn terms(query: &str) -> Vec<Term> {
    let query: String = query.chars().take(LONGEST).collect();
    let folded = fold::fold(&query);
    let mut terms: Vec<Term> = Vec::new();
    for range in fold::words(&folded) {
        let text = &folded[range];
        if !terms.iter().any(|term| term.text == text) {
            terms.push(Term {
                text: text.to_owned(),
                close: false,
                characters: text.chars().count(),
                unspaced: fold::is_unspaced(text),
            });
        }
    }
    terms
}

impl Term {
    /// How well the folded `word` fits, above 0 and up to 1; `None` where it does not.
    ///
    /// The word itself is best, then one that begins with the term, then one that holds it. A single
    /// letter must begin the word, for it is in too many. Where `close`, how near it is.
    #[must_use]
    pub fn quality(&self, word: &str) -> Option<f32> {
        if self.close {
            return near::quality(&self.text, self.characters, word);
        }
        let covered = self.text.len() as f32 / word.len().max(1) as f32;
        if word == self.text {
            Some(1.0)
        } else if word.starts_with(&self.text) {
            Some(0.7 + 0.2 * covered)
        } else if self.may_be_inside() && word.contains(&self.text) {
            Some(0.4 + 0.2 * covered)
        } else {
            None
        }
    }

    /// Whether it counts in the middle of a word.
    pub(super) const fn may_be_inside(&self) -> bool {
        self.unspaced || self.characters > 2
    }
}

/// How well a short text, such as that of an action, fits all `terms`; `None` where one is not in it.
#[must_use]
pub fn rank(terms: &[Term], text: &str) -> Option<f32> {
    let folded = fold::fold(text);
    let words = fold::words(&folded);
    let mut total = 0.0;
    for term in terms {
        let fits = words
            .iter()
            .filter_map(|range| term.quality(&folded[range.clone()]));
        total += fits.fold(None, |best: Option<f32>, quality| {
            Some(best.map_or(quality, |best| best.max(quality)))
        })?;
    }
    Some(total / terms.len().max(1) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_come_before_beginnings_and_those_before_middles() {
        let term = &terms("form")[0];
        let quality = |word| term.quality(word).unwrap_or(0.0);
        assert!(quality("form") > quality("forms"));
        assert!(quality("forms") > quality("formulations"));
        assert!(quality("formulations") > quality("platform"));
        assert_eq!(quality("from"), 0.0);
    }

    #[test]
    fn one_letter_begins_a_word() {
        let term = &terms("a")[0];
        assert!(term.quality("apple").is_some() && term.quality("banana").is_none());
    }

    #[test]
    fn terms_come_once() {
        let texts: Vec<_> = terms("Cake cake  pan")
            .into_iter()
            .map(|t| t.text)
            .collect();
        assert_eq!(texts, ["cake", "pan"]);
    }

    #[test]
    fn short_texts_are_ranked_by_all_terms() {
        let query = terms("sort grow");
        assert!(rank(&query, "Sort the tree by growth").is_some());
        assert!(rank(&query, "Sort the tree by size").is_none());
    }
}
