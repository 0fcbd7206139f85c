//! How a term is written when it is shown: as most people write it.

use std::collections::HashMap;
use std::sync::OnceLock;

use kleio_shared::text::words;

use super::count::WordCount;
use super::phrases::{DIRECT, Phrase, PhraseCount};
use super::tokens::LINKS;

/// Spellings of all words, numbered, so that phrases can be counted by numbers.
#[derive(Debug, Default)]
pub(super) struct Spellings {
    texts: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Spellings {
    /// The number of `text`, a new one where it was not seen before.
    pub(super) fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.texts.len() as u32;
        self.texts.push(text.to_owned());
        self.numbers.insert(text.to_owned(), number);
        number
    }

    fn text(&self, number: u32) -> Option<&str> {
        self.texts.get(number as usize).map(String::as_str)
    }
}

/// How names are written that people often write small.
fn cased(folded: &str) -> Option<&'static str> {
    static NAMES: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    NAMES
        .get_or_init(|| {
            words(include_str!("cased.txt"))
                .into_iter()
                .map(|word| (word.folded, word.surface))
                .collect()
        })
        .get(folded)
        .copied()
}

/// Part of the uses of a word that must be plural for the plural to be shown: names list things,
/// and "recipes" reads better there than "recipe".
const PLURAL: f64 = 0.25;

/// The spelling to show for a word: the commonest one inside sentences, where capitals mean
/// something, in the plural where that is usual too; for Korean the barest of the common ones,
/// because particles cling to nouns.
pub(super) fn word_display(key: &str, count: &WordCount) -> String {
    if let Some(name) = cased(key) {
        return name.to_owned();
    }
    let common = count.spellings.iter().map(|s| s.1).max().unwrap_or(0);
    if key.chars().any(|c| ('가'..='힣').contains(&c)) {
        return count
            .spellings
            .iter()
            .filter(|s| s.1 * 10 >= common)
            .map(|s| s.0.as_str())
            .min_by_key(|s| (s.chars().count(), *s))
            .unwrap_or(key)
            .to_owned();
    }
    let weighed: Vec<(u32, &str)> = count
        .spellings
        .iter()
        .map(|(text, all, inside)| (*inside * 4 + *all, text.as_str()))
        .collect();
    let shown = usual(weighed.iter().copied());
    let plurals = weighed
        .iter()
        .copied()
        .filter(|(_, text)| is_plural(text, key));
    let (all, plural): (u32, u32) = (
        weighed.iter().map(|w| w.0).sum(),
        plurals.clone().map(|w| w.0).sum(),
    );
    let name = shown.is_some_and(|text| text.starts_with(char::is_uppercase));
    let shown = if !name && f64::from(plural) >= PLURAL * f64::from(all) {
        usual(plurals).or(shown)
    } else {
        shown
    };
    shown.map_or_else(|| key.to_owned(), bare)
}

/// Whether `text` is the plural of the folded `key`.
fn is_plural(text: &str, key: &str) -> bool {
    text.ends_with('s') && !key.ends_with('s') && !text.ends_with("'s") && !text.ends_with("’s")
}

/// The spelling with the greatest weight; of equals the quieter one.
fn usual<'a>(spellings: impl Iterator<Item = (u32, &'a str)>) -> Option<&'a str> {
    spellings
        .max_by(|a, b| (a.0, lowness(a.1), b.1).cmp(&(b.0, lowness(b.1), a.1)))
        .map(|(_, text)| text)
}

/// The spelling to show for a phrase.
pub(super) fn phrase_display(
    phrase: &Phrase,
    count: &PhraseCount,
    unigrams: &[(String, WordCount)],
    spellings: &Spellings,
) -> String {
    let words_of = [phrase.first, phrase.second, phrase.third];
    let unspaced =
        unigrams[phrase.first as usize].1.unspaced && unigrams[phrase.second as usize].1.unspaced;
    let written = |numbers: &[u32; 3]| {
        let mut text = String::new();
        for (i, (&word, &number)) in words_of.iter().zip(numbers).enumerate() {
            if word == u32::MAX {
                continue;
            }
            if i == 1 && phrase.link != DIRECT {
                text.push(' ');
                text.push_str(LINKS[phrase.link as usize]);
            }
            if i > 0 && !unspaced {
                text.push(' ');
            }
            let (key, count) = &unigrams[word as usize];
            text.push_str(&part(key, count, spellings.text(number)));
        }
        text
    };
    let mut tally: Vec<(String, u32)> = Vec::new();
    for (numbers, n) in &count.spellings {
        let text = written(numbers);
        match tally.iter_mut().find(|(t, _)| *t == text) {
            Some((_, sum)) => *sum += n,
            None => tally.push((text, *n)),
        }
    }
    let last = &unigrams[*words_of
        .iter()
        .rfind(|w| **w != u32::MAX)
        .unwrap_or(&phrase.second) as usize]
        .0;
    let all: u32 = tally.iter().map(|t| t.1).sum();
    let weighed = || tally.iter().map(|(text, n)| (*n, text.as_str()));
    let plurals = || weighed().filter(|(_, text)| is_plural(text, last));
    let plural: u32 = plurals().map(|p| p.0).sum();
    let shown = usual(weighed());
    let name = shown.is_some_and(|text| text.contains(char::is_uppercase));
    let shown = if !name && f64::from(plural) >= PLURAL * f64::from(all) {
        usual(plurals()).or(shown)
    } else {
        shown
    };
    shown.map(bare).unwrap_or_default()
}

/// A word within a phrase, as `written` there, with the capitals that the word has elsewhere.
fn part(key: &str, count: &WordCount, written: Option<&str>) -> String {
    let usual = word_display(key, count);
    let Some(written) = written else {
        return usual;
    };
    if cased(key).is_some() || usual.eq_ignore_ascii_case(written) {
        return usual;
    }
    if usual.starts_with(char::is_uppercase) || written.chars().skip(1).any(char::is_uppercase) {
        return written.to_owned();
    }
    written.to_lowercase()
}

/// Small letters of a text: of two spellings as common, the quieter one is shown.
fn lowness(text: &str) -> usize {
    text.chars().filter(|c| c.is_lowercase()).count()
}

/// Without the possessive ending.
fn bare(text: &str) -> String {
    text.strip_suffix("'s")
        .or_else(|| text.strip_suffix("’s"))
        .unwrap_or(text)
        .to_owned()
}
