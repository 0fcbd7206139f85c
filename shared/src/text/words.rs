//! Cutting a text into words.
//!
//! A word is a run of letters and digits with the marks that belong inside it (`don't`, `e-mail`,
//! `C++`, `Node.js`). In scripts without spaces it is the whole run between two divisions: finding
//! the words in there takes a dictionary, which only the secure zone has.

use super::{Script, fold};

/// A word as it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'a> {
    /// As written.
    pub surface: &'a str,
    /// What words are compared by; see [`fold`].
    pub folded: String,
    /// The script of its first letter; [`Script::Digit`] where it has none.
    pub script: Script,
    /// What divides it from the word before.
    pub gap: Gap,
}

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing but a change of script.
    None,
    /// Spaces only, or a hyphen.
    Space,
    /// Punctuation within a sentence, brackets, symbols.
    Pause,
    /// The start of the text, of a line or of a sentence.
    Sentence,
}

/// The words of `text`, in order.
#[must_use]
pub fn words(text: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut gap = Gap::Sentence;
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let Some(first) = Script::of(c) else {
            gap = gap.max(gap_of(c));
            continue;
        };
        let mut script = first;
        let mut last = c;
        let mut end = start + c.len_utf8();
        while let Some(&(at, next)) = rest.peek() {
            match Script::of(next) {
                Some(s) if joins(script, s) => {
                    if script == Script::Digit {
                        script = s;
                    }
                }
                None if joins_inside(last, next, &text[at + next.len_utf8()..]) => {}
                _ => break,
            }
            last = next;
            end = at + next.len_utf8();
            rest.next();
        }
        end += suffix(&text[start..end], &text[end..]);
        while rest.peek().is_some_and(|&(at, _)| at < end) {
            rest.next();
        }
        let surface = &text[start..end];
        found.push(Word {
            surface,
            folded: fold(surface, script),
            script,
            gap,
        });
        gap = Gap::None;
    }
    found
}

/// Whether a character of script `next` continues a word of script `script`.
fn joins(script: Script, next: Script) -> bool {
    script == next
        || matches!((script, next), (Script::Digit, s) | (s, Script::Digit) if !s.unspaced())
        || script == Script::Han && next == Script::Hiragana
        || script == Script::Hiragana && next == Script::Han
}

/// Whether the mark `c` after `last` and before `after` stands inside a word.
fn joins_inside(last: char, c: char, after: &str) -> bool {
    let Some(next) = after.chars().next() else {
        return false;
    };
    let letters = last.is_alphabetic() && next.is_alphabetic();
    match c {
        '\'' | '’' => letters,
        '-' | '‑' => {
            last.is_alphanumeric()
                && next.is_alphanumeric()
                && !Script::of(next).is_some_and(Script::unspaced)
        }
        // The name of a script library, but not two sentences that lack a space.
        '.' => letters && after.starts_with("js") && !after[2..].starts_with(char::is_alphanumeric),
        _ => false,
    }
}

/// Length of the signs that end the name of a programming language: `C++`, `C#`, `F#`.
fn suffix(word: &str, after: &str) -> usize {
    let named = |sign: &str, letters: &[&str]| {
        letters.iter().any(|l| word.eq_ignore_ascii_case(l)) && after.starts_with(sign)
    };
    if named("++", &["c"]) {
        2
    } else if named("#", &["c", "f"]) {
        1
    } else {
        0
    }
}

fn gap_of(c: char) -> Gap {
    match c {
        ' ' | '\t' | '\u{a0}' | '\u{3000}' | '-' | '‑' => Gap::Space,
        '.' | '!' | '?' | '\n' | '\r' | '。' | '！' | '？' | '؟' | '…' | '•' | '|' => {
            Gap::Sentence
        }
        _ => Gap::Pause,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surfaces(text: &str) -> Vec<&str> {
        words(text).into_iter().map(|w| w.surface).collect()
    }

    #[test]
    fn marks_inside_words_stay() {
        assert_eq!(
            surfaces("Don’t e-mail Node.js or C++ code. It's GPT-4 (C#)."),
            [
                "Don’t", "e-mail", "Node.js", "or", "C++", "code", "It's", "GPT-4", "C#"
            ]
        );
        assert_eq!(
            surfaces("one.Two 'quoted' -x-"),
            ["one", "Two", "quoted", "x"]
        );
    }

    #[test]
    fn scripts_divide_words() {
        assert_eq!(
            surfaces("用Python写小说，好吗"),
            ["用", "Python", "写小说", "好吗"]
        );
        assert_eq!(
            surfaces("привет мир! 안녕 세계"),
            ["привет", "мир", "안녕", "세계"]
        );
    }

    #[test]
    fn gaps_tell_phrases_from_lists() {
        let gaps: Vec<Gap> = words("red wine, cheese. Bread")
            .iter()
            .map(|w| w.gap)
            .collect();
        assert_eq!(gaps, [Gap::Sentence, Gap::Space, Gap::Pause, Gap::Sentence]);
    }

    #[test]
    fn odd_input_gives_no_words_rather_than_a_fault() {
        assert!(words("").is_empty());
        assert!(words("... --- ''' \u{200d}").is_empty());
    }
}
