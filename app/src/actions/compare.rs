//! What a reader does to compare two sides.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Actions;
use crate::api;
use crate::browser;
use crate::derive::atlas::Atlas;
use crate::derive::compare::Comparison;
use crate::state::Other;

impl Actions {
    /// Compares something else.
    pub fn compare(self, what: Comparison) {
        self.write.time.comparison.set(Some(what));
        self.fetch_other();
        self.recolour();
        self.write_address(true);
    }

    /// Shows the comparison as two maps, or as a table.
    pub fn show_beside(self, beside: bool) {
        self.write.time.beside.set(beside);
        self.write_address(true);
    }

    /// Loads the other release of the comparison, where there is one that is not here yet.
    pub(super) fn fetch_other(self) {
        let Some(Comparison::Releases(id)) = self.state.time.comparison.get_untracked() else {
            return;
        };
        let other = self.state.time.other.get_untracked();
        if matches!(&other, Other::Ready(ready, _) if *ready == id) {
            return;
        }
        self.write.time.other.set(Other::Loading);
        spawn_local(async move {
            let loaded = match api::release(&id).await {
                Ok(release) => {
                    browser::pause().await;
                    Other::Ready(id.clone(), Arc::new(Atlas::new(release)))
                }
                Err(error) => {
                    self.note_failure(&error);
                    Other::Failed(error.sentence())
                }
            };
            let comparison = self.state.time.comparison.try_get_untracked().flatten();
            // The reader may have chosen something else in the meantime.
            if comparison == Some(Comparison::Releases(id)) {
                self.write.time.other.set(loaded);
                self.recolour();
            }
        });
    }
}
