//! The banner that says whose groups are shown, with the way back.

use leptos::prelude::*;

use super::super::page;
use crate::tr;

/// Shown while groups of the reader's own are.
#[component]
pub fn Banner() -> impl IntoView {
    let (state, actions) = page();
    move || {
        let current = state.recluster.current.get()?;
        let about = tr!(
            "{groups, plural, one {# group} other {# groups}} of \
             {n, plural, one {# base cluster} other {# base clusters}} in place of the release's clusters.",
            groups = current.groups.len(),
            n = current.clusters()
        );
        Some(view! {
            <section class="banner recluster-banner" data-testid="own-groups" aria-label=tr!("These groups are your own.")>
                <p>
                    <strong>{tr!("These groups are your own.")}</strong>
                    " "
                    {about}
                </p>
                <button class="button" data-testid="back-to-release" on:click=move |_| actions.show_release()>
                    {tr!("Back to the release")}
                </button>
            </section>
        })
    }
}
