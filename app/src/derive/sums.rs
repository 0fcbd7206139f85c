//! Sums over a set of clusters: the one place where numbers of several clusters become one.
//!
//! Invariant: a sum is shown only where every cell summed is one that the release shows. So it tells
//! nothing that a reader of the release could not add up by hand; and because shown cells are nothing or
//! meet the policy's threshold, so does every sum. Everything else is withheld, and never zero.

use crate::derive::sorting::set_of;

use kleio_shared::facet::CONCERN;
use kleio_shared::release::{Band, Cell, FacetProfile};
use kleio_shared::stats::{Share, mean_of_shown};

use super::atlas::Atlas;

/// What the release tells of the clusters of a set together.
#[derive(Debug, Clone, PartialEq)]
pub struct Sums {
    /// The base clusters of the set, ascending, each once.
    pub base: Vec<usize>,
    /// Their conversations.
    pub conversations: u64,
    /// Bounds on their distinct accounts: an account may have conversations in several clusters.
    pub accounts: Band,
    /// Share of all released conversations.
    pub share: Share,
    /// Mean concern, 1 to 5, as far as the summed cells tell; else the clusters' own, weighted by
    /// conversations.
    pub concern: f64,
    /// Sums of cells, in the order of the manifest's values and weeks.
    pub profile: FacetProfile,
    /// The centre of the positions, weighted by conversations.
    pub position: [f64; 2],
}

/// Sums over `clusters` of any level of `atlas`. A cluster that lies within another of them counts once.
/// Where the set holds all clusters of a parent, the parent's own cell counts where it is shown: the
/// release may show it although it hides a child's.
#[must_use]
pub fn sums(atlas: &Atlas, clusters: &[usize]) -> Sums {
    let base = base_of(atlas, clusters);
    let cover = cover(atlas, &base);
    let manifest = atlas.release().manifest();
    let of_base = || base.iter().map(|&index| atlas.cluster(index));
    let conversations: u64 = of_base().map(|cluster| cluster.conversations).sum();
    let profile = FacetProfile {
        facets: manifest
            .facets
            .iter()
            .map(|facet| {
                let row = sum_row(atlas, &cover, facet.values.len(), &|profile| {
                    profile.facets.get(&facet.name)
                });
                (facet.name.clone(), row)
            })
            .collect(),
        weeks: sum_row(atlas, &cover, manifest.weeks.len(), &|profile| {
            Some(&profile.weeks)
        }),
    };
    Sums {
        conversations,
        accounts: accounts(of_base().map(|cluster| cluster.accounts)),
        share: Share::wilson(conversations, manifest.totals.conversations),
        concern: concern(atlas, &profile, &base, conversations),
        position: centre(of_base().map(|cluster| (cluster.position, cluster.conversations))),
        profile,
        base,
    }
}

/// The base clusters at and below `clusters`, ascending, each once.
#[must_use]
pub fn base_of(atlas: &Atlas, clusters: &[usize]) -> Vec<usize> {
    let below = clusters.iter().flat_map(|&index| atlas.leaves_below(index));
    let base = set_of(below);
    base.into_iter().collect()
}

/// The highest clusters whose base clusters are all in `base`: disjoint, and together exactly `base`.
#[must_use]
pub fn cover(atlas: &Atlas, base: &[usize]) -> Vec<usize> {
    let mut whole = vec![false; atlas.clusters().len()];
    for &index in base {
        whole[index] = true;
    }
    for level in 1..=atlas.top_level() {
        for &index in atlas.at_level(level) {
            let children = atlas.tree().children(index);
            whole[index] = !children.is_empty() && children.iter().all(|&child| whole[child]);
        }
    }
    (0..whole.len())
        .filter(|&index| {
            let above = atlas.tree().parent(index);
            whole[index] && !above.is_some_and(|parent| whole[parent])
        })
        .collect()
}

/// The row of a facet, or of the weeks, in a profile.
type RowOf<'a> = dyn Fn(&FacetProfile) -> Option<&Vec<Cell>> + 'a;

/// The sums of the `cells` cells of a row over disjoint clusters, each withheld as soon as one of what it sums is. A
/// cluster's row is looked up once for all of them: thousands are summed.
fn sum_row(atlas: &Atlas, clusters: &[usize], cells: usize, row: &RowOf<'_>) -> Vec<Cell> {
    let mut totals = vec![Cell::Shown(0); cells];
    for &index in clusters {
        let own = row(&atlas.cluster(index).profile);
        for (place, total) in totals.iter_mut().enumerate() {
            let Some(sum) = total.shown() else { continue };
            let count = cell_of(own, place).shown();
            let count = count.or_else(|| below(atlas, index, place, row));
            *total = count.map_or(Cell::Suppressed, |count| Cell::Shown(sum + count));
        }
    }
    totals
}

/// The sum of the cells at `place` of the children of the cluster at `index`, where all are known: shown, or such sums
/// themselves. `None` where it has no children.
fn below(atlas: &Atlas, index: usize, place: usize, row: &RowOf<'_>) -> Option<u64> {
    let children = atlas.tree().children(index);
    if children.is_empty() {
        return None;
    }
    let known = |&child: &usize| {
        let shown = cell_of(row(&atlas.cluster(child).profile), place).shown();
        shown.or_else(|| below(atlas, child, place, row))
    };
    children.iter().map(known).sum()
}

fn cell_of(row: Option<&Vec<Cell>>, place: usize) -> Cell {
    row.and_then(|row| row.get(place))
        .copied()
        .unwrap_or_default()
}

/// At least as many as the largest band begins with, and fewer than all of them together could be.
fn accounts(bands: impl Iterator<Item = Band>) -> Band {
    let mut whole = Band {
        at_least: 0,
        below: Some(1),
    };
    for band in bands {
        whole.at_least = whole.at_least.max(band.at_least);
        whole.below = match (whole.below, band.below) {
            (Some(a), Some(b)) => Some(a + b.saturating_sub(1)),
            _ => None,
        };
    }
    whole
}

fn concern(atlas: &Atlas, profile: &FacetProfile, base: &[usize], conversations: u64) -> f64 {
    let cells = |row: &Vec<Cell>| row.iter().map(|cell| cell.shown()).collect::<Vec<_>>();
    let facet = profile.facets.get(CONCERN).filter(|row| row.len() == 5);
    let overall = &atlas.release().manifest().overall.facets;
    if let (Some(row), Some(everything)) = (facet, overall.get(CONCERN)) {
        return mean_of_shown(&cells(row), conversations, &cells(everything));
    }
    let weighted: f64 = base
        .iter()
        .map(|&index| atlas.cluster(index))
        .map(|cluster| cluster.concern * cluster.conversations as f64)
        .sum();
    if conversations == 0 {
        return 1.0;
    }
    (weighted / conversations as f64 * 10.0).round() / 10.0
}

fn centre(places: impl Iterator<Item = ([f64; 2], u64)>) -> [f64; 2] {
    let (mut sum, mut weight) = ([0.0; 2], 0.0);
    for (position, conversations) in places {
        for axis in 0..2 {
            sum[axis] += position[axis] * conversations as f64;
        }
        weight += conversations as f64;
    }
    if weight > 0.0 {
        [sum[0] / weight, sum[1] / weight]
    } else {
        [0.0; 2]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn a_sum_of_shown_cells_is_shown_and_any_other_is_withheld() {
        let atlas = fixture::atlas();
        let two = [atlas.at_level(0)[0], atlas.at_level(0)[7]];
        let sums = sums(&atlas, &two);
        assert_eq!(sums.conversations, 120);
        assert_eq!(
            sums.profile.facets["language"],
            [Cell::Shown(80), Cell::Suppressed, Cell::Suppressed]
        );
        assert_eq!(sums.profile.weeks[0], Cell::Shown(60));
        assert_eq!(sums.profile.weeks[1], Cell::Suppressed);
    }

    #[test]
    fn every_sum_is_nothing_or_meets_the_policy() {
        let atlas = fixture::atlas();
        let least = atlas.release().manifest().policy.cell.conversations;
        for count in 1..=atlas.at_level(0).len() {
            let sums = sums(&atlas, &atlas.at_level(0)[..count]);
            let rows = sums.profile.facets.values().chain([&sums.profile.weeks]);
            for shown in rows.flatten().filter_map(|cell| cell.shown()) {
                assert!(shown == 0 || shown >= least, "{shown}");
            }
        }
    }

    #[test]
    fn a_whole_branch_has_the_numbers_of_its_cluster() {
        let atlas = fixture::atlas();
        let parent = atlas.at_level(1)[2];
        let children = atlas.tree().children(parent).to_vec();
        let sums = sums(&atlas, &children);
        let cluster = atlas.cluster(parent);
        assert_eq!(sums.conversations, cluster.conversations);
        assert_eq!(sums.profile, cluster.profile);
        assert_eq!(cover(&atlas, &sums.base), [parent]);
    }

    #[test]
    fn clusters_within_each_other_count_once() {
        let atlas = fixture::atlas();
        let parent = atlas.at_level(2)[0];
        let child = atlas.tree().children(parent)[0];
        let both = sums(&atlas, &[child, parent, child]);
        assert_eq!(both, sums(&atlas, &[parent]));
        assert_eq!(both.base.len(), 12);
    }

    #[test]
    fn accounts_of_several_clusters_lie_between_the_largest_and_their_sum() {
        let atlas = fixture::atlas();
        let sums = sums(&atlas, &atlas.at_level(0)[..3]);
        let band = sums.accounts;
        // Three clusters of 20 to 49 accounts each.
        assert_eq!((band.at_least, band.below), (20, Some(3 * 49 + 1)));
    }

    #[test]
    fn nothing_sums_to_nothing() {
        let atlas = fixture::atlas();
        let sums = sums(&atlas, &[]);
        assert_eq!((sums.conversations, sums.accounts.at_least), (0, 0));
        assert_eq!(sums.position, [0.0; 2]);
    }
}
