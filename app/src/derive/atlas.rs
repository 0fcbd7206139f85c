//! A release prepared for looking at: its hierarchy, levels and places as indices.

use crate::derive::sorting::Sorting as _;
use std::sync::Arc;

use kleio_shared::release::{Cluster, ClusterId, Facet, Release, Tree};

/// A release with what every view asks of it. Clusters are referred to by their index in
/// [`Atlas::clusters`].
#[derive(Debug, Clone)]
pub struct Atlas {
    release: Arc<Release>,
    /// A reader's own groups over the release's base clusters; the release's clusters otherwise.
    own: Option<Vec<Cluster>>,
    tree: Tree,
    by_level: Vec<Vec<usize>>,
    bounds: Bounds,
}

/// The smallest box around all positions, in world units (x right, y up).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Centre of the box.
    pub centre: [f64; 2],
    /// Width and height, each at least 0.2.
    pub size: [f64; 2],
}

impl Bounds {
    /// The box around `points`; the whole world where there are none.
    #[must_use]
    pub fn around(points: impl Iterator<Item = [f64; 2]>) -> Self {
        let mut low = [f64::INFINITY; 2];
        let mut high = [f64::NEG_INFINITY; 2];
        for point in points {
            for axis in 0..2 {
                low[axis] = low[axis].min(point[axis]);
                high[axis] = high[axis].max(point[axis]);
            }
        }
        if low[0] > high[0] {
            (low, high) = ([-1.0; 2], [1.0; 2]);
        }
        Self {
            centre: [(low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0],
            size: [(high[0] - low[0]).max(0.2), (high[1] - low[1]).max(0.2)],
        }
    }

    /// Area in square world units.
    #[must_use]
    pub fn area(&self) -> f64 {
        self.size[0] * self.size[1]
    }
}

impl Atlas {
    /// Indexes `release`.
    #[must_use]
    pub fn new(release: Release) -> Self {
        Self::of(Arc::new(release), None)
    }

    /// The same release with `clusters` in place of its own: groups of a reader's own at level 1, and
    /// below them base clusters of the release.
    #[must_use]
    pub fn with_own(&self, clusters: Vec<Cluster>) -> Self {
        Self::of(Arc::clone(&self.release), Some(clusters))
    }

    fn of(release: Arc<Release>, own: Option<Vec<Cluster>>) -> Self {
        let clusters = own.as_deref().unwrap_or_else(|| release.clusters());
        let tree = Tree::new(clusters);
        let top = clusters.iter().map(|c| c.level).max().unwrap_or(0);
        let mut by_level = vec![Vec::new(); usize::from(top) + 1];
        for (index, cluster) in clusters.iter().enumerate() {
            by_level[usize::from(cluster.level)].push(index);
        }
        for level in &mut by_level {
            level.order_by_key(|&i| std::cmp::Reverse(clusters[i].conversations));
        }
        let bounds = Bounds::around(clusters.iter().map(|c| c.position));
        Self {
            release,
            own,
            tree,
            by_level,
            bounds,
        }
    }

    /// The release itself.
    #[must_use]
    pub fn release(&self) -> &Release {
        &self.release
    }

    /// All clusters.
    #[must_use]
    pub fn clusters(&self) -> &[Cluster] {
        self.own
            .as_deref()
            .unwrap_or_else(|| self.release.clusters())
    }

    /// Whether it shows groups of a reader's own.
    #[must_use]
    pub const fn is_regrouped(&self) -> bool {
        self.own.is_some()
    }

    /// Whether the cluster at `index` is a group of the reader's own, which the release knows nothing of.
    #[must_use]
    pub fn is_own(&self, index: usize) -> bool {
        self.is_regrouped() && self.cluster(index).level > 0
    }

    /// The cluster at `index`.
    #[must_use]
    pub fn cluster(&self, index: usize) -> &Cluster {
        &self.clusters()[index]
    }

    /// The hierarchy.
    #[must_use]
    pub const fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The highest level there is.
    #[must_use]
    pub fn top_level(&self) -> u8 {
        u8::try_from(self.by_level.len() - 1).unwrap_or(u8::MAX)
    }

    /// Clusters of `level`, largest first; none for a level that does not exist.
    #[must_use]
    pub fn at_level(&self, level: u8) -> &[usize] {
        self.by_level
            .get(usize::from(level))
            .map_or(&[], Vec::as_slice)
    }

    /// Conversations of the largest cluster of `level`, at least 1.
    #[must_use]
    pub fn largest_at(&self, level: u8) -> u64 {
        self.at_level(level)
            .first()
            .map_or(1, |&i| self.cluster(i).conversations.max(1))
    }

    /// The box around all positions.
    #[must_use]
    pub const fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// From the top cluster above `index` down to `index` itself.
    #[must_use]
    pub fn path(&self, index: usize) -> Vec<usize> {
        let mut path: Vec<usize> = self.tree.ancestors(index).collect();
        path.reverse();
        path.push(index);
        path
    }

    /// Clusters without children below `index`, or `index` itself where it has none.
    #[must_use]
    pub fn leaves_below(&self, index: usize) -> Vec<usize> {
        let mut leaves = Vec::new();
        let mut open = vec![index];
        while let Some(next) = open.pop() {
            match self.tree.children(next) {
                [] => leaves.push(next),
                children => open.extend(children),
            }
        }
        leaves.sort_unstable();
        leaves
    }

    /// The index of the cluster with identifier `id`, as it stands in links.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<usize> {
        self.clusters()
            .iter()
            .position(|cluster| cluster.id.as_str() == id)
    }

    /// The identifier of the cluster at `index`.
    #[must_use]
    pub fn id(&self, index: usize) -> &ClusterId {
        &self.cluster(index).id
    }

    /// The facet called `name`, where the release has it.
    #[must_use]
    pub fn facet(&self, name: &str) -> Option<&Facet> {
        let facets = &self.release.manifest().facets;
        facets.iter().find(|facet| facet.name == name)
    }

    /// Values of the facet called `name`, in the order of the cells; none where it is missing.
    #[must_use]
    pub fn facet_values(&self, name: &str) -> &[String] {
        self.facet(name)
            .map_or(&[], |facet| facet.values.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn paths_run_from_the_top_cluster_down() {
        let atlas = fixture::atlas();
        let base = atlas.at_level(0)[0];
        let path = atlas.path(base);
        assert_eq!(path.len(), usize::from(atlas.top_level()) + 1);
        assert_eq!(path.last(), Some(&base));
        assert_eq!(atlas.cluster(path[0]).level, atlas.top_level());
    }

    #[test]
    fn leaves_of_all_top_clusters_are_the_base_level() {
        let atlas = fixture::atlas();
        let mut leaves: Vec<usize> = atlas
            .at_level(atlas.top_level())
            .iter()
            .flat_map(|&top| atlas.leaves_below(top))
            .collect();
        leaves.sort_unstable();
        let mut base = atlas.at_level(0).to_vec();
        base.sort_unstable();
        assert_eq!(leaves, base);
    }

    #[test]
    fn one_point_still_has_an_area() {
        assert!(Bounds::around([[0.3, 0.3]].into_iter()).area() > 0.0);
    }
}
