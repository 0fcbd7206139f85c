//! The languages that the client and the server's own pages speak: their tags, own names and directions.

/// A language that readers are spoken to in.
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

impl Language {
    /// Its tag (BCP 47), as in addresses and file names.
    #[must_use]
    pub const fn tag(self) -> &'static str {
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
    pub const fn own_name(self) -> &'static str {
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

    /// The direction of its script, as HTML's `dir` has it.
    #[must_use]
    pub const fn direction(self) -> &'static str {
        match self {
            Self::Arabic => "rtl",
            _ => "ltr",
        }
    }

    /// The language of a tag such as `de` or `de-AT`; `None` where it is not spoken.
    #[must_use]
    pub fn of(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next()?;
        LANGUAGES
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_with_regions_and_scripts_are_understood() {
        assert_eq!(Language::of("de-AT"), Some(Language::German));
        assert_eq!(Language::of("ZH-Hans-CN"), Some(Language::Chinese));
        for unknown in ["nl", "", "-de", "deu", "d"] {
            assert_eq!(Language::of(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn each_is_found_by_its_own_tag_in_the_order_of_their_tags() {
        for language in LANGUAGES {
            assert_eq!(Language::of(language.tag()), Some(language));
        }
        assert!(LANGUAGES.map(Language::tag).is_sorted());
    }

    #[test]
    fn only_arabic_runs_from_right_to_left() {
        for language in LANGUAGES {
            let expected = match language.own_name() {
                "العربية" => "rtl",
                _ => "ltr",
            };
            assert_eq!(language.direction(), expected, "{language:?}");
        }
    }
}
