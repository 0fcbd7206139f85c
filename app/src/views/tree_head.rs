//! What stands above the tree: how it is sorted, and buttons that open and close all of it.

use std::sync::Arc;

use leptos::prelude::*;

use super::measure_choice::MeasureChoice;
use super::page;
use crate::derive::atlas::Atlas;
use crate::derive::measure::Measure;
use crate::derive::order::{By, Order};

/// The tree's heading and tools.
#[component]
pub fn TreeHead(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, actions) = page();
    let order = state.find.tree_order;
    let chosen = Signal::derive(move || {
        order.with(|order| match &order.by {
            By::Name => "name".to_owned(),
            By::Measure(measure) => measure.key(),
        })
    });
    let choose = Callback::new(move |key: String| {
        let by = match key.as_str() {
            "name" => Some(By::Name),
            _ => Measure::from_key(&key).map(By::Measure),
        };
        if let Some(by) = by {
            actions.sort_tree(Order::of(by));
        }
    });
    let turn =
        move |_| actions.sort_tree(order.with_untracked(|order| order.then(order.by.clone())));
    let falling = move || order.with(|order| order.falling);
    let direction = move || {
        if falling() {
            "Greatest first: turn round"
        } else {
            "Least first: turn round"
        }
    };
    view! {
        <div class="tree-head">
            <div class="tree-line">
                <h2 class="tree-title">"Clusters"</h2>
                <Show when=move || state.find.matches.with(Option::is_some)>
                    <button
                        class="button-quiet"
                        data-testid="expand-matches"
                        aria-label="Open the tree where clusters match"
                        title="Open the tree where clusters match"
                        on:click=move |_| actions.expand_matches()
                    >
                        <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
                            <path d="M4 4.500h12l-4.500 5.500v5l-3 1.500v-6.500z" class="icon-line"/>
                        </svg>
                    </button>
                </Show>
                <button
                    class="button-quiet"
                    data-testid="expand-all"
                    aria-label="Open the whole tree"
                    title="Open the whole tree"
                    on:click=move |_| actions.expand_all()
                >
                    <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
                        <path d="M6 8l4-4 4 4M6 12l4 4 4-4" class="icon-line"/>
                    </svg>
                </button>
                <button
                    class="button-quiet"
                    data-testid="collapse-all"
                    aria-label="Close the whole tree"
                    title="Close the whole tree"
                    on:click=move |_| actions.collapse_all()
                >
                    <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
                        <path d="M6 3.500l4 4 4-4M6 16.500l4-4 4 4" class="icon-line"/>
                    </svg>
                </button>
            </div>
            <div class="tree-line">
                <MeasureChoice
                    atlas
                    label="Sort the tree by"
                    testid="tree-sort"
                    others=vec![("name".to_owned(), "Name".to_owned())]
                    chosen
                    on_choose=choose
                />
                <button
                    class="button-quiet"
                    data-testid="tree-direction"
                    aria-label=direction
                    title=direction
                    on:click=turn
                >
                    <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" class:is-turned=move || !falling()>
                        <path d="M10 4v12M5.500 11.500L10 16l4.500-4.500" class="icon-line"/>
                    </svg>
                </button>
            </div>
        </div>
    }
}
