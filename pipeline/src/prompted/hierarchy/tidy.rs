//! Makes parents of what was assigned: numbered in order, none of a single child.

use super::neighbourhoods::by_distance;
use crate::matrix::Matrix;

/// Number of parents: labels count from 0.
pub(super) fn count(parents: &[u32]) -> usize {
    parents.iter().max().map_or(0, |&last| last as usize + 1)
}

/// Moves every only child to the parent whose children's mean is nearest, and numbers the parents that
/// are left in order of their first child.
pub(super) fn tidy(mut parents: Vec<u32>, children: &Matrix) -> Vec<u32> {
    loop {
        let mut sizes = vec![0_usize; count(&parents)];
        parents.iter().for_each(|&p| sizes[p as usize] += 1);
        let lonely = (0..parents.len()).find(|&child| sizes[parents[child] as usize] == 1);
        let Some(child) = lonely else { break };
        let mut others: Vec<usize> = (0..sizes.len())
            .filter(|&p| p != parents[child] as usize && sizes[p] > 0)
            .collect();
        by_distance(children.row(child), &means(children, &parents), &mut others);
        let Some(&nearest) = others.first() else {
            break;
        };
        parents[child] = nearest as u32;
    }
    let mut order: Vec<u32> = Vec::new();
    for parent in &mut parents {
        let known = order.iter().position(|known| known == parent);
        *parent = known.unwrap_or_else(|| {
            order.push(*parent);
            order.len() - 1
        }) as u32;
    }
    parents
}

/// Mean row of the children of every parent.
pub(super) fn means(children: &Matrix, parents: &[u32]) -> Matrix {
    let mut means = Matrix::zeros(count(parents), children.dims());
    let mut sizes = vec![0.0_f32; means.rows()];
    parents.iter().for_each(|&p| sizes[p as usize] += 1.0);
    for (row, &parent) in children.iter().zip(parents) {
        let size = sizes[parent as usize];
        for (total, value) in means.row_mut(parent as usize).iter_mut().zip(row) {
            *total += value / size;
        }
    }
    means
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_only_child_joins_the_nearest_parent() {
        let children = Matrix::new(1, vec![0.0, 0.1, 5.0, 9.0, 9.1]);
        assert_eq!(tidy(vec![7, 7, 3, 1, 1], &children), [0, 0, 1, 1, 1]);
    }

    proptest! {
        #[test]
        fn nobody_is_alone_and_numbers_have_no_gaps(
            parents in prop::collection::vec(0_u32..9, 2..40)
        ) {
            let children = Matrix::new(1, (0..parents.len()).map(|i| (i * i) as f32).collect());
            let tidied = tidy(parents, &children);
            for parent in 0..count(&tidied) as u32 {
                prop_assert!(tidied.iter().filter(|&&p| p == parent).count() >= 2);
            }
        }
    }
}
