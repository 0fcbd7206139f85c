//! What can be opened below the map: the weeks, or a comparison.

use std::sync::Arc;

use leptos::prelude::*;

use super::later::later;
use super::page;
use crate::derive::atlas::Atlas;
use crate::derive::format;
use crate::derive::link::Dock as Part;
use crate::lean::memo;
use crate::tr;

/// Two buttons, and what the pressed one opens.
#[component]
pub fn Dock(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, actions) = page();
    let has_weeks = atlas.release().manifest().weeks.len() > 1;
    let open = memo(move || {
        let part = state.time.dock.get();
        part.filter(|part| has_weeks || *part != Part::Time)
    });
    let for_levels = Arc::clone(&atlas);
    let tab = move |part: Part, label: &'static str, testid: &'static str| {
        let is_open = move || open.get() == Some(part);
        view! {
            <button
                class="dock-tab"
                data-testid=testid
                aria-expanded=move || is_open().to_string()
                aria-controls="dock-body"
                on:click=move |_| actions.open_dock((!is_open()).then_some(part))
            >
                <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
                    <path d="M2.500 8L6 4l3.500 4" class="icon-line"/>
                </svg>
                {label}
            </button>
        }
    };
    view! {
        <section class="dock" class:is-open=move || open.get().is_some() aria-label=tr!("Time and comparison") data-testid="dock">
            <div class="dock-bar">
                {has_weeks.then(|| tab(Part::Time, tr!("Time"), "dock-time"))}
                {tab(Part::Compare, tr!("Compare"), "dock-compare")}
                <Show when=move || open.get().is_some()>
                    <Levels atlas=Arc::clone(&for_levels)/>
                </Show>
            </div>
            <div class="dock-body" id="dock-body">
                {move || match open.get() {
                    Some(Part::Time) => later(|parts| (parts.time)(Arc::clone(&atlas))),
                    Some(Part::Compare) => later(|parts| (parts.compare)(Arc::clone(&atlas))),
                    None => ().into_any(),
                }}
            </div>
        </section>
    }
}

/// Which level's clusters are listed.
#[component]
fn Levels(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, actions) = page();
    let top = atlas.top_level();
    let now = memo(move || state.time.level_of(&atlas));
    let choose = move |event| {
        if let Ok(level) = event_target_value(&event).parse() {
            actions.list_level(level);
        }
    };
    view! {
        <select class="select dock-level" aria-label=tr!("Level") data-testid="dock-level" on:change=choose>
            {(0..=top).rev().map(|level| view! {
                <option value=level.to_string() selected=move || now.get() == level>
                    {format::level(level, top)}
                </option>
            }).collect_view()}
        </select>
    }
}
