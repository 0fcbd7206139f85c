//! One stop for Tab in a chart, arrow keys within it, and a tip at the mark under the pointer or the focus.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use crate::browser;
use crate::lean::effect;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// Focus and tip of the marks of one chart. Copies are of the same chart.
#[derive(Clone, Copy)]
pub struct Roving {
    chart: u32,
    active: RwSignal<usize>,
    shown: RwSignal<Option<usize>>,
}

impl Default for Roving {
    /// The first mark takes the focus, none has a tip.
    fn default() -> Self {
        Self {
            chart: NEXT.fetch_add(1, Ordering::Relaxed),
            active: RwSignal::new(0),
            shown: RwSignal::new(None),
        }
    }
}

impl Roving {
    /// The id of the mark at `place`, one of its own in the page.
    fn id(self, place: usize) -> String {
        format!("mark-{}-{place}", self.chart)
    }

    /// 0 for the mark that Tab reaches, -1 for the others.
    fn tabindex(self, place: usize) -> &'static str {
        if self.active.get() == place {
            "0"
        } else {
            "-1"
        }
    }

    /// Whether the mark at `place` has its tip.
    fn is_shown(self, place: usize) -> bool {
        self.shown.get() == Some(place)
    }

    /// The mark that has its tip, if any.
    #[must_use]
    pub fn shown(self) -> Option<usize> {
        self.shown.get()
    }

    /// The mark that has the keyboard, or would have it.
    #[must_use]
    pub fn at(self) -> usize {
        self.active.get_untracked()
    }

    /// Moves among `count` marks in rows of `across`: arrows, Home, End.
    pub fn on_key(self, event: &KeyboardEvent, count: usize, across: usize) {
        let last = count.saturating_sub(1);
        let here = self.active.get_untracked().min(last);
        let next = match event.key().as_str() {
            "ArrowDown" if here + across <= last => here + across,
            "ArrowUp" if here >= across => here - across,
            "ArrowRight" => (here + 1).min(last),
            "ArrowLeft" => here.saturating_sub(1),
            "ArrowDown" | "ArrowUp" => here,
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        browser::focus(&self.id(next));
    }

    /// Takes the tip away on Escape, where there is one.
    fn dismiss(self, event: &KeyboardEvent) {
        if event.key() == "Escape" && self.shown.get_untracked().is_some() {
            // Only the tip, not what the page does on Escape.
            event.stop_propagation();
            self.shown.set(None);
        }
    }
}

/// Makes an element the mark at a place: one that the keyboard reaches, and whose tip it or the pointer shows.
pub fn as_mark(element: Element, at: (Roving, usize)) {
    as_stop(element.clone(), at);
    as_tipped(element, at);
}

/// Makes an element that which has the keyboard for the mark at a place.
pub fn as_stop(element: Element, (roving, place): (Roving, usize)) {
    browser::set_attribute(&element, "id", &roving.id(place));
    effect(move || browser::set_attribute(&element, "tabindex", roving.tabindex(place)));
}

/// Makes an element that which shows the tip of the mark at a place, while the pointer is on it or the keyboard within.
// One function for all charts, and not handlers in the view of each, which would be code for each.
pub fn as_tipped(element: Element, (roving, place): (Roving, usize)) {
    for name in ["focusin", "focusout", "mouseenter", "mouseleave", "keydown"] {
        let listening = browser::listening(&element, name, move |event: Event| match name {
            "focusin" => {
                roving.active.set(place);
                roving.shown.set(Some(place));
            }
            "mouseenter" => roving.shown.set(Some(place)),
            "keydown" => roving.dismiss(event.unchecked_ref()),
            _ => roving.shown.set(None),
        });
        // Kept for as long as the view that the element is of.
        StoredValue::new_local(listening);
    }
}

/// What is said of the mark at `place`, while the pointer or the focus is on it.
#[component]
pub fn Tip(
    /// The chart.
    roving: Roving,
    /// The mark.
    place: usize,
    /// A sentence.
    text: String,
) -> impl IntoView {
    move || {
        roving
            .is_shown(place)
            .then(|| view! { <span class="tip" role="tooltip">{text.clone()}</span> })
    }
}
