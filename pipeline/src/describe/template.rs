//! Phrases that terms are put into, for each language that names are written in.

use std::collections::HashMap;
use std::sync::OnceLock;

use kleio_shared::text::Tongue;

const FILES: [(Tongue, &str); 12] = [
    (Tongue::English, include_str!("templates/en.txt")),
    (Tongue::Spanish, include_str!("templates/es.txt")),
    (Tongue::French, include_str!("templates/fr.txt")),
    (Tongue::German, include_str!("templates/de.txt")),
    (Tongue::Portuguese, include_str!("templates/pt.txt")),
    (Tongue::Italian, include_str!("templates/it.txt")),
    (Tongue::Dutch, include_str!("templates/nl.txt")),
    (Tongue::Russian, include_str!("templates/ru.txt")),
    (Tongue::Arabic, include_str!("templates/ar.txt")),
    (Tongue::Chinese, include_str!("templates/zh.txt")),
    (Tongue::Japanese, include_str!("templates/ja.txt")),
    (Tongue::Korean, include_str!("templates/ko.txt")),
];

/// The phrases of one language: `key = phrase` a line, with `{}` where terms go.
#[derive(Debug)]
pub(super) struct Templates(HashMap<&'static str, &'static str>);

impl Templates {
    /// The phrases of `tongue`, or the English ones.
    pub(super) fn of(tongue: Tongue) -> &'static Self {
        static ALL: OnceLock<Vec<(Tongue, Templates)>> = OnceLock::new();
        let all = ALL.get_or_init(|| FILES.iter().map(|(t, file)| (*t, parse(file))).collect());
        all.iter()
            .find(|(t, _)| *t == tongue)
            .or_else(|| all.first())
            .map_or(&EMPTY, |(_, templates)| templates)
    }

    /// The phrase of `key`, if this language has one.
    pub(super) fn get(&self, key: &str) -> Option<&'static str> {
        self.0.get(key).copied()
    }

    /// `terms` as a list: `A`, `A and B`, `A, B and C`.
    pub(super) fn list(&self, terms: &[String]) -> String {
        let comma = match self.get("comma") {
            Some("、") => "、",
            Some("،") => "، ",
            _ => ", ",
        };
        let Some((last, rest)) = terms.split_last() else {
            return String::new();
        };
        if rest.is_empty() {
            return last.clone();
        }
        match self.get("and") {
            Some(and) => format!("{} {and} {last}", rest.join(comma)),
            None => format!("{}{comma}{last}", rest.join(comma)),
        }
    }
}

static EMPTY: std::sync::LazyLock<Templates> =
    std::sync::LazyLock::new(|| Templates(HashMap::new()));

fn parse(file: &'static str) -> Templates {
    Templates(
        file.lines()
            .filter_map(|line| line.split_once('='))
            .map(|(key, phrase)| (key.trim(), phrase.trim()))
            .collect(),
    )
}

/// Puts `texts` into the places of `phrase`, in order.
pub(super) fn fill(phrase: &str, texts: &[&str]) -> String {
    let mut filled = String::new();
    let mut texts = texts.iter();
    let mut parts = phrase.split("{}");
    filled.push_str(parts.next().unwrap_or_default());
    for part in parts {
        filled.push_str(texts.next().copied().unwrap_or_default());
        filled.push_str(part);
    }
    filled
}

/// Every phrase of every language, to compare with the list of general words.
#[cfg(test)]
pub(super) fn all_phrases() -> Vec<&'static str> {
    FILES
        .iter()
        .flat_map(|(_, file)| file.lines())
        .filter_map(|line| line.split_once('='))
        .map(|(_, phrase)| phrase.trim())
        .collect()
}
