//! A box that scrolls over many rows of which only those in sight are in the page.

use leptos::html::Div;
use leptos::prelude::*;

use crate::browser;
use crate::derive::rows;
use crate::lean::effect;

/// Rows kept on either side of what is in sight.
const SPARE: usize = 12;

/// Follows how far a box has scrolled. Copies follow the same box.
#[derive(Clone, Copy)]
pub struct Scroller {
    /// The box.
    pub element: NodeRef<Div>,
    top: RwSignal<f64>,
    height: RwSignal<f64>,
    row_px: f64,
    /// Pixels above the rows that stay when they scroll: a heading.
    head_px: f64,
    /// The id of what has the keyboard, or would have it.
    active: StoredValue<String>,
}

impl Scroller {
    /// Follows a box whose rows are `row_px` high, below a heading of `head_px` that stays.
    #[must_use]
    pub fn new(row_px: f64, head_px: f64) -> Self {
        let scroller = Self {
            element: NodeRef::new(),
            top: RwSignal::new(0.0),
            height: RwSignal::new(800.0),
            row_px,
            head_px,
            active: StoredValue::new(String::new()),
        };
        effect(move || {
            if let Some(element) = scroller.element.get() {
                scroller.measure();
                browser::on_resize(&element, move || scroller.measure());
            }
        });
        scroller
    }

    /// Says which element has the keyboard, where it is in the box.
    pub fn keep(self, id: String) {
        self.active.set_value(id);
    }

    /// Takes note of where the box is now. Nothing where it has gone. Rows may be moved in the page for
    /// it, which would cost one of them the focus: it is given back.
    pub fn measure(self) {
        if let Some(element) = self.element.try_get_untracked().flatten() {
            let focused = browser::focused();
            if focused.is_some_and(|focused| element.contains(Some(&focused))) {
                browser::on_next_frame(move || {
                    if let Some(id) = self.active.try_get_value() {
                        browser::focus_if_lost(&id);
                    }
                });
            }
            let _ = self.top.try_set(f64::from(element.scroll_top()));
            let _ = self.height.try_set(f64::from(element.client_height()));
        }
    }

    /// Places of `count` rows that are in sight, or nearly.
    #[must_use]
    pub fn in_sight(self, count: usize) -> std::ops::Range<usize> {
        rows::window(count, self.row_px, self.top.get(), self.height.get(), SPARE)
    }

    /// Rows that the box has room for, at least one.
    #[must_use]
    pub fn page(self) -> usize {
        let room = self.height.try_get_untracked().unwrap_or_default() - self.head_px;
        ((room / self.row_px) as usize).max(1)
    }

    /// Scrolls just so far that the row at `place` is seen.
    pub fn reveal(self, place: usize) {
        let Some(element) = self.element.try_get_untracked().flatten() else {
            return;
        };
        let top = place as f64 * self.row_px;
        let from = f64::from(element.scroll_top());
        let view = f64::from(element.client_height()) - self.head_px;
        if top < from {
            element.set_scroll_top((top - self.row_px).max(0.0) as i32);
        } else if top + self.row_px > from + view {
            element.set_scroll_top((top + 2.0 * self.row_px - view) as i32);
        }
        self.measure();
    }
}
