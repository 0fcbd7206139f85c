//! The languages of the server's own pages: their tags and directions, and which one a browser prefers.
//!
//! They are those of the client, which `tests/tests/words.rs` checks; the server cannot take them from there, since it
//! does not depend on it.

use axum::http::{HeaderMap, header};

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Arabic.
    Arabic,
    /// German.
    German,
    /// English, in which the source is written.
    English,
    /// Spanish.
    Spanish,
    /// French.
    French,
    /// Japanese.
    Japanese,
    /// Simplified Chinese.
    Chinese,
}

/// All of them.
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
            Self::Arabic => "ar",
            Self::German => "de",
            Self::English => "en",
            Self::Spanish => "es",
            Self::French => "fr",
            Self::Japanese => "ja",
            Self::Chinese => "zh",
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

    /// The language of a tag such as `de` or `de-AT`; `None` where the pages do not speak it.
    #[must_use]
    pub fn of(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next()?;
        LANGUAGES
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The one that `Accept-Language` prefers among these (RFC 9110, section 12.5.4); of equal ones the first.
    pub(super) fn accepted(headers: &HeaderMap) -> Option<Self> {
        let values = headers.get_all(header::ACCEPT_LANGUAGE).iter();
        let ranges = values
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','));
        let mut best = None;
        for range in ranges {
            let mut parts = range.split(';').map(str::trim);
            let Some(language) = parts.next().and_then(Self::of) else {
                continue;
            };
            let quality = parts
                .find_map(|part| part.strip_prefix("q="))
                .map_or(Some(1.0), |quality| quality.parse::<f32>().ok())
                .unwrap_or(0.0);
            if quality > best.map_or(0.0, |(_, quality)| quality) {
                best = Some((language, quality));
            }
        }
        best.map(|(language, _)| language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_order_decides_among_what_is_spoken() {
        let accepted = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, value.parse().unwrap());
            Language::accepted(&headers)
        };
        assert_eq!(accepted("fr-CH, fr;q=0.9, en"), Some(Language::French));
        assert_eq!(accepted("en;q=0.5, de;q=0.8, nl"), Some(Language::German));
        assert_eq!(accepted("zh-Hans-CN"), Some(Language::Chinese));
        assert_eq!(accepted("de;q=0, *"), None);
        assert_eq!(accepted("de;q=x, ;;q, ,AR"), Some(Language::Arabic));
        assert_eq!(accepted("nl"), None);
        for language in LANGUAGES {
            assert_eq!(Language::of(language.tag()), Some(language));
        }
    }
}
