//! The panel: the selected cluster, the reader's set, re-clustering, or the release as a whole.

use std::sync::Arc;

use leptos::prelude::*;

use super::later::later;
use super::{detail, kept_sets, overview, page};
use crate::actions::Actions;
use crate::browser;
use crate::derive::atlas::Atlas;
use crate::lean::memo;
use crate::tr;

/// What the panel is about.
#[derive(Clone)]
enum About {
    Cluster(Arc<Atlas>, usize),
    Set(Arc<Atlas>),
    Groups,
    Release(Arc<Atlas>),
}

impl PartialEq for About {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Cluster(a, x), Self::Cluster(b, y)) => Arc::ptr_eq(a, b) && x == y,
            (Self::Groups, Self::Groups) => true,
            (Self::Set(a), Self::Set(b)) | (Self::Release(a), Self::Release(b)) => {
                Arc::ptr_eq(a, b)
            }
            _ => false,
        }
    }
}

/// What is selected, in words and charts.
#[component]
pub fn Panel() -> impl IntoView {
    let (state, _) = page();
    let about = memo(move || {
        let atlas = state.atlas()?;
        // The selection is put to another atlas just before or after the atlas itself.
        let selected = state
            .selected
            .get()
            .filter(|&index| index < atlas.clusters().len());
        let has_set = state.map.set.with(Option::is_some);
        Some(match selected {
            Some(index) => About::Cluster(atlas, index),
            None if state.recluster.open.get() => About::Groups,
            None if has_set => About::Set(atlas),
            None => About::Release(atlas),
        })
    });
    view! {
        <aside class="panel" id="panel" data-testid="panel" aria-label=tr!("Description") tabindex="-1">
            {move || match about.get() {
                Some(About::Cluster(atlas, index)) => view! { <detail::Detail atlas index/> }.into_any(),
                Some(About::Set(atlas)) => later(|parts| (parts.set)(atlas)),
                Some(About::Groups) => later(|parts| (parts.recluster)()),
                Some(About::Release(atlas)) => view! {
                    <kept_sets::KeptSets atlas=Arc::clone(&atlas)/>
                    <overview::Overview atlas/>
                }.into_any(),
                None => ().into_any(),
            }}
            <p class="print-source" data-testid="print-source">{move || state.share.printed.get()}</p>
        </aside>
    }
}

/// Selects from within the panel, whose content is then another: the keyboard goes to its beginning, since
/// what it was on is gone.
pub fn go(actions: Actions, index: Option<usize>) {
    actions.select(index);
    browser::on_next_frame(|| browser::focus("panel"));
}
