//! The panel in which readers group clusters anew, and the button that opens it.

pub mod alike;
pub mod banner;
pub mod comparison;
pub mod flow;
pub mod form;
pub mod groups;
pub mod growing;
pub mod keep;
pub mod membership;
pub mod method;
pub mod number;
pub mod quality;
pub mod suggestion;

use leptos::prelude::*;

use super::page;
use crate::tr;

/// Opens and closes the panel.
#[component]
pub fn Toggle() -> impl IntoView {
    let (state, actions) = page();
    // What is selected hides the panel, which then is where its clearing leads back to.
    let seen = move || state.recluster.open.get() && state.selected.get().is_none();
    let toggle = move |_| actions.show_recluster(!untrack(seen));
    view! {
        <Show when=move || state.atlas().is_some()>
            <button
                class="button"
                data-testid="recluster"
                aria-pressed=move || seen().to_string()
                title=tr!("Group the clusters anew, in this browser")
                on:click=toggle
            >{tr!("Re-cluster")}</button>
        </Show>
    }
}

/// What is asked for, what came of it, and what is kept.
#[component]
pub fn Recluster() -> impl IntoView {
    let (state, actions) = page();
    let grouped = move || state.recluster.current.get().is_some();
    view! {
        <section class="recluster" data-testid="recluster-panel" aria-label=tr!("Re-cluster")>
            <div class="panel-head">
                <h2 class="panel-name">{tr!("Re-cluster")}</h2>
                <button
                    class="button button-icon"
                    aria-label=tr!("Close the panel to re-cluster")
                    title=tr!("Close")
                    on:click=move |_| actions.show_recluster(false)
                >
                    <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
                        <path d="M5 5l10 10M15 5L5 15" class="icon-line"/>
                    </svg>
                </button>
            </div>
            <p class="note" data-testid="recluster-local">
                {tr!(
                    "This is computed in your browser, from the released names and numbers alone. Nothing is \
                     sent anywhere."
                )}
            </p>
            <form::Form/>
            <Show when=grouped>
                <quality::QualityFigures/>
                <groups::Groups/>
                <comparison::Comparison/>
            </Show>
            <keep::Keep/>
        </section>
    }
}

/// What stands in place of the receipt of the gate, which knows nothing of groups of the reader's own.
#[must_use]
pub fn receipt(cells: usize) -> String {
    match cells {
        0 => tr!(
            "Your own group: summed here from released base clusters, all of whose cells are \
             shown."
        )
        .to_owned(),
        cells => tr!(
            "Your own group: summed here from released base clusters; \
             {n, plural, one {# cell is} other {# cells are}} withheld because a base cluster's is.",
            n = cells
        ),
    }
}
