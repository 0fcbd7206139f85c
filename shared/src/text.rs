//! Words of any script: what a text is made of, and which of its words need support before release.
//!
//! Invariant: pure and small. The same text gives the same words in the secure zone, in the gate
//! and in the browser; nothing here depends on a corpus.

mod fold;
mod general;
mod script;
mod stop;
mod tongue;
mod words;

pub use fold::fold;
pub use general::is_general;
pub use script::Script;
pub use stop::{is_stop, is_stop_in};
pub use tongue::Tongue;
pub use words::{Gap, Word, words};

/// The folded words of a released `text` that need support: neither stop words nor
/// [general](is_general) words, nor single letters of the alphabet. Each comes once, in order of first use.
///
/// In scripts without spaces a "word" is everything between two marks of punctuation, so that a
/// released phrase stands or falls as a whole. Numbers are content: no template writes any.
#[must_use]
pub fn content_words(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in words(text) {
        let letter = word.folded.len() == 1 && word.script == Script::Latin;
        let exempt = letter || is_stop(&word.folded) || is_general(&word.folded);
        if !exempt && !found.contains(&word.folded) {
            found.push(word.folded);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_content_needs_support() {
        assert_eq!(
            content_words("Fix problems with React components, and the problems of C++ code"),
            ["react", "component", "c++"]
        );
    }

    #[test]
    fn a_phrase_without_spaces_is_one_word() {
        assert_eq!(content_words("提问：抑郁、失眠"), ["抑郁", "失眠"]);
    }

    #[test]
    fn numbers_are_never_exempt() {
        assert_eq!(content_words("About 4711 people"), ["4711"]);
    }
}
