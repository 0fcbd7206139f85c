//! A number that is asked for, with its label.

use leptos::prelude::*;

/// A field for a number. What is typed is told as it stands; where it is no number that fits, the field
/// says again what is so.
#[component]
pub fn NumberField(
    /// Its label.
    label: &'static str,
    /// For tests.
    testid: &'static str,
    /// The smallest number.
    min: &'static str,
    /// The largest, where there is one.
    #[prop(optional)]
    max: Option<u32>,
    /// From one to the next.
    #[prop(optional)]
    step: Option<&'static str>,
    /// What an empty field means.
    #[prop(optional)]
    placeholder: Option<&'static str>,
    /// What it is, at length.
    #[prop(optional)]
    title: Option<&'static str>,
    /// The number as text.
    #[prop(into)]
    value: Signal<String>,
    /// Called with what was typed.
    on_change: Callback<String>,
) -> impl IntoView {
    view! {
        <label class="recluster-field">
            <span class="recluster-label">{label}</span>
            <input
                class="input input-number"
                type="number"
                min=min
                max=max.map(|most| most.to_string())
                step=step
                placeholder=placeholder
                title=title
                data-testid=testid
                prop:value=move || value.get()
                on:change=move |event| on_change.run(event_target_value(&event))
            />
        </label>
    }
}
