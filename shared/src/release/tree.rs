//! The hierarchy of a release as an index: children, ancestors and levels by position.

use std::collections::BTreeMap;

use super::{Cluster, ClusterId};

/// Positions refer to the slice of clusters that the tree was made from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    by_id: BTreeMap<ClusterId, usize>,
    parent: Vec<Option<usize>>,
    children: Vec<Vec<usize>>,
    roots: Vec<usize>,
}

impl Tree {
    /// Indexes `clusters`; a parent that does not exist counts as none. Children keep the slice's order.
    #[must_use]
    pub fn new(clusters: &[Cluster]) -> Self {
        // Added to, not collected: that would sort, which is code for every client to load.
        let mut by_id = BTreeMap::new();
        by_id.extend(clusters.iter().enumerate().map(|(i, c)| (c.id.clone(), i)));
        let parent: Vec<Option<usize>> = clusters
            .iter()
            .map(|c| c.parent.as_ref().and_then(|id| by_id.get(id)).copied())
            .collect();
        let mut children = vec![Vec::new(); clusters.len()];
        let mut roots = Vec::new();
        for (i, p) in parent.iter().enumerate() {
            match p {
                Some(p) => children[*p].push(i),
                None => roots.push(i),
            }
        }
        Self {
            by_id,
            parent,
            children,
            roots,
        }
    }

    /// Clusters without a parent.
    #[must_use]
    pub fn roots(&self) -> &[usize] {
        &self.roots
    }

    /// Children of the cluster at `index`.
    #[must_use]
    pub fn children(&self, index: usize) -> &[usize] {
        &self.children[index]
    }

    /// Parent of the cluster at `index`.
    #[must_use]
    pub fn parent(&self, index: usize) -> Option<usize> {
        self.parent[index]
    }

    /// Position of the cluster called `id`.
    #[must_use]
    pub fn find(&self, id: &ClusterId) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// From the parent of `index` up to its top cluster.
    pub fn ancestors(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.parent(index), |&i| self.parent(i))
    }
}
