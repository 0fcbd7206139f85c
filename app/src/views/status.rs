//! What stands in for the map while there is no release to show.

use leptos::prelude::*;

use super::page;
use crate::tr;

/// The release is on its way.
#[component]
pub fn Loading() -> impl IntoView {
    view! {
        <main class="state" data-testid="loading" aria-busy="true">
            <div class="state-marks" aria-hidden="true"><i></i><i></i><i></i></div>
            <p>{tr!("Loading the release…")}</p>
        </main>
    }
}

/// The server has nothing to show.
#[component]
pub fn Empty() -> impl IntoView {
    let (_, actions) = page();
    view! {
        <main class="state" data-testid="empty">
            <h1>{tr!("No clusters yet")}</h1>
            <p>
                {tr!(
                    "This server has no release with clusters in it. Write one with {write}, then start {serve}.",
                    write = "kleio run",
                    serve = "kleio-server --release DIR"
                )}
            </p>
            <button class="button" on:click=move |_| actions.retry()>{tr!("Look again")}</button>
        </main>
    }
}

/// Something went wrong; `reason` is a full sentence that says what to do.
#[component]
pub fn Failed(
    /// A full sentence that says what to do.
    reason: String,
) -> impl IntoView {
    let (_, actions) = page();
    view! {
        <main class="state" data-testid="error">
            <div role="alert">
                <h1>{tr!("The release could not be opened")}</h1>
                <p>{reason}</p>
            </div>
            <button class="button" data-testid="retry" on:click=move |_| actions.retry()>
                {tr!("Try again")}
            </button>
        </main>
    }
}
