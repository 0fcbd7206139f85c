//! Hierarchical grouping by Ward's criterion, with weights.
//!
//! Ward 1963, JASA 58, by chains of nearest neighbours (Murtagh 1983, The Computer Journal 26), on
//! centroids and masses, so that memory grows with the points and not with their pairs.
//!
//! Why not linfa-hierarchical: it takes a matrix of similarities, cuts them off at a millionth, hands
//! their logarithms to the linkage (for which Ward's is not defined), knows no weights, and numbers its
//! groups in the order of a hash map.

use kleio_shared::cluster::Points;

use crate::vector::squared_distance;

/// Two groups become one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Join {
    /// A point of the one group.
    pub a: usize,
    /// A point of the other.
    pub b: usize,
    /// By how much the weighted inertia rises.
    pub cost: f64,
}

/// All joins of `points` until one group is left, cheapest first. `step` is told how many are made.
#[must_use]
pub fn joins(points: Points<'_>, weights: &[f32], step: &mut dyn FnMut(usize)) -> Vec<Join> {
    let rows = points.rows();
    let dims = points.dims();
    let mut centres = points.values().to_vec();
    let mut masses: Vec<f32> = weights.to_vec();
    let mut active: Vec<usize> = (0..rows).collect();
    let mut joins = Vec::with_capacity(rows.saturating_sub(1));
    let mut chain: Vec<usize> = Vec::new();
    while active.len() > 1 {
        let Some(&tip) = chain.last() else {
            chain.extend(active.first());
            continue;
        };
        let before = chain.len().checked_sub(2).map(|place| chain[place]);
        let centre = |group: usize| &centres[group * dims..(group + 1) * dims];
        let cost = |group: usize| {
            let (a, b) = (masses[tip], masses[group]);
            a * b / (a + b) * squared_distance(centre(tip), centre(group))
        };
        // The one before wins ties, or the chain would not end.
        let mut best = before.map(|group| (cost(group), group));
        for &group in &active {
            if group == tip || Some(group) == before {
                continue;
            }
            let cost = cost(group);
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, group));
            }
        }
        let Some((cost, nearest)) = best else { break };
        if Some(nearest) != before {
            chain.push(nearest);
            continue;
        }
        chain.truncate(chain.len() - 2);
        let (into, gone) = (tip.min(nearest), tip.max(nearest));
        let (a, b) = (masses[into], masses[gone]);
        for place in 0..dims {
            let (x, y) = (centres[into * dims + place], centres[gone * dims + place]);
            centres[into * dims + place] = (a * x + b * y) / (a + b);
        }
        masses[into] = a + b;
        if let Ok(place) = active.binary_search(&gone) {
            active.remove(place);
        }
        joins.push(Join {
            a: into,
            b: gone,
            cost: f64::from(cost),
        });
        step(joins.len());
    }
    joins.sort_by(|x, y| x.cost.total_cmp(&y.cost));
    joins
}

/// The group of every point where joins stop at `groups` groups (at least 1): numbered by first point.
#[must_use]
pub fn cut(joins: &[Join], rows: usize, groups: usize) -> Vec<u32> {
    let mut above: Vec<usize> = (0..rows).collect();
    for join in &joins[..rows.saturating_sub(groups.max(1)).min(joins.len())] {
        let (a, b) = (root(&mut above, join.a), root(&mut above, join.b));
        above[a.max(b)] = a.min(b);
    }
    let mut numbers = vec![None; rows];
    let mut next = 0;
    (0..rows)
        .map(|row| {
            let root = root(&mut above, row);
            *numbers[root].get_or_insert_with(|| {
                next += 1;
                next - 1
            })
        })
        .collect()
}

fn root(above: &mut [usize], mut point: usize) -> usize {
    while above[point] != point {
        above[point] = above[above[point]];
        point = above[point];
    }
    point
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;

    fn points(rows: usize) -> (Vec<f32>, Vec<f32>) {
        let mut dice = Dice::new(3);
        let values = (0..rows * 3).map(|_| dice.unit() as f32).collect();
        let weights = (0..rows).map(|row| 1.0 + (row % 4) as f32).collect();
        (values, weights)
    }

    /// Joins the cheapest pair again and again, as the definition says.
    fn plain(values: &[f32], weights: &[f32], groups: usize) -> Vec<u32> {
        let rows = weights.len();
        let mut labels: Vec<usize> = (0..rows).collect();
        let mean = |labels: &[usize], label: usize| {
            let own = (0..rows).filter(|&row| labels[row] == label);
            let own: Vec<usize> = own.collect();
            let chosen: Vec<f32> = own
                .iter()
                .flat_map(|&r| values[r * 3..r * 3 + 3].to_vec())
                .collect();
            let mass: Vec<f32> = own.iter().map(|&r| weights[r]).collect();
            (
                crate::vector::mean(&chosen, 3, &mass),
                mass.iter().sum::<f32>(),
            )
        };
        for _ in 0..rows - groups {
            let mut present = labels.clone();
            present.sort_unstable();
            present.dedup();
            let mut best = (f32::INFINITY, 0, 0);
            for (i, &a) in present.iter().enumerate() {
                for &b in &present[i + 1..] {
                    let ((x, m), (y, n)) = (mean(&labels, a), mean(&labels, b));
                    let cost = m * n / (m + n) * squared_distance(&x, &y);
                    if cost < best.0 {
                        best = (cost, a, b);
                    }
                }
            }
            labels.iter_mut().for_each(|l| {
                if *l == best.2 {
                    *l = best.1;
                }
            });
        }
        let mut order = Vec::new();
        labels
            .iter()
            .map(|label| {
                let place = order.iter().position(|other| other == label);
                place.unwrap_or_else(|| {
                    order.push(*label);
                    order.len() - 1
                }) as u32
            })
            .collect()
    }

    #[test]
    fn chains_find_what_the_definition_gives() {
        let (values, weights) = points(28);
        let joins = joins(Points::new(3, &values).unwrap(), &weights, &mut |_| {});
        assert_eq!(joins.len(), 27);
        for groups in [1, 2, 5, 11, 27, 28] {
            assert_eq!(
                cut(&joins, 28, groups),
                plain(&values, &weights, groups),
                "{groups}"
            );
        }
    }

    #[test]
    fn nothing_and_one_point_make_no_joins() {
        assert!(joins(Points::default(), &[], &mut |_| {}).is_empty());
        assert_eq!(cut(&[], 1, 3), [0]);
    }
}
