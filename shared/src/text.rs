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
        if !is_exempt(&word) && !found.contains(&word.folded) {
            found.push(word.folded);
        }
    }
    found
}

/// The phrases of a released `text` that need support as a whole: runs of two or more content words with
/// nothing but spaces between them, folded and joined by one space. Each comes once.
///
/// Two words that many use may name somebody where they stand side by side.
#[must_use]
pub fn content_phrases(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut run: Vec<String> = Vec::new();
    let mut close = |run: &mut Vec<String>| {
        let phrase = run.join(" ");
        if run.len() > 1 && !found.contains(&phrase) {
            found.push(phrase);
        }
        run.clear();
    };
    for word in words(text) {
        if word.gap > Gap::Space {
            close(&mut run);
        }
        if is_exempt(&word) {
            close(&mut run);
        } else {
            run.push(word.folded);
        }
    }
    close(&mut run);
    found
}

/// Whether a word needs no support: a stop word, a general word, a single letter of the alphabet.
fn is_exempt(word: &Word<'_>) -> bool {
    let letter = word.folded.len() == 1 && word.script == Script::Latin;
    letter || is_stop(&word.folded) || is_general(&word.folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_side_by_side_are_a_phrase() {
        assert_eq!(
            content_phrases("Ask about red dragons, wizards and purple castle gates of Mordor"),
            ["red dragon", "purple castle gate"]
        );
        assert_eq!(content_phrases("用Rust写诗歌吧"), ["rust 写诗歌吧"]);
        assert!(content_phrases("Fix problems with React, and Rust").is_empty());
    }

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
