//! The bar at the top: which release, map or table, light or dark.

use leptos::prelude::*;

use super::{page, search, share};
use crate::actions::tour::HELP_ID;
use crate::derive::chart::Subject;
use crate::derive::link::Mode;
use crate::derive::{noise, policy_text};
use crate::state::Dialog;
use crate::tr;
use crate::words::{self, LANGUAGES, Language};

/// The bar at the top of the page, and the warning below it where nothing is protected.
#[component]
pub fn Header() -> impl IntoView {
    let (state, _) = page();
    let open = move || {
        state
            .atlas()
            .is_some_and(|atlas| policy_text::protects_nothing(&atlas.release().manifest().policy))
    };
    let no_accounts = move || {
        state
            .atlas()
            .is_some_and(|atlas| !atlas.release().manifest().accounts_known)
    };
    view! {
        <header class="header">
            <p class="brand">"Kleio"</p>
            <Heading/>
            <Show when=move || state.atlas().is_some()>
                <search::Search/>
            </Show>
            // What waits for the release stands by itself, so that what is there from the start does not move.
            <div class="tools">
                <FilterToggle/>
                <super::recluster::Toggle/>
                <ModeChoice/>
            </div>
            <div class="tools">
                <ShadeToggle/>
                <LanguageChoice/>
                <share::Share/>
                <HelpButton/>
                <Account/>
            </div>
        </header>
        <Show when=open>
            <p class="banner" data-testid="open-data" role="note">
                <strong>{tr!("Open data: nothing is protected.")}</strong>
                " "
                {tr!("This release is for public or synthetic conversations only.")}
            </p>
        </Show>
        <Show when=no_accounts>
            <p class="banner" data-testid="no-accounts" role="note">{policy_text::no_accounts()}</p>
        </Show>
        {move || {
            let atlas = state.atlas()?;
            policy_text::noise(atlas.release().manifest()).map(|sentence| view! {
                <p class="banner" data-testid="noise" role="note">{sentence}</p>
            })
        }}
    }
}

/// The release's title; a choice where the server has several.
#[component]
fn Heading() -> impl IntoView {
    let (state, actions) = page();
    move || {
        let atlas = state.atlas()?;
        let manifest = atlas.release().manifest();
        let total = tr!(
            "{count} conversations",
            count = noise::conversations(&atlas, Subject::Overall)
        );
        let title = manifest.title.clone();
        let current = atlas.release().id().to_owned();
        let all = state.releases.get();
        Some(view! {
            <div class="heading">
                {if all.len() > 1 {
                    view! {
                        <h1 class="visually-hidden">{title}</h1>
                        <select
                            class="select"
                            aria-label=tr!("Release")
                            data-testid="release"
                            on:change=move |event| actions.open_release(event_target_value(&event))
                        >
                            {all.into_iter().map(|listed| {
                                let selected = listed.id == current;
                                view! {
                                    <option value=listed.id selected=selected>{listed.title}</option>
                                }
                            }).collect_view()}
                        </select>
                    }.into_any()
                } else {
                    view! { <h1 class="title">{title}</h1> }.into_any()
                }}
                <p class="title-note">{total}</p>
            </div>
        })
    }
}

/// Map or table.
#[component]
fn ModeChoice() -> impl IntoView {
    let (state, actions) = page();
    let is_table = move || state.mode.get() == Mode::Table;
    let toggle = move |_| {
        actions.show(if state.mode.get_untracked() == Mode::Table {
            Mode::Map
        } else {
            Mode::Table
        });
    };
    view! {
        <Show when=move || state.atlas().is_some()>
            <button
                class="button"
                data-testid="table-toggle"
                aria-pressed=move || is_table().to_string()
                on:click=toggle
            >{tr!("Table")}</button>
        </Show>
    }
}

/// Opens and closes the filters.
#[component]
fn FilterToggle() -> impl IntoView {
    let (state, actions) = page();
    let open = state.find.filters_open;
    let asked = move || state.find.filter.with(|filter| filter.conditions.len());
    view! {
        <Show when=move || state.atlas().is_some()>
            <button
                class="button"
                data-testid="filters-toggle"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| actions.open_filters(!open.get_untracked())
            >{move || match asked() {
                0 => tr!("Filter").to_owned(),
                asked => tr!("Filter ({n})", n = asked),
            }}</button>
        </Show>
    }
}

/// Opens the list of keys.
#[component]
fn HelpButton() -> impl IntoView {
    let (_, actions) = page();
    view! {
        <button
            class="button button-icon"
            data-testid="help"
            id=HELP_ID
            aria-label=tr!("Keys")
            title=tr!("Keys (?)")
            aria-haspopup="dialog"
            on:click=move |_| actions.open_dialog(Some(Dialog::Keys))
        >"?"</button>
    }
}

/// Light or dark.
#[component]
fn ShadeToggle() -> impl IntoView {
    let (state, actions) = page();
    let label = move || {
        if state.shade.get().is_dark() {
            tr!("Switch to light")
        } else {
            tr!("Switch to dark")
        }
    };
    view! {
        <button
            class="button button-icon"
            data-testid="theme"
            aria-label=label
            title=label
            on:click=move |_| actions.toggle_shade()
        >
            <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
                <circle cx="10" cy="10" r="7.25" class="icon-line"/>
                <path d="M10 2.75a7.25 7.25 0 0 1 0 14.5z" class="icon-fill"/>
            </svg>
        </button>
    }
}

/// The languages of the interface, each by its own name.
#[component]
fn LanguageChoice() -> impl IntoView {
    let (_, actions) = page();
    let choose = move |event| {
        if let Some(language) = Language::of(&event_target_value(&event)) {
            actions.change_language(language);
        }
    };
    let now = words::language();
    view! {
        <select class="select" aria-label=tr!("Language") data-testid="language" on:change=choose>
            {LANGUAGES.map(|each| view! {
                <option value=each.tag() lang=each.tag() selected=each == now>{each.own_name()}</option>
            })}
        </select>
    }
}

/// The way in, or to the account, on a server that has users.
#[component]
fn Account() -> impl IntoView {
    let (state, _) = page();
    move || {
        let me = state.me.get().filter(|me| me.login)?;
        let (address, label) = match me.user {
            Some(user) => ("/account", user),
            None => ("/login", tr!("Log in").to_owned()),
        };
        // These pages are the server's, which does not see what this browser remembers.
        let address = [address, "?lang=", words::language().tag()].concat();
        Some(
            view! { <a class="button button-link" data-testid="account" href=address target="_top">{label}</a> },
        )
    }
}
