//! The lists of names that ship with the program.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

pub(super) static LISTS: LazyLock<Lists> = LazyLock::new(Lists::load);

/// All lists; words as [`plain`] gives them.
pub(super) struct Lists {
    given: BTreeSet<String>,
    given_or_word: BTreeSet<String>,
    family: BTreeSet<String>,
    family_or_word: BTreeSet<String>,
    places: BTreeSet<String>,
    spaceless: Option<Regex>,
}

/// The form by which names are looked up: lower case, without accents.
pub(super) fn plain(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.nfd()
        .filter(|&c| !is_combining_mark(c))
        .flat_map(char::to_lowercase)
        .nfc()
        .collect()
}

fn entries(file: &str) -> impl Iterator<Item = &str> {
    file.lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
}

fn set(file: &str) -> BTreeSet<String> {
    entries(file).map(plain).collect()
}

impl Lists {
    fn load() -> Self {
        let places = include_str!("../lists/places.txt");
        let spaceless: Vec<&str> = entries(places)
            .filter(|place| !place.chars().any(has_case))
            .collect();
        Self {
            given: set(include_str!("../lists/given.txt")),
            given_or_word: set(include_str!("../lists/given_or_word.txt")),
            family: set(include_str!("../lists/family.txt")),
            family_or_word: set(include_str!("../lists/family_or_word.txt")),
            places: set(places),
            spaceless: Regex::new(&spaceless.join("|")).ok(),
        }
    }

    /// A given name that is rarely anything else.
    pub(super) fn is_given(&self, word: &str) -> bool {
        self.given.contains(word)
    }

    /// A given name that is an ordinary word as often.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.given_or_word.contains(word)
    }

    /// A family name.
    pub(super) fn is_family(&self, word: &str) -> bool {
        self.family.contains(word) || self.family_or_word.contains(word)
    }

    /// A family name that is rarely anything else.
    pub(super) fn is_family_only(&self, word: &str) -> bool {
        self.family.contains(word)
    }

    /// A country, region or city, with hyphens for spaces.
    pub(super) fn is_place(&self, name: &str) -> bool {
        self.places.contains(name)
    }

    /// Places in scripts without capitals, wherever they stand.
    pub(super) fn places_without_spaces<'a>(
        &'a self,
        text: &'a str,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        self.spaceless
            .iter()
            .flat_map(move |pattern| pattern.find_iter(text))
            .map(|found| found.range())
    }
}

fn has_case(c: char) -> bool {
    c.is_lowercase() || c.is_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_there_and_apart() {
        let lists = &*LISTS;
        assert!(
            lists.given.len() > 3_000 && lists.family.len() > 2_500 && lists.places.len() > 500
        );
        assert!(lists.spaceless.is_some());
        assert_eq!(lists.given.intersection(&lists.given_or_word).next(), None);
        assert_eq!(
            lists.family.intersection(&lists.family_or_word).next(),
            None
        );
    }

    #[test]
    fn accents_and_case_do_not_matter() {
        assert_eq!(plain("Jürgen"), "jurgen");
        assert_eq!(plain("ÅSA"), "asa");
        assert!(LISTS.is_given(&plain("Émilie")) && LISTS.is_given(&plain("Сергей")));
    }
}
