//! The panel: the selected cluster, or the release as a whole.

use std::sync::Arc;

use leptos::prelude::*;

use super::{detail, overview, page, recluster};
use crate::derive::atlas::Atlas;

/// What is selected in `atlas`, in words and charts.
#[component]
pub fn Panel(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, _) = page();
    view! {
        <aside class="panel" id="panel" data-testid="panel" aria-label="Description" tabindex="-1">
            {move || match state.selected.get() {
                Some(index) => view! {
                    <detail::Detail atlas=Arc::clone(&atlas) index/>
                }.into_any(),
                None if state.recluster.open.get() => view! { <recluster::Recluster/> }.into_any(),
                None => view! { <overview::Overview atlas=Arc::clone(&atlas)/> }.into_any(),
            }}
        </aside>
    }
}
