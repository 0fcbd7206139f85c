//! Sets that the browser keeps, as JSON: by identifiers, so that they are found again in a later release of the
//! same clusters.

use serde::{Deserialize, Serialize};

use super::ClusterSet;
use crate::derive::atlas::Atlas;

/// A set that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptSet {
    /// The name that the reader gave it, unique among those kept.
    pub name: String,
    /// Identifiers of its base clusters.
    pub clusters: Vec<String>,
}

impl KeptSet {
    /// `set` of `atlas` under a name.
    #[must_use]
    pub fn new(atlas: &Atlas, set: &ClusterSet, name: &str) -> Self {
        let id = |&index: &usize| atlas.id(index).as_str().to_owned();
        Self {
            name: name.to_owned(),
            clusters: set.base().iter().map(id).collect(),
        }
    }

    /// Those of its clusters that `atlas` has, as a set; `None` where it has none.
    #[must_use]
    pub fn found_in(&self, atlas: &Atlas) -> Option<ClusterSet> {
        let places: Vec<usize> = self
            .clusters
            .iter()
            .filter_map(|id| atlas.find(id))
            .collect();
        let mut set = ClusterSet::new(atlas, &places)?;
        set.name = Some(self.name.clone());
        Some(set)
    }
}

/// The sets that the browser kept; none where what it kept cannot be read.
#[must_use]
pub fn read_kept(text: &str) -> Vec<KeptSet> {
    serde_json::from_str(text).unwrap_or_default()
}

/// As the browser keeps them; nothing where there are none.
#[must_use]
pub fn write_kept(kept: &[KeptSet]) -> Option<String> {
    (!kept.is_empty())
        .then(|| serde_json::to_string(kept).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn a_kept_set_is_found_again() {
        let atlas = fixture::atlas();
        let set = ClusterSet::new(&atlas, &[atlas.at_level(1)[0]]).unwrap();
        let kept = vec![KeptSet::new(&atlas, &set, "Mine")];
        let again = read_kept(&write_kept(&kept).unwrap());
        assert_eq!(again, kept);
        let found = again[0].found_in(&atlas).unwrap();
        assert_eq!(found.base(), set.base());
        assert_eq!(found.name.as_deref(), Some("Mine"));
    }

    #[test]
    fn clusters_that_are_gone_are_left_out() {
        let atlas = fixture::atlas();
        let mut kept = KeptSet {
            name: "Old".to_owned(),
            clusters: vec!["0-ffffffffffff".to_owned()],
        };
        assert_eq!(kept.found_in(&atlas), None);
        kept.clusters
            .push(atlas.id(atlas.at_level(0)[3]).as_str().to_owned());
        assert_eq!(kept.found_in(&atlas).unwrap().base().len(), 1);
        assert_eq!(read_kept("nonsense"), []);
        assert_eq!(write_kept(&[]), None);
    }
}
