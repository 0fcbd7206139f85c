//! Changing groups by hand: each change gives a new regrouping, so that it can be undone.
//!
//! Invariant: every base cluster stays in exactly one group, or outside; no group is empty.

use super::{Group, Key, Regrouping};

/// Longest name of a group, in characters.
pub const LONGEST_NAME: usize = 120;

impl Regrouping {
    fn edited(&self) -> Self {
        Self {
            edited: true,
            quality: None,
            ..self.clone()
        }
    }

    /// Another name for a group; `None` for a name that is empty or the same, or a group that is not there.
    #[must_use]
    pub fn renamed(&self, key: Key, name: &str) -> Option<Self> {
        let name: String = name.trim().chars().take(LONGEST_NAME).collect();
        let mut next = Self {
            quality: self.quality,
            ..self.edited()
        };
        let group = next.groups.iter_mut().find(|group| group.key == key)?;
        if name.is_empty() || group.name == name {
            return None;
        }
        group.name = name;
        Some(next)
    }

    /// One group of two, under the name of `into`.
    #[must_use]
    pub fn merged(&self, from: Key, into: Key) -> Option<Self> {
        if from == into || self.group(into).is_none() {
            return None;
        }
        let mut next = self.edited();
        let place = next.groups.iter().position(|group| group.key == from)?;
        let gone = next.groups.remove(place);
        let group = next.groups.iter_mut().find(|group| group.key == into)?;
        group.clusters.extend(gone.clusters);
        Some(next)
    }

    /// Two groups of one: `parts` says for each of its clusters whether it goes to the second. The first
    /// keeps the number; both get the names given.
    #[must_use]
    pub fn split(&self, key: Key, parts: &[bool], names: [String; 2]) -> Option<Self> {
        let free = self.free_key();
        let mut next = self.edited();
        let place = next.groups.iter().position(|group| group.key == key)?;
        let group = &mut next.groups[place];
        if parts.len() != group.clusters.len() || parts.iter().all(|&p| p == parts[0]) {
            return None;
        }
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for (cluster, &goes) in std::mem::take(&mut group.clusters).into_iter().zip(parts) {
            if goes { &mut second } else { &mut first }.push(cluster);
        }
        let [name, other] = names;
        group.clusters = first;
        group.name = name;
        let new = Group {
            key: free,
            name: other,
            clusters: second,
        };
        next.groups.insert(place + 1, new);
        Some(next)
    }

    /// A base cluster in another group, or outside of all for `None`.
    #[must_use]
    pub fn moved(&self, cluster: &str, to: Option<Key>) -> Option<Self> {
        if self.group_of(cluster)? == to || to.is_some_and(|key| self.group(key).is_none()) {
            return None;
        }
        let mut next = self.edited();
        for group in &mut next.groups {
            group.clusters.retain(|id| id != cluster);
        }
        next.outside.retain(|id| id != cluster);
        match to.and_then(|key| next.groups.iter_mut().find(|group| group.key == key)) {
            Some(group) => group.clusters.push(cluster.to_owned()),
            None => next.outside.push(cluster.to_owned()),
        }
        next.groups.retain(|group| !group.clusters.is_empty());
        Some(next)
    }

    /// The group of a base cluster (`Some(None)`: outside of all); `None` for one that is not looked at.
    #[must_use]
    pub fn group_of(&self, cluster: &str) -> Option<Option<Key>> {
        let holds = |ids: &[String]| ids.iter().any(|id| id == cluster);
        let group = self.groups.iter().find(|group| holds(&group.clusters));
        match group {
            Some(group) => Some(Some(group.key)),
            None => holds(&self.outside).then_some(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::regrouping;
    use super::*;

    fn all(regrouping: &Regrouping) -> Vec<String> {
        let grouped = regrouping.groups.iter().flat_map(|group| &group.clusters);
        let mut ids: Vec<String> = grouped.chain(&regrouping.outside).cloned().collect();
        ids.sort_unstable();
        ids
    }

    #[test]
    fn no_change_loses_a_cluster_or_leaves_an_empty_group() {
        let before = regrouping();
        let keys: Vec<Key> = before.groups.iter().map(|group| group.key).collect();
        let lone = before.groups[1].clusters.clone();
        let mut changes = vec![
            before.merged(keys[0], keys[1]).unwrap(),
            before.renamed(keys[0], " Other name ").unwrap(),
            before.moved(&lone[0], None).unwrap(),
        ];
        let size = before.groups[0].clusters.len();
        let parts: Vec<bool> = (0..size).map(|place| place % 2 == 1).collect();
        changes.push(
            before
                .split(keys[0], &parts, ["A".into(), "B".into()])
                .unwrap(),
        );
        let mut emptied = before.clone();
        for id in &lone {
            emptied = emptied.moved(id, Some(keys[0])).unwrap();
        }
        assert!(emptied.group(keys[1]).is_none());
        changes.push(emptied);
        for change in changes {
            assert_eq!(all(&change), all(&before));
            assert!(change.groups.iter().all(|group| !group.clusters.is_empty()));
            assert!(change.edited);
            let mut keys: Vec<Key> = change.groups.iter().map(|group| group.key).collect();
            keys.dedup();
            assert_eq!(keys.len(), change.groups.len());
        }
    }

    #[test]
    fn changes_that_change_nothing_are_none() {
        let before = regrouping();
        let key = before.groups[0].key;
        let id = before.groups[0].clusters[0].clone();
        assert_eq!(before.renamed(key, "  "), None);
        assert_eq!(before.merged(key, key), None);
        assert_eq!(before.moved(&id, Some(key)), None);
        assert_eq!(before.moved("0-nothing", None), None);
        let all = vec![true; before.groups[0].clusters.len()];
        assert_eq!(
            before.split(key, &all, [String::new(), String::new()]),
            None
        );
    }
}
