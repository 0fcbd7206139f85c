//! Text in which what a search found stands out.

use leptos::prelude::*;

use crate::derive::search::highlight::Part;

/// The parts of a text, found ones marked.
#[component]
pub fn Highlighted(
    /// The whole text in parts.
    parts: Vec<Part>,
) -> impl IntoView {
    parts
        .into_iter()
        .map(|part| {
            if part.found {
                view! { <mark class="found">{part.text}</mark> }.into_any()
            } else {
                part.text.into_any()
            }
        })
        .collect_view()
}
