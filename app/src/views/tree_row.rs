//! One row of the tree.

use std::sync::Arc;

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

use super::page;
use super::tree::ROW_PX;
use crate::derive::atlas::Atlas;
use crate::derive::chart::Subject;
use crate::derive::rows::Row;
use crate::derive::{format, noise};

/// The id of the row of the cluster at `index`.
pub fn id(index: usize) -> String {
    format!("row-{index}")
}

/// The row of the cluster at `index`. Only the `active` row can be reached by Tab. The row moves and
/// opens in place, so that it keeps the focus.
#[component]
pub fn TreeRow(
    /// The release.
    atlas: Arc<Atlas>,
    /// The cluster.
    index: usize,
    /// All visible rows.
    rows: Memo<Vec<Row>>,
    /// Cluster → place of its row among the visible ones.
    places: Memo<Vec<usize>>,
    /// The cluster whose row has the keyboard.
    active: Memo<Option<usize>>,
) -> impl IntoView {
    let (state, actions) = page();
    let place = move || places.with(|places| places[index]);
    let row = rows.with_untracked(|rows| rows.get(places.with_untracked(|p| p[index])).copied())?;
    let open = Memo::new(move |_| rows.with(|rows| rows.get(place()).and_then(|row| row.open)));
    let cluster = atlas.cluster(index);
    let bar = cluster.conversations as f64 / atlas.largest_at(cluster.level) as f64 * 100.0;
    let selected = move || state.selected.get() == Some(index);
    Some(view! {
        <div
            class="tree-row"
            class:is-selected=selected
            id=id(index)
            role="treeitem"
            {..custom_attribute("aria-level", row.depth.to_string())}
            aria-posinset=row.place.to_string()
            aria-setsize=row.siblings.to_string()
            aria-expanded=move || open.get().map(|open| open.to_string())
            aria-selected=move || selected().to_string()
            aria-label=format!("{}, {}", cluster.name, format::conversations(cluster.conversations))
            tabindex=move || if active.get() == Some(index) { "0" } else { "-1" }
            data-cluster-id=cluster.id.as_str().to_owned()
            title=cluster.name.clone()
            style:top=move || format!("{}px", place() as f64 * ROW_PX)
            style:padding-left=format!("{}px", 4 + 14 * (row.depth - 1))
            on:click=move |_| actions.select(Some(index))
            on:focus=move |_| actions.go_to_row(index)
        >
            <span
                class="tree-toggle"
                class:is-open=move || open.get() == Some(true)
                class:is-leaf=move || open.get().is_none()
                aria-hidden="true"
                on:click=move |event| {
                    if let Some(open) = open.get_untracked() {
                        event.stop_propagation();
                        actions.expand(index, !open);
                    }
                }
            >
                <svg viewBox="0 0 12 12" width="12" height="12">
                    <path d="M4 2.5L8 6l-4 3.5" class="icon-line"/>
                </svg>
            </span>
            <span class="tree-body" aria-hidden="true">
                <span class="tree-name">{cluster.name.clone()}</span>
                <span class="tree-count">{noise::conversations(&atlas, Subject::Cluster(index))}</span>
                <span class="tree-track"><span class="tree-bar" style:width=format!("{bar:.2}%")></span></span>
            </span>
        </div>
    })
}
