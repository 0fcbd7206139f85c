//! The languages of the interface: their tags, own names, directions, numbers and plurals.

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English, in which the source is written.
    English,
    /// German.
    German,
    /// Spanish.
    Spanish,
    /// French.
    French,
    /// Japanese.
    Japanese,
    /// Simplified Chinese.
    Chinese,
    /// Arabic.
    Arabic,
}

/// All of them, in the order in which a reader chooses.
pub const LANGUAGES: [Language; 7] = [
    Language::Arabic,
    Language::German,
    Language::English,
    Language::Spanish,
    Language::French,
    Language::Japanese,
    Language::Chinese,
];

/// A form that a word takes beside a number (Unicode CLDR, Language Plural Rules).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plural {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

impl Plural {
    /// Its name in a message.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }
}

impl Language {
    /// Its tag (BCP 47), as in addresses and file names.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Spanish => "es",
            Self::French => "fr",
            Self::Japanese => "ja",
            Self::Chinese => "zh",
            Self::Arabic => "ar",
        }
    }

    /// Its name in itself.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::Spanish => "Español",
            Self::French => "Français",
            Self::Japanese => "日本語",
            Self::Chinese => "简体中文",
            Self::Arabic => "العربية",
        }
    }

    /// The language of a tag such as `de` or `de-AT`; `None` where the interface does not speak it.
    #[must_use]
    pub fn of(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next()?;
        LANGUAGES
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The direction of its script, as HTML's `dir` has it.
    #[must_use]
    pub fn direction(self) -> &'static str {
        if self == Self::Arabic { "rtl" } else { "ltr" }
    }

    /// What sets thousands apart, and what begins the decimals. In Arabic with Western digits, as much of the web
    /// writes them.
    #[must_use]
    pub fn separators(self) -> (&'static str, &'static str) {
        match self {
            Self::German => (".", ","),
            Self::Spanish => ("\u{a0}", ","),
            Self::French => ("\u{202f}", ","),
            Self::English | Self::Japanese | Self::Chinese | Self::Arabic => (",", "."),
        }
    }

    /// The form of a word beside `number`.
    pub(super) fn plural(self, number: u64) -> Plural {
        match (self, number) {
            (Self::Japanese | Self::Chinese, _) => Plural::Other,
            (Self::French, 0 | 1) | (Self::English | Self::German | Self::Spanish, 1) => {
                Plural::One
            }
            (Self::Arabic, 0) => Plural::Zero,
            (Self::Arabic, 1) => Plural::One,
            (Self::Arabic, 2) => Plural::Two,
            (Self::Arabic, _) if (3..=10).contains(&(number % 100)) => Plural::Few,
            (Self::Arabic, _) if (11..=99).contains(&(number % 100)) => Plural::Many,
            _ => Plural::Other,
        }
    }

    /// A whole number as the language writes it.
    #[must_use]
    pub fn whole(self, value: u64) -> String {
        let digits = value.to_string();
        // Four digits stand together in Spanish (Real Academia Española, Ortografía 2010).
        if self == Self::Spanish && digits.len() == 4 {
            return digits;
        }
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push_str(self.separators().0);
            }
            text.push(digit);
        }
        text
    }

    /// A number with `places` decimals as the language writes it; thousands are not set apart.
    #[must_use]
    pub fn decimal(self, value: f64, places: usize) -> String {
        format!("{value:.places$}").replace('.', self.separators().1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_with_regions_are_understood() {
        assert_eq!(Language::of("de-AT"), Some(Language::German));
        assert_eq!(Language::of("ZH-Hans-CN"), Some(Language::Chinese));
        assert_eq!(Language::of("nl"), None);
        for language in LANGUAGES {
            assert_eq!(Language::of(language.tag()), Some(language));
        }
    }

    #[test]
    fn numbers_are_written_as_each_language_does() {
        let written = |language: Language| (language.whole(1_234_567), language.decimal(4.25, 1));
        assert_eq!(
            written(Language::English),
            ("1,234,567".into(), "4.2".into())
        );
        assert_eq!(
            written(Language::German),
            ("1.234.567".into(), "4,2".into())
        );
        assert_eq!(written(Language::French).0, "1\u{202f}234\u{202f}567");
        assert_eq!(Language::Spanish.whole(1_234), "1234");
        assert_eq!(Language::English.whole(7), "7");
    }

    #[test]
    fn plurals_follow_the_rules_of_each_language() {
        let forms = |language: Language, numbers: &[u64]| -> Vec<&str> {
            numbers.iter().map(|&n| language.plural(n).name()).collect()
        };
        assert_eq!(
            forms(Language::Arabic, &[0, 1, 2, 3, 10, 11, 99, 100, 102, 103]),
            [
                "zero", "one", "two", "few", "few", "many", "many", "other", "other", "few"
            ]
        );
        assert_eq!(forms(Language::French, &[0, 1, 2]), ["one", "one", "other"]);
        assert_eq!(
            forms(Language::German, &[0, 1, 2]),
            ["other", "one", "other"]
        );
        assert_eq!(forms(Language::Japanese, &[0, 1]), ["other", "other"]);
    }
}
