//! Which clusters the reader's search and filter let through.
//!
//! Invariant: a cluster of which it cannot be told, because a cell is withheld, is never passed over in
//! silence: it is counted apart.

use std::sync::Arc;

use super::atlas::Atlas;

/// An answer that may not be known (Kleene's strong logic of three values).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// Certainly not.
    No,
    /// A withheld cell hides it.
    Unknown,
    /// Certainly.
    Yes,
}

impl Answer {
    /// Whether both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// Whether one of them holds.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// A known answer.
    #[must_use]
    pub const fn known(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// One bool a cluster: whether it is among what the reader looks for. Where nothing is looked for
/// there are no `Matches` at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matches {
    fits: Vec<bool>,
    lit: Arc<[bool]>,
    below: Vec<u32>,
    unknown: Vec<bool>,
}

impl Matches {
    /// Matches of `atlas` from one answer a cluster. Those of which it cannot be told match where
    /// `unknown_too`.
    #[must_use]
    pub fn new(atlas: &Atlas, answers: &[Answer], unknown_too: bool) -> Self {
        let count = atlas.clusters().len();
        let of = |index: usize| answers.get(index).copied().unwrap_or(Answer::No);
        let unknown: Vec<bool> = (0..count).map(|i| of(i) == Answer::Unknown).collect();
        let fits: Vec<bool> = (0..count)
            .map(|i| of(i) == Answer::Yes || unknown_too && unknown[i])
            .collect();
        let mut below = vec![0; count];
        for index in (0..count).filter(|&index| fits[index]) {
            for above in atlas.tree().ancestors(index) {
                below[above] += 1;
            }
        }
        let lit = (0..count).map(|i| fits[i] || below[i] > 0).collect();
        Self {
            fits,
            lit,
            below,
            unknown,
        }
    }

    /// Every one of `count` clusters.
    #[must_use]
    pub fn all(count: usize) -> Self {
        Self {
            fits: vec![true; count],
            lit: vec![true; count].into(),
            below: vec![0; count],
            unknown: vec![false; count],
        }
    }

    /// Whether the cluster at `index` itself matches.
    #[must_use]
    pub fn contains(&self, index: usize) -> bool {
        self.fits.get(index).is_some_and(|&fits| fits)
    }

    /// Whether the cluster at `index` matches or holds one that does: what stays in colour on the map,
    /// so that the way to a match can be seen from afar.
    #[must_use]
    pub fn is_lit(&self, index: usize) -> bool {
        self.lit.get(index).is_some_and(|&lit| lit)
    }

    /// [`Self::is_lit`] of every cluster, shared.
    #[must_use]
    pub fn lit(&self) -> Arc<[bool]> {
        Arc::clone(&self.lit)
    }

    /// How many clusters below the one at `index` match.
    #[must_use]
    pub fn below(&self, index: usize) -> u32 {
        self.below.get(index).copied().unwrap_or(0)
    }

    /// Whether of the cluster at `index` it cannot be told, because a cell is withheld.
    #[must_use]
    pub fn is_unknown(&self, index: usize) -> bool {
        self.unknown.get(index).is_some_and(|&unknown| unknown)
    }

    /// How many of `clusters` match, and of how many it cannot be told.
    #[must_use]
    pub fn count(&self, clusters: &[usize]) -> (usize, usize) {
        let fits = clusters.iter().filter(|&&index| self.contains(index));
        let unknown = clusters.iter().filter(|&&index| self.is_unknown(index));
        (fits.count(), unknown.count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn a_match_lights_the_way_to_itself() {
        let atlas = fixture::atlas();
        let base = atlas.at_level(0)[5];
        let mut answers = vec![Answer::No; atlas.clusters().len()];
        answers[base] = Answer::Yes;
        let matches = Matches::new(&atlas, &answers, false);
        let lit: Vec<usize> = (0..answers.len()).filter(|&i| matches.is_lit(i)).collect();
        let mut path = atlas.path(base);
        path.sort_unstable();
        assert_eq!(lit, path);
        let top = atlas.path(base)[0];
        assert!(!matches.contains(top) && matches.contains(base));
        assert_eq!((matches.below(top), matches.below(base)), (1, 0));
    }

    #[test]
    fn what_cannot_be_told_is_counted_and_matches_only_where_asked_for() {
        let atlas = fixture::atlas();
        let mut answers = vec![Answer::No; atlas.clusters().len()];
        answers[atlas.at_level(0)[0]] = Answer::Unknown;
        answers[atlas.at_level(0)[1]] = Answer::Yes;
        let strict = Matches::new(&atlas, &answers, false);
        assert_eq!(strict.count(atlas.at_level(0)), (1, 1));
        let lenient = Matches::new(&atlas, &answers, true);
        assert_eq!(lenient.count(atlas.at_level(0)), (2, 1));
    }

    #[test]
    fn unknown_is_neither_yes_nor_no() {
        use Answer::{No, Unknown, Yes};
        assert_eq!([Yes.and(Unknown), No.and(Unknown)], [Unknown, No]);
        assert_eq!([Yes.or(Unknown), No.or(Unknown)], [Yes, Unknown]);
    }

    #[test]
    fn all_is_all() {
        let matches = Matches::all(3);
        assert!((0..3).all(|i| matches.contains(i) && matches.is_lit(i)));
        assert!(!matches.contains(3));
    }
}
