//! The sentences of the server's own pages in the reader's language.
//!
//! As in the client, the English text in the source is its own key; translations are files of JSON in
//! `server/words`, which `tests/tests/words.rs` holds complete. What a program reads (the API, the command line,
//! logs) stays English.

mod accepted;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::http::{HeaderMap, HeaderValue, Uri};
pub use kleio_shared::language::{LANGUAGES, Language};

use self::accepted::accepted;
use crate::auth::cookie;
use crate::fields::Fields;

type Catalogue = BTreeMap<String, String>;

/// The translations of all languages but English, in the order of [`LANGUAGES`].
static CATALOGUES: LazyLock<Vec<(Language, Catalogue)>> = LazyLock::new(|| {
    let files = [
        (Language::Arabic, include_str!("../words/ar.json")),
        (Language::German, include_str!("../words/de.json")),
        (Language::Spanish, include_str!("../words/es.json")),
        (Language::French, include_str!("../words/fr.json")),
        (Language::Japanese, include_str!("../words/ja.json")),
        (Language::Chinese, include_str!("../words/zh.json")),
    ];
    let read = |text| serde_json::from_str(text).unwrap_or_default();
    files.map(|(language, text)| (language, read(text))).into()
});

/// The language of one page, with its translations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words {
    language: Language,
    /// Whether the address asked for it, so that the browser is to remember it.
    asked: bool,
}

impl Words {
    /// In the language that the address asks for by `lang`, itself or in where it leads `next`; or the one that was
    /// asked for before; or the best of the browser's that the server speaks.
    pub(crate) fn wanted(uri: &Uri, headers: &HeaderMap) -> Self {
        let fields = Fields::parse(uri.query().unwrap_or("").as_bytes()).unwrap_or_default();
        let asked = fields.get("lang").and_then(Language::of).or_else(|| {
            let (_, query) = fields.get("next")?.split_once('?')?;
            let fields = Fields::parse(query.as_bytes()).ok()?;
            fields.get("lang").and_then(Language::of)
        });
        let language = asked
            .or_else(|| cookie::language(headers).and_then(Language::of))
            .or_else(|| accepted(headers))
            .unwrap_or(Language::English);
        Self {
            language,
            asked: asked.is_some(),
        }
    }

    /// The language.
    pub(crate) const fn language(self) -> Language {
        self.language
    }

    /// The cookie by which the browser remembers what was asked for.
    pub(crate) fn cookie(self) -> Option<HeaderValue> {
        self.asked
            .then(|| cookie::set_language(self.language.tag()))
    }

    /// `text` in the language.
    pub(crate) fn say(self, text: &'static str) -> &'static str {
        CATALOGUES
            .iter()
            .find(|(language, _)| *language == self.language)
            .and_then(|(_, catalogue)| catalogue.get(text))
            .map_or(text, String::as_str)
    }

    /// `text` in the language where it is `what` is said in English, by something that speaks no other.
    pub(crate) fn known(self, text: &'static str, what: &str) -> Option<&'static str> {
        (text == what).then(|| self.say(text))
    }

    /// `text` in the language, with its parts, which stand in braces. A part without a value stays as it is.
    pub(crate) fn fill(self, text: &'static str, parts: &[(&str, &str)]) -> String {
        let mut rest = self.say(text);
        let mut filled = String::with_capacity(rest.len() + 32);
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            match parts.iter().find(|(part, _)| *part == name) {
                // Isolated, so that a name of another direction leaves the sentence in order.
                Some((_, value)) if self.language.direction() == "rtl" => {
                    filled.extend(["\u{2068}", value, "\u{2069}"]);
                }
                Some((_, value)) => filled.push_str(value),
                None => filled.extend(["{", name, "}"]),
            }
            rest = after;
        }
        filled + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(uri: &str, headers: &[(&'static str, &str)]) -> Words {
        let headers = headers
            .iter()
            .map(|&(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect();
        Words::wanted(&uri.parse().unwrap(), &headers)
    }

    #[test]
    fn what_is_asked_for_goes_before_what_was_chosen_and_that_before_the_browsers() {
        let german = ("accept-language", "de-AT,de;q=0.9,en;q=0.8");
        let french = ("cookie", "__Host-kleio-language=fr");
        let of = |uri, headers: &[_]| words(uri, headers).language();
        assert_eq!(of("/login", &[]), Language::English);
        assert_eq!(of("/login", &[german]), Language::German);
        assert_eq!(of("/login", &[german, french]), Language::French);
        let both = [german, french];
        assert_eq!(of("/login?lang=ja", &both), Language::Japanese);
        assert_eq!(of("/login?lang=nl", &both), Language::French);
        let next = "/login?next=%2F%3Frelease%3Da%26lang%3Des";
        assert_eq!(of(next, &both), Language::Spanish);
        assert_eq!(words("/login", &both).cookie(), None);
        assert!(words("/login?lang=ja", &both).cookie().is_some());
    }

    #[test]
    fn every_language_but_english_has_translations() {
        for language in LANGUAGES {
            let words = Words {
                language,
                asked: false,
            };
            let same = words.say("Password") == "Password";
            assert_eq!(same, language == Language::English, "{language:?}");
        }
    }

    #[test]
    fn parts_are_filled_in() {
        let english = words("/", &[]);
        let text = "Log in with {provider}";
        let filled = english.fill(text, &[("provider", "{provider}")]);
        assert_eq!(filled, "Log in with {provider}");
        assert_eq!(english.fill(text, &[]), text);
        let arabic = words("/?lang=ar", &[]).fill(text, &[("provider", "Example")]);
        assert!(arabic.contains("\u{2068}Example\u{2069}"), "{arabic}");
        assert_eq!(english.known("viewer", "viewer"), Some("viewer"));
        assert_eq!(english.known("viewer", "admin"), None);
    }
}
