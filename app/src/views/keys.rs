//! The list of keys, and the listener for those that do something anywhere.

use leptos::prelude::*;

use super::dialog::Dialog;
use super::icon::{CROSS, IconButton};
use super::later::later;
use super::page;
use super::pressed::pressed;
use crate::browser;
use crate::derive::commands::Command;
use crate::derive::keys::{KEYS, SCOPES, Scope, cap};
use crate::lean::memo;
use crate::state;
use crate::tr;

/// Listens to keys, and lists them in a dialog.
#[component]
pub fn Keys() -> impl IntoView {
    let (state, actions) = page();
    browser::on_key(move |event, typing| {
        if event.default_prevented() {
            return;
        }
        if let Some(pressed) = pressed(event)
            && actions.press(&pressed, typing)
        {
            event.prevent_default();
        }
    });
    let open = memo(move || state.find.dialog.get() == Some(state::Dialog::Keys));
    view! {
        <Dialog
            open
            label=tr!("Keys")
            class="keys"
            on_close=Callback::new(move |()| actions.open_dialog(None))
        >
            <div class="dialog-head">
                <h2 class="dialog-title">{tr!("Keys")}</h2>
                <IconButton
                    label=tr!("Close").to_owned()
                    testid="keys-close"
                    path=CROSS
                    class="button button-icon"
                    on_press=Callback::new(move |()| actions.open_dialog(None))
                />
            </div>
            {move || later(|parts| (parts.keys)())}
        </Dialog>
    }
}

/// The keys by place, and what is below them.
#[component]
pub fn List() -> impl IntoView {
    let (state, actions) = page();
    view! {
        <div class="keys-list" data-testid="keys" tabindex="0" role="group" aria-label=tr!("Keys by place")>
            {SCOPES.map(section).collect_view()}
        </div>
        <button
            class="button"
            data-testid="tour-again"
            on:click=move |_| actions.run(Command::Tour)
        >{tr!("Take the tour")}</button>
        <label class="check">
            <input
                type="checkbox"
                data-testid="character-keys"
                prop:checked=move || state.find.character_keys.get()
                on:change=move |event| actions.let_character_keys(event_target_checked(&event))
            />
            <span>{tr!("Keys that type a character, / and ?, work anywhere on the page")}</span>
        </label>
    }
}

fn section(scope: Scope) -> impl IntoView {
    let lines = KEYS.iter().filter(move |line| line.scope == scope);
    view! {
        <section class="keys-section">
            <h3 class="keys-title">{scope.title()}</h3>
            <dl>
                {lines.map(|line| view! {
                    <div class="keys-line">
                        <dt>{line.shown.iter().map(|key| view! { <kbd>{cap(key)}</kbd> }).collect_view()}</dt>
                        <dd>{(line.does)()}</dd>
                    </div>
                }).collect_view()}
            </dl>
        </section>
    }
}
