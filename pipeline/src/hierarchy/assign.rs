//! Which parent a cluster goes to: the one that it is most like.

use rayon::prelude::*;

use crate::matrix::Matrix;

/// For every row of `children` the row of `parents` with the greatest cosine, so that the lengths of
/// neither matter; the lower number on a tie. The order of children does not matter, nor does that of
/// parents but for exact ties.
///
/// This is the assignment step of the hierarchy (Clio, arXiv 2412.13678, appendix G.7), and the rule
/// by which clusters are assigned to categories that are known beforehand. Both matrices have the same
/// number of dimensions, and `parents` at least one row.
#[must_use]
pub fn assign(children: &Matrix, parents: &Matrix) -> Vec<u32> {
    let mut parents = parents.clone();
    parents.normalise_rows();
    (0..children.rows())
        .into_par_iter()
        .map(|child| {
            let child = children.row(child);
            let mut best = (0, f32::NEG_INFINITY);
            for (parent, row) in parents.iter().enumerate() {
                let likeness: f32 = row.iter().zip(child).map(|(a, b)| a * b).sum();
                if likeness > best.1 {
                    best = (parent as u32, likeness);
                }
            }
            best.0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn direction_decides_and_length_does_not() {
        let parents = Matrix::new(2, vec![0.1, 0.0, 5.0, 5.0, 0.0, 2.0]);
        let children = Matrix::new(2, vec![9.0, 1.0, 0.2, 0.3, 0.0, 0.1]);
        assert_eq!(assign(&children, &parents), [0, 1, 2]);
    }

    #[test]
    fn a_tie_goes_to_the_first() {
        let parents = Matrix::new(1, vec![1.0, 2.0]);
        assert_eq!(assign(&Matrix::new(1, vec![3.0]), &parents), [0]);
    }
}
