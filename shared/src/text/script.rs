//! Which writing system a character belongs to, as coarsely as words need it.

/// A writing system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Script {
    /// Digits and marks inside words.
    Digit,
    /// Latin, and every script not named below: words are divided by spaces.
    Latin,
    /// Cyrillic.
    Cyrillic,
    /// Arabic.
    Arabic,
    /// Hebrew.
    Hebrew,
    /// Greek.
    Greek,
    /// Devanagari and the other scripts of India.
    Indic,
    /// Korean.
    Hangul,
    /// Chinese characters, whatever the language.
    Han,
    /// Japanese syllables for native words and endings.
    Hiragana,
    /// Japanese syllables for borrowed words.
    Katakana,
    /// Thai, Lao, Khmer and Burmese.
    SouthEastAsian,
}

impl Script {
    /// The script of a letter or digit; `None` for everything that divides words.
    #[must_use]
    pub fn of(c: char) -> Option<Self> {
        if c.is_ascii() {
            return match c {
                'a'..='z' | 'A'..='Z' => Some(Self::Latin),
                '0'..='9' => Some(Self::Digit),
                _ => None,
            };
        }
        match u32::from(c) {
            0x0300..=0x036F => Some(Self::Latin),
            0x0370..=0x03FF | 0x1F00..=0x1FFF if c.is_alphabetic() => Some(Self::Greek),
            0x0400..=0x052F => Some(Self::Cyrillic),
            0x0591..=0x05C7 => Some(Self::Hebrew),
            0x05D0..=0x05F2 => Some(Self::Hebrew),
            0x0610..=0x061A | 0x064B..=0x065F | 0x0670 => Some(Self::Arabic),
            0x0620..=0x06FF | 0x0750..=0x077F | 0xFB50..=0xFDFF | 0xFE70..=0xFEFC
                if c.is_alphabetic() =>
            {
                Some(Self::Arabic)
            }
            0x0900..=0x0DFF if !matches!(c, '\u{964}' | '\u{965}') => Some(Self::Indic),
            0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF if c != '\u{E3F}' => {
                Some(Self::SouthEastAsian)
            }
            0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7AF => Some(Self::Hangul),
            0x3005..=0x3007
            | 0x3400..=0x4DBF
            | 0x4E00..=0x9FFF
            | 0xF900..=0xFAFF
            | 0x20000..=0x3FFFF => Some(Self::Han),
            0x3041..=0x309F => Some(Self::Hiragana),
            0x30A1..=0x30FA | 0x30FC..=0x30FF | 0xFF66..=0xFF9F => Some(Self::Katakana),
            _ if c.is_numeric() => Some(Self::Digit),
            _ if c.is_alphabetic() => Some(Self::Latin),
            _ => None,
        }
    }

    /// Whether words of this script are written without spaces between them.
    #[must_use]
    pub const fn unspaced(self) -> bool {
        matches!(
            self,
            Self::Han | Self::Hiragana | Self::Katakana | Self::SouthEastAsian
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_many_scripts_are_told_apart() {
        let found: Vec<_> = "aß9дعΩक한漢ひカー。ไ".chars().map(Script::of).collect();
        assert_eq!(
            found,
            [
                Some(Script::Latin),
                Some(Script::Latin),
                Some(Script::Digit),
                Some(Script::Cyrillic),
                Some(Script::Arabic),
                Some(Script::Greek),
                Some(Script::Indic),
                Some(Script::Hangul),
                Some(Script::Han),
                Some(Script::Hiragana),
                Some(Script::Katakana),
                Some(Script::Katakana),
                None,
                Some(Script::SouthEastAsian),
            ]
        );
    }
}
