//! Which cluster of one release is which of another: by identifier, then by words and share.

use crate::derive::sorting::{Sorting as _, set_of};
use std::collections::{BTreeMap, BTreeSet};

use super::super::atlas::Atlas;

/// Two names belong together where they share at least this part of their words.
const LEAST_OVERLAP: f64 = 0.5;

/// Clusters of one level of two releases.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matches {
    /// Pairs, in the order of the first release's level.
    pub pairs: Vec<(usize, usize)>,
    /// Clusters of the first release without one in the second, largest first.
    pub only_here: Vec<usize>,
    /// Clusters of the second release without one in the first, largest first.
    pub only_there: Vec<usize>,
}

/// Matches the clusters of `level`. The same identifier is the same name; what is left is paired by how
/// many words of their names they share (Jaccard's index), from the most on, and where that is
/// equal by how near their shares are. Each cluster is in one pair at most.
#[must_use]
pub fn matches(here: &Atlas, there: &Atlas, level: u8) -> Matches {
    let mut partner: BTreeMap<usize, usize> = BTreeMap::new();
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    for &index in here.at_level(level) {
        let same = there.tree().find(here.id(index));
        if let Some(other) = same.filter(|&other| there.cluster(other).level == level) {
            partner.insert(index, other);
            taken.insert(other);
        }
    }
    let free_here: Vec<usize> = (here.at_level(level).iter().copied())
        .filter(|index| !partner.contains_key(index))
        .collect();
    let free_there: Vec<usize> = (there.at_level(level).iter().copied())
        .filter(|other| !taken.contains(other))
        .collect();
    for (_, _, index, other) in candidates(here, &free_here, there, &free_there) {
        if !partner.contains_key(&index) && !taken.contains(&other) {
            partner.insert(index, other);
            taken.insert(other);
        }
    }
    let mut matches = Matches::default();
    for &index in here.at_level(level) {
        match partner.get(&index) {
            Some(&other) => matches.pairs.push((index, other)),
            None => matches.only_here.push(index),
        }
    }
    let left = there
        .at_level(level)
        .iter()
        .filter(|other| !taken.contains(other));
    matches.only_there = left.copied().collect();
    matches
}

/// The words of a name in small letters, each once, without short ones of the alphabet: mostly articles and
/// the like. A run in a script without spaces is one word. Names of one program are alike in form, so no
/// folding of scripts is needed, whose tables would double the client.
fn telling(name: &str) -> BTreeSet<String> {
    let words = name.split(|c: char| !c.is_alphanumeric());
    set_of(words.filter(|word| word.len() > 3).map(str::to_lowercase))
}

/// Pairs with enough words in common, the best first: lack of overlap, distance of shares, indices.
fn candidates(
    here: &Atlas,
    free_here: &[usize],
    there: &Atlas,
    free_there: &[usize],
) -> Vec<(f64, f64, usize, usize)> {
    // By word, so that only clusters with a word in common are looked at.
    let mut by_word: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut lengths: BTreeMap<usize, usize> = BTreeMap::new();
    for &other in free_there {
        let words = telling(&there.cluster(other).name);
        lengths.insert(other, words.len());
        for word in words {
            by_word.entry(word).or_default().push(other);
        }
    }
    let mut found = Vec::new();
    for &index in free_here {
        let words = telling(&here.cluster(index).name);
        let mut common: BTreeMap<usize, usize> = BTreeMap::new();
        for other in words.iter().filter_map(|word| by_word.get(word)).flatten() {
            *common.entry(*other).or_default() += 1;
        }
        for (other, shared) in common {
            let all = words.len() + lengths.get(&other).copied().unwrap_or(0) - shared;
            let overlap = shared as f64 / all.max(1) as f64;
            if overlap >= LEAST_OVERLAP {
                let share =
                    |atlas: &Atlas, index: usize| atlas.cluster(index).share.estimate.max(1e-9);
                let apart = (share(here, index) / share(there, other)).ln().abs();
                found.push((1.0 - overlap, apart, index, other));
            }
        }
    }
    found.order_by(|a, b| {
        (a.0.total_cmp(&b.0))
            .then(a.1.total_cmp(&b.1))
            .then((a.2, a.3).cmp(&(b.2, b.3)))
    });
    found
}
