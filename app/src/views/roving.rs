//! One stop for Tab in a chart, arrow keys within it, and a tip at the mark under the pointer or the focus.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::browser;

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
    #[must_use]
    pub fn id(self, place: usize) -> String {
        format!("mark-{}-{place}", self.chart)
    }

    /// 0 for the mark that Tab reaches, -1 for the others.
    #[must_use]
    pub fn tabindex(self, place: usize) -> &'static str {
        if self.active.get() == place {
            "0"
        } else {
            "-1"
        }
    }

    /// Whether the mark at `place` has its tip.
    #[must_use]
    pub fn is_shown(self, place: usize) -> bool {
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

    /// Shows the tip of the mark at `place` and hands it the focus's turn.
    pub fn focus(self, place: usize) {
        self.active.set(place);
        self.shown.set(Some(place));
    }

    /// Shows the tip of a mark, or none.
    pub fn point(self, place: Option<usize>) {
        self.shown.set(place);
    }

    /// Moves among `count` marks in rows of `across`: arrows, Home, End; Escape takes the tip away.
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
            _ => {
                self.dismiss(event);
                return;
            }
        };
        event.prevent_default();
        event.stop_propagation();
        browser::focus(&self.id(next));
    }

    /// Takes the tip away on Escape, where there is one.
    pub fn dismiss(self, event: &KeyboardEvent) {
        if event.key() == "Escape" && self.shown.get_untracked().is_some() {
            // Only the tip, not what the page does on Escape.
            event.stop_propagation();
            self.shown.set(None);
        }
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
