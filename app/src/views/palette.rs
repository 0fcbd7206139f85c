//! The command palette: every action and every cluster, by typing.

use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::dialog::Dialog;
use super::found::Found;
use super::later::later;
use super::page;
use super::pressed::deed_of;
use crate::browser;
use crate::derive::atlas::Atlas;
use crate::derive::choices;
use crate::derive::commands::{self, Command, Offer, Situation};
use crate::derive::keys::{Deed, Scope};
use crate::derive::search::Hits;
use crate::lean::memo;
use crate::state;
use crate::tr;

/// Clusters listed below the actions.
const CLUSTERS: usize = 30;
const LIST_ID: &str = "palette-list";
const FIELD_ID: &str = "palette-field";

/// The palette, in its dialog.
#[component]
pub fn Palette() -> impl IntoView {
    let (state, actions) = page();
    let open = memo(move || state.find.dialog.get() == Some(state::Dialog::Palette));
    view! {
        <Dialog
            open
            label=tr!("Commands")
            class="palette"
            on_close=Callback::new(move |()| actions.open_dialog(None))
        >
            {move || state.atlas().map(|atlas| later(|parts| (parts.commands)(atlas)))}
        </Dialog>
    }
}

/// What can be chosen, one after the other.
#[derive(Clone, PartialEq)]
enum Choice {
    Do(Offer),
    GoTo(usize),
}

/// The field and what can be chosen by it; the keyboard goes there, should it have come after the dialog.
#[component]
pub fn Choices(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, actions) = page();
    browser::on_next_frame(|| browser::focus(FIELD_ID));
    let (query, set_query) = signal(String::new());
    let (active, set_active) = signal(0_usize);
    let for_offers = Arc::clone(&atlas);
    let offers = StoredValue::new(commands::offers(&for_offers, &situation(&state, &atlas)));
    let hits = memo(move || {
        let index = state.find.index.get()?;
        query.with(|query| index.search(query)).map(Arc::new)
    });
    let listed = memo(move || {
        let done = offers.with_value(|offers| query.with(|query| commands::find(offers, query)));
        let found = hits.get().map(|hits| hits.best.clone()).unwrap_or_default();
        let clusters = found.into_iter().take(CLUSTERS).map(Choice::GoTo);
        done.into_iter()
            .map(Choice::Do)
            .chain(clusters)
            .collect::<Vec<_>>()
    });
    let choose =
        move |place: usize| match listed.with_untracked(|listed| listed.get(place).cloned()) {
            Some(Choice::Do(offer)) => actions.run(offer.command),
            Some(Choice::GoTo(index)) => actions.run(Command::GoTo(index)),
            None => {}
        };
    let on_key = move |event: KeyboardEvent| {
        let count = listed.with_untracked(Vec::len);
        match deed_of(&event, Scope::Choices) {
            Some(Deed::Choose) => choose(active.get_untracked()),
            // Escape is the dialog's own.
            Some(Deed::Clear) | None => return,
            Some(deed) => {
                if let Some(place) = choices::next(deed, active.get_untracked(), count) {
                    set_active.set(place);
                    browser::on_next_frame(move || browser::reveal(&option_id(place)));
                }
            }
        }
        event.prevent_default();
    };
    view! {
        <input
            class="palette-field"
            id=FIELD_ID
            data-testid="palette"
            type="text"
            autofocus
            role="combobox"
            aria-label=tr!("Type a command or the name of a cluster")
            aria-autocomplete="list"
            aria-controls=LIST_ID
            aria-expanded="true"
            aria-activedescendant=move || {
                listed.with(|listed| active.get() < listed.len()).then(|| option_id(active.get()))
            }
            autocomplete="off"
            spellcheck="false"
            placeholder=tr!("Type a command or the name of a cluster")
            prop:value=move || query.get()
            on:input=move |event| {
                set_active.set(0);
                set_query.set(event_target_value(&event));
            }
            on:keydown=on_key
        />
        <ul class="choices" id=LIST_ID role="listbox" aria-label=tr!("Commands and clusters") data-testid="palette-list">
            {move || listed.get().into_iter().enumerate().map(|(place, choice)| view! {
                <li
                    class="choice"
                    class:is-active=move || active.get() == place
                    id=option_id(place)
                    role="option"
                    aria-selected=move || (active.get() == place).to_string()
                    on:click=move |_| choose(place)
                    on:mousemove=move |_| set_active.set(place)
                >
                    {content(&atlas, hits.get_untracked(), choice)}
                </li>
            }).collect_view()}
        </ul>
        <Show when=move || listed.with(Vec::is_empty)>
            <p class="search-note">{tr!("No command and no cluster has all of these words.")}</p>
        </Show>
    }
}

fn option_id(place: usize) -> String {
    format!("palette-option-{place}")
}

fn content(atlas: &Arc<Atlas>, hits: Option<Arc<Hits>>, choice: Choice) -> AnyView {
    match choice {
        Choice::Do(offer) => view! {
            <span class="choice-name">{offer.title}</span>
            <span class="choice-count">{offer.note}</span>
        }
        .into_any(),
        Choice::GoTo(index) => {
            let hits = hits.unwrap_or_default();
            view! { <Found atlas=Arc::clone(atlas) hits index/> }.into_any()
        }
    }
}

/// What decides which commands make sense now.
fn situation(state: &state::State, atlas: &Atlas) -> Situation {
    let current = atlas.release().id();
    Situation {
        mode: state.mode.get_untracked(),
        selected: state.selected.get_untracked().is_some(),
        steps: state.share.steps.get_untracked(),
        finding: state.find.matches.with_untracked(Option::is_some),
        saved: state
            .find
            .saved
            .with_untracked(|saved| saved.iter().map(|kept| kept.name.clone()).collect()),
        releases: state.releases.with_untracked(|all| {
            let others = all.iter().filter(|listed| listed.id != current);
            others
                .map(|listed| (listed.id.clone(), listed.title.clone()))
                .collect()
        }),
    }
}
