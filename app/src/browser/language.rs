//! The language that the reader reads.

use super::{mark_root, query, recall, remember, window};
use crate::words::Language;

/// Where the browser remembers it.
const KEPT: &str = "kleio-language";

/// The language that the address asks for by `lang`, which is remembered; or the one that was chosen before; or the
/// first of the browser's that the interface speaks.
#[must_use]
pub fn wanted_language() -> Language {
    let query = query();
    let mut pairs = query.trim_start_matches('?').split('&');
    let asked = pairs.find_map(|pair| Language::of(pair.strip_prefix("lang=")?));
    if let Some(language) = asked {
        remember(KEPT, Some(language.tag()));
    }
    asked
        .or_else(|| Language::of(&recall(KEPT)?))
        .or_else(|| {
            let tags = window()?.navigator().languages();
            tags.iter().find_map(|tag| Language::of(&tag.as_string()?))
        })
        .unwrap_or(Language::English)
}

/// Tells the page which language it is in, and in which direction it reads.
pub fn mark_language(language: Language) {
    mark_root("lang", Some(language.tag()));
    mark_root("dir", Some(language.direction()));
}

/// Remembers `language` and opens the same view in it.
pub fn change_language(language: Language) {
    remember(KEPT, Some(language.tag()));
    if let Some(window) = window() {
        // Refused only while the page is being left.
        let _ = window.location().reload();
    }
}
