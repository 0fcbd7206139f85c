//! What stands above the tree: how it is sorted, and buttons that open and close all of it.

use std::sync::Arc;

use leptos::prelude::*;

use super::icon::{ARROW, FUNNEL, IconButton, OPEN, SHUT};
use super::measure_choice::MeasureChoice;
use super::page;
use crate::derive::atlas::Atlas;
use crate::derive::measure::Measure;
use crate::derive::order::{By, Order};
use crate::lean::memo;
use crate::tr;

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
        move || actions.sort_tree(order.with_untracked(|order| order.then(order.by.clone())));
    let finding = memo(move || state.find.matches.with(Option::is_some));
    let falling = memo(move || order.with(|order| order.falling));
    let direction = move || {
        let now = if falling.get() {
            tr!("Greatest first: turn round")
        } else {
            tr!("Least first: turn round")
        };
        now.to_owned()
    };
    view! {
        <div class="tree-head">
            <div class="tree-line">
                <h2 class="tree-title">{tr!("Clusters")}</h2>
                <Show when=move || finding.get()>
                    {quiet(tr!("Open the tree where clusters match"), "expand-matches", FUNNEL, move || actions.expand_matches())}
                </Show>
                {quiet(tr!("Open the whole tree"), "expand-all", OPEN, move || actions.expand_all())}
                {quiet(tr!("Close the whole tree"), "collapse-all", SHUT, move || actions.collapse_all())}
            </div>
            <div class="tree-line" class:is-rising=move || !falling.get()>
                <span class="field">
                    <span class="field-label" aria-hidden="true">{tr!("Sort by")}</span>
                    <MeasureChoice
                        atlas
                        label=tr!("Sort the tree by")
                        testid="tree-sort"
                        others=vec![("name".to_owned(), tr!("Name").to_owned())]
                        chosen
                        on_choose=choose
                    />
                </span>
                <IconButton
                    label=Signal::derive(direction)
                    testid="tree-direction"
                    path=ARROW
                    class="button-quiet"
                    on_press=Callback::new(move |()| turn())
                />
            </div>
        </div>
    }
    .into_any()
}

fn quiet(
    label: &'static str,
    testid: &'static str,
    path: &'static str,
    on_press: impl Fn() + Send + Sync + 'static,
) -> AnyView {
    let on_press = Callback::new(move |()| on_press());
    view! { <IconButton label=label.to_owned() testid path class="button-quiet" on_press/> }
        .into_any()
}
