//! The list of groups: sizes, and each with what can be done to it.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::more::more;
use super::super::page;
use super::super::save::save;
use crate::actions::recluster::editing::tools_of;
use crate::derive::atlas::Atlas;
use crate::derive::chart::Subject;
use crate::derive::export::Chart;
use crate::derive::noise;
use crate::derive::regroup::regrouped::group_id;
use crate::derive::regroup::{Group, Key, Regrouping};
use crate::derive::sorting::Sorting as _;
use crate::lean::{memo, own};
use crate::tr;

/// Groups that are listed at first.
const FIRST: usize = 60;

/// All groups, largest first, with undo and redo.
#[component]
pub fn Groups() -> impl IntoView {
    let (state, actions) = page();
    // Which group's tools are open.
    let (open, set_open) = signal(None::<Key>);
    let steps = own(state.recluster.steps);
    let (all, set_all) = signal(false);
    let count = memo(move || {
        let current = state.recluster.current.get();
        current.map_or(0, |current| current.groups.len())
    });
    view! {
        <div class="recluster-row" role="group" aria-label=tr!("Changes by hand")>
            <button
                class="button"
                type="button"
                data-testid="recluster-undo"
                disabled=move || steps.get().0 == 0
                on:click=move |_| actions.undo_groups()
            >{tr!("Undo")}</button>
            <button
                class="button"
                type="button"
                data-testid="recluster-redo"
                disabled=move || steps.get().1 == 0
                on:click=move |_| actions.redo_groups()
            >{tr!("Redo")}</button>
            {move || {
                let (atlas, current) = (state.atlas()?, state.recluster.current.get()?);
                let groups = by_size(&atlas, &current);
                let chart = Chart::Sizes(groups.into_iter().map(|(_, index)| index).collect());
                Some(save(&atlas, chart, tr!("Your groups")))
            }}
        </div>
        <ul class="recluster-groups" data-testid="recluster-sizes">
            {move || {
                let (atlas, current) = (state.atlas()?, state.recluster.current.get()?);
                let groups = by_size(&atlas, &current);
                let names: Arc<Vec<(Key, String)>> =
                    Arc::new(groups.iter().map(|(group, _)| (group.key, group.name.clone())).collect());
                let largest = groups.first().map_or(1, |(_, index)| atlas.cluster(*index).conversations.max(1));
                let most = if all.get() { groups.len() } else { FIRST };
                Some(groups.into_iter().take(most).map(|(group, index)| view! {
                    <Row atlas=Arc::clone(&atlas) group index largest names=Arc::clone(&names) open set_open/>
                }).collect_view())
            }}
        </ul>
        {move || (count.get() > FIRST).then(|| more(all, set_all, count.get(), "link"))}
    }
}

/// The groups that `atlas` shows with their indices, largest first.
fn by_size(atlas: &Atlas, current: &Regrouping) -> Vec<(Group, usize)> {
    let found = current.groups.iter().filter_map(|group| {
        let index = atlas.find(group_id(Some(group.key)).as_str())?;
        Some((group.clone(), index))
    });
    let mut groups: Vec<(Group, usize)> = found.collect();
    groups.order_by_key(|(_, index)| std::cmp::Reverse(atlas.cluster(*index).conversations));
    groups
}

#[component]
fn Row(
    /// The groups as an atlas.
    atlas: Arc<Atlas>,
    /// The group.
    group: Group,
    /// Its index.
    index: usize,
    /// Conversations of the largest group.
    largest: u64,
    /// Numbers and names of all groups.
    names: Arc<Vec<(Key, String)>>,
    /// Which group's tools are open.
    open: ReadSignal<Option<Key>>,
    /// Opens tools.
    set_open: WriteSignal<Option<Key>>,
) -> impl IntoView {
    let (_, actions) = page();
    let key = group.key;
    let conversations = atlas.cluster(index).conversations;
    let width = format!("{:.2}%", conversations as f64 / largest as f64 * 100.0);
    let is_open = move || open.get() == Some(key);
    let name = group.name.clone();
    let count = group.clusters.len() as u64;
    view! {
        <li>
            <div class="recluster-group-head">
                <button class="link" type="button" on:click=move |_| actions.select(Some(index))>
                    {name.clone()}
                </button>
                <span class="recluster-count">{noise::conversations(&atlas, Subject::Cluster(index))}</span>
                <button
                    class="button button-icon recluster-tools"
                    type="button"
                    data-testid="recluster-edit"
                    id=tools_of(key)
                    aria-label=tr!("Change the group {name}", name = &name)
                    aria-expanded=move || is_open().to_string()
                    on:click=move |_| set_open.set(if is_open() { None } else { Some(key) })
                >"⋯"</button>
            </div>
            <span class="recluster-track" aria-hidden="true">
                <span class="recluster-bar" style:width=width></span>
            </span>
            {move || is_open().then(|| view! {
                <Tools key=key name=group.name.clone() count names=Arc::clone(&names)/>
            })}
        </li>
    }
}

#[component]
fn Tools(
    /// The group's number.
    key: Key,
    /// Its name.
    name: String,
    /// Its base clusters.
    count: u64,
    /// Numbers and names of all groups.
    names: Arc<Vec<(Key, String)>>,
) -> impl IntoView {
    let (_, actions) = page();
    let input = NodeRef::<leptos::html::Input>::new();
    let rename = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(input) = input.get_untracked() {
            actions.rename_group(key, &input.value());
        }
    };
    let merge = move |event| {
        if let Ok(into) = event_target_value(&event).parse() {
            actions.merge_groups(key, into);
        }
    };
    let others: Vec<(Key, String)> = names
        .iter()
        .filter(|(other, _)| *other != key)
        .cloned()
        .collect();
    view! {
        <div class="recluster-edit">
            <form class="recluster-row" on:submit=rename>
                <input
                    class="input"
                    node_ref=input
                    value=name
                    maxlength="120"
                    aria-label=tr!("Name of the group")
                    data-testid="recluster-name"
                />
                <button class="button" type="submit" data-testid="recluster-rename">{tr!("Rename")}</button>
            </form>
            <div class="recluster-row">
                <select
                    class="select"
                    aria-label=tr!("Merge into another group")
                    data-testid="recluster-merge"
                    on:change=merge
                >
                    <option value="">{tr!("Merge into…")}</option>
                    {others.into_iter().map(|(other, name)| view! {
                        <option value=other.to_string()>{name}</option>
                    }).collect_view()}
                </select>
                <button
                    class="button"
                    type="button"
                    data-testid="recluster-split"
                    disabled=count < 2
                    on:click=move |_| actions.split_group(key)
                >{tr!("Split in two")}</button>
            </div>
            <p class="recluster-hint">
                {tr!(
                    "{n, plural, one {# base cluster} other {# base clusters}}. To move one to another group, select \
                     it on the map or in the tree.",
                    n = count
                )}
            </p>
        </div>
    }
}
