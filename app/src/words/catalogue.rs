//! A language's translations, as its file has them.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Translations by their English text.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct Catalogue(BTreeMap<String, String>);

impl Catalogue {
    /// Reads a file of `app/words`, and keeps it for as long as the page lives.
    ///
    /// # Errors
    /// When it is not a JSON object of texts.
    pub fn read(file: &str) -> Result<&'static Self, serde_json::Error> {
        serde_json::from_str(file).map(|catalogue| &*Box::leak(Box::new(catalogue)))
    }

    pub(super) fn get(&self, text: &str) -> Option<&str> {
        self.0.get(text).map(String::as_str)
    }
}
