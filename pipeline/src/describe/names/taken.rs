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

/// Sets of words by the number of their owner, found by their words.
#[derive(Default)]
struct Index {
    /// How many words each owner has; 0 for who has none.
    sizes: Vec<usize>,
    by_word: BTreeMap<String, Vec<usize>>,
}

impl Taken {
    /// Gives `text` to `owner`, who has no name yet.
    pub(super) fn add(&mut self, owner: usize, text: &str) {
        self.telling.add(owner, telling_words(text));
        self.content.add(owner, name_words(text));
        self.texts.insert(text.to_lowercase());
    }

    /// Takes `text` back from `owner`.
    pub(super) fn remove(&mut self, owner: usize, text: &str) {
        self.telling.remove(owner, &telling_words(text));
        self.content.remove(owner, &name_words(text));
        self.texts.remove(&text.to_lowercase());
    }

    /// Names that share at least half of the words of the shorter of the two, of all words but stop
    /// words or of content words, which headings and acts are not.
    pub(super) fn clashes(&self, text: &str) -> usize {
        let mut clashing = vec![false; self.telling.sizes.len()];
        self.telling.mark(&telling_words(text), &mut clashing);
        self.content.mark(&name_words(text), &mut clashing);
        clashing.into_iter().filter(|clashes| *clashes).count()
    }
}

impl Index {
    fn add(&mut self, owner: usize, words: BTreeSet<String>) {
        if self.sizes.len() <= owner {
            self.sizes.resize(owner + 1, 0);
        }
        self.sizes[owner] = words.len();
        for word in words {
            self.by_word.entry(word).or_default().push(owner);
        }
    }

    fn remove(&mut self, owner: usize, words: &BTreeSet<String>) {
        self.sizes[owner] = 0;
        for word in words {
            if let Some(owners) = self.by_word.get_mut(word) {
                owners.retain(|other| *other != owner);
            }
        }
    }

    /// Marks the owners that share at least half of the words of the shorter of the two.
    fn mark(&self, words: &BTreeSet<String>, clashing: &mut [bool]) {
        let mut shared = vec![0; self.sizes.len()];
        for word in words {
            for &owner in self.by_word.get(word).into_iter().flatten() {
                shared[owner] += 1;
                if shared[owner] * 2 >= self.sizes[owner].min(words.len()) {
                    clashing[owner] = true;
                }
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_words_of_the_shorter_name_are_too_many() {
        let mut taken = Taken::default();
        taken.add(0, "Walnuts, accordions and glaciers");
        taken.add(1, "Dragons, castles and knights");
        // One shared word of three is less than half of them.
        assert_eq!(taken.clashes("Glaciers, trumpets and otters"), 0);
        assert_eq!(taken.clashes("Glaciers and accordions"), 1);
        assert_eq!(
            taken.clashes("Glaciers, accordions, dragons and knights"),
            2
        );
    }

    #[test]
    fn a_name_that_is_taken_back_is_in_nobody_s_way() {
        let mut taken = Taken::default();
        taken.add(0, "Dragons and castles");
        taken.add(1, "Dragons and knights");
        taken.remove(0, "Dragons and castles");
        assert_eq!(taken.clashes("Dragons and castles"), 1);
        assert!(!taken.texts.contains("dragons and castles"));
        taken.add(0, "Gardens and soil");
        assert_eq!(taken.clashes("Soil"), 1);
    }
}
