//! The pieces of words that the model knows, searched by prefix.

use std::ops::Range;

use super::layers::{take_bytes, take_floats, take_integers};
use super::model::flat::Tensors;

/// Pieces in order of their bytes, so that those that begin alike lie side by side.
#[derive(Debug)]
pub(super) struct Vocabulary {
    bytes: Vec<u8>,
    /// Where each piece ends in `bytes`.
    ends: Vec<u32>,
    ids: Vec<u32>,
    scores: Vec<f32>,
}

/// A piece that a text begins with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Match {
    /// Bytes of text that it covers.
    pub(super) length: usize,
    /// Its row in the table of vectors.
    pub(super) id: u32,
    /// Logarithm of its probability.
    pub(super) score: f32,
}

impl Vocabulary {
    /// Takes the four tensors of the vocabulary `name` of a model file; says what is wrong with them.
    pub(super) fn take(tensors: &mut Tensors, name: &str) -> Result<Self, String> {
        let vocabulary = Self {
            bytes: take_bytes(tensors, &format!("{name}.bytes"))?.1,
            ends: take_integers(tensors, &format!("{name}.ends"))?,
            ids: take_integers(tensors, &format!("{name}.ids"))?,
            scores: take_floats(tensors, &format!("{name}.scores"))?.1,
        };
        let pieces = vocabulary.ends.len();
        let last = vocabulary.ends.last().copied().unwrap_or(0) as usize;
        let whole = pieces == vocabulary.ids.len()
            && pieces == vocabulary.scores.len()
            && last == vocabulary.bytes.len()
            && vocabulary.ends.is_sorted();
        if !whole {
            return Err("its vocabulary does not fit together".into());
        }
        Ok(vocabulary)
    }

    /// Largest id of a piece.
    pub(super) fn largest_id(&self) -> u32 {
        self.ids.iter().copied().max().unwrap_or(0)
    }

    /// Smallest score of a piece.
    pub(super) fn smallest_score(&self) -> f32 {
        self.scores.iter().copied().fold(0.0, f32::min)
    }

    /// Calls `found` with every piece that `text` begins with, shortest first.
    pub(super) fn prefixes(&self, text: &[u8], mut found: impl FnMut(Match)) {
        let mut range = 0..self.ends.len();
        for (depth, &byte) in text.iter().enumerate() {
            range = self.narrow(range, depth, byte);
            // The shortest piece of the range comes first, as it is a prefix of the others.
            let first = range.start;
            if range.is_empty() {
                return;
            }
            if self.piece(first).len() == depth + 1 {
                found(Match {
                    length: depth + 1,
                    id: self.ids[first],
                    score: self.scores[first],
                });
            }
        }
    }

    fn piece(&self, index: usize) -> &[u8] {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start as usize..self.ends[index] as usize]
    }

    /// The part of `range`, whose pieces agree in their first `depth` bytes, with `byte` next.
    fn narrow(&self, range: Range<usize>, depth: usize, byte: u8) -> Range<usize> {
        let first = |from: Range<usize>, goes_before: &dyn Fn(Option<u8>) -> bool| {
            let (mut low, mut high) = (from.start, from.end);
            while low < high {
                let middle = low.midpoint(high);
                if goes_before(self.piece(middle).get(depth).copied()) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            low
        };
        let start = first(range.clone(), &|next| next < Some(byte));
        start..first(start..range.end, &|next| next <= Some(byte))
    }
}

#[cfg(test)]
impl Vocabulary {
    /// A vocabulary of these pieces and scores; ids count from 10.
    pub(super) fn of(pieces: &[(&str, f32)]) -> Self {
        let mut sorted: Vec<(usize, &(&str, f32))> = pieces.iter().enumerate().collect();
        sorted.sort_by_key(|(_, piece)| piece.0);
        let mut vocabulary = Self {
            bytes: vec![],
            ends: vec![],
            ids: vec![],
            scores: vec![],
        };
        for (index, (text, score)) in sorted {
            vocabulary.bytes.extend(text.as_bytes());
            vocabulary
                .ends
                .push(u32::try_from(vocabulary.bytes.len()).unwrap());
            vocabulary.ids.push(u32::try_from(index).unwrap() + 10);
            vocabulary.scores.push(*score);
        }
        vocabulary
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(vocabulary: &Vocabulary, text: &str) -> Vec<(usize, u32)> {
        let mut all = Vec::new();
        vocabulary.prefixes(text.as_bytes(), |m| all.push((m.length, m.id)));
        all
    }

    #[test]
    fn finds_every_prefix_shortest_first() {
        let pieces = ["▁ab", "b", "▁", "▁abc", "é", "▁a", "x"].map(|p| (p, -1.0));
        let vocabulary = Vocabulary::of(&pieces);
        assert_eq!(found(&vocabulary, "▁abd"), [(3, 12), (4, 15), (5, 10)]);
        assert_eq!(found(&vocabulary, "éx"), [(2, 14)]);
        assert_eq!(found(&vocabulary, "z"), []);
        assert_eq!(found(&vocabulary, ""), []);
        assert_eq!(vocabulary.largest_id(), 16);
    }
}
