//! The rows of the table: an ARIA grid of which only the rows in sight are in the page.
//!
//! Invariant: the cell that has the keyboard is always in the page, so that the focus is never lost.

use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::pressed::deed_of;
use super::scroller::Scroller;
use super::table::Shown;
use super::{page, table_row};
use crate::browser;
use crate::derive::atlas::Atlas;
use crate::derive::chart::titled;
use crate::derive::grid;
use crate::derive::keys::{Deed, Scope};
use crate::derive::measure::Measure;
use crate::derive::order::By;
use crate::derive::steps::{self, Cell};
use crate::lean::{effect, memo};
use crate::tr;

/// Heights of a row and of the heading, as in their style sheet.
pub const ROW_PX: f64 = 44.0;
const HEAD_PX: f64 = 40.0;

/// The grid of what is `shown`.
#[component]
pub fn TableGrid(
    /// The release.
    atlas: Arc<Atlas>,
    /// Rows and columns.
    shown: Shown,
) -> impl IntoView {
    let (state, actions) = page();
    let find = state.find;
    let Shown { listing, columns } = shown;
    let scroller = Scroller::new(ROW_PX, HEAD_PX);
    // The cell of the keyboard: a row of the grid, the heading being the first, and a column.
    let (cell, set_cell) = signal(Cell { row: 1, column: 0 });
    let active = memo(move || {
        let rows = listing.with(|listing| listing.rows.len());
        cell.get().within(rows + 1, columns.with(Vec::len) + 1)
    });
    let row_at = move |row: usize| {
        let place = row.checked_sub(1)?;
        listing.with_untracked(|listing| listing.rows.get(place).copied())
    };
    effect(move || {
        let here = active.get();
        scroller.keep(cell_id(row_at(here.row), here.column));
    });
    let go = move |to: Cell| {
        set_cell.set(to);
        if let Some(place) = to.row.checked_sub(1) {
            scroller.reveal(place);
        }
        let id = cell_id(row_at(to.row), to.column);
        browser::on_next_frame(move || browser::focus(&id));
    };
    effect(move || {
        let Some(index) = state.selected.get() else {
            return;
        };
        let place = listing.with_untracked(|listing| listing.rows.iter().position(|&i| i == index));
        if let Some(place) = place {
            set_cell.update(|cell| cell.row = place + 1);
            browser::on_next_frame(move || scroller.reveal(place));
        }
    });
    let on_key = move |event: KeyboardEvent| {
        let Some(deed) = deed_of(&event, Scope::Table) else {
            return;
        };
        let here = active.get_untracked();
        let rows = listing.with_untracked(|listing| listing.rows.len());
        let size = (rows + 1, columns.with_untracked(Vec::len) + 1);
        let marked = |index| find.marked.with_untracked(|marked| marked.contains(&index));
        match deed {
            Deed::Choose if here.row == 0 => {
                let measure = here.column.checked_sub(1).and_then(|column| {
                    columns.with_untracked(|columns| columns.get(column).cloned())
                });
                actions.sort_table(measure.map_or(By::Name, By::Measure));
            }
            Deed::Choose => actions.select(row_at(here.row)),
            Deed::Mark => {
                if let Some(index) = row_at(here.row) {
                    actions.mark(index, !marked(index));
                }
            }
            Deed::MarkUp | Deed::MarkDown => {
                let to = steps::next(deed, here, size, scroller.page()).filter(|to| to.row > 0);
                for cell in [Some(here), to].into_iter().flatten() {
                    if let Some(index) = row_at(cell.row) {
                        actions.mark(index, true);
                    }
                }
                to.into_iter().for_each(go);
            }
            Deed::MarkAll => {
                let all = listing.with_untracked(|listing| listing.rows.clone());
                let whole = all.iter().all(|&index| marked(index));
                actions.mark_only(if whole { &[] } else { &all });
            }
            // What the reader has selected as text is copied by the browser.
            Deed::Copy if browser::has_selected_text() => return,
            Deed::Copy => {
                let rows = find.marked.with_untracked(|marked| shown.to_copy(marked));
                actions.copy_rows(&rows);
            }
            Deed::Clear => actions.mark_only(&[]),
            deed => match steps::next(deed, here, size, scroller.page()) {
                Some(to) => go(to),
                None => return,
            },
        }
        event.prevent_default();
    };
    let in_sight = move || {
        let active = active.get().row.checked_sub(1);
        listing.with(|listing| {
            let range = scroller.in_sight(listing.rows.len());
            let mut shown: Vec<usize> = listing.rows[range.clone()].to_vec();
            // In its order, so that no row is moved in the page, which would cost it the focus.
            if let Some((place, &index)) = active.and_then(|at| Some((at, listing.rows.get(at)?))) {
                if place < range.start {
                    shown.insert(0, index);
                } else if place >= range.end {
                    shown.push(index);
                }
            }
            shown
        })
    };
    let clusters = atlas.clusters().len();
    let places = memo(move || {
        let mut places = vec![0_usize; clusters];
        listing.with(|listing| {
            for (place, &index) in listing.rows.iter().enumerate() {
                places[index] = place;
            }
        });
        places
    });
    // Of the cell that has the keyboard or was touched: what its title says to the mouse.
    let for_more = Arc::clone(&atlas);
    let more = memo(move || {
        let here = active.get();
        let column = here.column.checked_sub(1)?;
        let measure = columns.with(|columns| columns.get(column).cloned())?;
        let windows = state.time.windows_for(&measure, &for_more);
        let said = match here.row.checked_sub(1) {
            None => measure.explained(&for_more, windows),
            Some(place) => {
                let index = listing.with(|listing| listing.rows.get(place).copied())?;
                grid::say(&for_more, &measure, windows, index).more?
            }
        };
        Some(titled(&measure.title(&for_more), said))
    });
    let for_head = Arc::clone(&atlas);
    let for_widths = Arc::clone(&atlas);
    let widths = move || {
        let numbers = columns.get();
        let numbers = numbers
            .iter()
            .map(|measure| table_row::width(&for_widths, measure));
        let numbers: Vec<String> = numbers.collect();
        // What is left of the window is beside the last column.
        format!("var(--table-name) {} minmax(0, 1fr)", numbers.join(" "))
    };
    view! {
        <div class="table-scroll" node_ref=scroller.element on:scroll=move |_| scroller.measure()>
            <div
                class="grid"
                role="grid"
                aria-label=tr!("Clusters")
                aria-multiselectable="true"
                aria-rowcount=move || listing.with(|listing| listing.rows.len() + 1).to_string()
                aria-colcount=move || (columns.with(Vec::len) + 1).to_string()
                data-testid="grid"
                style=("--table-columns", widths)
                on:keydown=on_key
            >
                <div role="rowgroup" class="grid-heads">
                    <div class="grid-row grid-head" role="row" aria-rowindex="1">
                        {move || {
                            let heads = columns.get().into_iter().map(Some);
                            [None].into_iter().chain(heads).enumerate().map(|(column, measure)| view! {
                                <Head atlas=Arc::clone(&for_head) column measure active set_cell/>
                            }).collect_view()
                        }}
                    </div>
                </div>
                <div
                    role="rowgroup"
                    class="grid-body"
                    style:height=move || format!("{}px", listing.with(|l| l.rows.len()) as f64 * ROW_PX)
                >
                    <For each=in_sight key=|index| *index let(index)>
                        <table_row::TableRow atlas=Arc::clone(&atlas) index places columns active set_cell/>
                    </For>
                </div>
            </div>
        </div>
        <p class="table-note table-more" data-testid="table-more">{move || more.get()}</p>
    }
}

/// The heading of a column: a button that sorts by it.
#[component]
fn Head(
    /// The release.
    atlas: Arc<Atlas>,
    /// The column.
    column: usize,
    /// Its number; `None` for the name.
    measure: Option<Measure>,
    /// The cell of the keyboard.
    active: Memo<Cell>,
    /// Moves the keyboard.
    set_cell: WriteSignal<Cell>,
) -> impl IntoView {
    let (state, actions) = page();
    let title = measure
        .as_ref()
        .map_or_else(|| tr!("Cluster").to_owned(), |m| m.title(&atlas));
    let explained_one = measure.clone();
    let explained = move || match &explained_one {
        Some(measure) => measure.explained(&atlas, state.time.windows_for(measure, &atlas)),
        None => tr!("The name of the cluster.").to_owned(),
    };
    let is_number = measure.as_ref().is_some_and(grid::is_number);
    let by = measure.map_or(By::Name, By::Measure);
    let own = by.clone();
    let sorted = memo(move || {
        state
            .find
            .table_order
            .with(|order| (order.by == own).then_some(order.falling))
    });
    view! {
        <div
            class="grid-cell"
            class:number=is_number
            role="columnheader"
            aria-colindex=(column + 1).to_string()
            aria-sort=move || match sorted.get() {
                Some(true) => "descending",
                Some(false) => "ascending",
                None => "none",
            }
        >
            <button
                class="grid-sort"
                class:is-sorted=move || sorted.get().is_some()
                id=cell_id(None, column)
                title=explained
                tabindex=move || if active.get() == (Cell { row: 0, column }) { "0" } else { "-1" }
                on:focus=move |_| set_cell.set(Cell { row: 0, column })
                on:click=move |_| actions.sort_table(by.clone())
            >
                <span class="grid-title">{title}</span>
                <svg
                    viewBox="0 0 12 12"
                    width="10"
                    height="10"
                    aria-hidden="true"
                    class="grid-arrow"
                    class:is-turned=move || sorted.get() == Some(false)
                >
                    <path d="M6 2v8M2.500 6.500L6 10l3.500-3.500" class="icon-line"/>
                </svg>
            </button>
        </div>
    }
}

/// The id of a cell: of the row of a cluster, or of the heading.
pub fn cell_id(row: Option<usize>, column: usize) -> String {
    match row {
        Some(index) => format!("cell-{index}-{column}"),
        None => format!("cell-head-{column}"),
    }
}
