//! How a term is written when it is shown: as most people write it.

use std::collections::HashMap;

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

/// The spelling to show for a word: the commonest one inside sentences, where capitals mean
/// something; for Korean the barest of the common ones, because particles cling to nouns.
pub(super) fn word_display(key: &str, count: &WordCount) -> String {
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
    count
        .spellings
        .iter()
        .map(|(text, all, inside)| (*inside * 4 + *all, text.as_str()))
        .max_by(|a, b| (a.0, lowness(a.1), b.1).cmp(&(b.0, lowness(b.1), a.1)))
        .map_or_else(|| key.to_owned(), |(_, text)| bare(text))
}

/// The spelling to show for a phrase.
pub(super) fn phrase_display(
    phrase: &Phrase,
    count: &PhraseCount,
    unigrams: &[(String, WordCount)],
    spellings: &Spellings,
) -> String {
    let words = [phrase.first, phrase.second, phrase.third];
    let unspaced =
        unigrams[phrase.first as usize].1.unspaced && unigrams[phrase.second as usize].1.unspaced;
    let written = |numbers: &[u32; 3]| {
        let mut text = String::new();
        for (i, (&word, &number)) in words.iter().zip(numbers).enumerate() {
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
            match spellings.text(number) {
                // A capital that only opens the sentence is not the word's own.
                Some(known) if i > 0 || known.chars().skip(1).any(char::is_uppercase) => {
                    text.push_str(known);
                }
                Some(known) => {
                    let usual = word_display(key, count);
                    let lowered = known.to_lowercase();
                    let keeps = usual.chars().next().is_some_and(char::is_uppercase);
                    text.push_str(if keeps { known } else { &lowered });
                }
                None => text.push_str(&word_display(key, count)),
            }
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
    tally
        .into_iter()
        .max_by(|a, b| (a.1, lowness(&a.0), &b.0).cmp(&(b.1, lowness(&b.0), &a.0)))
        .map(|(text, _)| bare(&text))
        .unwrap_or_default()
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
