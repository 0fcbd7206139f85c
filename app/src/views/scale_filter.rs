//! The two thumbs over the colour scale: what lies beyond them turns grey on the map.

use std::sync::Arc;

use leptos::prelude::*;

use super::page;
use crate::derive::overlay::{Overlay, Range};
use crate::derive::palette::STEPS;
use crate::lean::memo;
use crate::tr;

/// Two sliders over the scale; the parts beyond them are veiled.
#[component]
pub fn ScaleFilter(
    /// What the map is coloured by.
    overlay: Arc<Overlay>,
) -> impl IntoView {
    let (state, actions) = page();
    let range = memo(move || state.map.range.get().unwrap_or(Range::ALL));
    let percent = |step: u8| format!("{:.2}%", f64::from(step) / f64::from(STEPS) * 100.0);
    let read = |event: &leptos::ev::Event| event_target_value(event).parse::<u8>().ok();
    let now = move || state.map.range.get_untracked().unwrap_or(Range::ALL);
    let thumb = |testid: &'static str,
                 label: &'static str,
                 end: fn(Range) -> u8,
                 moved: fn(Range, u8) -> Range| {
        let overlay = Arc::clone(&overlay);
        view! {
            <input
                class="scale-thumb"
                type="range"
                min="0"
                max=STEPS.to_string()
                step="1"
                data-testid=testid
                aria-label=label
                aria-valuetext=move || overlay.write_step(end(range.get()))
                prop:value=move || end(range.get()).to_string()
                on:input=move |event| {
                    if let Some(step) = read(&event) {
                        actions.narrow_scale(moved(now(), step));
                    }
                }
            />
        }
    };
    view! {
        <span class="scale-veil is-low" style:width=move || percent(range.get().from)></span>
        <span class="scale-veil is-high" style:width=move || percent(STEPS - range.get().to)></span>
        {thumb(
            "scale-from",
            tr!("Least value in colour; clusters below it turn grey"),
            |range| range.from,
            Range::with_from,
        )}
        {thumb(
            "scale-to",
            tr!("Greatest value in colour; clusters above it turn grey"),
            |range| range.to,
            Range::with_to,
        )}
    }
}
