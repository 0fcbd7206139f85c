//! Sets of clusters: picking, naming, keeping and exporting them.

use std::sync::Arc;

use leptos::prelude::*;

use super::Actions;
use crate::browser;
use crate::derive::sets::{self, ClusterSet, KeptSet};
use crate::map::view::Gather;
use crate::tr;

/// Where the browser keeps sets.
const SETS_KEY: &str = "kleio-sets";

impl Actions {
    /// Changes the set by the clusters that the reader picked.
    pub fn gather(self, clusters: &[usize], how: Gather) {
        let Some(atlas) = self.state.atlas_now() else {
            return;
        };
        let before = self.state.map.set.get_untracked();
        let set = match (before.as_deref(), how) {
            (Some(set), Gather::Add) => Some(set.with(&atlas, clusters)),
            (Some(set), Gather::Toggle) => set.toggled(&atlas, clusters),
            _ => ClusterSet::new(&atlas, clusters),
        };
        let said = match &set {
            Some(set) => {
                tr!(
                    "{n, plural, one {# base cluster} other {# base clusters}} in the set",
                    n = set.base().len()
                )
            }
            None if clusters.is_empty() => tr!("No cluster was picked.").to_owned(),
            None => tr!("The set is empty.").to_owned(),
        };
        // A line around nothing is a slip: what was picked before stays.
        if clusters.is_empty() {
            self.write.announcement.set(said);
            return;
        }
        self.set_selected(None);
        self.change_set(set, true);
        self.write.announcement.set(said);
    }

    /// Forgets the set.
    pub fn clear_set(self) {
        self.change_set(None, true);
    }

    /// Gives the set a name, as it is typed.
    pub fn name_set(self, name: &str) {
        if let Some(set) = self.state.map.set.get_untracked() {
            let mut named = ClusterSet::clone(&set);
            named.name = Some(name.to_owned()).filter(|name| !name.trim().is_empty());
            self.change_set(Some(named), false);
        }
    }

    /// Keeps the set in this browser, under its name; one that had the name is replaced.
    pub fn keep_set(self) {
        let (Some(atlas), Some(set)) = (self.state.atlas_now(), self.state.map.set.get_untracked())
        else {
            return;
        };
        let name = set
            .name
            .as_ref()
            .map_or_else(|| self.unused_name(), |name| name.trim().to_owned());
        self.name_set(&name);
        let new = KeptSet::new(&atlas, &set, &name);
        self.write
            .map
            .kept
            .update(|kept| match kept.iter_mut().find(|old| old.name == name) {
                Some(old) => *old = new,
                None => kept.push(new),
            });
        self.remember_sets();
        self.write
            .announcement
            .set(tr!("“{name}” is kept in this browser.", name = &name));
    }

    /// Opens a kept set.
    pub fn open_set(self, name: &str) {
        let found = self.state.atlas_now().and_then(|atlas| {
            let kept = self.state.map.kept.get_untracked();
            let kept = kept.iter().find(|kept| kept.name == name)?;
            kept.found_in(&atlas)
        });
        if found.is_some() {
            self.set_selected(None);
            self.change_set(found, true);
        }
    }

    /// Deletes a kept set; where it is open, it stays open.
    pub fn delete_set(self, name: &str) {
        self.write
            .map
            .kept
            .update(|kept| kept.retain(|kept| kept.name != name));
        self.remember_sets();
        self.write
            .announcement
            .set(tr!("“{name}” is deleted from this browser.", name = name));
    }

    /// Gives the set to the reader as a file.
    pub fn export_set(self) {
        if let (Some(atlas), Some(set)) =
            (self.state.atlas_now(), self.state.map.set.get_untracked())
        {
            let text = sets::export(&atlas, &set, &browser::today(), &browser::address());
            browser::download("kleio-set.json", "application/json", &text);
        }
    }

    /// Takes over the set of a link.
    pub(super) fn follow_set(self, code: Option<&str>) {
        let set = self
            .state
            .atlas_now()
            .and_then(|atlas| ClusterSet::from_code(&atlas, code?));
        let now = self.state.map.set.get_untracked();
        // The name is not in the link.
        let same = |set: &ClusterSet| now.as_ref().is_some_and(|now| now.base() == set.base());
        if !set.as_ref().is_some_and(same) {
            self.write.map.set.set(set.map(Arc::new));
        }
    }

    pub(super) fn recall_sets(self) {
        let kept = browser::recall(SETS_KEY).map(|text| sets::read_kept(&text));
        self.write.map.kept.set(kept.unwrap_or_default());
    }

    fn remember_sets(self) {
        let kept = self.state.map.kept.get_untracked();
        browser::remember(SETS_KEY, sets::write_kept(&kept).as_deref());
    }

    fn change_set(self, set: Option<ClusterSet>, new_step: bool) {
        self.write.map.set.set(set.map(Arc::new));
        self.write_address(new_step);
    }

    /// The first of “Set 1”, “Set 2” … that no kept set has.
    fn unused_name(self) -> String {
        let kept = self.state.map.kept.get_untracked();
        (1..)
            .map(|number: u32| tr!("Set {number}", number = number.to_string()))
            .find(|name| kept.iter().all(|kept| kept.name != *name))
            .unwrap_or_default()
    }
}
