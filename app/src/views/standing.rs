//! Quiet notices about the server: that it does not answer, and that it has a newer release.

use leptos::prelude::*;

use super::page;
use crate::api::{Listed, Standing, standing};
use crate::tr;

/// What the reader should know of the server while a release is shown.
#[component]
pub fn Notices() -> impl IntoView {
    let (state, _) = page();
    let notice = move || {
        let atlas = state.atlas()?;
        let found = state
            .releases
            .with(|all| standing(all, atlas.release().id()));
        let (testid, sentence, other) = if state.offline.get() {
            (
                "offline",
                tr!("Offline: the server does not answer. What is loaded stays usable."),
                None,
            )
        } else {
            let (sentence, other) = match found {
                Standing::Current => return None,
                Standing::Replaced(newer) => (
                    tr!("This is an earlier version of the release. There is a newer one."),
                    Some(newer),
                ),
                Standing::Gone(other) => (
                    tr!(
                        "The server does not list this release for you any more: it was replaced or taken back, or \
                         your login has ended. What is loaded stays usable."
                    ),
                    other,
                ),
            };
            ("superseded", sentence, other)
        };
        Some(
            view! {
                <div class="banner banner-notices is-quiet" data-testid=testid>
                    <p>{sentence}</p>
                    {other.map(opens)}
                </div>
            }
            .into_any(),
        )
    };
    view! { <div role="status">{notice}</div> }
}

/// The way to another release.
pub fn opens(listed: Listed) -> AnyView {
    let (_, actions) = page();
    let Listed { id, title, .. } = listed;
    view! {
        <button class="button" data-testid="open-other" on:click=move |_| actions.open_release(id.clone())>
            {tr!("Open the release “{title}”", title = title)}
        </button>
    }
    .into_any()
}
