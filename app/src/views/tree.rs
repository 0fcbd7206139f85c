//! The hierarchy beside the map: an ARIA tree of which only the rows in the window are in the page.

use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;

use super::{page, tree_row};
use crate::browser;
use crate::derive::atlas::Atlas;
use crate::derive::rows::{self, Row};

/// Height of a row, as in its style sheet.
pub const ROW_PX: f64 = 52.0;
/// Rows kept on either side of the window.
const SPARE: usize = 12;

/// The tree of `atlas`. Selection is that of the map.
#[component]
pub fn Tree(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, actions) = page();
    let scroller = NodeRef::<Div>::new();
    let (scroll_top, set_scroll_top) = signal(0.0);
    let (height, set_height) = signal(800.0);
    let for_rows = Arc::clone(&atlas);
    let rows = Memo::new(move |_| rows::rows(&for_rows, &state.expanded.get()));
    let clusters = atlas.clusters().len();
    let places = Memo::new(move |_| {
        let mut places = vec![0; clusters];
        rows.with(|rows| {
            for (place, row) in rows.iter().enumerate() {
                places[row.index] = place;
            }
        });
        places
    });
    let active = Memo::new(move |_| {
        let wanted = state.tree_row.get();
        rows.with(|rows| {
            let there = wanted.filter(|index| rows.iter().any(|row| row.index == *index));
            there.or_else(|| rows.first().map(|row| row.index))
        })
    });
    let measure = move || {
        // Both ask whether the tree is still there: frames and resizes may come after it is gone.
        if let Some(Some(scroller)) = scroller.try_get_untracked() {
            set_scroll_top.set(f64::from(scroller.scroll_top()));
            set_height.set(f64::from(scroller.client_height()));
        }
    };
    Effect::new(move |_| {
        if let Some(scroller) = scroller.get() {
            measure();
            browser::on_resize(&scroller, measure);
        }
    });
    // Scrolls just so far that the row is seen, once the rows are in the page.
    let reveal = move |index: usize| {
        browser::on_next_frame(move || {
            let Some(Some(scroller)) = scroller.try_get_untracked() else {
                return;
            };
            let place = rows.try_with_untracked(|rows| rows.iter().position(|r| r.index == index));
            let Some(Some(place)) = place else { return };
            let top = place as f64 * ROW_PX;
            let (from, view) = (
                f64::from(scroller.scroll_top()),
                f64::from(scroller.client_height()),
            );
            if top < from {
                scroller.set_scroll_top((top - ROW_PX).max(0.0) as i32);
            } else if top + ROW_PX > from + view {
                scroller.set_scroll_top((top + 2.0 * ROW_PX - view) as i32);
            }
            measure();
        });
    };
    Effect::new(move |_| {
        if let Some(index) = state.selected.get() {
            reveal(index);
        }
    });
    let go = move |index: usize| {
        actions.go_to_row(index);
        reveal(index);
        // After the frame that scrolls, the row is in the page and can take the focus.
        browser::on_next_frame(move || {
            browser::on_next_frame(move || browser::focus(&tree_row::id(index)));
        });
    };
    let keys = Arc::clone(&atlas);
    let on_key = move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let Some(index) = active.get_untracked() else {
            return;
        };
        let order = rows.with_untracked(|rows| order(rows, index, &event.key(), &keys));
        let Some(order) = order else { return };
        event.prevent_default();
        match order {
            Order::Go(index) => go(index),
            Order::Expand(index, open) => actions.expand(index, open),
            Order::Select(index) => actions.select(Some(index)),
        }
    };
    let total = move || rows.with(Vec::len) as f64 * ROW_PX;
    let window = move || {
        rows.with(|rows| {
            let range = rows::window(rows.len(), ROW_PX, scroll_top.get(), height.get(), SPARE);
            rows[range].iter().map(|row| row.index).collect::<Vec<_>>()
        })
    };
    view! {
        <nav class="tree-area" aria-label="Hierarchy">
            <h2 class="tree-title">"Clusters"</h2>
            <div
                class="tree-scroll"
                node_ref=scroller
                on:scroll=move |_| measure()
                on:keydown=on_key
            >
                <div
                    class="tree"
                    role="tree"
                    aria-label="Clusters, top to base"
                    data-testid="tree"
                    style:height=move || format!("{}px", total())
                >
                    <For each=window key=|index| *index let(index)>
                        <tree_row::TreeRow atlas=Arc::clone(&atlas) index rows places active/>
                    </For>
                </div>
            </div>
        </nav>
    }
}

/// What a key asks for.
enum Order {
    Go(usize),
    Expand(usize, bool),
    Select(usize),
}

/// What `key` asks for on the row of `index` (WAI-ARIA Authoring Practices, tree view).
fn order(rows: &[Row], index: usize, key: &str, atlas: &Atlas) -> Option<Order> {
    let place = rows.iter().position(|row| row.index == index)?;
    let at = |place: usize| rows.get(place).map(|row| Order::Go(row.index));
    match key {
        "ArrowDown" => at(place + 1),
        "ArrowUp" => at(place.checked_sub(1)?),
        "Home" => at(0),
        "End" => at(rows.len().checked_sub(1)?),
        "ArrowRight" => match rows[place].open {
            Some(false) => Some(Order::Expand(index, true)),
            Some(true) => at(place + 1),
            None => None,
        },
        "ArrowLeft" => match rows[place].open {
            Some(true) => Some(Order::Expand(index, false)),
            _ => atlas.tree().parent(index).map(Order::Go),
        },
        "Enter" | " " => Some(Order::Select(index)),
        _ => type_ahead(rows, place, key, atlas),
    }
}

/// The next row whose name begins with the letter typed.
fn type_ahead(rows: &[Row], place: usize, key: &str, atlas: &Atlas) -> Option<Order> {
    let mut characters = key.chars();
    let letter = characters.next().filter(|c| c.is_alphanumeric())?;
    if characters.next().is_some() {
        return None;
    }
    let begins = |row: &&Row| {
        let name = atlas.cluster(row.index).name.to_lowercase();
        name.chars().next() == letter.to_lowercase().next()
    };
    let (before, after) = (&rows[..=place], &rows[place + 1..]);
    let row = after.iter().chain(before).find(begins)?;
    Some(Order::Go(row.index))
}
