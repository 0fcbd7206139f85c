//! What stands in for the map while there is no release to show.

use std::sync::Arc;

use leptos::prelude::*;

use super::{page, standing};
use crate::api::{ApiError, Listed};
use crate::tr;

/// The release is on its way.
#[component]
pub fn Loading() -> impl IntoView {
    view! {
        <main class="state" data-testid="loading" aria-busy="true">
            <div class="state-marks" aria-hidden="true"><i></i><i></i><i></i></div>
            <h1 class="state-brief">{tr!("Loading the release…")}</h1>
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

/// Something went wrong: what, and what to do.
#[component]
pub fn Failed(
    /// What went wrong.
    error: Arc<ApiError>,
    /// What can be opened instead.
    other: Option<Listed>,
) -> impl IntoView {
    let (_, actions) = page();
    view! {
        <main class="state" data-testid="error">
            <div role="alert">
                <h1>{error.heading()}</h1>
                <p>{error.sentence()}</p>
            </div>
            <div class="state-ways">
                <button class="button" data-testid="retry" on:click=move |_| actions.retry()>
                    {tr!("Try again")}
                </button>
                {other.map(standing::opens)}
            </div>
        </main>
    }
}
