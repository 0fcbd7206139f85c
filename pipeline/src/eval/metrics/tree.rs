//! The shape of a hierarchy, and how pure its parents are.

use super::agreement::Agreement;
use crate::outline::Outline;

/// The shape of a hierarchy.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Clusters by level, base first.
    pub sizes: Vec<u64>,
    /// Share of the clusters above the base with exactly one child, 0 … 1; 0 where there are none.
    pub single_children: f64,
    /// Share of the clusters above the base without a child.
    pub childless: f64,
    /// Clusters below the top level that have no parent.
    pub orphans: u64,
    /// Most children of a cluster.
    pub most_children: u64,
    /// Mean children of the clusters above the base that have any; 0 where there are none.
    pub mean_children: f64,
}

impl Shape {
    /// Of parents: `parents[l][c]` is the index, on level `l + 1`, of the parent of cluster `c` of
    /// level `l`, `None` where it has none; `parents.len()` levels, the top one included.
    #[must_use]
    pub fn of(parents: &[Vec<Option<usize>>]) -> Self {
        let mut children: Vec<u64> = Vec::new();
        let mut orphans = 0;
        for (level, above) in parents.iter().zip(parents.iter().skip(1)) {
            let mut counts = vec![0; above.len()];
            for parent in level {
                match parent.and_then(|parent| counts.get_mut(parent)) {
                    Some(count) => *count += 1,
                    None => orphans += 1,
                }
            }
            children.extend(counts);
        }
        let share = |wanted: u64| {
            let found = children.iter().filter(|&&count| count == wanted).count();
            if children.is_empty() {
                0.0
            } else {
                found as f64 / children.len() as f64
            }
        };
        let with = children.iter().filter(|&&count| count > 0).count();
        Self {
            sizes: parents.iter().map(|level| level.len() as u64).collect(),
            single_children: share(1),
            childless: share(0),
            orphans,
            most_children: children.iter().copied().max().unwrap_or(0),
            mean_children: if with == 0 {
                0.0
            } else {
                children.iter().sum::<u64>() as f64 / with as f64
            },
        }
    }

    /// Of an outline.
    #[must_use]
    pub fn of_outline(outline: &Outline) -> Self {
        let parents: Vec<Vec<Option<usize>>> = outline
            .levels
            .iter()
            .map(|level| level.iter().map(|sketch| sketch.parent).collect())
            .collect();
        Self::of(&parents)
    }

    /// Levels, the base included.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.sizes.len()
    }
}

/// For every level, base first, the agreement of its clusters with `truth` (one label a
/// conversation), over the conversations that are in a cluster.
#[must_use]
pub fn agreement_by_level(outline: &Outline, truth: &[u32]) -> Vec<Agreement> {
    (0..outline.levels.len())
        .map(|level| {
            let (truth, found): (Vec<u32>, Vec<u32>) = truth
                .iter()
                .zip(outline.labels_at(level))
                .filter_map(|(&truth, found)| Some((truth, found?)))
                .unzip();
            Agreement::of(&truth, &found)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_children_and_orphans_are_counted() {
        let shape = Shape::of(&[
            vec![Some(0), Some(0), Some(1), None],
            vec![Some(0), Some(0), Some(0)],
            vec![None],
        ]);
        assert_eq!(shape.sizes, [4, 3, 1]);
        assert_eq!(shape.depth(), 3);
        assert_eq!(shape.orphans, 1);
        // Children: 2, 1 and 0 on the middle level, 3 at the top.
        assert_eq!((shape.single_children, shape.childless), (0.25, 0.25));
        assert_eq!((shape.most_children, shape.mean_children), (3, 2.0));
    }

    #[test]
    fn base_clusters_alone_have_no_parents_to_fault() {
        let shape = Shape::of(&[vec![None, None]]);
        assert_eq!((shape.single_children, shape.orphans), (0.0, 0));
    }
}
