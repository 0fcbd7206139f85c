//! The tour: shown to who comes for the first time, and to who asks for it.

use leptos::prelude::*;

use super::Actions;
use crate::browser;
use crate::derive::link::EMBED_KEY;

/// Where the browser remembers that the tour was ended. The tests' browsers come with it.
const TOUR_KEY: &str = "kleio-tour";
/// The id of the button for the next step, where the keyboard begins.
pub const NEXT_ID: &str = "tour-next";
/// The id of the button in the header that leads back to the tour.
pub const HELP_ID: &str = "help";
/// The steps: the name by which the style sheet finds what a step speaks of, and what is scrolled to where the page
/// is too long for the window.
pub const STEPS: [(&str, &str); 4] = [
    ("map", ".map-area"),
    ("tree", ".tree-area"),
    ("colours", ".map-area"),
    ("share", ".header"),
];

impl Actions {
    /// Begins the tour where the reader has not seen it, unless another page shows this one within itself.
    pub(super) fn greet(self) {
        let query = browser::query();
        let mut keys = query.trim_start_matches('?').split(['&', '=']);
        let embedded = keys.any(|key| key == EMBED_KEY) || browser::is_framed();
        let shown = self.tour.get_value().is_some();
        if !shown && !embedded && browser::recall(TOUR_KEY).is_none() {
            self.show_tour(0);
        }
    }

    /// Shows a step of the tour; ends it beyond the last.
    pub fn show_tour(self, step: usize) {
        let Some((name, place)) = STEPS.get(step) else {
            self.end_tour();
            return;
        };
        // The first step has no way back, where the keyboard may have been.
        let begins = step == 0;
        browser::mark_root("data-tour", Some(name));
        self.tour.set_value(Some(step));
        browser::on_next_frame(move || {
            // Below this width the parts of the page lie one below the other.
            if browser::matches("(max-width: 899px)") {
                browser::bring_up(place);
            }
            if begins {
                browser::focus(NEXT_ID);
            }
        });
    }

    /// Goes steps on, or back.
    pub fn go_on_tour(self, by: isize) {
        let step = self.tour.get_value().unwrap_or(0);
        self.show_tour(step.saturating_add_signed(by));
    }

    /// Ends the tour, for good unless it is asked for. Whether there was one.
    pub fn end_tour(self) -> bool {
        if self.tour.get_value().is_none() {
            return false;
        }
        browser::remember(TOUR_KEY, Some("seen"));
        browser::mark_root("data-tour", None);
        self.tour.set_value(None);
        // Where it came from, or comes from the next time. What had the keyboard is not seen any more.
        browser::focus(HELP_ID);
        true
    }
}
