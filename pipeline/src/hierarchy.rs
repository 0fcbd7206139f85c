//! Stage 6: a hierarchy of at least three levels above enough base clusters.
//!
//! Base clusters are joined bottom-up by Ward's criterion on their centres' directions; the joins are
//! cut where the level has the size that the paper's ratio gives (Clio, arXiv 2412.13678, appendix
//! G.7), and every child then goes to the parent that it is most like.
//!
//! The paper proposes parents in neighbourhoods of about 40 clusters, because a language model can
//! read no more at once, and then takes out what was proposed twice. Ward's joins see all clusters at
//! once and propose nothing twice. On the synthetic sample (196 base clusters, true topics, mean over
//! seeds) the same six steps with centres for texts gave a parent purity of .845 and .585 on levels 1
//! and 2 at best; these joins give .845 and .621, and joins of centres that were not scaled to length 1
//! .821 and .496. Directions count because the length of a centre says how spread its cluster is, not
//! what it is about.
//!
//! Invariant: no cluster has exactly one child, and every cluster below the top has a parent on the
//! next level.

mod assign;
mod ward;

pub use assign::assign;

use crate::cluster::squared_distance;
use crate::matrix::Matrix;

/// The fewest base clusters that get three levels: 8 → 4 → 2.
const THREE_LEVELS_FROM: usize = 8;

/// Above this many base clusters a fourth level keeps the number of children readable.
const FOUR_LEVELS_FROM: usize = 1500;

/// Which cluster of the next level every cluster belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hierarchy {
    /// `parents[l][c]` is the parent, on level `l + 1`, of cluster `c` of level `l` (0 = base). As
    /// long as there are levels less one.
    pub parents: Vec<Vec<u32>>,
}

impl Hierarchy {
    /// Number of levels, the base level included.
    #[must_use]
    pub fn levels(&self) -> usize {
        self.parents.len() + 1
    }

    /// For every base cluster, its cluster at `level`.
    #[must_use]
    pub fn base_to(&self, level: usize, base_clusters: usize) -> Vec<u32> {
        let mut at: Vec<u32> = (0..base_clusters as u32).collect();
        for parents in &self.parents[..level] {
            at.iter_mut()
                .for_each(|cluster| *cluster = parents[*cluster as usize]);
        }
        at
    }
}

/// Sizes of the levels above the base, falling, for `base` base clusters.
///
/// Each is at most half of the one below, so that no cluster needs to have a single child; between
/// base and top they follow `n_l / n_(l-1) = (n_top / n_base)^(1/(L-1))`.
#[must_use]
pub fn level_sizes(base: usize) -> Vec<usize> {
    if base < 4 {
        return Vec::new();
    }
    if base < THREE_LEVELS_FROM {
        return vec![2];
    }
    let steps = if base < FOUR_LEVELS_FROM { 2 } else { 3 };
    let top = ((base as f64).sqrt() * 0.85).round().clamp(2.0, 10.0);
    let ratio = (top / base as f64).powf(1.0 / f64::from(steps));
    let mut sizes = Vec::new();
    let mut below = base;
    for step in 1..=steps {
        let room_for_the_rest = 2_usize << (steps - step);
        let size = (base as f64 * ratio.powi(step)).round() as usize;
        below = size.clamp(room_for_the_rest.min(below / 2), below / 2);
        sizes.push(below);
    }
    sizes
}

/// Builds the levels above the base clusters with these centroids.
#[must_use]
pub fn build(centroids: &Matrix) -> Hierarchy {
    let mut parents: Vec<Vec<u32>> = Vec::new();
    let mut children = centroids.clone();
    children.normalise_rows();
    let sizes = level_sizes(centroids.rows());
    for (level, &size) in sizes.iter().enumerate() {
        let mut parent = in_company(&children, size);
        merge_only_children(&mut parent, &children);
        // Fewer than this, and the levels still to come cannot give every parent two children.
        let least = 2_usize << (sizes.len() - 1 - level);
        split_largest(&mut parent, &children, least.max(size.div_ceil(2)));
        if count(&parent) < 2 {
            break;
        }
        let centres = means(&children, &parent, count(&parent));
        let best = assign(&children, &centres);
        if (0..count(&parent) as u32).all(|p| best.iter().filter(|&&b| b == p).count() > 1) {
            parent = best;
            renumber(&mut parent);
        }
        children = means(&children, &parent, count(&parent));
        children.normalise_rows();
        parents.push(parent);
    }
    Hierarchy { parents }
}

/// Cuts Ward's joins where `wanted` groups have two members or more, or as many as there can be: an
/// outlier that joins late must not take up a parent of its own.
fn in_company(children: &Matrix, wanted: usize) -> Vec<u32> {
    let joins = ward::joins(children);
    let mut best: (usize, Vec<u32>) = (0, vec![0; children.rows()]);
    for groups in wanted..=children.rows() {
        let labels = ward::cut(children.rows(), &joins, groups);
        let mut sizes = vec![0_usize; groups];
        labels.iter().for_each(|&label| sizes[label as usize] += 1);
        let shared = sizes.iter().filter(|&&size| size > 1).count();
        if shared > best.0 {
            best = (shared, labels);
        }
        if best.0 >= wanted {
            break;
        }
    }
    best.1
}

/// Number of labels, which count from 0.
pub(crate) fn count(labels: &[u32]) -> usize {
    labels.iter().max().map_or(0, |&last| last as usize + 1)
}

/// Moves every only child to the parent whose children's mean is nearest, and numbers the parents
/// that remain in order of their first child.
fn merge_only_children(parent: &mut [u32], children: &Matrix) {
    let parents = count(parent);
    loop {
        let mut sizes = vec![0_usize; parents];
        parent.iter().for_each(|&p| sizes[p as usize] += 1);
        let lonely = (0..parent.len()).find(|&child| sizes[parent[child] as usize] == 1);
        let Some(child) = lonely else { break };
        let centres = means(children, parent, parents);
        let others = (0..parents).filter(|&p| p != parent[child] as usize && sizes[p] > 0);
        let Some(nearest) = nearest(children.row(child), &centres, others) else {
            break;
        };
        parent[child] = nearest as u32;
    }
    renumber(parent);
}

/// Splits the parent with most children until there are `wanted` parents: the child farthest from
/// the mean leaves with its nearest sibling. Where outliers are many, they all fall to one parent,
/// and without this the level would be lost. A parent of three children or fewer is never split.
fn split_largest(parent: &mut [u32], children: &Matrix, wanted: usize) {
    while count(parent) < wanted {
        let parents = count(parent);
        let mut groups = vec![Vec::new(); parents];
        parent
            .iter()
            .enumerate()
            .for_each(|(child, &p)| groups[p as usize].push(child));
        let largest = (0..parents).max_by_key(|&p| (groups[p].len(), parents - p));
        let Some(largest) = largest.filter(|&p| groups[p].len() > 3) else {
            break;
        };
        let centres = means(children, parent, parents);
        let distance = |child: usize| squared_distance(children.row(child), centres.row(largest));
        let leaving = groups[largest]
            .iter()
            .copied()
            .max_by(|&a, &b| distance(a).total_cmp(&distance(b)).then(b.cmp(&a)));
        let Some(leaving) = leaving else { break };
        let siblings = groups[largest]
            .iter()
            .copied()
            .filter(|&child| child != leaving);
        let Some(with) = nearest(children.row(leaving), children, siblings) else {
            break;
        };
        parent[leaving] = parents as u32;
        parent[with] = parents as u32;
    }
    renumber(parent);
}

/// Which of the `candidates` among `rows` is nearest to `point`; the first one on a tie.
fn nearest(point: &[f32], rows: &Matrix, candidates: impl Iterator<Item = usize>) -> Option<usize> {
    candidates.min_by(|&a, &b| {
        squared_distance(point, rows.row(a)).total_cmp(&squared_distance(point, rows.row(b)))
    })
}

/// Numbers labels 0, 1, 2 … in order of first appearance.
fn renumber(labels: &mut [u32]) {
    let mut order: Vec<u32> = Vec::new();
    for label in labels {
        let new = order
            .iter()
            .position(|known| known == label)
            .unwrap_or_else(|| {
                order.push(*label);
                order.len() - 1
            });
        *label = new as u32;
    }
}

/// Mean row of every label below `count`.
fn means(rows: &Matrix, labels: &[u32], count: usize) -> Matrix {
    let mut members = vec![Vec::new(); count];
    for (row, &label) in labels.iter().enumerate() {
        members[label as usize].push(row as u32);
    }
    let mut means = Matrix::zeros(count, rows.dims());
    for (label, members) in members.iter().enumerate() {
        crate::cluster::kmeans::mean_into(rows, members, means.row_mut(label));
    }
    means
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sizes_follow_the_papers_ratio() {
        assert_eq!(level_sizes(1000), [100, 10]);
        assert_eq!(level_sizes(70), [22, 7]);
        assert_eq!(level_sizes(8), [4, 2]);
        assert_eq!(level_sizes(5), [2]);
        assert!(level_sizes(3).is_empty());
        assert_eq!(level_sizes(10_000).len(), 3);
    }

    #[test]
    fn every_size_is_at_most_half_of_the_one_below() {
        for base in 4..3000 {
            let mut below = base;
            for size in level_sizes(base) {
                assert!(
                    size >= 2 && size <= below / 2,
                    "{base}: {size} above {below}"
                );
                below = size;
            }
        }
    }

    #[test]
    fn outliers_do_not_cost_a_level() {
        // One tight bunch and outliers in directions of their own, as lexical vectors give.
        let mut data = vec![0.0; 12 * 12];
        for i in 0..12 {
            data[i * 12 + i] = if i < 6 { 0.1 } else { 1.0 + i as f32 / 10.0 };
        }
        let hierarchy = build(&Matrix::new(12, data));
        assert_eq!(hierarchy.levels(), 3);
    }

    proptest! {
        #[test]
        fn no_cluster_has_a_single_child(values in prop::collection::vec(-1.0_f32..1.0, 3..240)) {
            let rows = values.len() / 3;
            let centroids = Matrix::new(3, values[..rows * 3].to_vec());
            let hierarchy = build(&centroids);
            let mut below = rows;
            for parents in &hierarchy.parents {
                prop_assert_eq!(parents.len(), below);
                below = parents.iter().max().map_or(0, |&p| p as usize + 1);
                for p in 0..below as u32 {
                    prop_assert!(parents.iter().filter(|&&q| q == p).count() >= 2);
                }
            }
        }
    }
}
