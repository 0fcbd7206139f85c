//! Groups of a reader's own: how they are asked for, what came of it, and how they are looked at.

pub mod compare;
pub mod edit;
pub mod features;
pub mod file;
pub mod flow;
pub mod recipe;
pub mod refusal;
pub mod regrouped;

use crate::derive::sorting::set_of;

pub use recipe::{Recipe, Scope, Shares};

use super::atlas::Atlas;
use crate::tr;

/// A group, by a number that stays its own through renaming, merging and moving.
pub type Key = u32;

/// One group of a reader's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its number, unique within the regrouping.
    pub key: Key,
    /// Its name.
    pub name: String,
    /// Identifiers of its base clusters, as the release orders them; at least one.
    pub clusters: Vec<String>,
}

/// How good a grouping was when it was computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quality {
    /// Mean silhouette, -1 to 1.
    pub silhouette: Option<f64>,
    /// Weighted sum of squared distances to the groups' centres.
    pub inertia: f64,
    /// The same with everything in one group.
    pub total: f64,
}

impl Quality {
    /// The share of the differences that lies between groups and not within them, 0 to 1.
    #[must_use]
    pub fn explained(&self) -> f64 {
        if self.total > 0.0 {
            (1.0 - self.inertia / self.total).clamp(0.0, 1.0)
        } else {
            0.0
        }
    }
}

/// Base clusters of a release in groups of a reader's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Regrouping {
    /// What the reader calls it.
    pub title: String,
    /// The release's identifier.
    pub release: String,
    /// How it was computed.
    pub recipe: Recipe,
    /// Its groups.
    pub groups: Vec<Group>,
    /// Base clusters that were looked at and are in no group.
    pub outside: Vec<String>,
    /// How good it was when computed; `None` once edited by hand, or read from a file.
    pub quality: Option<Quality>,
    /// Whether groups were changed by hand.
    pub edited: bool,
}

impl Regrouping {
    /// The group with this number.
    #[must_use]
    pub fn group(&self, key: Key) -> Option<&Group> {
        self.groups.iter().find(|group| group.key == key)
    }

    /// All base clusters that it is about.
    #[must_use]
    pub fn clusters(&self) -> usize {
        let grouped: usize = self.groups.iter().map(|group| group.clusters.len()).sum();
        grouped + self.outside.len()
    }

    /// A number that no group has.
    #[must_use]
    pub fn free_key(&self) -> Key {
        self.groups
            .iter()
            .map(|group| group.key + 1)
            .max()
            .unwrap_or(0)
    }
}

/// Names from the worker, with a number for every group whose texts say nothing of it.
#[must_use]
pub fn named(mut names: Vec<String>) -> Vec<String> {
    for (number, name) in (1_u64..).zip(names.iter_mut().filter(|name| name.is_empty())) {
        *name = tr!("Group {number}", number = number);
    }
    names
}

/// Puts an answer of the worker together: `base` are the base clusters asked about, `labels` their groups.
#[must_use]
pub fn from_answer(
    atlas: &Atlas,
    recipe: Recipe,
    base: &[usize],
    labels: &[Option<u32>],
    names: Vec<String>,
    quality: Quality,
) -> Regrouping {
    let mut groups: Vec<Group> = (0..)
        .zip(named(names))
        .map(|(key, name)| Group {
            key,
            name,
            clusters: Vec::new(),
        })
        .collect();
    let mut outside = Vec::new();
    for (&index, label) in base.iter().zip(labels) {
        let id = atlas.id(index).as_str().to_owned();
        match label.and_then(|label| groups.get_mut(label as usize)) {
            Some(group) => group.clusters.push(id),
            None => outside.push(id),
        }
    }
    groups.retain(|group| !group.clusters.is_empty());
    Regrouping {
        title: recipe.title(),
        release: atlas.release().id().to_owned(),
        recipe,
        groups,
        outside,
        quality: Some(quality),
        edited: false,
    }
}

/// Base clusters that `scope` means in `atlas`, in the order of the release; none for a branch that is
/// not there.
#[must_use]
pub fn scope_of(atlas: &Atlas, scope: &Scope) -> Vec<usize> {
    let wanted = match scope {
        Scope::All => return sorted(atlas.at_level(0)),
        Scope::Branch(id) => {
            return atlas
                .find(id)
                .map_or_else(Vec::new, |index| atlas.leaves_below(index));
        }
        Scope::Chosen(ids) => set_of(ids.iter().map(String::as_str)),
    };
    let base = atlas.at_level(0).iter().copied();
    let found: Vec<usize> = base
        .filter(|&index| wanted.contains(atlas.id(index).as_str()))
        .collect();
    sorted(&found)
}

fn sorted(indices: &[usize]) -> Vec<usize> {
    let mut indices = indices.to_vec();
    indices.sort_unstable();
    indices
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::derive::fixture;

    /// The fixture's 36 base clusters in four groups of 8, and 4 outside.
    pub(crate) fn regrouping() -> Regrouping {
        let atlas = fixture::atlas();
        let base = scope_of(&atlas, &Scope::All);
        let labels: Vec<Option<u32>> = (0..36).map(|i| (i < 32).then_some(i % 4)).collect();
        let names = (0..4).map(|i| format!("Group {i}")).collect();
        let quality = Quality {
            silhouette: Some(0.3),
            inertia: 2.0,
            total: 8.0,
        };
        from_answer(
            &atlas,
            Recipe::fitting(&atlas),
            &base,
            &labels,
            names,
            quality,
        )
    }

    #[test]
    fn an_answer_becomes_groups_and_what_is_outside() {
        let regrouping = regrouping();
        assert_eq!((regrouping.groups.len(), regrouping.outside.len()), (4, 4));
        assert_eq!(regrouping.clusters(), 36);
        assert_eq!(regrouping.quality.unwrap().explained(), 0.75);
        assert_eq!(regrouping.free_key(), 4);
    }

    #[test]
    fn scopes_mean_base_clusters() {
        let atlas = fixture::atlas();
        let branch = atlas.id(atlas.at_level(1)[2]).as_str().to_owned();
        assert_eq!(scope_of(&atlas, &Scope::Branch(branch)).len(), 4);
        assert!(scope_of(&atlas, &Scope::Branch("2-none".into())).is_empty());
        let chosen = vec!["0-7".to_owned(), "0-3".to_owned(), "1-1".to_owned()];
        let found = scope_of(&atlas, &Scope::Chosen(chosen));
        assert_eq!(found.len(), 2);
        assert!(found.is_sorted());
    }

    #[test]
    fn groups_whose_texts_say_nothing_get_numbers() {
        let names = ["", "Bread", ""].map(str::to_owned).to_vec();
        assert_eq!(named(names), ["Group 1", "Bread", "Group 2"]);
    }
}
