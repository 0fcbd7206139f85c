//! Loads a release and opens it at the place that a link names.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Actions;
use crate::api::{self, ApiError, Listed};
use crate::browser;
use crate::derive::atlas::Atlas;
use crate::derive::colour_by::ColourBy;
use crate::derive::link::{Link, TimeLink};
use crate::state::Load;
use crate::tr;

impl Actions {
    /// Tries again what failed.
    pub fn retry(self) {
        self.load(Link::parse(&browser::query()));
    }

    /// Opens another release of the server.
    pub fn open_release(self, id: String) {
        // Its weeks and values are others.
        self.apply_time(&TimeLink::default());
        self.load(Link {
            release: Some(id),
            ..Link::default()
        });
    }

    /// Loads the release that `link` names, or else the server's first.
    pub(super) fn load(self, link: Link) {
        self.write.load.set(Load::Loading);
        spawn_local(async move { self.write.me.set(api::me().await) });
        spawn_local(async move {
            match self.fetch(&link).await {
                Ok(Some(atlas)) => self.open(atlas, &link),
                Ok(None) => self.write.load.set(Load::Empty),
                Err(error) => {
                    self.note_failure(&error);
                    let other = self.another_than(link.release.as_deref(), &error);
                    self.write.load.set(Load::Failed(Arc::new(error), other));
                }
            }
        });
    }

    /// A release that may open where `tried`, or else the server's first, gave `error`.
    fn another_than(self, tried: Option<&str>, error: &ApiError) -> Option<Listed> {
        let known = self.state.releases.get_untracked();
        let tried = tried.or(Some(&known.first()?.id));
        let mut others = known.iter().filter(|listed| Some(&*listed.id) != tried);
        let other = others.next().cloned();
        other.filter(|_| !matches!(error, ApiError::Unreachable))
    }

    async fn fetch(self, link: &Link) -> Result<Option<Atlas>, ApiError> {
        let releases = api::releases().await?;
        self.write.offline.set(false);
        let id = link
            .release
            .clone()
            .or_else(|| Some(releases.first()?.id.clone()));
        self.write.releases.set(releases);
        let Some(id) = id else { return Ok(None) };
        let release = api::release(&id).await?;
        // Checking and drawing are each some work: the page stays alive in between.
        browser::pause().await;
        Ok((!release.clusters().is_empty()).then(|| Atlas::new(release)))
    }

    fn open(self, atlas: Atlas, link: &Link) {
        browser::set_title(&tr!(
            "{title}: Kleio",
            title = &atlas.release().manifest().title
        ));
        let atlas = Arc::new(atlas);
        self.release_opened(Arc::clone(&atlas));
        let selected = link.cluster.as_deref().and_then(|id| atlas.find(id));
        if !self
            .state
            .colour
            .with_untracked(|colour| colour.fits(&atlas))
        {
            self.write.colour.set(ColourBy::Size);
            self.write.map.range.set(None);
        }
        self.write.level.set(atlas.top_level());
        self.write.find.marked.set(BTreeSet::new());
        self.write.expanded.set(BTreeSet::new());
        self.write.tree_row.set(None);
        self.write.selected.set(None);
        self.write.look.set(link.look);
        // The map begins where the link says: selection first, so that it is there when it does.
        if let Some(index) = selected {
            self.write
                .expanded
                .set(atlas.tree().ancestors(index).collect());
            self.write.tree_row.set(Some(index));
            self.write.selected.set(Some(index));
        }
        self.write.map.set.set(None);
        self.write.load.set(Load::Ready(atlas));
        self.recolour();
        self.follow_own(link);
        self.greet();
    }
}
