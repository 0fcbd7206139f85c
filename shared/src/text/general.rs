//! General words: the fixed vocabulary of templates and headings, which names nobody.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::words;

/// Whether the `folded` word is on the public list of words that any released text may use without
/// support. The list is part of the program, never of a run: it tells nothing about any corpus.
#[must_use]
pub fn is_general(folded: &str) -> bool {
    static WORDS: OnceLock<HashSet<String>> = OnceLock::new();
    WORDS
        .get_or_init(|| {
            words(include_str!("general.txt"))
                .into_iter()
                .map(|word| word.folded)
                .collect()
        })
        .contains(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_holds_template_words_and_no_topics() {
        assert!(is_general("explain") && is_general("conversation"));
        assert!(!is_general("dragon"));
    }
}
