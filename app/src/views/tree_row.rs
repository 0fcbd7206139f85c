//! One row of the tree.

use std::sync::Arc;

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

use super::highlighted::Highlighted;
use super::page;
use super::tree::ROW_PX;
use crate::derive::atlas::Atlas;
use crate::derive::chart::Subject;
use crate::derive::measure::Measure;
use crate::derive::order::By;
use crate::derive::rows::Row;
use crate::derive::search::highlight::parts;
use crate::derive::{grid, noise};
use crate::lean::{memo, memo_of_last};
use crate::tr;

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
    places: Memo<Vec<Option<usize>>>,
    /// The cluster whose row has the keyboard.
    active: Memo<Option<usize>>,
) -> impl IntoView {
    let (state, actions) = page();
    // A row that is about to go keeps its last place.
    let place = memo_of_last(move |before: Option<&usize>| {
        let now = places.with(|places| places.get(index).copied().flatten());
        now.or(before.copied()).unwrap_or(0)
    });
    let row = memo_of_last(move |before: Option<&Option<Row>>| {
        let now = rows.with(|rows| rows.get(place.get()).copied());
        now.filter(|row| row.index == index)
            .or(before.copied().flatten())
    });
    let number = move |pick: fn(&Row) -> usize| {
        row.with(|row| row.as_ref().map(pick).map(|n| n.to_string()))
    };
    let depth = row.with_untracked(|row| row.map_or(1, |row| row.depth));
    let open = memo(move || row.with(|row| row.and_then(|row| row.open)));
    let cluster = atlas.cluster(index);
    let bar = cluster.conversations as f64 / atlas.largest_at(cluster.level) as f64 * 100.0;
    // A memo of the row's own, for what is drawn is not taken out of what it read.
    let reachable = memo(move || active.get() == Some(index));
    let selected = memo(move || state.selected.get() == Some(index));
    let dim = memo(move || {
        state
            .find
            .matches
            .with(|matches| matches.as_ref().is_some_and(|m| !m.is_lit(index)))
    });
    let below = memo(move || {
        let matches = state.find.matches.get();
        matches.map_or(0, |matches| matches.below(index))
    });
    let shown = cluster.name.clone();
    // Words are marked in what was found: elsewhere they stand by chance.
    let hits = memo(move || {
        let matches = state.find.matches.get();
        let found = matches.is_some_and(|matches| matches.contains(index));
        state.find.hits.get().filter(|_| found)
    });
    let marked = move || {
        let hits = hits.get();
        parts(
            &shown,
            hits.as_ref().map_or(&[], |hits| hits.terms.as_slice()),
        )
    };
    // The number that the tree is sorted by, where that is not the size, which is always said.
    let for_sorted = Arc::clone(&atlas);
    let sorted = memo(move || {
        state.find.tree_order.with(|order| match &order.by {
            By::Name | By::Measure(Measure::Size) => None,
            By::Measure(measure) => {
                let windows = state.time.windows_for(measure, &for_sorted);
                let said = grid::say(&for_sorted, measure, windows, index);
                Some((measure.title(&for_sorted), said.text, said.known))
            }
        })
    });
    let in_it = move || match below.get() {
        0 => None,
        n => Some(tr!("{n} in it", n = n)),
    };
    // What is seen comes first, and in its order: who speaks to the page names what they see.
    let (name, n) = (cluster.name.clone(), cluster.conversations);
    let label = move || {
        let name = match in_it() {
            Some(in_it) => tr!("{name}, {in_it}", name = &name, in_it = in_it),
            None => name.clone(),
        };
        match sorted.get() {
            Some((title, number, _)) => tr!(
                "{name}, {number} ({title}), {n, plural, one {# conversation} other {# conversations}}",
                name = name,
                number = number,
                title = title,
                n = n
            ),
            None => tr!(
                "{name}, {n, plural, one {# conversation} other {# conversations}}",
                name = name,
                n = n
            ),
        }
    };
    let count = noise::conversations(&atlas, Subject::Cluster(index));
    view! {
        <div
            class="tree-row"
            class:is-selected=move || selected.get()
            class:is-dim=move || dim.get()
            id=id(index)
            role="treeitem"
            {..custom_attribute("aria-level", depth.to_string())}
            aria-posinset=move || number(|row| row.place)
            aria-setsize=move || number(|row| row.siblings)
            aria-expanded=move || open.get().map(|open| open.to_string())
            aria-selected=move || selected.get().to_string()
            aria-label=label
            tabindex=move || if reachable.get() { "0" } else { "-1" }
            data-cluster-id=cluster.id.as_str().to_owned()
            title=cluster.name.clone()
            style:top=move || format!("{}px", place.get() as f64 * ROW_PX)
            style:padding-inline-start=format!("{}px", 4 + 14 * (depth - 1))
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
                <span class="tree-name">{move || view! { <Highlighted parts=marked()/> }}</span>
                " "
                {move || in_it().map(|in_it| view! { <span class="tree-below">{in_it}</span> })}
                " "
                {move || match sorted.get() {
                    Some((_, text, known)) => view! {
                        <span class="tree-count" class:is-withheld=!known>{text}</span>
                    },
                    None => view! { <span class="tree-count" class:is-withheld=false>{count.clone()}</span> },
                }}
                <span class="tree-track"><span class="tree-bar" style:width=format!("{bar:.2}%")></span></span>
            </span>
        </div>
    }
}
