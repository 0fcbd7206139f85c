//! Vectors of the release's texts, fetched when something first asks for them.

use std::sync::Arc;

use kleio_shared::release::Vectors;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Actions;
use crate::api;
use crate::derive::atlas::Atlas;
use crate::state::Meaning;
use crate::tr;

impl Actions {
    /// Has them fetched, for what can do without but is better with them.
    pub fn want_meaning(self) {
        let release = self.state.recluster.release.get_untracked();
        let release = release.filter(|release| release.release().manifest().vectors.is_some());
        let unasked = matches!(self.state.meaning.get_untracked(), Meaning::Unasked);
        if let Some(release) = release.filter(|_| unasked) {
            self.write.meaning.set(Meaning::Asked);
            spawn_local(async move { drop(self.vectors(&release).await) });
        }
    }

    /// The vectors of the texts of `release`, which is the one that is open; else why there are none.
    pub(super) async fn vectors(self, release: &Arc<Atlas>) -> Result<Arc<Vectors>, String> {
        if let Meaning::Ready(vectors) = self.state.meaning.get_untracked() {
            return Ok(vectors);
        }
        let fetched = match release.release().manifest().vectors {
            Some(_) => api::vectors(release.release()).await.map_err(|error| {
                self.note_failure(&error);
                error.sentence()
            }),
            None => Err(
                tr!(
                    "This release was written without vectors of its texts, so meaning cannot be compared. Let \
                     facets or weeks count."
                )
                .to_owned(),
            ),
        };
        let fetched = fetched.map(Arc::new);
        let open = self.state.recluster.release.get_untracked();
        if open.is_some_and(|open| Arc::ptr_eq(&open, release)) {
            self.write.meaning.set(match &fetched {
                Ok(vectors) => Meaning::Ready(Arc::clone(vectors)),
                Err(_) => Meaning::Unasked,
            });
        }
        fetched
    }
}
