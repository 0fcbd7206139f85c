//! A small part that can be taken away.

use leptos::prelude::*;

use super::icon::{CROSS, icon};
use crate::tr;

/// What a chip says and does.
pub struct Chip {
    /// Its text.
    pub text: String,
    /// What pressing the text does, in a phrase, and the deed; none where it does nothing.
    pub on_press: Option<(&'static str, Callback<()>)>,
    /// What the cross does, for those who listen.
    pub drop_label: String,
    /// Takes it away.
    pub on_drop: Callback<()>,
    /// For tests.
    pub testid: &'static str,
    /// Whether it is being changed.
    pub edited: Signal<bool>,
}

/// The chip in the page. One function for all, so that the client does not hold the code of each.
pub fn chip(chip: Chip) -> AnyView {
    let Chip {
        text,
        on_press,
        drop_label,
        on_drop,
        testid,
        edited,
    } = chip;
    let body = match on_press {
        Some((title, press)) => view! {
            <button class="chip-text" title=title on:click=move |_| press.run(())>{text}</button>
        }
        .into_any(),
        None => view! { <span class="chip-text">{text}</span> }.into_any(),
    };
    view! {
        <li class="chip" class:is-edited=edited data-testid=testid>
            {body}
            <button class="chip-drop" aria-label=drop_label title=tr!("Take it away") on:click=move |_| on_drop.run(())>
                {icon(CROSS, "12")}
            </button>
        </li>
    }
    .into_any()
}
