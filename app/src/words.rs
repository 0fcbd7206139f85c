//! The interface's sentences in the reader's language.
//!
//! The English text in the source is its own key, as in gettext: code stays readable, and what a language lacks
//! appears in English. Translations are files of JSON in `app/words`, one a language, which
//! `tests/tests/words.rs` holds complete. A text with parts uses the subset of ICU MessageFormat that
//! `template` reads. Own code of some hundred lines, because Fluent's and ICU4X's crates weigh more than the
//! whole interface's text.
//!
//! Invariant: the language is set once, before anything is shown, so what is derived stays the same for the life
//! of a page; another language is another page.

mod catalogue;
pub mod numbers;
mod template;

use std::cell::Cell;

pub use kleio_shared::language::{LANGUAGES, Language};

pub use self::catalogue::Catalogue;
pub use self::template::Value;

thread_local! {
    static CHOSEN: Cell<(Language, Option<&'static Catalogue>)> =
        const { Cell::new((Language::English, None)) };
}

/// Speaks `language` from now on, with its translations where it is not English.
pub fn speak(language: Language, catalogue: Option<&'static Catalogue>) {
    CHOSEN.set((language, catalogue));
}

/// The language spoken.
#[must_use]
pub fn language() -> Language {
    CHOSEN.get().0
}

/// `text` in the language spoken. Call [`tr!`](crate::tr), which the tests find.
#[must_use]
pub fn translate(text: &'static str) -> &'static str {
    CHOSEN
        .get()
        .1
        .and_then(|catalogue| catalogue.get(text))
        .unwrap_or(text)
}

/// The parts of a text, put in one by one: that is less code at each of the places that do so than an array.
#[derive(Debug, Default)]
pub struct Parts(Vec<(&'static str, Value)>);

impl Parts {
    /// Adds one.
    #[inline(never)]
    pub fn put(&mut self, name: &'static str, value: impl Into<Value>) {
        self.0.push((name, value.into()));
    }

    /// `text` in the language spoken, with these parts. Call [`tr!`](crate::tr), which the tests find.
    #[must_use]
    #[inline(never)]
    pub fn fill(self, text: &'static str) -> String {
        template::fill(translate(text), &self.0, language())
    }
}

/// A text of the interface in the reader's language: a `&'static str`, or a `String` where parts are named.
///
/// Parts are words or numbers; a number chooses among the forms of a plural and is written as the language
/// writes numbers:
///
/// ```
/// use kleio_app::tr;
///
/// assert_eq!(tr!("Undo"), "Undo");
/// assert_eq!(tr!("{name}: seen {n, plural, one {once} other {# times}}", name = "A", n = 1200_u64), "A: seen 1,200 times");
/// ```
#[macro_export]
macro_rules! tr {
    ($text:literal) => { $crate::words::translate($text) };
    ($text:literal, $($name:ident = $value:expr),+ $(,)?) => {{
        let mut parts = $crate::words::Parts::default();
        $(parts.put(stringify!($name), $value);)+
        parts.fill($text)
    }};
}
