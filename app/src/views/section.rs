//! A section of the panel that can be closed, and stays so for other clusters.

use leptos::prelude::*;

use super::page;
use crate::lean::memo;

/// A heading that opens and closes what is below it.
#[component]
pub fn Section(
    /// Its name, once in the panel.
    name: &'static str,
    /// What is in it.
    children: ChildrenFn,
) -> impl IntoView {
    let (state, actions) = page();
    let open = memo(move || state.time.closed.with(|closed| !closed.contains(name)));
    view! {
        <section class="section">
            <h3 class="section-title">
                <button
                    class="section-toggle"
                    aria-expanded=move || open.get().to_string()
                    on:click=move |_| actions.toggle_section(name)
                >
                    <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
                        <path d="M4 2.500L8 6l-4 3.500" class="icon-line"/>
                    </svg>
                    {name}
                </button>
            </h3>
            <Show when=move || open.get()>
                <div class="section-body">{children()}</div>
            </Show>
        </section>
    }
}
