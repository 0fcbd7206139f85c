//! Choosing what colours the map, among hundreds of values: a button that opens a list that can be searched.

use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::html::{Button, Div, Input};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::page;
use crate::browser;
use crate::derive::atlas::Atlas;
use crate::derive::colour_by::{self, Choice, ColourBy, Group};
use crate::lean::{effect, memo, own};
use crate::tr;

/// Where the list begins in the page's identifiers.
const OPTION: &str = "colour-option-";

/// The button and, while it is open, the list.
#[component]
pub fn ColourChoice(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, _) = page();
    let colour = own(state.colour);
    let (open, set_open) = signal(false);
    let button = NodeRef::<Button>::new();
    let area = NodeRef::<Div>::new();
    let named = Arc::clone(&atlas);
    let close = move |refocus: bool| {
        set_open.set(false);
        if refocus && let Some(button) = button.get_untracked() {
            // Fails only where focus is impossible; then it stays where it was.
            drop(button.focus());
        }
    };
    // Going elsewhere closes the list.
    let left = move |event: leptos::ev::FocusEvent| {
        let to = event.related_target();
        let inside = area.get_untracked().is_some_and(|area| {
            to.and_then(|to| to.dyn_into::<web_sys::Node>().ok())
                .is_some_and(|to| area.contains(Some(&to)))
        });
        if !inside {
            set_open.set(false);
        }
    };
    view! {
        <div node_ref=area on:focusout=left>
            <button
                class="colour-button"
                node_ref=button
                data-testid="colour-by"
                data-value=move || colour.with(ColourBy::key)
                aria-haspopup="dialog"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| set_open.update(|open| *open = !*open)
            >
                <span class="field-label">{tr!("Colour by")}</span>
                <span class="colour-name">{move || colour.with(|colour| colour.name(&named))}</span>
                <svg viewBox="0 0 20 20" width="14" height="14" aria-hidden="true">
                    <path d="M5 12.500l5-5 5 5" class="icon-line"/>
                </svg>
            </button>
            <Show when=move || open.get()>
                <Choices atlas=Arc::clone(&atlas) close=close/>
            </Show>
        </div>
    }
}

/// The list, with a field to search it.
#[component]
fn Choices(
    /// The release.
    atlas: Arc<Atlas>,
    /// Closes the list; `true` goes back to the button.
    close: impl Fn(bool) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let (state, actions) = page();
    let colour = own(state.colour);
    let (text, set_text) = signal(String::new());
    let (ratio, set_ratio) = signal(
        state
            .colour
            .with_untracked(|colour| matches!(colour, ColourBy::Ratio(_))),
    );
    let (active, set_active) = signal(0_usize);
    let field = NodeRef::<Input>::new();
    effect(move || {
        if let Some(field) = field.get() {
            // Fails only where focus is impossible; then it stays where it was.
            drop(field.focus());
        }
    });
    let all = StoredValue::new(colour_by::choices(&atlas));
    let found = memo(move || {
        let groups = all.with_value(|groups| colour_by::search(groups, &text.get()));
        if ratio.get() {
            against_all(groups)
        } else {
            groups
        }
    });
    let flat = memo(move || {
        let groups = found.get();
        let choices = groups.into_iter().flat_map(|group| group.choices);
        choices
            .map(|choice| choice.colour)
            .collect::<Vec<ColourBy>>()
    });
    let choose = move |place: usize| {
        if let Some(colour) = flat.with_untracked(|flat| flat.get(place).cloned()) {
            actions.colour_by(colour);
            close(true);
        }
    };
    let go = move |place: usize| {
        set_active.set(place);
        browser::reveal(&format!("{OPTION}{place}"));
    };
    let key = move |event: KeyboardEvent| {
        let count = flat.with_untracked(Vec::len);
        let at = active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => go((at + 1) % count),
            "ArrowUp" if count > 0 => go((at + count - 1) % count),
            "Enter" => choose(at),
            "Escape" => close(true),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <div
            class="colour-popover"
            role="dialog"
            aria-label=tr!("Colour the map by")
            data-testid="colour-choices"
            on:keydown=key
        >
            <input
                class="input"
                type="text"
                node_ref=field
                role="combobox"
                aria-label=tr!("Find a measure or a value")
                aria-expanded="true"
                aria-autocomplete="list"
                aria-controls="colour-options"
                aria-activedescendant=move || format!("{OPTION}{}", active.get())
                placeholder=tr!("Find a measure or a value")
                autocomplete="off"
                data-testid="colour-search"
                on:input=move |event| {
                    set_text.set(event_target_value(&event));
                    set_active.set(0);
                }
            />
            <div class="segments" role="group" aria-label=tr!("Values of facets are shown as")>
                {[(false, tr!("Share")), (true, tr!("Against all"))].map(|(against, label)| view! {
                    <button
                        class="segment"
                        aria-pressed=move || (ratio.get() == against).to_string()
                        data-testid=if against { "colour-ratio" } else { "colour-share" }
                        on:click=move |_| set_ratio.set(against)
                    >{label}</button>
                }).collect_view()}
            </div>
            <div class="colour-options" id="colour-options" role="listbox" aria-label=tr!("Measures and values")>
                {move || {
                    let mut place = 0;
                    found.get().into_iter().map(|group| {
                        let first = place;
                        place += group.choices.len();
                        options(group, first, colour, active, choose)
                    }).collect_view()
                }}
                <Show when=move || flat.with(Vec::is_empty)>
                    <p class="colour-none">{tr!("Nothing in this release is called so.")}</p>
                </Show>
            </div>
        </div>
    }
}

/// A group of choices, the first of which has the place `first`.
fn options(
    group: Group,
    first: usize,
    colour: Memo<ColourBy>,
    active: ReadSignal<usize>,
    choose: impl Fn(usize) + Copy + 'static,
) -> impl IntoView {
    let label = group.title.clone();
    view! {
        <div role="group" aria-label=label>
            <p class="colour-group" aria-hidden="true">{group.title}</p>
            {group.choices.into_iter().enumerate().map(|(offset, choice)| {
                let place = first + offset;
                let value = choice.colour.key();
                view! {
                    <div
                        class="colour-option"
                        role="option"
                        id=format!("{OPTION}{place}")
                        data-value=value
                        data-active=move || (active.get() == place).then_some("yes")
                        aria-selected=move || colour.with(|now| *now == choice.colour).to_string()
                        // Before the field loses the focus, which would close the list.
                        on:mousedown=move |event| {
                            event.prevent_default();
                            choose(place);
                        }
                    >{choice.name}</div>
                }
            }).collect_view()}
        </div>
    }
}

/// The same values against their share among all conversations; measures are as they are.
fn against_all(groups: Vec<Group>) -> Vec<Group> {
    let turned = |choice: Choice, is_facet: bool| match choice.colour {
        ColourBy::Share(value) if is_facet => Choice {
            colour: ColourBy::Ratio(value),
            ..choice
        },
        colour => Choice { colour, ..choice },
    };
    groups
        .into_iter()
        .map(|group| {
            let is_facet = group.of_facet;
            let choices = group.choices.into_iter();
            Group {
                choices: choices.map(|choice| turned(choice, is_facet)).collect(),
                ..group
            }
        })
        .collect()
}
