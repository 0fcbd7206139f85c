//! The map's part of a link.

use crate::derive::overlay::Range;

/// What the map shows besides where it looks and what colours it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MapLink {
    /// The part of the colour scale that keeps its colours.
    pub range: Option<Range>,
    /// The reader's set, as [`crate::derive::sets::ClusterSet::code`] writes it: it can be read only with the
    /// release.
    pub set: Option<String>,
}

impl MapLink {
    /// Takes a key and its value, if it is one of the map's.
    pub(super) fn read(&mut self, key: &str, value: &str) {
        match key {
            "range" => self.range = Range::from_key(value),
            "set" if !value.is_empty() => self.set = Some(value.to_owned()),
            _ => {}
        }
    }

    /// Keys and values, in the order of the link.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let range = self.range.map(|range| ("range", range.key()));
        let set = self.set.clone().map(|set| ("set", set));
        range.into_iter().chain(set).collect()
    }
}
