//! What the vectors of released texts say of clusters of any level, a reader's own groups included.

use kleio_shared::cluster::Points;

use super::atlas::Atlas;
use super::sorting::map_of;

/// For each cluster of `atlas` its row among the vectors of the release; `None` above base clusters.
#[must_use]
pub fn rows(atlas: &Atlas) -> Vec<Option<usize>> {
    let base = (atlas.release().clusters().iter()).filter(|cluster| cluster.level == 0);
    let rows = map_of(
        base.zip(0..)
            .map(|(cluster, row)| (cluster.id.as_str(), row)),
    );
    let clusters = atlas.clusters().iter();
    clusters
        .map(|cluster| rows.get(cluster.id.as_str()).copied())
        .collect()
}

/// Where the cluster at `index` points: the mean row of the base clusters at and below it, weighted by their
/// conversations and scaled to length 1; all zero where there is none. `rows` are those of [`rows`].
#[must_use]
pub fn direction(
    atlas: &Atlas,
    vectors: Points<'_>,
    rows: &[Option<usize>],
    index: usize,
) -> Vec<f32> {
    let mut sum = vec![0.0_f32; vectors.dims()];
    for base in atlas.leaves_below(index) {
        let Some(row) = rows[base].filter(|&row| row < vectors.rows()) else {
            continue;
        };
        let weight = atlas.cluster(base).conversations.max(1) as f32;
        for (sum, value) in sum.iter_mut().zip(vectors.row(row)) {
            *sum += weight * value;
        }
    }
    let length = cosine(&sum, &sum).sqrt();
    if length > 0.0 {
        for value in &mut sum {
            *value /= length;
        }
    }
    sum
}

/// The cosine of two directions of length 1, which is their scalar product.
#[must_use]
pub fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;
    use crate::derive::regroup::regrouped;
    use crate::derive::regroup::tests::regrouping;

    #[test]
    fn rows_follow_base_clusters_into_groups_of_the_readers_own() {
        let release = fixture::atlas();
        let first = release.clusters().len() - 36;
        assert_eq!(rows(&release)[first + 5], Some(5));
        assert_eq!(rows(&release)[0], None);
        let own = regrouped::regrouped(&release, &regrouping());
        let base = own.find(release.id(first + 5).as_str()).unwrap();
        assert_eq!(rows(&own)[base], Some(5));
    }

    #[test]
    fn a_cluster_points_where_those_below_it_do() {
        let atlas = fixture::atlas();
        let mut values = vec![0.0; 72];
        // The four base clusters below the first middle one: three to the right, one up.
        values[..8].copy_from_slice(&[2.0, 0.0, 2.0, 0.0, 2.0, 0.0, 0.0, 2.0]);
        let points = Points::new(2, &values).unwrap();
        let rows = rows(&atlas);
        let middle = atlas.find("1-0").unwrap();
        let right = direction(&atlas, points, &rows, middle);
        assert!((right[0] / right[1] - 3.0).abs() < 1e-5);
        assert!((cosine(&right, &right) - 1.0).abs() < 1e-5);
        let nothing = direction(&atlas, points, &rows, atlas.find("1-1").unwrap());
        assert_eq!(nothing, [0.0, 0.0]);
    }
}
