//! Names that are taken, and how many of them another name is too much like.

use std::collections::{BTreeMap, BTreeSet};

use kleio_shared::text::{content_words, is_stop, words};

/// The names given so far, by their words: by all that tell, and by those that are content alone.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) texts: BTreeSet<String>,
    telling: Index,
    content: Index,
}

/// Sets of words, found by their words.
#[derive(Default)]
struct Index {
    sizes: Vec<usize>,
    by_word: BTreeMap<String, Vec<usize>>,
}

impl Taken {
    pub(super) fn add(&mut self, text: &str) {
        self.telling.add(telling_words(text));
        self.content.add(name_words(text));
        self.texts.insert(text.to_lowercase());
    }

    /// Names that share at least half of the words of the shorter of the two, of all words but stop
    /// words or of content words, which headings and acts are not.
    pub(super) fn clashes(&self, text: &str) -> usize {
        self.telling
            .clashes(&telling_words(text))
            .union(&self.content.clashes(&name_words(text)))
            .count()
    }
}

impl Index {
    fn add(&mut self, words: BTreeSet<String>) {
        let number = self.sizes.len();
        self.sizes.push(words.len());
        for word in words {
            self.by_word.entry(word).or_default().push(number);
        }
    }

    fn clashes(&self, words: &BTreeSet<String>) -> BTreeSet<usize> {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for word in words {
            for name in self.by_word.get(word).into_iter().flatten() {
                *shared.entry(*name).or_default() += 1;
            }
        }
        shared
            .into_iter()
            .filter(|(name, n)| n * 2 >= self.sizes[*name].min(words.len()))
            .map(|(name, _)| name)
            .collect()
    }
}

pub(super) fn telling_words(text: &str) -> BTreeSet<String> {
    words(text)
        .into_iter()
        .map(|word| word.folded)
        .filter(|word| !is_stop(word))
        .collect()
}

/// The content words of a name, which headings and acts are not.
fn name_words(text: &str) -> BTreeSet<String> {
    content_words(text).into_iter().collect()
}
