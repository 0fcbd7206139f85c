//! Finding clusters by their names and descriptions, in any script, while the reader types.
//!
//! The vocabulary of a release is small, so every term is compared with every word of it: words that
//! begin with the term or hold it come first, and only where there are none, words close to it. So
//! what is found does not change between exact and close from one cluster to the next.

pub mod fold;
pub mod highlight;
mod letters;
pub mod near;
pub mod term;

use crate::derive::sorting::Sorting as _;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::atlas::Atlas;
use term::Term;

/// Weight of a word of the description beside one of the name.
const DESCRIPTION: f32 = 0.4;
/// What a name gains that holds the whole query, and that begins with it.
const PHRASE: f32 = 0.5;
/// What a cluster gains each time its size doubles: decides among equals only.
const SIZE: f32 = 0.01;

/// The words of a release's names and descriptions, and where they stand.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Index {
    /// Folded words in order; with each, twice the cluster's index, plus one for its description.
    words: Vec<(String, Vec<u32>)>,
    /// Folded names, by cluster.
    names: Vec<String>,
    sizes: Vec<u64>,
}

/// An index in the making, so that the page can do other things in between.
#[derive(Debug, Default)]
pub struct Builder {
    words: BTreeMap<String, Vec<u32>>,
    names: Vec<String>,
    sizes: Vec<u64>,
}

impl Builder {
    /// Takes in up to `count` more clusters of `atlas`; whether there are more.
    pub fn add(&mut self, atlas: &Atlas, count: usize) -> bool {
        let from = self.names.len();
        let all = atlas.clusters();
        for (index, cluster) in all.iter().enumerate().skip(from).take(count) {
            let name = fold::fold(&cluster.name);
            let place = u32::try_from(index).unwrap_or(u32::MAX / 2) * 2;
            self.add_words(&name, place);
            self.add_words(&fold::fold(&cluster.description), place + 1);
            self.names.push(name);
            self.sizes.push(cluster.conversations);
        }
        self.names.len() < all.len()
    }

    fn add_words(&mut self, folded: &str, place: u32) {
        for range in fold::words(folded) {
            let word = &folded[range];
            match self.words.get_mut(word) {
                Some(places) if places.last() == Some(&place) => {}
                Some(places) => places.push(place),
                None => {
                    self.words.insert(word.to_owned(), vec![place]);
                }
            }
        }
    }

    /// The index of what was taken in.
    #[must_use]
    pub fn finish(self) -> Index {
        Index {
            words: self.words.into_iter().collect(),
            names: self.names,
            sizes: self.sizes,
        }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hits {
    /// The terms of the query; what to highlight.
    pub terms: Vec<Term>,
    /// Clusters, best first.
    pub best: Vec<usize>,
}

impl Hits {
    /// Whether some term stands nowhere as it was typed, so that close words took its place.
    #[must_use]
    pub fn is_close(&self) -> bool {
        self.terms.iter().any(|term| term.close)
    }
}

impl Index {
    /// The index of `atlas` in one go.
    #[must_use]
    pub fn new(atlas: &Atlas) -> Self {
        let mut builder = Builder::default();
        while builder.add(atlas, usize::MAX) {}
        builder.finish()
    }

    /// Clusters whose name or description has every term of `query`; `None` where it has no terms.
    #[must_use]
    pub fn search(&self, query: &str) -> Option<Hits> {
        let mut terms = term::terms(query);
        if terms.is_empty() {
            return None;
        }
        let mut total = vec![0.0_f32; self.names.len()];
        for (place, term) in terms.iter_mut().enumerate() {
            let best = self.best_of(term);
            for (total, best) in total.iter_mut().zip(best) {
                *total = if best > 0.0 && (place == 0 || *total > 0.0) {
                    *total + best
                } else {
                    0.0
                };
            }
        }
        let phrase = fold::fold(query.trim());
        let mut ranked: Vec<(f32, usize)> = (0..total.len())
            .filter(|&index| total[index] > 0.0)
            .map(|index| (total[index] + self.extra(index, &phrase), index))
            .collect();
        ranked.order_by(|a, b| {
            let size = |index: usize| Reverse(self.sizes[index]);
            b.0.total_cmp(&a.0)
                .then_with(|| size(a.1).cmp(&size(b.1)))
                .then(a.1.cmp(&b.1))
        });
        Some(Hits {
            terms,
            best: ranked.into_iter().map(|(_, index)| index).collect(),
        })
    }

    /// For every cluster how well its best word fits `term`, 0 where none does. Notes in `term` whether
    /// only close words fit.
    fn best_of(&self, term: &mut Term) -> Vec<f32> {
        let mut best = vec![0.0_f32; self.names.len()];
        let mut found = false;
        for close in [false, true] {
            term.close = close;
            for (word, places) in &self.words {
                let Some(quality) = term.quality(word) else {
                    continue;
                };
                found = true;
                for &place in places {
                    let weight = if place % 2 == 0 { 1.0 } else { DESCRIPTION };
                    let slot = &mut best[(place / 2) as usize];
                    *slot = slot.max(quality * weight);
                }
            }
            if found {
                break;
            }
        }
        best
    }

    fn extra(&self, index: usize, phrase: &str) -> f32 {
        let name = &self.names[index];
        let held = if name.contains(phrase) { PHRASE } else { 0.0 };
        let begun = if name.starts_with(phrase) {
            PHRASE
        } else {
            0.0
        };
        held + begun + SIZE * (self.sizes[index].max(1) as f32).log2()
    }
}

#[cfg(test)]
mod tests;
