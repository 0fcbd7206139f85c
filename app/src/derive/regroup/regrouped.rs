//! A regrouping as an atlas, so that map, tree, table and panel show it like any other.
//!
//! Invariant: its base clusters are the release's own, unchanged; the numbers of its groups come from
//! [`sums`] alone, so nothing of them is shown that the release does not show.

use kleio_shared::release::{Cluster, ClusterId, Receipt};

use super::{Key, Regrouping};
use crate::derive::atlas::Atlas;
use crate::derive::format;
use crate::derive::sorting::{Sorting as _, map_of};
use crate::derive::sums::sums;
use crate::tr;

/// Members that a group's description names.
const NAMED: usize = 3;

/// The identifier of the group numbered `key`: the same while it is renamed and changed.
#[must_use]
pub fn group_id(key: Option<Key>) -> ClusterId {
    let name = match key {
        Some(key) => format!("own group {key}"),
        None => "own rest".to_owned(),
    };
    ClusterId::new(1, &name)
}

/// The groups of `regrouping` as clusters of level 1, and below them the base clusters that it is about.
/// `release` is the atlas of the release that it was made of.
#[must_use]
pub fn regrouped(release: &Atlas, regrouping: &Regrouping) -> Atlas {
    let mut making = Making::new(release, regrouping);
    while making.add(release, usize::MAX) {}
    making.finish(release)
}

/// What [`regrouped`] gives, made some clusters at a time, all of one release.
#[derive(Debug, Clone)]
pub struct Making {
    parts: Vec<Part>,
    /// Base clusters, as the release orders them, and the places of their parts.
    base: Vec<(usize, usize)>,
    groups: Vec<Cluster>,
    clusters: Vec<Cluster>,
}

/// A group, or what is in none.
#[derive(Debug, Clone)]
struct Part {
    id: ClusterId,
    name: String,
    members: Vec<usize>,
}

impl Making {
    /// Nothing of `regrouping` yet.
    #[must_use]
    pub fn new(release: &Atlas, regrouping: &Regrouping) -> Self {
        let outside = (None, tr!("In no group"), &regrouping.outside);
        let named = regrouping
            .groups
            .iter()
            .map(|group| (Some(group.key), group.name.as_str(), &group.clusters));
        let all = release.at_level(0).iter();
        let places = map_of(all.map(|&index| (release.id(index).as_str(), index)));
        let mut parts = Vec::new();
        let mut base = Vec::new();
        for (key, name, clusters) in named.chain([outside]) {
            let found = clusters.iter().filter_map(|id| places.get(id.as_str()));
            let members: Vec<usize> = found.copied().collect();
            if members.is_empty() {
                continue;
            }
            base.extend(members.iter().map(|&index| (index, parts.len())));
            parts.push(Part {
                id: group_id(key),
                name: name.to_owned(),
                members,
            });
        }
        base.order_by_key(|(index, _)| *index);
        Self {
            parts,
            base,
            groups: Vec::new(),
            clusters: Vec::new(),
        }
    }

    /// Makes about `most` clusters more; whether there are others to make. A group is as much work as its members.
    pub fn add(&mut self, release: &Atlas, most: usize) -> bool {
        let mut done = 0;
        while done < most {
            if let Some(part) = self.parts.get(self.groups.len()) {
                let group = own_group(release, part.id.clone(), &part.name, &part.members);
                self.groups.push(group);
                done += part.members.len();
            } else if let Some(&(index, part)) = self.base.get(self.clusters.len()) {
                self.clusters.push(Cluster {
                    parent: Some(self.parts[part].id.clone()),
                    ..release.cluster(index).clone()
                });
                done += 1;
            } else {
                return false;
            }
        }
        true
    }

    /// What was made.
    #[must_use]
    pub fn finish(self, release: &Atlas) -> Atlas {
        let mut groups = self.groups;
        groups.order_by_key(|group| std::cmp::Reverse(group.conversations));
        groups.extend(self.clusters);
        release.with_own(groups)
    }
}

/// The base clusters `members` of `release` as one cluster of level 1, with what the release tells of them
/// together.
#[must_use]
pub fn own_group(release: &Atlas, id: ClusterId, name: &str, members: &[usize]) -> Cluster {
    let sums = sums(release, members);
    Cluster {
        id,
        level: 1,
        parent: None,
        name: name.to_owned(),
        description: description(release, members),
        conversations: sums.conversations,
        accounts: sums.accounts,
        share: sums.share,
        concern: sums.concern,
        position: sums.position,
        coherence: None,
        stability: None,
        profile: sums.profile,
        // The gate knows nothing of it.
        receipt: Receipt::default(),
    }
}

/// The largest members by name, and how many more there are.
fn description(release: &Atlas, members: &[usize]) -> String {
    let mut largest = members.to_vec();
    largest.order_by_key(|&index| std::cmp::Reverse(release.cluster(index).conversations));
    let names: Vec<String> = largest
        .iter()
        .take(NAMED)
        .map(|&index| tr!("“{name}”", name = &release.cluster(index).name))
        .collect();
    let names = format::list(&names);
    if members.len() > NAMED {
        tr!(
            "A group of your own: {n, plural, one {# base cluster} other {# base clusters}}, the largest {names}.",
            n = members.len(),
            names = names
        )
    } else {
        tr!(
            "A group of your own: {n, plural, one {# base cluster} other {# base clusters}}, {names}.",
            n = members.len(),
            names = names
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::regrouping;
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn base_clusters_stay_as_they_are_under_new_parents() {
        let release = fixture::atlas();
        let atlas = regrouped(&release, &regrouping());
        assert_eq!(atlas.top_level(), 1);
        assert_eq!((atlas.at_level(1).len(), atlas.at_level(0).len()), (5, 36));
        for &index in atlas.at_level(0) {
            let cluster = atlas.cluster(index);
            let own = release.cluster(release.find(cluster.id.as_str()).unwrap());
            assert_eq!(own.profile, cluster.profile);
            assert_eq!(own.name, cluster.name);
            assert!(atlas.tree().parent(index).is_some());
        }
        assert!(atlas.is_own(atlas.at_level(1)[0]) && !atlas.is_own(atlas.at_level(0)[0]));
        assert_eq!(release.release().id(), atlas.release().id());
    }

    #[test]
    fn groups_sum_to_what_they_hold_and_withhold_what_any_member_does() {
        let release = fixture::atlas();
        let atlas = regrouped(&release, &regrouping());
        for &group in atlas.at_level(1) {
            let children = atlas.tree().children(group);
            let sum: u64 = children
                .iter()
                .map(|&c| atlas.cluster(c).conversations)
                .sum();
            let cluster = atlas.cluster(group);
            assert_eq!(cluster.conversations, sum);
            for (name, row) in &cluster.profile.facets {
                for (place, cell) in row.iter().enumerate() {
                    let hidden = children.iter().any(|&child| {
                        atlas.cluster(child).profile.facets[name][place]
                            .shown()
                            .is_none()
                    });
                    assert_eq!(cell.shown().is_none(), hidden);
                }
            }
        }
    }

    #[test]
    fn made_in_parts_it_is_the_same() {
        let release = fixture::atlas();
        let whole = regrouped(&release, &regrouping());
        for most in [1, 5, 30] {
            let mut making = Making::new(&release, &regrouping());
            let mut steps = 0;
            while making.add(&release, most) {
                steps += 1;
            }
            assert!(steps >= 72 / (most + 8), "{steps} steps of {most}");
            assert_eq!(making.finish(&release).clusters(), whole.clusters());
        }
    }

    #[test]
    fn a_part_of_the_release_is_shown_by_itself() {
        let release = fixture::atlas();
        let mut part = regrouping();
        part.groups.truncate(2);
        part.outside.clear();
        let atlas = regrouped(&release, &part);
        assert_eq!((atlas.at_level(1).len(), atlas.at_level(0).len()), (2, 16));
    }
}
