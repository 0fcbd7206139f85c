//! What makes clusters alike, as rows of numbers: meaning, facets, weeks.
//!
//! Facets and weeks are compared by the square roots of shares (Hellinger's distance), so that a small
//! value counts as well. A withheld cell is never zero: what a row does not show is shared out among its
//! withheld cells as the whole release has them, which is all that a reader can know.

use kleio_shared::cluster::Points;
use kleio_shared::release::{Cell, Cluster, Manifest};

use super::Shares;
use crate::derive::atlas::Atlas;
use crate::derive::meaning::rows;

/// Rows of one kind, and how much they count.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// Values of a row.
    pub dims: usize,
    /// Row after row, one for each cluster asked about.
    pub values: Vec<f32>,
    /// How much it counts, above 0.
    pub share: f64,
}

/// The kinds of which a share is asked for and which the release has. `vectors` has a row for each base
/// cluster in the release's order; `base` says which clusters are asked about.
#[must_use]
pub fn features(
    atlas: &Atlas,
    vectors: Option<Points<'_>>,
    base: &[usize],
    shares: Shares,
) -> Vec<Feature> {
    let meaning = vectors.map(|vectors| meaning(atlas, vectors, base));
    let manifest = atlas.release().manifest();
    let all = [
        (shares.meaning, meaning),
        (shares.facets, Some(facets(atlas, manifest, base))),
        (shares.time, Some(weeks(atlas, manifest, base))),
    ];
    all.into_iter()
        .filter_map(|(share, rows)| {
            let (dims, values) = rows?;
            (share > 0 && dims > 0).then(|| Feature {
                dims,
                values,
                share: f64::from(share),
            })
        })
        .collect()
}

/// Every cluster's weight: its conversations, or 1.
#[must_use]
pub fn weights(atlas: &Atlas, base: &[usize], by_conversations: bool) -> Vec<f32> {
    let weight = |&index: &usize| atlas.cluster(index).conversations.max(1) as f32;
    if by_conversations {
        base.iter().map(weight).collect()
    } else {
        vec![1.0; base.len()]
    }
}

type Rows = (usize, Vec<f32>);

fn meaning(atlas: &Atlas, vectors: Points<'_>, base: &[usize]) -> Rows {
    let rows = rows(atlas);
    let mut values = Vec::with_capacity(base.len() * vectors.dims());
    for row in base.iter().filter_map(|&index| rows[index]) {
        if row < vectors.rows() {
            values.extend_from_slice(vectors.row(row));
        }
    }
    (vectors.dims(), values)
}

fn facets(atlas: &Atlas, manifest: &Manifest, base: &[usize]) -> Rows {
    let dims = manifest.facets.iter().map(|facet| facet.values.len()).sum();
    let mut values = Vec::with_capacity(base.len() * dims);
    for cluster in base.iter().map(|&index| atlas.cluster(index)) {
        for facet in &manifest.facets {
            let row = cluster.profile.facets.get(&facet.name);
            let everything = manifest.overall.facets.get(&facet.name);
            push(row, everything, facet.values.len(), cluster, &mut values);
        }
    }
    (dims, values)
}

fn weeks(atlas: &Atlas, manifest: &Manifest, base: &[usize]) -> Rows {
    let dims = manifest.weeks.len();
    let mut values = Vec::with_capacity(base.len() * dims);
    for cluster in base.iter().map(|&index| atlas.cluster(index)) {
        let (row, everything) = (&cluster.profile.weeks, &manifest.overall.weeks);
        push(Some(row), Some(everything), dims, cluster, &mut values);
    }
    (dims, values)
}

/// Appends the square roots of a row's shares.
fn push(
    row: Option<&Vec<Cell>>,
    everything: Option<&Vec<Cell>>,
    width: usize,
    cluster: &Cluster,
    values: &mut Vec<f32>,
) {
    let cell = |row: Option<&Vec<Cell>>, place: usize| {
        row.and_then(|row| row.get(place))
            .and_then(|cell| cell.shown())
    };
    let shown: u64 = (0..width).filter_map(|place| cell(row, place)).sum();
    let rest = cluster.conversations.saturating_sub(shown) as f64;
    let usual = |place: usize| cell(everything, place).unwrap_or(0) as f64;
    let hidden: Vec<usize> = (0..width).filter(|&p| cell(row, p).is_none()).collect();
    let mass: f64 = hidden.iter().map(|&place| usual(place)).sum();
    let total = cluster.conversations.max(1) as f64;
    for place in 0..width {
        let count = match cell(row, place) {
            Some(count) => count as f64,
            None if mass > 0.0 => rest * usual(place) / mass,
            None => rest / hidden.len().max(1) as f64,
        };
        values.push((count / total).sqrt() as f32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    const ALL: Shares = Shares {
        meaning: 0,
        facets: 50,
        time: 50,
    };

    #[test]
    fn a_withheld_cell_is_what_the_release_makes_likely_and_not_zero() {
        let atlas = fixture::atlas();
        let base = atlas.at_level(0)[..2].to_vec();
        let features = features(&atlas, None, &base, ALL);
        let language = &features[0].values[..3];
        // 40 of 60 are shown; the other 20 are halved, as the two are equal in the whole release.
        let expected = [2.0_f32 / 3.0, 1.0 / 6.0, 1.0 / 6.0].map(f32::sqrt);
        for (a, b) in language.iter().zip(expected) {
            assert!((a - b).abs() < 1e-6, "{language:?}");
        }
    }

    #[test]
    fn every_row_of_a_facet_has_length_one() {
        let atlas = fixture::atlas();
        let base = atlas.at_level(0).to_vec();
        let features = features(&atlas, None, &base, ALL);
        let facets = atlas.release().manifest().facets.len() as f32;
        for row in features[0].values.chunks(features[0].dims) {
            let length: f32 = row.iter().map(|v| v * v).sum();
            assert!((length - facets).abs() < 1e-4);
        }
    }

    #[test]
    fn meaning_follows_the_order_of_the_release() {
        let atlas = fixture::atlas();
        let rows: Vec<f32> = (0..36).map(|row| row as f32).collect();
        let vectors = Points::new(1, &rows);
        let first = atlas.clusters().len() - 36;
        let shares = Shares {
            meaning: 100,
            facets: 0,
            time: 0,
        };
        let features = features(&atlas, vectors, &[first + 3, first + 30], shares);
        assert_eq!(features[0].values, [3.0, 30.0]);
        assert_eq!(weights(&atlas, &[first], true), [60.0]);
    }
}
