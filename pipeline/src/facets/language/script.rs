//! Counts letters by script and says which script a text is written in.

use super::Language;

/// A script, or the language where the script has only one of note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Devanagari,
    Han,
    /// Hiragana or katakana.
    Kana,
    Single(Language),
}

/// Letters needed, at least, in alphabets; fewer say nothing.
const ENOUGH_LETTERS: usize = 4;
/// Characters needed where one stands for a syllable or a word.
const ENOUGH_SYLLABLES: usize = 2;
/// What a Han, kana or hangul character weighs against an alphabetic letter: about as many Latin
/// letters say the same in translation.
const SYLLABLE_WEIGHT: usize = 3;

impl Script {
    /// The script of a letter; `None` for everything else and for rare scripts.
    pub(super) fn of(c: char) -> Option<Self> {
        use Language as L;
        Some(match c {
            'a'..='z' | 'A'..='Z' => Self::Latin,
            '\u{aa}' | '\u{ba}' | '×' | '÷' => return None,
            '\u{c0}'..='\u{2af}' | '\u{1e00}'..='\u{1eff}' => Self::Latin,
            '\u{400}'..='\u{52f}' => Self::Cyrillic,
            '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' => {
                if !c.is_alphabetic() {
                    return None;
                }
                Self::Arabic
            }
            '\u{900}'..='\u{97f}' => Self::Devanagari,
            '\u{3041}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9d}' => Self::Kana,
            '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}' => {
                Self::Han
            }
            '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7a3}' => {
                Self::Single(L::Korean)
            }
            '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Self::Single(L::Greek),
            '\u{531}'..='\u{58f}' => Self::Single(L::Armenian),
            '\u{5d0}'..='\u{5ea}' => Self::Single(L::Hebrew),
            '\u{980}'..='\u{9ff}' => Self::Single(L::Bengali),
            '\u{a00}'..='\u{a7f}' => Self::Single(L::Punjabi),
            '\u{a80}'..='\u{aff}' => Self::Single(L::Gujarati),
            '\u{b00}'..='\u{b7f}' => Self::Single(L::Odia),
            '\u{b80}'..='\u{bff}' => Self::Single(L::Tamil),
            '\u{c00}'..='\u{c7f}' => Self::Single(L::Telugu),
            '\u{c80}'..='\u{cff}' => Self::Single(L::Kannada),
            '\u{d00}'..='\u{d7f}' => Self::Single(L::Malayalam),
            '\u{d80}'..='\u{dff}' => Self::Single(L::Sinhala),
            '\u{e00}'..='\u{e7f}' => Self::Single(L::Thai),
            '\u{e80}'..='\u{eff}' => Self::Single(L::Lao),
            '\u{f00}'..='\u{fff}' => Self::Single(L::Tibetan),
            '\u{1000}'..='\u{109f}' => Self::Single(L::Burmese),
            '\u{10a0}'..='\u{10ff}' => Self::Single(L::Georgian),
            '\u{1200}'..='\u{139f}' => Self::Single(L::Amharic),
            '\u{1780}'..='\u{17ff}' => Self::Single(L::Khmer),
            _ => return None,
        })
    }

    const fn writes_syllables(self) -> bool {
        matches!(
            self,
            Self::Han | Self::Kana | Self::Single(Language::Korean)
        )
    }
}

/// The script that most of the text is in, letters weighed by what they say; `None` where there
/// are too few. A text with kana beside Han is Japanese.
pub(super) fn dominant(text: &str) -> Option<Script> {
    let mut counts: Vec<(Script, usize)> = Vec::new();
    for script in text.chars().filter_map(Script::of) {
        match counts.iter_mut().find(|(s, _)| *s == script) {
            Some((_, n)) => *n += 1,
            None => counts.push((script, 1)),
        }
    }
    let count = |script| {
        counts
            .iter()
            .find(|(s, _)| *s == script)
            .map_or(0, |&(_, n)| n)
    };
    let (han, kana) = (count(Script::Han), count(Script::Kana));
    // Quoted kana in a Chinese text stay below this share; Japanese prose is far above it.
    let japanese = kana > 0 && kana * 6 >= han;
    let mut best: Option<(Script, usize, usize)> = None;
    for &(script, n) in &counts {
        let (script, n) = match script {
            Script::Kana | Script::Han if japanese => (Script::Kana, han + kana),
            Script::Kana | Script::Han => (Script::Han, han + kana),
            other => (other, n),
        };
        let weight = n * if script.writes_syllables() {
            SYLLABLE_WEIGHT
        } else {
            1
        };
        if best.is_none_or(|(_, _, w)| weight > w) {
            best = Some((script, n, weight));
        }
    }
    let (script, n, _) = best?;
    let enough = if script.writes_syllables() {
        ENOUGH_SYLLABLES
    } else {
        ENOUGH_LETTERS
    };
    (n >= enough).then_some(script)
}

/// The text with every run of letters of other scripts, digits and symbols as one space; apostrophes
/// and hyphens stay, as they belong to words.
pub(super) fn only(text: &str, script: Script) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let keeps = Script::of(c) == Some(script) || matches!(c, '\'' | '’' | '-');
        if keeps {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out
}
