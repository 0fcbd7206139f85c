//! Which conversations stand for a cluster when a model names it.

use std::collections::BTreeMap;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::cluster::squared_distance;
use crate::matrix::Matrix;

/// Clusters among whose members the nearest outsiders are looked for.
const NEIGHBOURS: usize = 8;

/// At most `most` of `members`, drawn with `seed`: one of every account before a second one of any, so
/// that no account can fill what a model is shown of a cluster.
pub(super) fn sample(members: &[u32], accounts: &[u32], most: usize, seed: u64) -> Vec<u32> {
    let mut shuffled = members.to_vec();
    shuffled.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    let mut seen: BTreeMap<u32, u32> = BTreeMap::new();
    let mut drawn: Vec<(u32, u32)> = shuffled
        .into_iter()
        .map(|member| {
            let before = seen.entry(accounts[member as usize]).or_default();
            *before += 1;
            (*before, member)
        })
        .collect();
    // Stable: within a round the shuffled order stays.
    drawn.sort_by_key(|(round, _)| *round);
    drawn
        .into_iter()
        .take(most)
        .map(|(_, member)| member)
        .collect()
}

/// The `most` conversations nearest to the centroid of `cluster` that are not in it, nearest first;
/// looked for in the nearest clusters.
pub(super) fn nearest_outsiders(
    vectors: &Matrix,
    centroids: &Matrix,
    members: &[Vec<u32>],
    cluster: usize,
    most: usize,
) -> Vec<u32> {
    let centre = centroids.row(cluster);
    let by_distance = |rows: &Matrix, candidates: Vec<u32>, most: usize| {
        let mut ranked: Vec<(f32, u32)> = candidates
            .into_iter()
            .map(|row| (squared_distance(centre, rows.row(row as usize)), row))
            .collect();
        ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        ranked.truncate(most);
        ranked.into_iter().map(|(_, row)| row).collect::<Vec<u32>>()
    };
    let others = (0..members.len() as u32).filter(|&other| other != cluster as u32);
    let near = by_distance(centroids, others.collect(), NEIGHBOURS);
    let candidates = near
        .iter()
        .flat_map(|&c| members[c as usize].iter().copied());
    by_distance(vectors, candidates.collect(), most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_comes_before_any_comes_twice() {
        // Account 0 has 90 of 100 conversations.
        let accounts: Vec<u32> = (0..100).map(|i: u32| i.saturating_sub(89)).collect();
        let members: Vec<u32> = (0..100).collect();
        let drawn = sample(&members, &accounts, 11, 5);
        let mut theirs: Vec<u32> = drawn.iter().map(|&m| accounts[m as usize]).collect();
        theirs.sort_unstable();
        assert_eq!(theirs, (0..11).collect::<Vec<_>>());
        assert_eq!(drawn, sample(&members, &accounts, 11, 5));
        assert_ne!(drawn, sample(&members, &accounts, 11, 6));
        assert_eq!(sample(&members[..3], &accounts, 50, 1).len(), 3);
    }

    #[test]
    fn outsiders_are_the_nearest_and_never_members() {
        let vectors = Matrix::new(1, (0..30).map(|i| i as f32).collect());
        let members: Vec<Vec<u32>> = (0..3).map(|c| (c * 10..c * 10 + 10).collect()).collect();
        let centroids = Matrix::new(1, vec![4.5, 14.5, 24.5]);
        let outsiders = nearest_outsiders(&vectors, &centroids, &members, 1, 4);
        assert_eq!(outsiders, [9, 20, 8, 21]);
    }
}
