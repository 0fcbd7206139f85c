//! What a reader asks for: which clusters, how, and what makes them alike.

use kleio_regroup::protocol::{MOST_GROUPS, Method};
use serde::{Deserialize, Serialize};

use crate::derive::atlas::Atlas;
use crate::tr;

/// Groups that are asked for first, where there are enough clusters.
const FIRST_GROUPS: (usize, usize) = (2, 24);

/// Neighbours that make a place dense at first.
pub const FIRST_NEIGHBOURS: u32 = 4;

/// Which base clusters.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Scope {
    /// All of the release.
    #[default]
    All,
    /// Those below a cluster, by its identifier.
    Branch(String),
    /// These, by their identifiers.
    Chosen(Vec<String>),
}

/// How much each thing counts for likeness, each 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shares {
    /// What names and descriptions say.
    pub meaning: u8,
    /// What the facets tell.
    pub facets: u8,
    /// How the weeks go.
    pub time: u8,
}

/// A request for groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// Which clusters.
    pub scope: Scope,
    /// How.
    pub method: Method,
    /// What counts as alike.
    pub shares: Shares,
    /// Whether a cluster counts as often as it has conversations; once otherwise.
    pub by_conversations: bool,
    /// Seed of every random step.
    pub seed: u64,
}

impl Recipe {
    /// What fits `atlas` at first: all clusters, k-means into about as many groups as the square root of
    /// half of them, by meaning where the release has vectors and by facets otherwise.
    #[must_use]
    pub fn fitting(atlas: &Atlas) -> Self {
        let meaning = atlas.release().manifest().vectors.is_some();
        Self {
            scope: Scope::All,
            method: Method::KMeans {
                groups: fitting_groups(atlas.at_level(0).len()),
            },
            shares: Shares {
                meaning: if meaning { 100 } else { 0 },
                facets: if meaning { 0 } else { 100 },
                time: 0,
            },
            by_conversations: true,
            seed: 1,
        }
    }

    /// The groups that are asked for, where the method takes a number.
    #[must_use]
    pub const fn groups(&self) -> Option<u32> {
        match self.method {
            Method::KMeans { groups } | Method::Hierarchical { groups } => Some(groups),
            Method::Density { .. } => None,
        }
    }

    /// Whether the method can count a cluster by its conversations; density looks at places alone.
    #[must_use]
    pub const fn weighs(&self) -> bool {
        !matches!(self.method, Method::Density { .. })
    }

    /// The same with another number of groups, 1 to [`MOST_GROUPS`]; unchanged where the method takes none.
    #[must_use]
    pub fn with_groups(mut self, wanted: u32) -> Self {
        if let Method::KMeans { groups } | Method::Hierarchical { groups } = &mut self.method {
            *groups = wanted.clamp(1, MOST_GROUPS);
        }
        self
    }

    /// A heading for what comes of it.
    #[must_use]
    pub fn title(&self) -> String {
        match self.method {
            Method::KMeans { groups } => tr!(
                "K-means, {n, plural, one {# group} other {# groups}}",
                n = groups
            ),
            Method::Hierarchical { groups } => tr!(
                "Hierarchical, {n, plural, one {# group} other {# groups}}",
                n = groups
            ),
            Method::Density { neighbours, .. } => tr!(
                "By density, {n, plural, one {# neighbour} other {# neighbours}}",
                n = neighbours
            ),
        }
    }

    /// The whole request in words.
    #[must_use]
    pub fn sentence(&self) -> String {
        let Shares {
            meaning,
            facets,
            time,
        } = self.shares;
        // A seed is a name for a row of numbers rather than a number: its digits stand together.
        let (title, seed) = (self.title(), self.seed.to_string());
        if self.by_conversations && self.weighs() {
            tr!(
                "{title}; alike by meaning {meaning}, facets {facets}, time {time}; each cluster counts by its \
                 conversations; seed {seed}.",
                title = title,
                meaning = meaning,
                facets = facets,
                time = time,
                seed = seed
            )
        } else {
            tr!(
                "{title}; alike by meaning {meaning}, facets {facets}, time {time}; each cluster counts once; seed \
                 {seed}.",
                title = title,
                meaning = meaning,
                facets = facets,
                time = time,
                seed = seed
            )
        }
    }
}

/// A number of groups that `clusters` fall into with room to differ.
#[must_use]
pub fn fitting_groups(clusters: usize) -> u32 {
    let root = (clusters as f64 / 2.0).sqrt().round() as usize;
    let groups = root
        .clamp(FIRST_GROUPS.0, FIRST_GROUPS.1)
        .min(clusters.max(1));
    u32::try_from(groups).unwrap_or(MOST_GROUPS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn first_parameters_fit_the_data() {
        assert_eq!(fitting_groups(1), 1);
        assert_eq!(fitting_groups(197), 10);
        assert_eq!(fitting_groups(5_000), 24);
        let recipe = Recipe::fitting(&fixture::atlas());
        // The fixture has no vectors.
        assert_eq!((recipe.shares.meaning, recipe.shares.facets), (0, 100));
    }

    #[test]
    fn numbers_of_groups_stay_possible() {
        let recipe = Recipe::fitting(&fixture::atlas());
        assert_eq!(recipe.clone().with_groups(0).groups(), Some(1));
        assert_eq!(recipe.with_groups(9_999).groups(), Some(MOST_GROUPS));
    }
}
