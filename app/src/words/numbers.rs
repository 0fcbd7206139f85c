//! Numbers and plurals as each language of the interface has them.

use super::Language;

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

/// What sets thousands apart, and what begins the decimals. In Arabic with Western digits, as much of the web
/// writes them.
#[must_use]
pub fn separators(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::German => (".", ","),
        Language::Spanish => ("\u{a0}", ","),
        Language::French => ("\u{202f}", ","),
        Language::English | Language::Japanese | Language::Chinese | Language::Arabic => (",", "."),
    }
}

/// The form of a word beside `number`.
pub(super) fn plural(language: Language, number: u64) -> Plural {
    match (language, number) {
        (Language::Japanese | Language::Chinese, _) => Plural::Other,
        (Language::French, 0 | 1)
        | (Language::English | Language::German | Language::Spanish, 1) => Plural::One,
        (Language::Arabic, 0) => Plural::Zero,
        (Language::Arabic, 1) => Plural::One,
        (Language::Arabic, 2) => Plural::Two,
        (Language::Arabic, _) if (3..=10).contains(&(number % 100)) => Plural::Few,
        (Language::Arabic, _) if (11..=99).contains(&(number % 100)) => Plural::Many,
        _ => Plural::Other,
    }
}

/// A whole number as the language writes it.
#[must_use]
pub fn whole(language: Language, value: u64) -> String {
    let digits = value.to_string();
    // Four digits stand together in Spanish (Real Academia Española, Ortografía 2010).
    if language == Language::Spanish && digits.len() == 4 {
        return digits;
    }
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push_str(separators(language).0);
        }
        text.push(digit);
    }
    text
}

/// A number with `places` decimals as the language writes it; thousands are not set apart.
#[must_use]
pub fn decimal(language: Language, value: f64, places: usize) -> String {
    format!("{value:.places$}").replace('.', separators(language).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_each_language_does() {
        let written = |language: Language| (whole(language, 1_234_567), decimal(language, 4.25, 1));
        assert_eq!(
            written(Language::English),
            ("1,234,567".into(), "4.2".into())
        );
        assert_eq!(
            written(Language::German),
            ("1.234.567".into(), "4,2".into())
        );
        assert_eq!(written(Language::French).0, "1\u{202f}234\u{202f}567");
        assert_eq!(whole(Language::Spanish, 1_234), "1234");
        assert_eq!(whole(Language::English, 7), "7");
    }

    #[test]
    fn plurals_follow_the_rules_of_each_language() {
        let forms = |language: Language, numbers: &[u64]| -> Vec<&str> {
            numbers
                .iter()
                .map(|&n| plural(language, n).name())
                .collect()
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
