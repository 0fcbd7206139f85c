//! Changes groups by hand, and takes changes back.

use std::sync::Arc;

use kleio_regroup::protocol::{Answer, Job, Method};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Actions, MOST_STEPS};
use crate::browser;
use crate::derive::regroup::{Key, Recipe, Regrouping, Scope, named, scope_of};
use crate::state::recluster::Doing;
use crate::tr;

/// The id of the choice of a base cluster's group.
pub const MEMBERSHIP: &str = "own-group";

/// The id of the button that opens a group's tools.
#[must_use]
pub fn tools_of(key: Key) -> String {
    format!("own-group-{key}")
}

impl Actions {
    /// Gives a group another name.
    pub fn rename_group(self, key: Key, name: &str) {
        self.change_groups(|current| current.renamed(key, name), &tools_of(key));
    }

    /// Puts the group `from` into the group `into`.
    pub fn merge_groups(self, from: Key, into: Key) {
        self.change_groups(|current| current.merged(from, into), &tools_of(into));
    }

    /// Puts a base cluster into another group, or outside of all.
    pub fn move_cluster(self, cluster: &str, to: Option<Key>) {
        self.change_groups(|current| current.moved(cluster, to), MEMBERSHIP);
    }

    /// Splits a group in two, by k-means on what counts as alike.
    pub fn split_group(self, key: Key) {
        spawn_local(async move {
            let state = self.state.recluster;
            let (Some(release), Some(current)) =
                (state.release.get_untracked(), state.current.get_untracked())
            else {
                return;
            };
            let Some(group) = current.group(key) else {
                return;
            };
            let recipe = Recipe {
                scope: Scope::Chosen(group.clusters.clone()),
                method: Method::KMeans { groups: 2 },
                ..current.recipe.clone()
            };
            let base = scope_of(&release, &recipe.scope);
            let job = Job::Group {
                method: recipe.method,
                seed: recipe.seed,
            };
            let done = self.ask_about(&release, &recipe, &base, job, Doing::Splitting);
            let Some((Answer::Grouped(grouped), labels)) = done.await else {
                return;
            };
            let Ok([first, second]) = <[String; 2]>::try_from(named(grouped.names)) else {
                return;
            };
            // The group's own order may be another than the release's, after moves.
            let goes = |id: &String| {
                let place = base
                    .iter()
                    .position(|&index| release.id(index).as_str() == id);
                place.and_then(|place| labels.get(place)) == Some(&1)
            };
            let parts: Vec<bool> = group.clusters.iter().map(goes).collect();
            self.change_groups(
                |current| current.split(key, &parts, [first, second]),
                &tools_of(key),
            );
        });
    }

    /// Takes the last change of groups back.
    pub fn undo_groups(self) {
        self.step_back(true);
    }

    /// Makes the change again that was taken back last.
    pub fn redo_groups(self) {
        self.step_back(false);
    }

    fn step_back(self, back: bool) {
        let Some(current) = self.latest() else {
            return;
        };
        let (from, to) = if back {
            (self.desk.undo, self.desk.redo)
        } else {
            (self.desk.redo, self.desk.undo)
        };
        let Some(Some(next)) = from.try_update_value(Vec::pop) else {
            return;
        };
        to.update_value(|steps| steps.push(current));
        self.tell_steps();
        let message = if back {
            tr!("The change is undone.")
        } else {
            tr!("The change is made again.")
        };
        let then = move || {
            self.write.announcement.set(message.to_owned());
            self.write_address(false);
        };
        self.show_changed(next, Box::new(then));
    }

    /// Makes a change of the groups that are shown, if there is one to make. What was used for it is drawn
    /// anew, so the control with the id `focus` gets the keyboard.
    fn change_groups(self, change: impl FnOnce(&Regrouping) -> Option<Regrouping>, focus: &str) {
        let Some(next) = self.latest().and_then(|latest| change(&latest)) else {
            return;
        };
        self.remember_step();
        let focus = focus.to_owned();
        let then = move || {
            self.write_address(false);
            browser::on_next_frame(move || browser::focus(&focus));
        };
        self.show_changed(Arc::new(next), Box::new(then));
    }

    /// Makes the groups as they were changed last, if any, a step that can be taken back to.
    pub(super) fn remember_step(self) {
        let Some(latest) = self.latest() else {
            return;
        };
        self.desk.undo.update_value(|steps| {
            steps.push(latest);
            if steps.len() > MOST_STEPS {
                steps.remove(0);
            }
        });
        self.desk.redo.set_value(Vec::new());
        self.tell_steps();
    }

    /// Forgets what could be taken back, and what is not shown yet.
    pub(super) fn forget_steps(self) {
        self.desk.coming.set_value(None);
        self.desk.undo.set_value(Vec::new());
        self.desk.redo.set_value(Vec::new());
        self.tell_steps();
    }

    fn tell_steps(self) {
        let undo = self.desk.undo.with_value(Vec::len);
        let redo = self.desk.redo.with_value(Vec::len);
        self.write.recluster.steps.set((undo, redo));
    }
}
