//! The tour: four cards, each beside what it speaks of. The page goes on working around them.
//!
//! All of it is on the page from the beginning; the root's `data-tour` says to the style sheet (`style/tour.css`)
//! which step is shown, and where. So it costs next to no code, and the keyboard stays on its button.

use leptos::prelude::*;

use super::page;
use crate::actions::tour::{NEXT_ID, STEPS};
use crate::tr;

/// The card.
#[component]
pub fn Tour() -> impl IntoView {
    let (_, actions) = page();
    view! {
        <section class="tour" data-testid="tour" role="dialog" aria-label=tr!("Tour")>
            <div aria-live="polite">{(0..STEPS.len()).map(step).collect_view()}</div>
            <div class="tour-buttons">
                <button class="link" data-testid="tour-skip" on:click=move |_| { actions.end_tour(); }>
                    {tr!("Skip the tour")}
                </button>
                <button class="button tour-back" data-testid="tour-back" on:click=move |_| actions.go_on_tour(-1)>
                    {tr!("Back")}
                </button>
                <button
                    class="button tour-next"
                    data-testid="tour-next"
                    id=NEXT_ID
                    on:click=move |_| actions.go_on_tour(1)
                >
                    <span class="tour-on">{tr!("Next")}</span>
                    <span class="tour-done">{tr!("Done")}</span>
                </button>
            </div>
        </section>
    }
    .into_any()
}

fn step(step: usize) -> impl IntoView {
    let (title, text) = words(step);
    view! {
        <div class="tour-step" data-step=STEPS[step].0>
            <p class="eyebrow">{tr!("{n} of {all}", n = step + 1, all = STEPS.len())}</p>
            <h2 class="dialog-title">{title}</h2>
            <p>{text}</p>
        </div>
    }
}

/// Heading and text of a step.
fn words(step: usize) -> (&'static str, &'static str) {
    match step {
        0 => (
            tr!("The map"),
            tr!(
                "Each mark is a cluster: conversations about the same thing, the larger the more. Zoom in for finer \
                 clusters, and select one to read about it."
            ),
        ),
        1 => (
            tr!("Tree and table"),
            tr!(
                "The tree lists the same clusters from broad to fine. The table has every number of them, to sort \
                 and to copy."
            ),
        ),
        2 => (
            tr!("Colours and filters"),
            tr!(
                "Colour the map by language, growth, concern or any other value. Search and filters leave the \
                 clusters that you look for, and turn the rest grey."
            ),
        ),
        _ => (
            tr!("Groups of your own, and sharing"),
            tr!(
                "Re-cluster groups everything anew, in your browser alone. Share gives a link to exactly what you \
                 see, tables and pictures. The question mark lists all keys, and brings this tour back."
            ),
        ),
    }
}
