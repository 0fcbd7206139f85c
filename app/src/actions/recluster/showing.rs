//! Puts groups of the reader's own, or the release again, in place of what is shown: made in parts, between which the
//! page answers.
//!
//! Invariant: what is shown stays whole until what follows it is, and of two on their way the later one is shown last.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Actions;
use crate::browser;
use crate::derive::atlas::Atlas;
use crate::derive::regroup::Regrouping;
use crate::derive::regroup::regrouped::Making;
use crate::derive::sorting::set_of;
use crate::state::Load;
use crate::state::recluster::{Doing, Work};
use crate::tr;

/// Clusters of a regrouping made at a time: a few milliseconds' work.
const AT_A_TIME: usize = 400;
/// When what was shown before is given back: that is work, too, and the page has drawn by then.
const REST_MS: i32 = 400;

impl Actions {
    /// Shows the release again.
    pub fn show_release(self) {
        self.show_release_quietly();
        self.write_address(true);
    }

    pub(super) fn show_release_quietly(self) {
        let Some(release) = self.state.recluster.release.get_untracked() else {
            return;
        };
        if self.state.recluster.current.get_untracked().is_none() {
            return;
        }
        self.cancel_work();
        self.forget_steps();
        self.write.recluster.current.set(None);
        self.write.recluster.against.set(None);
        let message = tr!("The release's own clusters are shown again.");
        self.write.announcement.set(message.to_owned());
        self.put_in_place(release, None);
    }

    /// Shows `regrouping`, which was computed or kept, and selects the cluster called `select`, where it is one of those
    /// shown; the selected one stays so otherwise. What was shown is a step that can be taken back to. Whether it is
    /// shown: not where it was cancelled, or something else was asked for, while it was made.
    pub(super) async fn show_answer(
        self,
        regrouping: Arc<Regrouping>,
        select: Option<String>,
    ) -> bool {
        let work = self.write.recluster.work;
        let asked = || self.desk.asked.with_value(|asked| asked.number);
        let number = asked();
        work.set(Work::Busy(Doing::Showing, 1.0));
        let Some(atlas) = self.made(&regrouping, &|| asked() == number).await else {
            return false;
        };
        self.remember_step();
        self.show_made(regrouping, atlas, select);
        work.set(Work::Idle);
        true
    }

    /// Shows `regrouping`, which was changed by hand, and does `then`. What is changed by hand before it is shown is
    /// changed in it, and shown in its place.
    pub(super) fn show_changed(self, regrouping: Arc<Regrouping>, then: Box<dyn FnOnce()>) {
        let coming = self.desk.coming;
        coming.set_value(Some(Arc::clone(&regrouping)));
        spawn_local(async move {
            let wanted = || {
                coming.with_value(|coming| {
                    let coming = coming.as_ref();
                    coming.is_some_and(|coming| Arc::ptr_eq(coming, &regrouping))
                })
            };
            let made = self.made(&regrouping, &wanted).await;
            if let Some(atlas) = made {
                self.show_made(regrouping, atlas, None);
                then();
            }
        });
    }

    /// The groups as they were changed last, whether they are shown yet or not.
    pub(super) fn latest(self) -> Option<Arc<Regrouping>> {
        let coming = self.desk.coming.get_value();
        coming.or_else(|| self.state.recluster.current.get_untracked())
    }

    /// The atlas of `regrouping`; `None` where it is not `wanted` any more.
    async fn made(self, regrouping: &Regrouping, wanted: &dyn Fn() -> bool) -> Option<Arc<Atlas>> {
        let release = self.state.recluster.release.get_untracked()?;
        let mut parts = browser::Parts::begin();
        let mut making = Making::new(&release, regrouping);
        while making.add(&release, AT_A_TIME) {
            parts.rest().await;
            if !wanted() {
                return None;
            }
        }
        let atlas = Arc::new(making.finish(&release));
        // All views follow it at once, in a task of their own.
        browser::pause().await;
        wanted().then_some(atlas)
    }

    fn show_made(self, regrouping: Arc<Regrouping>, atlas: Arc<Atlas>, select: Option<String>) {
        self.desk.coming.set_value(None);
        self.write.recluster.current.set(Some(regrouping));
        self.put_in_place(atlas, select);
    }

    /// Replaces the atlas, and keeps of the view what the new one has.
    fn put_in_place(self, atlas: Arc<Atlas>, select: Option<String>) {
        let before = self.state.atlas_now();
        let name_of = |index: usize| Some(before.as_ref()?.id(index).as_str().to_owned());
        let selected = self.state.selected.get_untracked().and_then(name_of);
        let place = select.or(selected).and_then(|id| atlas.find(&id));
        let open = self
            .state
            .expanded
            .with_untracked(|open| set_of(open.iter().filter_map(|&index| name_of(index))));
        // One look at each cluster: many may be open.
        let all = atlas.clusters().iter().enumerate();
        let still = all.filter(|(_, cluster)| open.contains(cluster.id.as_str()));
        let mut expanded = set_of(still.map(|(index, _)| index));
        expanded.extend(
            place
                .into_iter()
                .flat_map(|index| atlas.tree().ancestors(index)),
        );
        let top = atlas.top_level();
        // First, so that the views of what was shown end before they follow all this.
        self.write.load.set(Load::Ready(atlas));
        self.write.card.set(None);
        self.write.level.set(top);
        self.write.find.marked.set(BTreeSet::new());
        // Sets are of clusters of what was shown.
        self.write.map.set.set(None);
        self.write.tree_row.set(place);
        self.write.expanded.set(expanded);
        self.write.selected.set(place);
        self.recolour();
        browser::after(REST_MS, move || drop(before));
    }
}
