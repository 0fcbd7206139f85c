//! The search: a field with a list of what was found below it, an ARIA combobox.

use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::found::Found;
use super::icon::{CROSS, GLASS, IconButton, icon};
use super::page;
use super::pressed::deed_of;
use crate::actions::commands::SEARCH_ID;
use crate::browser;
use crate::derive::choices;
use crate::derive::keys::{Deed, Scope};
use crate::lean::memo;
use crate::tr;

/// Clusters listed; the map and the tree show the rest.
const LISTED: usize = 40;
const LIST_ID: &str = "search-list";

/// The search of clusters.
#[component]
pub fn Search() -> impl IntoView {
    let (state, actions) = page();
    let find = state.find;
    let (open, set_open) = signal(false);
    let (active, set_active) = signal(0_usize);
    let listed = memo(move || {
        let hits = find.hits.get();
        hits.map(|hits| hits.best.iter().copied().take(LISTED).collect::<Vec<_>>())
            .unwrap_or_default()
    });
    let typed = move || find.query.with(|query| !query.trim().is_empty());
    let shown = memo(move || open.get() && typed() && find.index.with(Option::is_some));
    let go = move |place: usize| {
        set_active.set(place);
        browser::on_next_frame(move || browser::reveal(&option_id(place)));
    };
    let choose = move |place: usize| {
        if let Some(index) = listed.with_untracked(|listed| listed.get(place).copied()) {
            set_open.set(false);
            actions.select(Some(index));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let Some(deed) = deed_of(&event, Scope::Choices) else {
            return;
        };
        let count = listed.with_untracked(Vec::len);
        match deed {
            Deed::Choose if shown.get_untracked() => choose(active.get_untracked()),
            Deed::Clear if shown.get_untracked() => set_open.set(false),
            Deed::Clear => actions.search(String::new()),
            _ if !shown.get_untracked() => set_open.set(true),
            deed => match choices::next(deed, active.get_untracked(), count) {
                Some(place) => go(place),
                None => return,
            },
        }
        event.prevent_default();
    };
    view! {
        <div class="search" role="search">
            <span class="search-icon">{icon(GLASS, "16")}</span>
            <input
                class="search-field"
                id=SEARCH_ID
                data-testid="search"
                type="text"
                role="combobox"
                aria-label=tr!("Search clusters")
                aria-autocomplete="list"
                aria-controls=LIST_ID
                aria-expanded=move || shown.get().to_string()
                aria-activedescendant=move || {
                    let there = shown.get() && listed.with(|listed| active.get() < listed.len());
                    there.then(|| option_id(active.get()))
                }
                autocomplete="off"
                spellcheck="false"
                placeholder=tr!("Search clusters")
                prop:value=move || find.query.get()
                on:input=move |event| {
                    set_active.set(0);
                    set_open.set(true);
                    actions.search(event_target_value(&event));
                }
                on:focus=move |_| set_open.set(true)
                on:click=move |_| set_open.set(true)
                on:blur=move |_| set_open.set(false)
                on:keydown=on_key
            />
            <Show
                when=typed
                fallback=move || view! {
                    <Show when=move || find.character_keys.get()>
                        <kbd class="search-key" aria-hidden="true">"/"</kbd>
                    </Show>
                }
            >
                <IconButton
                    label=tr!("Empty the search").to_owned()
                    testid="search-clear"
                    path=CROSS
                    class="search-clear"
                    on_press=Callback::new(move |()| {
                        actions.search(String::new());
                        browser::focus(SEARCH_ID);
                    })
                />
            </Show>
            // Pressing a button of the mouse would take the keyboard out of the field.
            <div
                class="search-drop"
                class:is-hidden=move || !shown.get()
                on:mousedown=move |event| event.prevent_default()
            >
                <ul class="choices" id=LIST_ID role="listbox" aria-label=tr!("Clusters found") data-testid="search-list">
                    {move || {
                        let atlas = state.atlas()?;
                        let hits = find.hits.get()?;
                        Some(listed.get().into_iter().enumerate().map(|(place, index)| view! {
                            <li
                                class="choice"
                                class:is-active=move || active.get() == place
                                class:is-dim=move || find.matches.with(|matches| {
                                    matches.as_ref().is_some_and(|matches| !matches.contains(index))
                                })
                                id=option_id(place)
                                role="option"
                                aria-selected=move || (active.get() == place).to_string()
                                data-cluster-id=atlas.id(index).as_str().to_owned()
                                on:click=move |_| choose(place)
                                on:mousemove=move |_| set_active.set(place)
                            >
                                <Found atlas=Arc::clone(&atlas) hits=Arc::clone(&hits) index/>
                            </li>
                        }).collect_view())
                    }}
                </ul>
                <p class="search-note" data-testid="search-note">{move || note(&find)}</p>
            </div>
        </div>
    }
}

fn option_id(place: usize) -> String {
    format!("search-option-{place}")
}

/// What stands below the list: how much was found, and whether only nearly.
fn note(find: &crate::state::Find) -> Option<String> {
    let hits = find.hits.get()?;
    let count = hits.best.len();
    Some(if count == 0 {
        tr!("No name or description has all of these words.").to_owned()
    } else if count > LISTED {
        tr!(
            "The best {listed} of {n, plural, one {# cluster} other {# clusters}}; the map and the tree show all.",
            listed = LISTED,
            n = count
        )
    } else if hits.is_close() {
        tr!(
            "{n, plural, one {# cluster} other {# clusters}}, spelt nearly so.",
            n = count
        )
    } else {
        tr!("{n, plural, one {# cluster} other {# clusters}}", n = count)
    })
}
