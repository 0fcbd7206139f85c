//! The sets that the browser keeps: opened and deleted here.

use std::sync::Arc;

use leptos::prelude::*;

use super::page;
use crate::derive::atlas::Atlas;
use crate::derive::format;
use crate::lean::memo;
use crate::tr;

/// Kept sets of which this release has clusters.
#[component]
pub fn KeptSets(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, actions) = page();
    let found = memo(move || {
        state.map.kept.with(|kept| {
            let found = kept.iter().filter_map(|kept| {
                let set = kept.found_in(&atlas)?;
                Some((kept.name.clone(), set.base().len(), kept.clusters.len()))
            });
            found.collect::<Vec<(String, usize, usize)>>()
        })
    });
    view! {
        <Show when=move || !found.with(Vec::is_empty)>
            <section class="kept-sets" data-testid="kept-sets">
                <h3 class="eyebrow">{tr!("Your sets, kept in this browser")}</h3>
                <ul>
                    {move || found.get().into_iter().map(|(name, here, all)| {
                        let count = if here == all {
                            format::count(all as u64)
                        } else {
                            tr!("{n} of {all} are here", n = here, all = all)
                        };
                        let (opened, deleted) = (name.clone(), name.clone());
                        view! {
                            <li class="kept-set">
                                <button class="link" on:click=move |_| actions.open_set(&opened)>{name.clone()}</button>
                                <span class="kept-count">{count}</span>
                                <button
                                    class="button-bare"
                                    aria-label=tr!("Delete {name}", name = &name)
                                    title=tr!("Delete")
                                    on:click=move |_| actions.delete_set(&deleted)
                                >
                                    <svg viewBox="0 0 20 20" width="14" height="14" aria-hidden="true">
                                        <path d="M5 5l10 10M15 5L5 15" class="icon-line"/>
                                    </svg>
                                </button>
                            </li>
                        }
                    }).collect_view()}
                </ul>
            </section>
        </Show>
    }
}
