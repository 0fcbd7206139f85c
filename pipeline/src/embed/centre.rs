//! Takes the language out of multilingual vectors.

use std::collections::BTreeMap;

use crate::matrix::Matrix;

/// A group of this many rows trusts its own mean as much as the mean of all rows.
const SHRINKAGE: f64 = 20.0;

/// Subtracts each group's mean from its rows and scales them to length 1 again.
///
/// Vectors of a multilingual model cluster by language before they cluster by meaning; with `groups`
/// the languages, this removes the difference between the languages' means. The mean of a group of n
/// rows is drawn towards the mean of all rows with weight 20 / (n + 20), so that a language with a
/// handful of rows does not lose its meaning with its mean. `groups` holds one number for each row.
pub fn centre_by_group(vectors: &mut Matrix, groups: &[u32]) {
    assert_eq!(vectors.rows(), groups.len(), "one group for each row");
    let dims = vectors.dims();
    let mut sums: BTreeMap<u32, (f64, Vec<f64>)> = BTreeMap::new();
    for (row, &group) in vectors.iter().zip(groups) {
        let (count, sum) = sums.entry(group).or_insert_with(|| (0.0, vec![0.0; dims]));
        *count += 1.0;
        for (total, &value) in sum.iter_mut().zip(row) {
            *total += f64::from(value);
        }
    }
    let mut overall = vec![0.0; dims];
    for (_, sum) in sums.values() {
        for (total, value) in overall.iter_mut().zip(sum) {
            *total += value / groups.len() as f64;
        }
    }
    let means: BTreeMap<u32, Vec<f32>> = sums
        .into_iter()
        .map(|(group, (count, sum))| {
            let trust = count / (count + SHRINKAGE);
            let mean = sum.iter().zip(&overall);
            let mean = mean.map(|(s, o)| (trust * s / count + (1.0 - trust) * o) as f32);
            (group, mean.collect())
        })
        .collect();
    for (index, group) in groups.iter().enumerate() {
        for (value, mean) in vectors.row_mut(index).iter_mut().zip(&means[group]) {
            *value -= mean;
        }
    }
    vectors.normalise_rows();
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two languages far apart on the last axis, two topics apart on the first.
    fn two_languages(count: usize) -> (Matrix, Vec<u32>) {
        let mut data = Vec::new();
        let mut groups = Vec::new();
        for index in 0..count * 4 {
            let topic = if index % 2 == 0 { 0.3 } else { -0.3 };
            let language = if index % 4 < 2 { 0.9 } else { -0.9 };
            data.extend([topic, 0.01 * index as f32 / count as f32, language]);
            groups.push(u32::from(index % 4 < 2) * 7);
        }
        let mut vectors = Matrix::new(3, data);
        vectors.normalise_rows();
        (vectors, groups)
    }

    fn cosine(vectors: &Matrix, a: usize, b: usize) -> f32 {
        let products = vectors.row(a).iter().zip(vectors.row(b));
        products.map(|(x, y)| x * y).sum()
    }

    #[test]
    fn topic_counts_more_than_language_afterwards() {
        let (mut vectors, groups) = two_languages(200);
        assert!(cosine(&vectors, 0, 1) > cosine(&vectors, 0, 2));
        centre_by_group(&mut vectors, &groups);
        assert!(cosine(&vectors, 0, 2) > 0.9);
        assert!(cosine(&vectors, 0, 1) < -0.9);
        let length = vectors.row(5).iter().map(|v| v * v).sum::<f32>();
        assert!((length - 1.0).abs() < 1e-5);
    }

    #[test]
    fn a_language_of_one_row_keeps_its_direction() {
        let (vectors, mut groups) = two_languages(50);
        groups[0] = 99;
        let mut centred = vectors.clone();
        centre_by_group(&mut centred, &groups);
        assert!(centred.row(0).iter().any(|v| v.abs() > 0.1));
        assert!(centred.row(0)[0] > 0.0);
    }

    #[test]
    fn no_rows_stay_no_rows() {
        let mut empty = Matrix::new(4, Vec::new());
        centre_by_group(&mut empty, &[]);
        assert_eq!(empty.rows(), 0);
    }
}
