//! Clusters by name and size, each a way to it.

use std::sync::Arc;

use leptos::prelude::*;

use super::more::more;
use super::page;
use super::panel::go;
use crate::derive::atlas::Atlas;
use crate::derive::chart::Subject;
use crate::derive::noise;
use crate::tr;

/// Clusters shown before the reader asks for all.
const FIRST: usize = 8;

/// `clusters` of `atlas`, in their order.
#[component]
pub fn Links(
    /// The release.
    atlas: Arc<Atlas>,
    /// Which.
    clusters: Vec<usize>,
    /// For tests.
    testid: &'static str,
) -> impl IntoView {
    let (_, actions) = page();
    let (all, set_all) = signal(false);
    let count = clusters.len();
    let shown = move || if all.get() { count } else { count.min(FIRST) };
    let rows = move || {
        clusters
            .iter()
            .take(shown())
            .map(|&index| {
                view! {
                    <li class="cluster-link">
                        <button class="link" on:click=move |_| go(actions, Some(index))>
                            {atlas.cluster(index).name.clone()}
                        </button>
                        <span class="unit" title=tr!("Conversations")>
                            {noise::conversations(&atlas, Subject::Cluster(index))}
                        </span>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <ul data-testid=testid>{rows}</ul>
        {(count > FIRST).then(|| more(all, set_all, count, "link section-more"))}
    }
}
