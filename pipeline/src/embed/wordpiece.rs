//! From a text to the word pieces of an English BERT model, in lower case and without accents.
//!
//! Source: Devlin et al., "BERT", 2018, and the rules of the published tokeniser: controls are dropped,
//! accents and case are taken off, punctuation marks and Chinese characters stand alone, and each word
//! is cut from its beginning into the longest known pieces.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::layers::take_integers;
use super::model::flat::Tensors;
use super::vocabulary::Vocabulary;

/// A word longer than this many characters is unknown as a whole.
const LONGEST_WORD: usize = 100;

/// Characters read for each token wanted.
const CHARACTERS_PER_TOKEN: usize = 12;

/// Cuts texts into word pieces.
#[derive(Debug)]
pub(super) struct WordPieces {
    /// Pieces that a word begins with …
    beginnings: Vocabulary,
    /// … and those that it goes on with.
    continuations: Vocabulary,
    unknown: u32,
    start: u32,
    end: u32,
}

impl WordPieces {
    /// Takes the vocabulary out of a model file; says what is wrong with it.
    pub(super) fn take(tensors: &mut Tensors) -> Result<Self, String> {
        let marks = take_integers(tensors, "marks")?;
        let &[unknown, start, end] = marks.as_slice() else {
            return Err("its marks are not three".into());
        };
        Ok(Self {
            beginnings: Vocabulary::take(tensors, "vocabulary")?,
            continuations: Vocabulary::take(tensors, "continuations")?,
            unknown,
            start,
            end,
        })
    }

    /// Largest number that [`Self::tokens`] gives.
    pub(super) fn largest_token(&self) -> u32 {
        let pieces = self.beginnings.largest_id();
        let pieces = pieces.max(self.continuations.largest_id());
        pieces.max(self.unknown).max(self.start).max(self.end)
    }

    /// The tokens of `text`'s beginning: at most `limit`, and the marks of start and end around them.
    pub(super) fn tokens(&self, text: &str, limit: usize) -> Vec<u32> {
        let mut tokens = vec![self.start];
        let mut word = String::new();
        let beginning = text
            .chars()
            .take(limit.saturating_mul(CHARACTERS_PER_TOKEN));
        let plain = beginning
            .filter(|&c| c.is_whitespace() || !is_dropped(c))
            .nfd()
            .filter(|&c| !is_combining_mark(c))
            .flat_map(char::to_lowercase);
        for character in plain {
            if character.is_whitespace() {
                self.finish(&mut word, &mut tokens);
            } else if stands_alone(character) {
                self.finish(&mut word, &mut tokens);
                word.push(character);
                self.finish(&mut word, &mut tokens);
            } else {
                word.push(character);
            }
            if tokens.len() > limit {
                break;
            }
        }
        self.finish(&mut word, &mut tokens);
        tokens.truncate(limit + 1);
        tokens.push(self.end);
        tokens
    }

    /// Adds the pieces of `word`, or the mark of the unknown, and empties it.
    fn finish(&self, word: &mut String, tokens: &mut Vec<u32>) {
        if word.is_empty() {
            return;
        }
        let before = tokens.len();
        let mut rest = word.as_bytes();
        let mut vocabulary = &self.beginnings;
        let short = word.chars().nth(LONGEST_WORD).is_none();
        while short && !rest.is_empty() {
            let mut longest = None;
            vocabulary.prefixes(rest, |piece| longest = Some(piece));
            let Some(piece) = longest else { break };
            tokens.push(piece.id);
            rest = &rest[piece.length..];
            vocabulary = &self.continuations;
        }
        if !rest.is_empty() {
            tokens.truncate(before);
            tokens.push(self.unknown);
        }
        word.clear();
    }
}

/// Controls, marks that only direct or join text, and what could not be decoded.
fn is_dropped(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fffd}')
}

/// Punctuation marks, and characters of scripts that write without spaces.
fn stands_alone(character: char) -> bool {
    character.is_ascii_punctuation() || is_chinese(character) || is_punctuation(character)
}

fn is_chinese(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{2a6df}'
        | '\u{2a700}'..='\u{2ceaf}' | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}

/// Punctuation beyond ASCII, in the blocks that texts in English meet.
fn is_punctuation(character: char) -> bool {
    matches!(character, '¡' | '§' | '«' | '¶' | '·' | '»' | '¿' | '\u{2010}'..='\u{2027}'
        | '\u{2030}'..='\u{2043}' | '\u{2045}'..='\u{2051}' | '\u{2053}'..='\u{205e}'
        | '\u{2308}'..='\u{230b}' | '\u{2329}' | '\u{232a}' | '\u{2768}'..='\u{2775}'
        | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '\u{30fb}'
        | '\u{ff01}'..='\u{ff03}' | '\u{ff05}'..='\u{ff0a}' | '\u{ff0c}'..='\u{ff0f}'
        | '\u{ff1a}' | '\u{ff1b}' | '\u{ff1f}' | '\u{ff20}' | '\u{ff3b}'..='\u{ff3d}' | '\u{ff3f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces() -> WordPieces {
        let of = |texts: &[&str]| {
            let scored: Vec<(&str, f32)> = texts.iter().map(|&text| (text, 0.0)).collect();
            Vocabulary::of(&scored)
        };
        WordPieces {
            beginnings: of(&["hello", "he", "un", ",", "你", "cafe"]),
            continuations: of(&["able", "a", "x", "llo", "lo"]),
            unknown: 0,
            start: 1,
            end: 2,
        }
    }

    #[test]
    fn the_longest_piece_comes_first() {
        // Both vocabularies count from 10 in the order given.
        assert_eq!(pieces().tokens("Hello hex", 9), [1, 10, 11, 12, 2]);
        assert_eq!(pieces().tokens("unable", 9), [1, 12, 10, 2]);
        assert_eq!(pieces().tokens("unablest", 9), [1, 0, 2]);
    }

    #[test]
    fn marks_and_chinese_characters_stand_alone_and_accents_go() {
        assert_eq!(pieces().tokens("café,你你", 9), [1, 15, 13, 14, 14, 2]);
        assert_eq!(pieces().tokens("he\u{200b}llo\u{1}", 9), [1, 10, 2]);
        assert_eq!(pieces().tokens("", 9), [1, 2]);
    }

    #[test]
    fn the_limit_leaves_room_for_the_marks() {
        let long = "hello ".repeat(500);
        assert_eq!(pieces().tokens(&long, 2), [1, 10, 10, 2]);
        let word = "he".repeat(60);
        assert_eq!(pieces().tokens(&word, 9), [1, 0, 2]);
    }
}
