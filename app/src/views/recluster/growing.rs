//! Lets what is long come in parts, between which the page answers.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;

/// How many of `parts` are to be there: the first at once, and another after each pause, for as long as the view lives.
pub fn growing(parts: usize) -> ReadSignal<usize> {
    let (there, set_there) = signal(parts.min(1));
    spawn_local(async move {
        for more in 2..=parts {
            browser::pause().await;
            if set_there.try_set(more).is_some() {
                // The view has gone.
                return;
            }
        }
    });
    there
}
