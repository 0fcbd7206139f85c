//! Filters that the browser keeps for the reader, by name.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::chip::{Chip, chip};
use super::page;
use crate::tr;

/// Keeps the filter, where something is `asked`, and lists those that are kept.
#[component]
pub fn KeptFilters(
    /// Whether something is asked.
    asked: Memo<bool>,
) -> impl IntoView {
    let (state, actions) = page();
    let (name, set_name) = signal(String::new());
    let keep = move |event: SubmitEvent| {
        event.prevent_default();
        actions.save_filter(&name.get_untracked());
        set_name.set(String::new());
    };
    let any = move || state.find.saved.with(|saved| !saved.is_empty());
    view! {
        <Show when=move || asked.get() || any()>
            <div class="filters-line">
                <Show when=move || asked.get()>
                    <form class="filter-form" on:submit=keep>
                        <input
                            class="number-field filter-name"
                            type="text"
                            aria-label=tr!("A name, to keep this filter in the browser")
                            placeholder=tr!("Name, to keep it")
                            maxlength="60"
                            data-testid="filter-name"
                            prop:value=move || name.get()
                            on:input=move |event| set_name.set(event_target_value(&event))
                        />
                        <button
                            class="button"
                            data-testid="filter-save"
                            disabled=move || name.with(|name| name.trim().is_empty())
                        >{tr!("Keep")}</button>
                    </form>
                </Show>
                <Show when=any>
                    <ul class="chips" aria-label=tr!("Kept filters")>
                        {move || state.find.saved.get().into_iter().map(|kept| {
                            let (apply, forget) = (kept.name.clone(), kept.name.clone());
                            chip(Chip {
                                drop_label: tr!("Keep no longer: {name}", name = &kept.name),
                                text: kept.name,
                                on_press: Some((
                                    tr!("Apply this filter"),
                                    Callback::new(move |()| actions.apply_saved(&apply)),
                                )),
                                on_drop: Callback::new(move |()| actions.forget_filter(&forget)),
                                testid: "kept",
                                edited: Signal::stored(false),
                            })
                        }).collect_view()}
                    </ul>
                </Show>
            </div>
        </Show>
    }
}
