//! What an attacker of two releases knows of how the clusters of the later one stand to those of the earlier.

use std::collections::{BTreeMap, BTreeSet};

use kleio_shared::release::{Cluster, Release};

/// Conversations of clusters, by the clusters' ids.
pub type Members = BTreeMap<String, BTreeSet<String>>;

/// How a row stands to one of before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinship {
    /// Of the very same conversations: every cell is what it was.
    Same,
    /// Of all of them and more: no cell is below what it was, nor grew by more than the row.
    Grown,
}

/// The rows of a release beside those of an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kin {
    /// By id: the id of one of before, and how they stand to each other.
    clusters: BTreeMap<String, (String, Kinship)>,
    /// How all released conversations stand to all of before.
    everything: Option<Kinship>,
}

impl Kin {
    /// Of who knows the conversations of every cluster of both releases.
    ///
    /// Of several clusters of before that one now holds all of, the largest tells most.
    #[must_use]
    pub fn known(before: (&Release, &Members), after: (&Release, &Members)) -> Self {
        let (old, new) = (counted(before.0, before.1), counted(after.0, after.1));
        let kin = |now: &BTreeSet<String>| {
            old.iter()
                .filter_map(|(id, then)| Some((then.len(), *id, kinship(then, now)?)))
                .max_by_key(|&(size, ..)| size)
                .map(|(_, id, kinship)| (id.to_owned(), kinship))
        };
        Self {
            clusters: new
                .iter()
                .filter_map(|(id, now)| Some(((*id).to_owned(), kin(now)?)))
                .collect(),
            everything: everything(before.0, &old)
                .zip(everything(after.0, &new))
                .and_then(|(then, now)| kinship(&then, &now)),
        }
    }

    /// Of who takes a cluster of the same name and number for the same, which it need not be.
    #[must_use]
    pub fn guessed(before: &Release, after: &Release) -> Self {
        let tree = before.tree();
        let same = |cluster: &&Cluster| {
            let at = tree.find(&cluster.id);
            at.is_some_and(|at| before.clusters()[at].conversations == cluster.conversations)
        };
        let twin = |cluster: &Cluster| {
            let id = cluster.id.to_string();
            (id.clone(), (id, Kinship::Same))
        };
        let totals = |release: &Release| release.manifest().totals.conversations;
        Self {
            clusters: after.clusters().iter().filter(same).map(twin).collect(),
            everything: (totals(before) == totals(after)).then_some(Kinship::Same),
        }
    }

    /// For each row of `after`, everything first: the row of `before` that it is compared with.
    #[must_use]
    pub fn rows(&self, before: &Release, after: &Release) -> Vec<Option<(usize, Kinship)>> {
        let place: BTreeMap<&str, usize> = before
            .clusters()
            .iter()
            .zip(1..)
            .map(|(cluster, row)| (cluster.id.as_str(), row))
            .collect();
        let of = |cluster: &Cluster| {
            let (id, kinship) = self.clusters.get(cluster.id.as_str())?;
            Some((*place.get(id.as_str())?, *kinship))
        };
        std::iter::once(self.everything.map(|kinship| (0, kinship)))
            .chain(after.clusters().iter().map(of))
            .collect()
    }
}

/// The conversations of every cluster of a release, but for those of which the release counts others.
fn counted<'a>(
    release: &'a Release,
    members: &'a Members,
) -> BTreeMap<&'a str, &'a BTreeSet<String>> {
    let clusters = release.clusters().iter();
    clusters
        .filter_map(|cluster| {
            let members = members.get(cluster.id.as_str())?;
            let all = members.len() as u64 == cluster.conversations;
            all.then_some((cluster.id.as_str(), members))
        })
        .collect()
}

/// All conversations that a release counts; none where it is not known which they are.
fn everything<'a>(
    release: &Release,
    counted: &BTreeMap<&'a str, &'a BTreeSet<String>>,
) -> Option<BTreeSet<&'a str>> {
    let mut all = BTreeSet::new();
    for cluster in release.clusters().iter().filter(|c| c.level == 0) {
        let members: &'a BTreeSet<String> = counted.get(cluster.id.as_str()).copied()?;
        all.extend(members.iter().map(String::as_str));
    }
    (all.len() as u64 == release.manifest().totals.conversations).then_some(all)
}

fn kinship<T: Ord>(then: &BTreeSet<T>, now: &BTreeSet<T>) -> Option<Kinship> {
    if then.is_empty() || !then.is_subset(now) {
        None
    } else if then.len() == now.len() {
        Some(Kinship::Same)
    } else {
        Some(Kinship::Grown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_all_of_before_is_the_same_or_grew() {
        let of = |then: &[u8], now: &[u8]| {
            let set = |ids: &[u8]| ids.iter().copied().collect::<BTreeSet<u8>>();
            kinship(&set(then), &set(now))
        };
        assert_eq!(of(&[1, 2], &[1, 2]), Some(Kinship::Same));
        assert_eq!(of(&[1, 2], &[1, 2, 3]), Some(Kinship::Grown));
        assert_eq!(of(&[1, 2], &[1, 3, 4]), None);
        assert_eq!(of(&[], &[1]), None);
    }
}
