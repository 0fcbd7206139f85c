//! Ward's joins of weighted-equal points, by nearest-neighbour chains.

use crate::cluster::squared_distance;
use crate::matrix::Matrix;

/// Two clusters joined at a cost, each named by its smallest point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Join {
    cost: f32,
    first: usize,
    second: usize,
}

struct Group {
    centre: Vec<f32>,
    weight: f32,
}

impl Group {
    /// Growth of the sum of squares when the two become one (Ward 1963, JASA 58).
    fn cost(&self, other: &Self) -> f32 {
        self.weight * other.weight / (self.weight + other.weight)
            * squared_distance(&self.centre, &other.centre)
    }

    fn absorb(&mut self, other: &Self) {
        let total = self.weight + other.weight;
        for (mine, theirs) in self.centre.iter_mut().zip(&other.centre) {
            *mine = (*mine * self.weight + theirs * other.weight) / total;
        }
        self.weight = total;
    }
}

/// All joins of the rows of `points`, cheapest first.
///
/// Follows chains of nearest neighbours until two are each other's nearest (Murtagh 1983, The
/// Computer Journal 26); Ward's cost is reducible, so this finds the same joins as greedy search, in
/// quadratic time.
pub(super) fn joins(points: &Matrix) -> Vec<Join> {
    let mut groups: Vec<Option<Group>> = points
        .iter()
        .map(|row| {
            Some(Group {
                centre: row.to_vec(),
                weight: 1.0,
            })
        })
        .collect();
    let mut joins = Vec::new();
    let mut chain: Vec<usize> = Vec::new();
    while joins.len() + 1 < groups.len() {
        if chain.is_empty() {
            chain.extend(groups.iter().position(Option::is_some));
        }
        let Some(&tip) = chain.last() else { break };
        let before = chain.len().checked_sub(2).map(|i| chain[i]);
        let Some((nearest, cost)) = nearest(&groups, tip, before) else {
            break;
        };
        if Some(nearest) == before {
            chain.truncate(chain.len() - 2);
            let (first, second) = (tip.min(nearest), tip.max(nearest));
            if let Some(absorbed) = groups[second].take()
                && let Some(group) = &mut groups[first]
            {
                group.absorb(&absorbed);
            }
            joins.push(Join {
                cost,
                first,
                second,
            });
        } else {
            chain.push(nearest);
        }
    }
    joins.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    joins
}

/// The group cheapest to join with `tip`; `favoured` wins a tie, so that chains always end.
fn nearest(groups: &[Option<Group>], tip: usize, favoured: Option<usize>) -> Option<(usize, f32)> {
    let tip_group = groups[tip].as_ref()?;
    let start = favoured.and_then(|i| Some((i, tip_group.cost(groups[i].as_ref()?))));
    groups
        .iter()
        .enumerate()
        .filter(|&(i, _)| i != tip)
        .fold(start, |best, (i, group)| {
            let Some(group) = group else { return best };
            let cost = tip_group.cost(group);
            match best {
                Some((_, least)) if least <= cost => best,
                _ => Some((i, cost)),
            }
        })
}

/// The `groups` groups that are left after the cheapest joins: a label for every point.
pub(super) fn cut(points: usize, joins: &[Join], groups: usize) -> Vec<u32> {
    let mut root: Vec<usize> = (0..points).collect();
    fn find(root: &[usize], mut i: usize) -> usize {
        while root[i] != i {
            i = root[i];
        }
        i
    }
    for join in &joins[..points.saturating_sub(groups).min(joins.len())] {
        let (first, second) = (find(&root, join.first), find(&root, join.second));
        root[first.max(second)] = first.min(second);
    }
    let mut labels: Vec<u32> = (0..points).map(|i| find(&root, i) as u32).collect();
    super::renumber(&mut labels);
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_points_are_joined_before_far_ones() {
        let points = Matrix::new(1, vec![0.0, 0.1, 5.0, 5.1, 20.0]);
        let joins = joins(&points);
        assert_eq!(joins.len(), 4);
        assert_eq!(cut(5, &joins, 3), [0, 0, 1, 1, 2]);
        assert_eq!(cut(5, &joins, 2), [0, 0, 0, 0, 1]);
        assert_eq!(cut(5, &joins, 5), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn equal_points_do_not_loop_forever() {
        let joins = joins(&Matrix::new(2, vec![1.0; 40]));
        assert_eq!(joins.len(), 19);
    }
}
