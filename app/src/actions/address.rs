//! Keeps the address and the view in step.

use leptos::prelude::*;

use super::Actions;
use crate::browser;
use crate::derive::link::{Link, MapLink};

/// The camera's address is written once it has rested so long: browsers refuse to write often.
const REST_MS: i32 = 250;

impl Actions {
    /// Writes the view into the address: as a new step at once, or in place after a while.
    pub(super) fn write_address(self, new_step: bool) {
        let turn = self.address_writes.get_value() + 1;
        self.address_writes.set_value(turn);
        if new_step {
            let query = self.link().query();
            // Choosing what is so already is no step.
            if query == browser::query() {
                return;
            }
            self.write
                .share
                .steps
                .update(|steps| *steps = steps.pushed());
            let step = self.state.share.steps.get_untracked().now;
            browser::set_query(&query, Some(step));
            return;
        }
        browser::after(REST_MS, move || {
            if self.address_writes.try_get_value() == Some(turn) {
                browser::set_query(&self.link().query(), None);
            }
        });
    }

    /// Shows what the address says, after the reader went back or forth.
    pub(super) fn follow_address(self) {
        let now = browser::step();
        self.write
            .share
            .steps
            .update(|steps| *steps = steps.gone_to(now));
        let link = Link::parse(&browser::query());
        let Some(atlas) = self.state.atlas_now() else {
            return;
        };
        if link
            .release
            .as_deref()
            .is_some_and(|id| id != atlas.release().id())
        {
            self.load(link);
            return;
        }
        self.apply_plain(&link);
        self.follow_own(&link);
        // Another one than before, where groups of the reader's own were left.
        let atlas = self.state.atlas_now().unwrap_or(atlas);
        self.set_selected(link.cluster.as_deref().and_then(|id| atlas.find(id)));
        self.request(link.look);
    }

    /// Takes over those parts of a link that need no release.
    pub(super) fn apply_plain(self, link: &Link) {
        self.write.colour.set(link.colour.clone());
        self.write.map.range.set(link.map.range);
        self.write.mode.set(link.mode);
        self.apply_finding(&link.find);
        self.apply_time(&link.time);
    }

    /// The view as a link.
    fn link(self) -> Link {
        let atlas = self.state.atlas_now();
        let several = self.state.releases.with_untracked(|all| all.len() > 1);
        let id_of = |index: usize| Some(atlas.as_ref()?.id(index).as_str().to_owned());
        Link {
            release: atlas
                .as_ref()
                .filter(|_| several)
                .map(|atlas| atlas.release().id().to_owned()),
            cluster: self.state.selected.get_untracked().and_then(id_of),
            look: self.state.look.get_untracked(),
            colour: self.state.colour.get_untracked(),
            mode: self.state.mode.get_untracked(),
            map: MapLink {
                range: self.state.map.range.get_untracked(),
                set: self.state.map.set.with_untracked(|set| {
                    let (set, atlas) = (set.as_ref()?, atlas.as_ref()?);
                    Some(set.code(atlas))
                }),
            },
            own: self.own_link(),
            renderer: Link::parse(&browser::query()).renderer,
            find: self.finding(),
            time: self.time_link(),
        }
    }
}
