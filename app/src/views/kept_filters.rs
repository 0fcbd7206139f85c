//! Filters that the browser keeps for the reader, by name.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::page;

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
                            aria-label="A name, to keep this filter in the browser"
                            placeholder="Name, to keep it"
                            maxlength="60"
                            data-testid="filter-name"
                            prop:value=move || name.get()
                            on:input=move |event| set_name.set(event_target_value(&event))
                        />
                        <button
                            class="button"
                            data-testid="filter-save"
                            disabled=move || name.with(|name| name.trim().is_empty())
                        >"Keep"</button>
                    </form>
                </Show>
                <Show when=any>
                    <ul class="chips" aria-label="Kept filters">
                        {move || state.find.saved.get().into_iter().map(|kept| {
                            let (apply, forget) = (kept.name.clone(), kept.name.clone());
                            view! {
                                <li class="chip" data-testid="kept">
                                    <button
                                        class="chip-text"
                                        title="Apply this filter"
                                        on:click=move |_| actions.apply_saved(&apply)
                                    >{kept.name.clone()}</button>
                                    <button
                                        class="chip-drop"
                                        aria-label=format!("Keep no longer: {}", kept.name)
                                        title="Keep it no longer"
                                        on:click=move |_| actions.forget_filter(&forget)
                                    >
                                        <svg viewBox="0 0 20 20" width="12" height="12" aria-hidden="true">
                                            <path d="M5 5l10 10M15 5L5 15" class="icon-line"/>
                                        </svg>
                                    </button>
                                </li>
                            }
                        }).collect_view()}
                    </ul>
                </Show>
            </div>
        </Show>
    }
}
