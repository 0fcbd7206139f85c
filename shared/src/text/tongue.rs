//! The languages that stop words and name templates exist for.

use super::{Script, Word, stop};

/// A language that Kleio can write names in or drops the stop words of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the language it is named for")]
#[repr(u8)]
pub enum Tongue {
    English,
    Spanish,
    French,
    German,
    Portuguese,
    Italian,
    Dutch,
    Polish,
    Turkish,
    Russian,
    Arabic,
    Chinese,
    Japanese,
    Korean,
    Vietnamese,
    Indonesian,
    Swedish,
    Ukrainian,
}

impl Tongue {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 18] = [
        Self::English,
        Self::Spanish,
        Self::French,
        Self::German,
        Self::Portuguese,
        Self::Italian,
        Self::Dutch,
        Self::Polish,
        Self::Turkish,
        Self::Russian,
        Self::Arabic,
        Self::Chinese,
        Self::Japanese,
        Self::Korean,
        Self::Vietnamese,
        Self::Indonesian,
        Self::Swedish,
        Self::Ukrainian,
    ];

    /// Its English name, as the language facet writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Spanish",
            Self::French => "French",
            Self::German => "German",
            Self::Portuguese => "Portuguese",
            Self::Italian => "Italian",
            Self::Dutch => "Dutch",
            Self::Polish => "Polish",
            Self::Turkish => "Turkish",
            Self::Russian => "Russian",
            Self::Arabic => "Arabic",
            Self::Chinese => "Chinese",
            Self::Japanese => "Japanese",
            Self::Korean => "Korean",
            Self::Vietnamese => "Vietnamese",
            Self::Indonesian => "Indonesian",
            Self::Swedish => "Swedish",
            Self::Ukrainian => "Ukrainian",
        }
    }

    /// The language called `name` in English.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.name() == name)
    }

    /// The language that `words` are most likely in, judged by script and stop words alone; `None`
    /// where neither says anything. Good enough to choose a stop list, not to report a language.
    #[must_use]
    pub fn of(words: &[Word<'_>]) -> Option<Self> {
        let mut scripts = [0_u32; 12];
        let mut votes = [0.0_f32; Self::ALL.len()];
        for word in words {
            if word.script.unspaced() {
                // A run without spaces holds many words, in more than one script.
                for script in word.surface.chars().filter_map(Script::of) {
                    scripts[script as usize] += 1;
                }
            } else {
                scripts[word.script as usize] += 2;
            }
            let mask = stop::mask(&word.folded);
            let share = 1.0 / (mask.count_ones().max(1) as f32);
            for (i, vote) in votes.iter_mut().enumerate() {
                if mask & (1 << i) != 0 {
                    *vote += share;
                }
            }
        }
        let of = |script: Script| scripts[script as usize];
        let kana = of(Script::Hiragana) + of(Script::Katakana);
        let spaced = of(Script::Latin);
        if kana > 0 && (kana + of(Script::Han)) > spaced {
            return Some(Self::Japanese);
        }
        if of(Script::Han) > spaced {
            return Some(Self::Chinese);
        }
        if of(Script::Hangul) > spaced {
            return Some(Self::Korean);
        }
        let mut best: Option<(Self, f32)> = None;
        for (tongue, vote) in Self::ALL.into_iter().zip(votes) {
            if vote > best.map_or(0.0, |(_, v)| v) {
                best = Some((tongue, vote));
            }
        }
        best.map(|(tongue, _)| tongue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words;

    #[test]
    fn languages_are_told_by_their_small_words() {
        for (text, tongue) in [
            ("How do I fix this error in my code?", Tongue::English),
            ("¿Cómo puedo aprender a cocinar en casa?", Tongue::Spanish),
            (
                "Écris une histoire sur un dragon dans la forêt",
                Tongue::French,
            ),
            ("Wie kann ich das mit Python machen?", Tongue::German),
            ("напиши мне рассказ про кота", Tongue::Russian),
            ("最近总是失眠怎么办", Tongue::Chinese),
            ("日本語で小説を書いてください", Tongue::Japanese),
            ("이 문장을 영어로 번역해줘", Tongue::Korean),
        ] {
            assert_eq!(Tongue::of(&words(text)), Some(tongue), "{text}");
        }
        assert_eq!(Tongue::of(&words("xyzzy 42")), None);
    }
}
