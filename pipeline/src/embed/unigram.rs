//! From a text to the numbers of the pieces that it is made of.
//!
//! Source: Kudo, "Subword Regularization", ACL 2018, section 3.2 (unigram segmentation by Viterbi), and
//! SentencePiece's rules: NFKC, one `▁` before each word, runs of the unknown as one token.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use super::model::flat::Tensors;
use super::vocabulary::Vocabulary;

/// The tokens of a model that stand for no piece of text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks {
    /// What no piece covers.
    pub(super) unknown: u32,
    /// Every sequence begins with it …
    pub(super) start: u32,
    /// … and ends with it.
    pub(super) end: u32,
}

/// How much less likely than the rarest piece an unknown character is, as in SentencePiece.
const UNKNOWN_PENALTY: f32 = 10.0;

/// Characters read for each token wanted: pieces are at most 16 long, and 4 on average or fewer.
const CHARACTERS_PER_TOKEN: usize = 12;

/// Cuts texts into the model's pieces.
#[derive(Debug)]
pub(super) struct Tokeniser {
    vocabulary: Vocabulary,
    marks: Marks,
    unknown_score: f32,
}

impl Tokeniser {
    /// Takes the vocabulary out of a model file; says what is wrong with it.
    pub(super) fn take(tensors: &mut Tensors, marks: Marks) -> Result<Self, String> {
        Ok(Self::new(Vocabulary::take(tensors, "vocabulary")?, marks))
    }

    fn new(vocabulary: Vocabulary, marks: Marks) -> Self {
        Self {
            unknown_score: vocabulary.smallest_score() - UNKNOWN_PENALTY,
            vocabulary,
            marks,
        }
    }

    /// Largest number that [`Self::tokens`] gives.
    pub(super) fn largest_token(&self) -> u32 {
        let Marks {
            unknown,
            start,
            end,
        } = self.marks;
        self.vocabulary
            .largest_id()
            .max(unknown)
            .max(start)
            .max(end)
    }

    /// The tokens of `text`'s beginning: at most `limit`, and the marks of start and end around them.
    pub(super) fn tokens(&self, text: &str, limit: usize) -> Vec<u32> {
        let words = normalised(text, limit.saturating_mul(CHARACTERS_PER_TOKEN));
        let mut tokens = Vec::with_capacity(limit.min(words.len()) + 2);
        tokens.push(self.marks.start);
        let pieces = self.best_pieces(&words);
        for &token in pieces.iter().rev() {
            if tokens.len() > limit {
                break;
            }
            if token != self.marks.unknown || tokens.last() != Some(&token) {
                tokens.push(token);
            }
        }
        tokens.push(self.marks.end);
        tokens
    }

    /// The most probable pieces that make up `words`, last one first.
    fn best_pieces(&self, words: &str) -> Vec<u32> {
        let bytes = words.as_bytes();
        let mut best = vec![Step::UNREACHED; bytes.len() + 1];
        best[0].score = 0.0;
        for (start, character) in words.char_indices() {
            let here = best[start].score;
            let mut reach = |length: usize, token, score: f32| {
                let step = &mut best[start + length];
                if here + score > step.score {
                    *step = Step {
                        score: here + score,
                        length,
                        token,
                    };
                }
            };
            let mut covered = false;
            self.vocabulary.prefixes(&bytes[start..], |piece| {
                covered |= piece.length == character.len_utf8();
                reach(piece.length, piece.id, piece.score);
            });
            if !covered {
                reach(character.len_utf8(), self.marks.unknown, self.unknown_score);
            }
        }
        let mut pieces = Vec::new();
        let mut end = bytes.len();
        while end > 0 {
            pieces.push(best[end].token);
            end -= best[end].length;
        }
        pieces
    }
}

/// The best way to a place in the text: its last piece.
#[derive(Clone, Copy)]
struct Step {
    score: f32,
    length: usize,
    token: u32,
}

impl Step {
    const UNREACHED: Self = Self {
        score: f32::NEG_INFINITY,
        length: 1,
        token: 0,
    };
}

/// At most `limit` characters of `text` in normal form, each word with `▁` before it.
fn normalised(text: &str, limit: usize) -> String {
    let mut words = String::with_capacity(text.len().min(4 * limit) + 8);
    let mut within = false;
    let mut push = |character: char| match Kind::of(character) {
        Kind::Space => within = false,
        Kind::Nothing => {}
        Kind::Letter => {
            if !within {
                words.push('▁');
                within = true;
            }
            words.push(character);
        }
    };
    let beginning = text.chars().skip_while(|c| c.is_whitespace()).take(limit);
    if is_nfkc_quick(beginning.clone()) == IsNormalized::Yes {
        beginning.for_each(&mut push);
    } else {
        beginning.nfkc().for_each(&mut push);
    }
    words
}

/// What a character does to the words around it.
enum Kind {
    Letter,
    Space,
    Nothing,
}

impl Kind {
    fn of(character: char) -> Self {
        match character {
            '!'..='~' => Self::Letter,
            c if c.is_whitespace() => Self::Space,
            // SentencePiece takes the marks that join or direct text for spaces, and drops controls.
            '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{fffd}' | '▁' => Self::Space,
            c if c.is_control() => Self::Nothing,
            _ => Self::Letter,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokeniser() -> Tokeniser {
        let pieces = [
            ("▁", -3.0),
            ("▁hel", -5.0),
            ("lo", -5.0),
            ("▁hello", -8.0),
            ("h", -9.0),
            ("e", -9.0),
            ("l", -9.0),
            ("o", -9.0),
            ("你好", -6.0),
            ("你", -7.0),
        ];
        let marks = Marks {
            unknown: 0,
            start: 1,
            end: 2,
        };
        Tokeniser::new(Vocabulary::of(&pieces), marks)
    }

    #[test]
    fn the_most_probable_pieces_win() {
        let tokeniser = tokeniser();
        assert_eq!(tokeniser.tokens("hello", 9), [1, 13, 2]);
        assert_eq!(tokeniser.tokens("  hello\n\thel ", 9), [1, 13, 11, 2]);
        assert_eq!(tokeniser.tokens("你好", 9), [1, 10, 18, 2]);
    }

    #[test]
    fn compatible_characters_are_one() {
        let tokeniser = tokeniser();
        assert_eq!(
            tokeniser.tokens("ｈｅｌｌｏ", 9),
            tokeniser.tokens("hello", 9)
        );
        assert_eq!(
            tokeniser.tokens("hel\u{1}lo", 9),
            tokeniser.tokens("hello", 9)
        );
    }

    #[test]
    fn a_run_of_the_unknown_is_one_token() {
        assert_eq!(tokeniser().tokens("hello ☃☃☃☃", 9), [1, 13, 10, 0, 2]);
    }

    #[test]
    fn the_limit_leaves_room_for_the_marks() {
        let tokeniser = tokeniser();
        let long = "hello ".repeat(1000);
        assert_eq!(tokeniser.tokens(&long, 3), [1, 13, 13, 13, 2]);
        assert_eq!(tokeniser.tokens("", 3), [1, 2]);
        assert_eq!(tokeniser.tokens(" \n ", 3), [1, 2]);
    }
}
