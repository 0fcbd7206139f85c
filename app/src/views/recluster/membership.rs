//! In a base cluster's panel: the group of the reader's own that it is in, and the way into another.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::page;
use crate::actions::recluster::editing::MEMBERSHIP;
use crate::derive::atlas::Atlas;
use crate::derive::regroup::Key;
use crate::lean::memo;
use crate::tr;

/// The choice of a group for the base cluster at `index`; nothing while the release's clusters are shown.
#[component]
pub fn Membership(
    /// What is shown.
    atlas: Arc<Atlas>,
    /// The cluster.
    index: usize,
) -> impl IntoView {
    let (state, actions) = page();
    let shown = atlas.is_regrouped() && !atlas.is_own(index);
    let id = atlas.id(index).as_str().to_owned();
    let current = memo(move || shown.then(|| state.recluster.current.get()).flatten());
    move || {
        let current = current.get()?;
        let here = current.group_of(&id)?;
        let moved = id.clone();
        let choose = move |event| {
            let to: Option<Key> = event_target_value(&event).parse().ok();
            actions.move_cluster(&moved, to);
        };
        Some(view! {
            <label class="recluster-field" data-testid="recluster-move">
                <span class="recluster-label">{tr!("Your group")}</span>
                <select class="select" id=MEMBERSHIP on:change=choose>
                    {current.groups.iter().map(|group| view! {
                        <option value=group.key.to_string() selected=here == Some(group.key)>
                            {group.name.clone()}
                        </option>
                    }).collect_view()}
                    <option value="" selected=here.is_none()>{tr!("In no group")}</option>
                </select>
            </label>
        })
    }
}
