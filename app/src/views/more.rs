//! The link below a list that is longer than what is shown of it.

use crate::tr;
use leptos::prelude::*;

/// Shows all of `count`, or fewer again. One function for all lists, so that the client does not hold the
/// code of each.
pub fn more(
    all: ReadSignal<bool>,
    set_all: WriteSignal<bool>,
    count: usize,
    class: &'static str,
) -> AnyView {
    view! {
        <button
            class=class
            aria-expanded=move || all.get().to_string()
            on:click=move |_| set_all.update(|all| *all = !*all)
        >
            {move || if all.get() { tr!("Show fewer").to_owned() } else { tr!("Show all {n}", n = count) }}
        </button>
    }
    .into_any()
}
