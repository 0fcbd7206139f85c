//! Groups of the reader's own: asked for, shown, changed, kept.
//!
//! Invariant: while groups of the reader's own are shown, the state's atlas is one of them, and
//! `recluster.release` still is the release's. Nothing of this leaves the browser.

mod asking;
pub mod editing;
mod keeping;
mod showing;

use std::rc::Rc;
use std::sync::Arc;

use kleio_regroup::protocol::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Actions;
use crate::browser::worker::Worker;
use crate::derive::atlas::Atlas;
use crate::derive::link::Link;
use crate::derive::link::recluster::Own;
use crate::derive::regroup::recipe::FIRST_NEIGHBOURS;
use crate::derive::regroup::{Recipe, Regrouping, Scope, Shares, recipe, scope_of};
use crate::derive::sets::ClusterSet;
use crate::state::Meaning;
use crate::state::recluster::{Doing, Work};
use crate::tr;

/// Changes that can be undone.
const MOST_STEPS: usize = 100;

/// What actions on groups need to remember that nobody sees.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    worker: StoredValue<Option<Rc<Worker>>, LocalStorage>,
    asked: StoredValue<Asked, LocalStorage>,
    /// Groups that were changed by hand and are not shown yet.
    coming: StoredValue<Option<Arc<Regrouping>>>,
    undo: StoredValue<Vec<Arc<Regrouping>>>,
    redo: StoredValue<Vec<Arc<Regrouping>>>,
}

/// The last question, and who waits for its answer.
#[derive(Default)]
struct Asked {
    number: u32,
    waits: Option<asking::Waiting>,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            worker: StoredValue::new_local(None),
            asked: StoredValue::new_local(Asked::default()),
            coming: StoredValue::new(None),
            undo: StoredValue::new(Vec::new()),
            redo: StoredValue::new(Vec::new()),
        }
    }
}

impl Actions {
    /// Shows or hides the panel. A selected branch of the release becomes what is to be grouped, and gives
    /// way to the panel.
    pub fn show_recluster(self, open: bool) {
        if open {
            self.begin_draft();
            let selected = self.state.selected.get_untracked();
            if let (Some(atlas), Some(index)) = (self.state.atlas_now(), selected) {
                if !atlas.is_regrouped() && !atlas.tree().children(index).is_empty() {
                    self.set_scope(Scope::Branch(atlas.id(index).as_str().to_owned()));
                }
                self.select(None);
            }
        }
        self.write.recluster.open.set(open);
    }

    /// Opens the panel on these base clusters, of whichever atlas is shown.
    pub fn recluster_only(self, base: &[usize]) {
        let Some(atlas) = self.state.atlas_now() else {
            return;
        };
        let ids = base
            .iter()
            .map(|&index| atlas.id(index).as_str().to_owned());
        self.show_recluster(true);
        self.set_scope(Scope::Chosen(ids.collect()));
    }

    /// Takes note of another release.
    pub(super) fn release_opened(self, atlas: Arc<Atlas>) {
        self.cancel_work();
        let write = self.write.recluster;
        write.release.set(Some(atlas));
        write.draft.set(None);
        write.suggested.set(None);
        write.current.set(None);
        write.against.set(None);
        write.notice.set(None);
        self.write.meaning.set(Meaning::Unasked);
        write.kept.set(Arc::default());
        self.forget_steps();
        if self.state.recluster.open.get_untracked() {
            self.begin_draft();
        }
        self.recall_kept();
    }

    /// Groups as `link` says, or shows the release where it says nothing of groups; and shows the set that the link
    /// has, which is of what is shown then. Groups that began alike stay, with what was changed by hand.
    pub(super) fn follow_own(self, link: &Link) {
        let current = self.own_link();
        let set = link.map.set.clone();
        match &link.own {
            Some(own) if !current.as_ref().is_some_and(|now| now.begins_as(own)) => {
                let Some(recipe) = self.recipe_of(own) else {
                    self.follow_set(set.as_deref());
                    return;
                };
                self.write.recluster.open.set(true);
                self.write.recluster.draft.set(Some(recipe));
                let (select, edited) = (link.cluster.clone(), own.edited);
                spawn_local(async move {
                    if !self.regroup_and_then(select).await {
                        return;
                    }
                    self.follow_set(set.as_deref());
                    if edited {
                        let said = tr!(
                            "The link does not hold what was changed by hand: these are the groups as they were computed."
                        );
                        self.notice(said.to_owned());
                    }
                });
                return;
            }
            None if current.is_some() => self.show_release_quietly(),
            _ => {}
        }
        self.follow_set(set.as_deref());
    }

    /// The groups that are shown, as a link has them.
    pub(super) fn own_link(self) -> Option<Own> {
        let current = self.state.recluster.current.get_untracked()?;
        let release = self.state.recluster.release.get_untracked()?;
        let mut recipe = current.recipe.clone();
        let chosen = match &recipe.scope {
            Scope::Chosen(_) => {
                let base = scope_of(&release, &recipe.scope);
                recipe.scope = Scope::All;
                Some(ClusterSet::new(&release, &base)?.code(&release))
            }
            Scope::All | Scope::Branch(_) => None,
        };
        Some(Own {
            recipe,
            chosen,
            edited: current.edited,
        })
    }

    /// The recipe that a link means; `None` where its clusters are of another release.
    fn recipe_of(self, own: &Own) -> Option<Recipe> {
        let mut recipe = own.recipe.clone();
        if let Some(code) = &own.chosen {
            let release = self.state.recluster.release.get_untracked()?;
            let set = ClusterSet::from_code(&release, code)?;
            let ids = set.base().iter();
            let ids = ids.map(|&index| release.id(index).as_str().to_owned());
            recipe.scope = Scope::Chosen(ids.collect());
        }
        Some(recipe)
    }

    fn begin_draft(self) {
        if self.state.recluster.draft.get_untracked().is_none()
            && let Some(release) = self.state.recluster.release.get_untracked()
        {
            self.write
                .recluster
                .draft
                .set(Some(Recipe::fitting(&release)));
        }
    }

    fn change_draft(self, change: impl FnOnce(&mut Recipe)) {
        self.write.recluster.draft.update(|draft| {
            if let Some(draft) = draft {
                change(draft);
            }
        });
    }

    /// Chooses which clusters.
    pub fn set_scope(self, scope: Scope) {
        self.write.recluster.suggested.set(None);
        self.change_draft(|draft| draft.scope = scope);
    }

    /// Chooses the method by its name: `k-means`, `hierarchical` or `density`.
    pub fn set_method(self, name: &str) {
        let clusters = self.state.recluster.release.get_untracked();
        let clusters = clusters.map_or(1, |release| release.at_level(0).len());
        self.change_draft(|draft| {
            let groups = draft
                .groups()
                .unwrap_or_else(|| recipe::fitting_groups(clusters));
            draft.method = match name {
                "hierarchical" => Method::Hierarchical { groups },
                "density" => Method::Density {
                    reach: None,
                    neighbours: FIRST_NEIGHBOURS,
                },
                _ => Method::KMeans { groups },
            };
        });
    }

    /// Chooses the number of groups.
    pub fn set_groups(self, groups: u32) {
        self.change_draft(|draft| *draft = draft.clone().with_groups(groups));
    }

    /// Chooses what makes a place dense: neighbours, and the distance they lie within (`None`: fitting).
    pub fn set_density(self, neighbours: u32, reach: Option<f32>) {
        let neighbours = neighbours.clamp(2, 100);
        self.change_draft(|draft| draft.method = Method::Density { reach, neighbours });
    }

    /// Chooses what counts as alike.
    pub fn set_shares(self, shares: Shares) {
        self.write.recluster.suggested.set(None);
        self.change_draft(|draft| draft.shares = shares);
    }

    /// Chooses whether clusters count by their conversations.
    pub fn weigh_by_conversations(self, yes: bool) {
        self.write.recluster.suggested.set(None);
        self.change_draft(|draft| draft.by_conversations = yes);
    }

    /// Chooses the seed.
    pub fn set_seed(self, seed: u64) {
        self.change_draft(|draft| draft.seed = seed);
    }

    /// Compares the groups that are shown with kept ones, or with the release.
    pub fn compare_groups_with(self, name: Option<String>) {
        self.write.recluster.against.set(name);
    }

    /// Stops what the worker is doing, which ends, and a new one is started when it is needed; or the making of what it
    /// answered.
    pub fn cancel_work(self) {
        let work = self.state.recluster.work.get_untracked();
        let busy = matches!(work, Work::Busy(doing, _) if doing != Doing::Showing);
        self.desk.asked.update_value(|asked| {
            asked.number += 1;
            asked.waits = None;
        });
        if busy {
            self.desk.worker.set_value(None);
        }
        self.write.recluster.work.set(Work::Idle);
    }
}
