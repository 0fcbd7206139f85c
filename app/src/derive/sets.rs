//! Sets of clusters that the reader picked: what is in them, how they are kept, and how they stand in links.
//!
//! Invariant: a set is of base clusters, so that no conversation is in it twice; of which clusters it was
//! picked does not matter.

mod export;
mod kept;
pub mod whole;

pub use self::export::export;
pub use self::kept::{KeptSet, read_kept, write_kept};

use super::atlas::Atlas;
use super::sums::base_of;

/// A set of clusters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterSet {
    /// Its name, where the reader gave it one.
    pub name: Option<String>,
    base: Vec<usize>,
}

impl ClusterSet {
    /// The set of what is at and below `clusters`; `None` where that is nothing.
    #[must_use]
    pub fn new(atlas: &Atlas, clusters: &[usize]) -> Option<Self> {
        let base = base_of(atlas, clusters);
        (!base.is_empty()).then_some(Self { name: None, base })
    }

    /// Its base clusters, ascending.
    #[must_use]
    pub fn base(&self) -> &[usize] {
        &self.base
    }

    /// One bool a cluster: whether all that is below it is in the set.
    #[must_use]
    pub fn within(&self, atlas: &Atlas) -> Vec<bool> {
        let mut within = vec![false; atlas.clusters().len()];
        for &index in &self.base {
            within[index] = true;
        }
        for level in 1..=atlas.top_level() {
            for &index in atlas.at_level(level) {
                let children = atlas.tree().children(index);
                within[index] = !children.is_empty() && children.iter().all(|&child| within[child]);
            }
        }
        within
    }

    /// With `clusters` in it as well.
    #[must_use]
    pub fn with(&self, atlas: &Atlas, clusters: &[usize]) -> Self {
        let mut base = self.base.clone();
        base.extend(base_of(atlas, clusters));
        base.sort_unstable();
        base.dedup();
        Self {
            name: self.name.clone(),
            base,
        }
    }

    /// Without `clusters`; `None` where nothing is left.
    #[must_use]
    pub fn without(&self, atlas: &Atlas, clusters: &[usize]) -> Option<Self> {
        let gone = base_of(atlas, clusters);
        let mut base = self.base.clone();
        base.retain(|index| gone.binary_search(index).is_err());
        (!base.is_empty()).then(|| Self {
            name: self.name.clone(),
            base,
        })
    }

    /// With `clusters`, or without them where they are all in it.
    #[must_use]
    pub fn toggled(&self, atlas: &Atlas, clusters: &[usize]) -> Option<Self> {
        let these = base_of(atlas, clusters);
        let inside = |index: &usize| self.base.binary_search(index).is_ok();
        if these.iter().all(inside) {
            self.without(atlas, clusters)
        } else {
            Some(self.with(atlas, clusters))
        }
    }

    /// As it stands in links: the release's identifier, and of the base clusters' places in it each distance
    /// to the one before, to the base of 32.
    #[must_use]
    pub fn code(&self, atlas: &Atlas) -> String {
        let mut code = atlas.release().id().to_owned();
        code.push('.');
        let mut before = 0;
        for &index in &self.base {
            push_number(&mut code, index - before);
            before = index;
        }
        code
    }

    /// The reverse of [`Self::code`]; `None` for a set of another release and for what is none.
    #[must_use]
    pub fn from_code(atlas: &Atlas, code: &str) -> Option<Self> {
        let (release, distances) = code.split_once('.')?;
        if release != atlas.release().id() {
            return None;
        }
        let mut base = Vec::new();
        let (mut place, mut digits) = (0_usize, 0_usize);
        for character in distances.chars() {
            let digit = DIGITS.find(character)?;
            digits = digits.checked_mul(32)?.checked_add(digit % 32)?;
            if digit < 32 {
                place = place.checked_add(digits)?;
                digits = 0;
                let new = base.last().is_none_or(|&last| last < place);
                let is_base = atlas.clusters().get(place)?.level == 0;
                if !new || !is_base {
                    return None;
                }
                base.push(place);
            }
        }
        (digits == 0 && !base.is_empty()).then_some(Self { name: None, base })
    }
}

/// Digits to the base of 32; those of the second half are followed by another one.
const DIGITS: &str = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

fn push_number(code: &mut String, number: usize) {
    let mut digits = vec![number % 32];
    let mut rest = number / 32;
    while rest > 0 {
        digits.push(32 + rest % 32);
        rest /= 32;
    }
    let character = |digit: &usize| DIGITS.as_bytes().get(*digit).map(|&byte| char::from(byte));
    code.extend(digits.iter().rev().filter_map(character));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn a_set_is_of_base_clusters_each_once() {
        let atlas = fixture::atlas();
        let top = atlas.at_level(2)[0];
        let child = atlas.tree().children(top)[0];
        let set = ClusterSet::new(&atlas, &[top, child]).unwrap();
        assert_eq!(set.base().len(), 12);
        let within = set.within(&atlas);
        assert!(within[top] && within[child]);
        assert_eq!(within.iter().filter(|&&within| within).count(), 12 + 3 + 1);
        assert_eq!(ClusterSet::new(&atlas, &[]), None);
    }

    #[test]
    fn clusters_come_and_go() {
        let atlas = fixture::atlas();
        let (one, two) = (atlas.at_level(1)[0], atlas.at_level(1)[1]);
        let set = ClusterSet::new(&atlas, &[one]).unwrap();
        let both = set.toggled(&atlas, &[two]).unwrap();
        assert_eq!(both.base().len(), 8);
        assert_eq!(both.toggled(&atlas, &[two]), Some(set.clone()));
        assert_eq!(set.toggled(&atlas, &[one]), None);
        // A part of it is taken out, and then the whole added.
        let child = atlas.tree().children(one)[0];
        let less = both.toggled(&atlas, &[child]).unwrap();
        assert_eq!(less.base().len(), 7);
        assert_eq!(less.toggled(&atlas, &[one]).unwrap(), both);
    }

    #[test]
    fn sets_in_links_go_both_ways() {
        let atlas = fixture::atlas();
        for clusters in [
            atlas.at_level(0)[..1].to_vec(),
            atlas.at_level(0).to_vec(),
            vec![atlas.at_level(0)[35], atlas.at_level(0)[0]],
        ] {
            let set = ClusterSet::new(&atlas, &clusters).unwrap();
            assert_eq!(ClusterSet::from_code(&atlas, &set.code(&atlas)), Some(set));
        }
    }

    #[test]
    fn large_numbers_have_more_digits() {
        let mut code = String::new();
        for number in [0, 31, 32, 1_023, 1_024, 99_999] {
            push_number(&mut code, number);
        }
        // 32 is one and nothing, 1,024 one, nothing and nothing.
        assert!(code.starts_with("0vx0"), "{code}");
        assert!(code.contains("xw0"), "{code}");
    }

    #[test]
    fn broken_codes_are_no_sets() {
        let atlas = fixture::atlas();
        let id = atlas.release().id();
        for code in [
            "",
            "x",
            "000000000000.c",
            &format!("{id}."),
            &format!("{id}.0"),
        ] {
            assert_eq!(ClusterSet::from_code(&atlas, code), None, "{code}");
        }
        for tail in ["zz", "!", "cZ", "c0", "ZZZZZZZZZZZZZZZZZZ0"] {
            let code = format!("{id}.{tail}");
            assert_eq!(ClusterSet::from_code(&atlas, &code), None, "{code}");
        }
    }
}
