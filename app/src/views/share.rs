//! Undo and redo, and the menu with all that a reader can take away: link, table, picture, paper.

use std::sync::Arc;

use leptos::prelude::*;

use super::icon::{BACK, FORTH, icon};
use super::later::later;
use super::page;
use crate::actions::Actions;
use crate::actions::share::Picture;
use crate::derive::atlas::Atlas;
use crate::derive::undo::Steps;
use crate::derive::{chart, format, grid};
use crate::state::share::PictureFormat;
use crate::tr;

/// The menu's id, by which its button opens it.
const MENU: &str = "share-menu";

/// Undo, redo, and the menu's button.
#[component]
pub fn Share() -> impl IntoView {
    let (state, actions) = page();
    let steps = state.share.steps;
    let opened = RwSignal::new(false);
    let step = move |testid: &'static str,
                     label: &'static str,
                     title: &'static str,
                     path: &'static str,
                     can: fn(Steps) -> bool,
                     go: fn(Actions)| {
        view! {
            <button
                class="button button-icon"
                data-testid=testid
                aria-label=label
                title=title
                disabled=move || !can(steps.get())
                on:click=move |_| go(actions)
            >{icon(path, "16")}</button>
        }
    };
    view! {
        <div class="button-pair" role="group" aria-label=tr!("Views")>
            {step(
                "undo",
                tr!("Undo: back to the view before"),
                tr!("Undo (Ctrl+Z)"),
                BACK,
                Steps::can_undo,
                Actions::undo,
            )}
            {step(
                "redo",
                tr!("Redo: on to the view that was gone back from"),
                tr!("Redo (Ctrl+Shift+Z)"),
                FORTH,
                Steps::can_redo,
                Actions::redo,
            )}
        </div>
        <button class="button" data-testid="share" popovertarget=MENU aria-haspopup="dialog">{tr!("Share…")}</button>
        <div
            class="menu"
            id=MENU
            popover="auto"
            role="dialog"
            aria-label=tr!("Share and save")
            on:beforetoggle=move |_: web_sys::Event| opened.set(true)
        >
            {move || state.atlas().filter(|_| opened.get()).map(|atlas| later(|parts| (parts.share)(atlas)))}
        </div>
    }
}

/// What can be taken away of `atlas`.
#[component]
pub fn Menu(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, actions) = page();
    view! {
        <section class="menu-part">
            <h2 class="menu-title">{tr!("Link")}</h2>
            <p class="menu-note" data-testid="link-note">
                {move || if state.recluster.current.get().is_some_and(|groups| groups.edited) {
                    tr!("The address holds the view, but not what you changed by hand in your groups: it gives them as they were computed. Export them as a file to pass them on.")
                } else {
                    tr!("The address holds the whole view. Whoever may open this server sees the same.")
                }}
            </p>
            <button class="button" data-testid="copy-link" on:click=move |_| actions.copy_link()>{tr!("Copy the link")}</button>
        </section>
        <Tables atlas=Arc::clone(&atlas)/>
        <Pictures atlas/>
        <section class="menu-part">
            <h2 class="menu-title">{tr!("Paper")}</h2>
            <p class="menu-note">
                {move || match state.selected.get() {
                    Some(_) => tr!("The panel of the selected cluster, with its charts."),
                    None => tr!("The panel of the whole release, with its charts."),
                }}
            </p>
            <button class="button" data-testid="print" on:click=move |_| actions.print()>{tr!("Print or save as PDF")}</button>
        </section>
    }
}

/// Clusters as tables.
#[component]
fn Tables(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, actions) = page();
    let find = state.find;
    let whole = RwSignal::new(false);
    let of_set = RwSignal::new(false);
    // Where that is chosen and there still is one; filters leave nothing out of it.
    let set = move || state.map.set.get().filter(|_| of_set.get());
    let top = atlas.top_level();
    let level = move || find.table_level.get().level(state.level.get());
    let clusters = move || -> Vec<usize> {
        if let Some(set) = set() {
            return set.base().to_vec();
        }
        let (matches, ranks) = (find.matches.get(), find.table_ranks.get());
        let level = level().filter(|_| !whole.get());
        grid::list(&atlas, level, matches.as_deref(), &ranks).rows
    };
    let shown = move || match level() {
        Some(level) => format::level(level, top),
        None => tr!("Clusters of the table").to_owned(),
    };
    let matching = move || set().is_none() && find.matches.with(Option::is_some);
    let (for_csv, for_json) = (clusters.clone(), clusters.clone());
    view! {
        <section class="menu-part">
            <h2 class="menu-title">{tr!("Numbers")}</h2>
            <select
                class="select"
                aria-label=tr!("Clusters to save")
                data-testid="save-which"
                on:change=move |event| {
                    let value = event_target_value(&event);
                    whole.set(value == "all");
                    of_set.set(value == "set");
                }
            >
                <option value="level">{shown}</option>
                <option value="all">{tr!("All clusters, every level")}</option>
                {move || state.map.set.get().map(|set| view! {
                    <option value="set" selected=of_set.get_untracked()>
                        {tr!(
                            "The {n, plural, one {# base cluster} other {# base clusters}} in your set",
                            n = set.base().len()
                        )}
                    </option>
                })}
            </select>
            <p class="menu-note">
                {move || if matching() {
                    tr!(
                        "{n, plural, one {# cluster} other {# clusters}} that match with every number. What is \
                         withheld says so. Each file names release, policy, day and link.",
                        n = clusters().len()
                    )
                } else {
                    tr!(
                        "{n, plural, one {# cluster} other {# clusters}} with every number. What is withheld says \
                         so. Each file names release, policy, day and link.",
                        n = clusters().len()
                    )
                }}
            </p>
            <div class="menu-row">
                <button class="button" data-testid="save-csv" on:click=move |_| actions.save_csv(&for_csv())>{tr!("CSV")}</button>
                <button class="button" data-testid="save-json" on:click=move |_| actions.save_json(&for_json())>{tr!("JSON")}</button>
            </div>
        </section>
    }
}

/// Charts as pictures.
#[component]
fn Pictures(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (_, actions) = page();
    let manifest = atlas.release().manifest();
    let mut choices = vec![(
        Picture::Map,
        tr!("The map as it is on the screen").to_owned(),
    )];
    if !manifest.weeks.is_empty() {
        choices.push((Picture::Weeks, tr!("Conversations a week").to_owned()));
    }
    let facets = manifest.facets.iter();
    choices.extend(facets.map(|facet| {
        (
            Picture::Facet(facet.name.clone()),
            chart::facet_title(&facet.name),
        )
    }));
    let chosen = RwSignal::new(0);
    let pictures: Arc<[Picture]> = choices.iter().map(|choice| choice.0.clone()).collect();
    let save = move |format| {
        if let Some(picture) = pictures.get(chosen.get_untracked()) {
            actions.save_picture(picture, format);
        }
    };
    let (svg, png) = (save.clone(), save);
    view! {
        <section class="menu-part">
            <h2 class="menu-title">{tr!("Picture")}</h2>
            <select
                class="select"
                aria-label=tr!("Picture to save")
                data-testid="picture"
                on:change=move |event| chosen.set(event_target_value(&event).parse().unwrap_or(0))
            >
                {choices.into_iter().enumerate().map(|(place, (_, label))| view! {
                    <option value=place.to_string()>{label}</option>
                }).collect_view()}
            </select>
            <div class="menu-row">
                <button class="button" data-testid="save-svg" on:click=move |_| svg(PictureFormat::Svg)>{tr!("SVG")}</button>
                <button class="button" data-testid="save-png" on:click=move |_| png(PictureFormat::Png)>{tr!("PNG")}</button>
            </div>
        </section>
    }
}

/// What the reader should know and has not dismissed.
#[component]
pub fn Notices() -> impl IntoView {
    let (state, actions) = page();
    let notices = state.share.notices;
    view! {
        <Show when=move || !notices.get().is_empty()>
            <div class="banner banner-notices" role="alert" data-testid="notices">
                <div>
                    {move || notices.get().into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
                </div>
                <button class="button" data-testid="dismiss" on:click=move |_| actions.dismiss_notices()>{tr!("Dismiss")}</button>
            </div>
        </Show>
    }
}
