//! The hierarchy beside the map: an ARIA tree of which only the rows in sight are in the page.
//!
//! Invariant: the row that has the keyboard is always in the page, however far the tree has scrolled, so
//! that the focus is never lost.

use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::pressed::{deed_of, pressed};
use super::scroller::Scroller;
use super::{page, tree_head, tree_row};
use crate::browser;
use crate::derive::atlas::Atlas;
use crate::derive::keys::{self, Deed, Scope};
use crate::derive::rows::{self, Row};
use crate::lean::{effect, effect_of_last, memo};
use crate::tr;

/// Height of a row, as in its style sheet.
pub const ROW_PX: f64 = 52.0;

/// The tree of `atlas`. Selection is that of the map.
#[component]
pub fn Tree(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, actions) = page();
    let scroller = Scroller::new(ROW_PX, 0.0);
    let for_rows = Arc::clone(&atlas);
    let rows = memo(move || {
        let ranks = state.find.tree_ranks.get();
        state
            .expanded
            .with(|expanded| rows::rows(&for_rows, expanded, &ranks))
    });
    let clusters = atlas.clusters().len();
    let places = memo(move || {
        let mut places = vec![None; clusters];
        rows.with(|rows| {
            for (place, row) in rows.iter().enumerate() {
                places[row.index] = Some(place);
            }
        });
        places
    });
    let place_of = move |index: usize| {
        // Frames may come after the tree is gone.
        places
            .try_with_untracked(|places| places.get(index).copied().flatten())
            .flatten()
    };
    let active = memo(move || {
        let wanted = state.tree_row.get();
        let there = wanted.filter(|&index| places.with(|places| places[index].is_some()));
        there.or_else(|| rows.with(|rows| rows.first().map(|row| row.index)))
    });
    effect(move || {
        if let Some(index) = active.get() {
            scroller.keep(tree_row::id(index));
        }
    });
    // Once the rows are in the page.
    let reveal = move |index: usize| {
        browser::on_next_frame(move || {
            if let Some(place) = place_of(index) {
                scroller.reveal(place);
            }
        });
    };
    effect(move || {
        if let Some(index) = state.selected.get() {
            reveal(index);
        }
    });
    // Another order moves the selected row: it stays in sight.
    effect_of_last(move |before: Option<()>| {
        state.find.tree_order.track();
        if let Some(index) = state.selected.get_untracked().filter(|_| before.is_some()) {
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
        let Some(index) = active.get_untracked() else {
            return;
        };
        let order = rows.with_untracked(|rows| match deed_of(&event, Scope::Tree) {
            Some(deed) => order(rows, index, deed, &keys),
            None => pressed(&event)
                .filter(keys::types)
                .and_then(|pressed| type_ahead(rows, index, &pressed.key, &keys)),
        });
        let Some(order) = order else { return };
        event.prevent_default();
        match order {
            Order::Go(index) => go(index),
            Order::Expand(index, open) => actions.expand(index, open),
            Order::ExpandSiblings(index) => actions.expand_siblings(index),
            Order::Select(index) => actions.select(Some(index)),
        }
    };
    let total = move || rows.with(Vec::len) as f64 * ROW_PX;
    let window = move || {
        let active = active.get();
        rows.with(|rows| {
            let range = scroller.in_sight(rows.len());
            let mut shown: Vec<usize> = rows[range.clone()].iter().map(|row| row.index).collect();
            // In its order, so that no row is moved in the page, which would cost it the focus.
            let place = active.and_then(place_of);
            match place.zip(active) {
                Some((place, active)) if place < range.start => shown.insert(0, active),
                Some((place, active)) if place >= range.end => shown.push(active),
                _ => {}
            }
            shown
        })
    };
    view! {
        <nav class="tree-area" aria-label=tr!("Hierarchy")>
            <tree_head::TreeHead atlas=Arc::clone(&atlas)/>
            <div
                class="tree-scroll"
                node_ref=scroller.element
                on:scroll=move |_| scroller.measure()
                on:keydown=on_key
            >
                <div
                    class="tree"
                    role="tree"
                    aria-label=tr!("Clusters, top to base")
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
    ExpandSiblings(usize),
    Select(usize),
}

/// What a key asks for on the row of `index` (WAI-ARIA Authoring Practices, tree view).
fn order(rows: &[Row], index: usize, deed: Deed, atlas: &Atlas) -> Option<Order> {
    let place = rows.iter().position(|row| row.index == index)?;
    let at = |place: usize| rows.get(place).map(|row| Order::Go(row.index));
    match deed {
        Deed::Down => at(place + 1),
        Deed::Up => at(place.checked_sub(1)?),
        Deed::First => at(0),
        Deed::Last => at(rows.len().checked_sub(1)?),
        Deed::Right => match rows[place].open {
            Some(false) => Some(Order::Expand(index, true)),
            Some(true) => at(place + 1),
            None => None,
        },
        Deed::Left => match rows[place].open {
            Some(true) => Some(Order::Expand(index, false)),
            _ => atlas.tree().parent(index).map(Order::Go),
        },
        Deed::OpenSiblings => Some(Order::ExpandSiblings(index)),
        Deed::Choose => Some(Order::Select(index)),
        _ => None,
    }
}

/// The next row whose name begins with the letter typed.
fn type_ahead(rows: &[Row], index: usize, key: &str, atlas: &Atlas) -> Option<Order> {
    let place = rows.iter().position(|row| row.index == index)?;
    let letter = key.chars().next().filter(|c| c.is_alphanumeric())?;
    let begins = |row: &&Row| {
        let name = atlas.cluster(row.index).name.to_lowercase();
        name.chars().next() == letter.to_lowercase().next()
    };
    let (before, after) = (&rows[..=place], &rows[place + 1..]);
    let row = after.iter().chain(before).find(begins)?;
    Some(Order::Go(row.index))
}
