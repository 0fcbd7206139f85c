//! The panel: the selected cluster, the reader's set, or the release as a whole.

use std::sync::Arc;

use leptos::prelude::*;

use super::{detail, kept_sets, overview, page, recluster, set_panel};
use crate::actions::Actions;
use crate::browser;
use crate::derive::atlas::Atlas;

/// What is selected in `atlas`, in words and charts.
#[component]
pub fn Panel(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, _) = page();
    let has_set = Memo::new(move |_| state.map.set.with(Option::is_some));
    view! {
        <aside class="panel" id="panel" data-testid="panel" aria-label="Description" tabindex="-1">
            {move || match (state.selected.get(), has_set.get()) {
                (Some(index), _) => view! {
                    <detail::Detail atlas=Arc::clone(&atlas) index/>
                }.into_any(),
                (None, true) => view! { <set_panel::SetPanel atlas=Arc::clone(&atlas)/> }.into_any(),
                (None, false) if state.recluster.open.get() => view! { <recluster::Recluster/> }.into_any(),
                (None, false) => view! {
                    <kept_sets::KeptSets atlas=Arc::clone(&atlas)/>
                    <overview::Overview atlas=Arc::clone(&atlas)/>
                }.into_any(),
            }}
        </aside>
    }
}

/// Selects from within the panel, whose content is then another: the keyboard goes to its beginning, since
/// what it was on is gone.
pub fn go(actions: Actions, index: Option<usize>) {
    actions.select(index);
    browser::on_next_frame(|| browser::focus("panel"));
}
