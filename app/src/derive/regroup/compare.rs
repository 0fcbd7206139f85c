//! Two groupings of the same base clusters side by side: the release's levels, or a reader's own.

use std::collections::BTreeMap;

use kleio_regroup::agreement::{Agreement, agreement};

use super::Regrouping;
use crate::derive::atlas::Atlas;

/// A grouping as names of groups and, for every base cluster, its group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouping {
    /// What it is called.
    pub title: String,
    /// Names of its groups.
    pub names: Vec<String>,
    /// Identifier of a base cluster → place of its group; what is in none is not there.
    pub of: BTreeMap<String, u32>,
}

/// The clusters of `level` in `atlas` as a grouping.
#[must_use]
pub fn of_level(atlas: &Atlas, level: u8, title: &str) -> Grouping {
    let mut of = BTreeMap::new();
    let mut names = Vec::new();
    for (place, &index) in (0..).zip(atlas.at_level(level)) {
        names.push(atlas.cluster(index).name.clone());
        for leaf in atlas.leaves_below(index) {
            of.insert(atlas.id(leaf).as_str().to_owned(), place);
        }
    }
    Grouping {
        title: title.to_owned(),
        names,
        of,
    }
}

/// A reader's own groups as a grouping.
#[must_use]
pub fn of_regrouping(regrouping: &Regrouping) -> Grouping {
    let mut of = BTreeMap::new();
    for (place, group) in (0..).zip(&regrouping.groups) {
        of.extend(group.clusters.iter().map(|id| (id.clone(), place)));
    }
    let names = regrouping.groups.iter().map(|group| group.name.clone());
    Grouping {
        title: regrouping.title.clone(),
        names: names.collect(),
        of,
    }
}

/// How far the two agree, by conversations, over the base clusters of `release` that are in both.
#[must_use]
pub fn compare(release: &Atlas, first: &Grouping, second: &Grouping) -> Agreement {
    let base = release.at_level(0);
    let labels = |grouping: &Grouping| -> Vec<Option<u32>> {
        let of = |&index: &usize| grouping.of.get(release.id(index).as_str()).copied();
        base.iter().map(of).collect()
    };
    let weights: Vec<f64> = base
        .iter()
        .map(|&index| release.cluster(index).conversations as f64)
        .collect();
    agreement(&labels(first), &labels(second), &weights)
}

#[cfg(test)]
mod tests {
    use super::super::tests::regrouping;
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn the_release_agrees_with_itself_and_less_with_other_groups() {
        let atlas = fixture::atlas();
        let level = of_level(&atlas, 1, "Release");
        let same = compare(&atlas, &level, &level);
        assert!((same.adjusted_rand - 1.0).abs() < 1e-9);
        let own = of_regrouping(&regrouping());
        let other = compare(&atlas, &level, &own);
        assert!(other.adjusted_rand < 0.2);
        // The 4 clusters outside are in no flow.
        let flowing: f64 = other.flows.values().sum();
        assert_eq!(flowing, 32.0 * 60.0);
    }
}
