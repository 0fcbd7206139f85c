//! The named hierarchy between its making and its release, from which clusters can be pruned.
//!
//! Invariant: after pruning there is still no cluster with exactly one child, and every cluster
//! below the top level has a parent on the next.

use kleio_shared::release::ClusterId;

use crate::project::Position;

/// A cluster before it is measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Sketch {
    /// Its identifier.
    pub id: ClusterId,
    /// Its name, unique in the run.
    pub name: String,
    /// One or two sentences.
    pub description: String,
    /// Where it lies.
    pub position: Position,
    /// Index on the next level; `None` on the top level.
    pub parent: Option<usize>,
}

/// All levels, base first, and where every conversation belongs.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// Clusters by level.
    pub levels: Vec<Vec<Sketch>>,
    /// Base cluster of every conversation; `None` where it is in none (any more).
    pub labels: Vec<Option<u32>>,
    /// Conversations that never were in a cluster, being far from all of them; ascending.
    pub unassigned: Vec<u32>,
}

impl Outline {
    /// For every conversation its cluster at `level`.
    #[must_use]
    pub fn labels_at(&self, level: usize) -> Vec<Option<u32>> {
        let mut at: Vec<usize> = (0..self.levels[0].len()).collect();
        for sketches in &self.levels[..level] {
            for cluster in &mut at {
                *cluster = sketches[*cluster].parent.unwrap_or(*cluster);
            }
        }
        self.labels
            .iter()
            .map(|label| label.map(|base| at[base as usize] as u32))
            .collect()
    }

    /// The conversations of these base clusters, ascending.
    #[must_use]
    pub fn members(&self, clusters: &[usize]) -> Vec<u32> {
        let of = |label: &Option<u32>| label.is_some_and(|l| clusters.contains(&(l as usize)));
        (0..)
            .zip(&self.labels)
            .filter(|(_, label)| of(label))
            .map(|(conversation, _)| conversation)
            .collect()
    }

    /// Puts the conversations of these base clusters into the first of them, under `name` and without a
    /// description; the others are left empty, to be pruned. Gives the identifier of the whole.
    pub fn join(&mut self, clusters: &[usize], name: String) -> ClusterId {
        let id = ClusterId::new(0, &name);
        let Some(&first) = clusters.first() else {
            return id;
        };
        for label in self.labels.iter_mut().flatten() {
            if clusters.contains(&(*label as usize)) {
                *label = first as u32;
            }
        }
        let centre = |axis: usize| {
            let sum: f64 = clusters
                .iter()
                .map(|&c| self.levels[0][c].position[axis])
                .sum();
            sum / clusters.len() as f64
        };
        let position = [centre(0), centre(1)];
        let whole = &mut self.levels[0][first];
        whole.id = id.clone();
        whole.name = name;
        whole.description = String::new();
        whole.position = position;
        id
    }

    /// Takes out the clusters at `withheld` (level and index), with their conversations if they are
    /// base clusters; children of a parent taken out, and children left alone, join the nearest
    /// parent on the map. A level with a single cluster left is dropped.
    pub fn prune(&mut self, withheld: &[(usize, usize)]) {
        for level in 0..self.levels.len() {
            let mut keep = vec![true; self.levels[level].len()];
            for &(_, index) in withheld.iter().filter(|(l, _)| *l == level) {
                keep[index] = false;
            }
            if level > 0 {
                self.rehome(level, &mut keep);
            }
            self.retain(level, &keep);
        }
        while self.levels.len() > 1 && self.levels.last().is_some_and(|top| top.len() < 2) {
            self.levels.pop();
            for sketch in self.levels.last_mut().into_iter().flatten() {
                sketch.parent = None;
            }
        }
    }

    /// Gives the children of parents that go, or that would be alone, to the nearest other parent.
    fn rehome(&mut self, level: usize, keep: &mut [bool]) {
        let (below, from) = self.levels.split_at_mut(level);
        let (children, parents) = (&mut below[level - 1], &from[0]);
        loop {
            let mut sizes = vec![0_usize; parents.len()];
            children
                .iter()
                .filter_map(|c| c.parent)
                .for_each(|p| sizes[p] += 1);
            for (keep, &size) in keep.iter_mut().zip(&sizes) {
                *keep &= size > 0;
            }
            let homeless = children
                .iter()
                .position(|c| c.parent.is_some_and(|p| !keep[p] || sizes[p] == 1));
            let Some(child) = homeless else { break };
            let nearest = (0..parents.len())
                .filter(|&p| keep[p] && Some(p) != children[child].parent)
                .min_by(|&a, &b| {
                    let from_child =
                        |p: usize| distance(children[child].position, parents[p].position);
                    from_child(a).total_cmp(&from_child(b))
                });
            let Some(nearest) = nearest else { break };
            children[child].parent = Some(nearest);
        }
    }

    /// Drops the clusters of `level` that are not kept and renumbers what refers to them.
    fn retain(&mut self, level: usize, keep: &[bool]) {
        let mut next = 0;
        let new: Vec<Option<usize>> = keep
            .iter()
            .map(|&kept| {
                kept.then(|| {
                    next += 1;
                    next - 1
                })
            })
            .collect();
        let mut index = 0;
        self.levels[level].retain(|_| {
            index += 1;
            keep[index - 1]
        });
        if level == 0 {
            for label in &mut self.labels {
                *label = label
                    .and_then(|old| new[old as usize])
                    .map(|new| new as u32);
            }
        } else {
            for child in &mut self.levels[level - 1] {
                child.parent = child.parent.and_then(|old| new[old]);
            }
        }
    }
}

fn distance(a: Position, b: Position) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(name: &str, x: f64, parent: Option<usize>) -> Sketch {
        Sketch {
            id: ClusterId::new(0, name),
            name: name.to_owned(),
            description: String::new(),
            position: [x, 0.0],
            parent,
        }
    }

    fn outline() -> Outline {
        Outline {
            levels: vec![
                vec![
                    sketch("a", 0.0, Some(0)),
                    sketch("b", 0.1, Some(0)),
                    sketch("c", 0.5, Some(1)),
                    sketch("d", 0.6, Some(1)),
                    sketch("e", 0.9, Some(2)),
                    sketch("f", 1.0, Some(2)),
                ],
                vec![
                    sketch("ab", 0.05, None),
                    sketch("cd", 0.55, None),
                    sketch("ef", 0.95, None),
                ],
            ],
            labels: (0..6).map(Some).collect(),
            unassigned: Vec::new(),
        }
    }

    #[test]
    fn an_only_child_joins_the_nearest_parent() {
        let mut outline = outline();
        outline.prune(&[(0, 2)]);
        let names: Vec<&str> = outline.levels[1].iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names, ["ab", "ef"]);
        let parents: Vec<_> = outline.levels[0].iter().map(|s| s.parent).collect();
        assert_eq!(parents, [Some(0), Some(0), Some(1), Some(1), Some(1)]);
        assert_eq!(
            outline.labels,
            [Some(0), Some(1), None, Some(2), Some(3), Some(4)]
        );
        assert_eq!(outline.labels_at(1)[3], Some(1));
    }

    #[test]
    fn clusters_joined_are_one_in_the_middle_of_them() {
        let mut outline = outline();
        assert_eq!(outline.members(&[0, 1]), [0, 1]);
        let id = outline.join(&[0, 1], "Other requests, group A".to_owned());
        outline.prune(&[(0, 1)]);
        assert_eq!(outline.levels[0][0].id, id);
        assert_eq!(outline.levels[0][0].position, [0.05, 0.0]);
        assert_eq!(outline.labels[..3], [Some(0), Some(0), Some(1)]);
        // The parent, alone with one child, is gone.
        assert_eq!(outline.levels[1].len(), 2);
    }

    #[test]
    fn children_of_a_withheld_parent_are_not_lost() {
        let mut outline = outline();
        outline.prune(&[(1, 1)]);
        assert_eq!(outline.levels[0].len(), 6);
        let parents: Vec<_> = outline.levels[0].iter().map(|s| s.parent).collect();
        assert_eq!(
            parents,
            [Some(0), Some(0), Some(1), Some(1), Some(1), Some(1)]
        );
    }

    #[test]
    fn a_level_with_one_cluster_is_dropped() {
        let mut outline = outline();
        outline.prune(&[(1, 1), (1, 2)]);
        assert_eq!(outline.levels.len(), 1);
        assert!(outline.levels[0].iter().all(|s| s.parent.is_none()));
    }
}
