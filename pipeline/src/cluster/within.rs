//! Takes out of vectors the directions in which conversations of one cluster differ anyway.
//!
//! How a request is framed and in what words moves its vector, too, and how far differs by language: a
//! model that knows a language less well hears the frame more. What conversations of one cluster still
//! differ in is mostly that, so every language is scaled by the inverse root of its covariance within
//! clusters, and clustered again. On the synthetic sample the share of conversations whose cluster is mostly
//! of their own topic rises by a point, that of Korean ones by two. In one language alone it takes out more
//! than it gives: on three labelled sets in English the mutual information of clusters and labels falls
//! by .01 to .02. Sources: Hatch, Kajarekar, Stolcke (2006), "Within-Class Covariance
//! Normalization for SVM-based Speaker Recognition", Interspeech; clusters for classes, in turn with
//! k-means, as in Ding and Li (2007), "Adaptive Dimension Reduction Using Discriminant Analysis and
//! K-means Clustering", ICML.
//!
//! Invariant: the result does not depend on the number of threads.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::nearest::product;
use crate::matrix::Matrix;

/// A group of this many rows trusts its own covariance as much as that of all rows.
const SHRINKAGE: f64 = 500.0;

/// A group of fewer rows goes by that of all rows alone: its own would hardly count.
const LEAST: usize = 50;

/// Added to every variance, in mean variances: directions in which clusters are thin must not take over.
const RIDGE: f64 = 1.0;

/// Rows multiplied together.
const BLOCK: usize = 1_024;

/// Most steps of the iteration for a root; it takes about a dozen.
const STEPS: usize = 40;

/// Share of the rows from which on a group is as good as alone.
const ALONE: f64 = 0.95;

/// Whether there are several groups: none has nearly all of the rows.
pub(super) fn several(groups: &[u32]) -> bool {
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    for &group in groups {
        *sizes.entry(group).or_default() += 1;
    }
    let most = sizes.into_values().max().unwrap_or_default();
    (most as f64) < ALONE * groups.len() as f64
}

/// The rows of `vectors`, evened within the clusters `labels`, of length 1; each group, such as a
/// language, by itself. Labels and groups have one entry a row; rows of no cluster are evened as the others.
pub(super) fn evened(vectors: &Matrix, labels: &[Option<u32>], groups: &[u32]) -> Matrix {
    let dims = vectors.dims();
    let residuals = residuals(vectors, labels);
    let mut rows: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (row, &group) in groups.iter().enumerate() {
        rows.entry(group).or_default().push(row);
    }
    let rows: Vec<Vec<usize>> = rows.into_values().collect();
    let clustered = |rows: &Vec<usize>| rows.iter().filter(|&&row| labels[row].is_some()).count();
    let own: Vec<Vec<f64>> = rows.iter().map(|rows| products(&residuals, rows)).collect();
    let mut all = vec![0.0; dims * dims];
    for own in &own {
        all.iter_mut().zip(own).for_each(|(sum, v)| *sum += v);
    }
    let count = rows.iter().map(clustered).sum::<usize>().max(1) as f64;
    all.iter_mut().for_each(|v| *v /= count);
    let common = scaling(&all, dims);
    let scalings: Vec<Option<Vec<f32>>> = rows
        .par_iter()
        .zip(own)
        .map(|(rows, own)| {
            let count = clustered(rows);
            (count >= LEAST).then(|| {
                let trust = 1.0 / (count as f64 + SHRINKAGE);
                let mixed = own.iter().zip(&all);
                let mixed: Vec<f64> = mixed.map(|(o, a)| trust * (o + SHRINKAGE * a)).collect();
                scaling(&mixed, dims)
            })
        })
        .collect();
    let mut out = Matrix::zeros(vectors.rows(), dims);
    for (rows, own) in rows.iter().zip(scalings) {
        let scaling = own.as_ref().unwrap_or(&common);
        let blocks: Vec<Vec<f32>> = rows
            .par_chunks(BLOCK)
            .map(|rows| {
                let block = vectors.select(rows.iter().copied());
                let mut scaled = vec![0.0; rows.len() * dims];
                // The scaling is symmetric.
                product(block.as_slice(), scaling, dims, &mut scaled);
                scaled
            })
            .collect();
        for (rows, block) in rows.chunks(BLOCK).zip(blocks) {
            for (&row, values) in rows.iter().zip(block.chunks_exact(dims)) {
                out.row_mut(row).copy_from_slice(values);
            }
        }
    }
    out.normalise_rows();
    out
}

/// Each row less the mean of its cluster; zero where it has none.
fn residuals(vectors: &Matrix, labels: &[Option<u32>]) -> Matrix {
    let dims = vectors.dims();
    let clusters = labels.iter().flatten().max();
    let clusters = clusters.map_or(0, |&last| last as usize + 1);
    let mut sums = vec![0.0_f64; clusters * dims];
    let mut counts = vec![0_u32; clusters];
    for (row, label) in vectors.iter().zip(labels) {
        let Some(label) = label.map(|label| label as usize) else {
            continue;
        };
        counts[label] += 1;
        let sum = &mut sums[label * dims..][..dims];
        sum.iter_mut()
            .zip(row)
            .for_each(|(s, &v)| *s += f64::from(v));
    }
    let mut residuals = vectors.clone();
    for (index, label) in labels.iter().enumerate() {
        let row = residuals.row_mut(index);
        let Some(label) = label.map(|label| label as usize) else {
            row.fill(0.0);
            continue;
        };
        let count = f64::from(counts[label]);
        for (value, sum) in row.iter_mut().zip(&sums[label * dims..][..dims]) {
            *value -= (sum / count) as f32;
        }
    }
    residuals
}

/// Sums of products of every two columns over some rows.
fn products(values: &Matrix, rows: &[usize]) -> Vec<f64> {
    let dims = values.dims();
    let mut sums = vec![0.0; dims * dims];
    // A few blocks at a time, so that they do not all have to be held.
    for some in rows.chunks(16 * BLOCK) {
        let blocks: Vec<Vec<f32>> = some
            .par_chunks(BLOCK)
            .map(|rows| {
                let mut columns = vec![0.0; dims * rows.len()];
                for (place, &row) in rows.iter().enumerate() {
                    for (axis, &value) in values.row(row).iter().enumerate() {
                        columns[axis * rows.len() + place] = value;
                    }
                }
                let mut block = vec![0.0; dims * dims];
                product(&columns, &columns, rows.len(), &mut block);
                block
            })
            .collect();
        for block in blocks {
            let pairs = sums.iter_mut().zip(block);
            pairs.for_each(|(sum, value)| *sum += f64::from(value));
        }
    }
    sums
}

/// What rows are multiplied with: the inverse root of their `covariance`, after the ridge.
fn scaling(covariance: &[f64], dims: usize) -> Vec<f32> {
    let mean = (0..dims).map(|i| covariance[i * dims + i]).sum::<f64>() / dims as f64;
    let mut ridged: Vec<f64> = if mean > 0.0 {
        covariance.iter().map(|v| v / mean).collect()
    } else {
        vec![0.0; dims * dims]
    };
    (0..dims).for_each(|i| ridged[i * dims + i] += RIDGE);
    inverse_root(&ridged, dims)
}

/// The inverse square root, up to a factor, of a symmetric positive definite matrix.
///
/// The coupled Newton-Schulz iteration: Higham (2008), "Functions of Matrices", equation 6.35. All its
/// matrices are polynomials in one, and so symmetric.
fn inverse_root(matrix: &[f64], dims: usize) -> Vec<f32> {
    // No eigenvalue is above the largest sum of a row; scaled by it, all are within (0, 1].
    let rows = matrix.chunks_exact(dims);
    let most = rows
        .map(|row| row.iter().map(|v| v.abs()).sum::<f64>())
        .fold(f64::MIN_POSITIVE, f64::max);
    let mut root: Vec<f32> = matrix.iter().map(|v| (v / most) as f32).collect();
    let mut inverse = vec![0.0; dims * dims];
    (0..dims).for_each(|i| inverse[i * dims + i] = 1.0);
    let (mut step, mut next) = (vec![0.0; dims * dims], vec![0.0; dims * dims]);
    for _ in 0..STEPS {
        product(&inverse, &root, dims, &mut step);
        let mut off = 0.0_f32;
        for (place, value) in step.iter_mut().enumerate() {
            let one = f32::from(u8::from(place % (dims + 1) == 0));
            off = off.max((*value - one).abs());
            *value = 1.5 * one - 0.5 * *value;
        }
        product(&root, &step, dims, &mut next);
        std::mem::swap(&mut root, &mut next);
        product(&step, &inverse, dims, &mut next);
        std::mem::swap(&mut inverse, &mut next);
        if off < 1e-3 {
            break;
        }
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_root_is_one() {
        let matrix = [4.0, 1.0, 0.0, 1.0, 3.0, 0.5, 0.0, 0.5, 1.0];
        let root = inverse_root(&matrix, 3);
        let times = |a: &[f32], b: &[f32]| -> Vec<f32> {
            let at = |i: usize| (0..3).map(|k| a[i / 3 * 3 + k] * b[k * 3 + i % 3]).sum();
            (0..9).map(at).collect()
        };
        let whole = times(&times(&root, &root), &matrix.map(|v| v as f32));
        for (place, value) in whole.iter().enumerate() {
            let expected = if place % 4 == 0 { whole[0] } else { 0.0 };
            assert!((value - expected).abs() < 1e-2 * whole[0], "{whole:?}");
        }
    }

    /// Two clusters apart on the first axis; members differ little on the second axis, and on the third much
    /// where the group is 1.
    fn framed() -> (Matrix, Vec<Option<u32>>, Vec<u32>) {
        let (mut data, mut labels, mut groups) = (Vec::new(), Vec::new(), Vec::new());
        for i in 0..4_000_u32 {
            let (label, group) = (i % 2, i / 2 % 2);
            let side = if label == 0 { 0.5 } else { -0.5 };
            let wave = |step: u32| ((i * step % 101) as f32 - 50.0) / 50.0;
            let frame = if group == 1 { 1.0 } else { 0.05 };
            data.extend([side, 0.05 * wave(37), frame * wave(53)]);
            labels.push(Some(label));
            groups.push(group);
        }
        let mut vectors = Matrix::new(3, data);
        vectors.normalise_rows();
        (vectors, labels, groups)
    }

    #[test]
    fn what_clusters_share_counts_more_afterwards() {
        let (vectors, labels, groups) = framed();
        let evened = evened(&vectors, &labels, &groups);
        let towards = |vectors: &Matrix, group: u32| {
            let rows = vectors.iter().zip(&groups).filter(|(_, g)| **g == group);
            rows.map(|(row, _)| row[0].abs()).sum::<f32>() / 2_000.0
        };
        assert!(towards(&evened, 1) > towards(&vectors, 1) + 0.02);
        assert!(towards(&evened, 0) > 0.99);
    }

    #[test]
    fn one_language_is_not_several() {
        assert!(!several(&[]) && !several(&[7; 30]));
        let few = |of: u32| (0..100).map(|i| u32::from(i < of)).collect::<Vec<_>>();
        assert!(!several(&few(3)) && several(&few(10)));
    }

    #[test]
    fn small_groups_and_no_differences_are_no_trouble() {
        let vectors = Matrix::new(2, [1.0, 0.0].repeat(60));
        let groups: Vec<u32> = (0..60).map(|i| u32::from(i < 3)).collect();
        assert_eq!(evened(&vectors, &[Some(0); 60], &groups), vectors);
    }

    #[test]
    fn rows_of_no_cluster_say_nothing_of_the_others() {
        let (mut vectors, mut labels, mut groups) = framed();
        let without = evened(&vectors, &labels, &groups);
        // Far out on the axis on which the others hardly differ.
        let dims = vectors.dims();
        let mut data = vectors.as_slice().to_vec();
        for _ in 0..500 {
            data.extend([0.0, 1.0, 0.0]);
            labels.push(None);
            groups.push(0);
        }
        vectors = Matrix::new(dims, data);
        let with = evened(&vectors, &labels, &groups);
        assert_eq!(&with.as_slice()[..4_000 * dims], without.as_slice());
    }
}
