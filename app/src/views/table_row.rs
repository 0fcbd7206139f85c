//! One row of the table.

use std::sync::Arc;

use leptos::prelude::*;

use super::highlighted::Highlighted;
use super::page;
use super::table_grid::{ROW_PX, cell_id};
use crate::derive::atlas::Atlas;
use crate::derive::grid;
use crate::derive::measure::Measure;
use crate::derive::search::highlight::parts;
use crate::derive::steps::Cell;
use crate::lean::{memo, own};
use crate::tr;

/// The width of a number's column in CSS. Every row is a grid of its own, so that it does not depend on
/// what is in it; the heading of a facet value takes what it needs, up to a limit.
pub fn width(atlas: &Atlas, measure: &Measure) -> String {
    let rem = match measure {
        Measure::Share => 10.5,
        Measure::Level | Measure::Size => 8.5,
        Measure::Growth => 9.0,
        Measure::Value { .. } | Measure::Ratio { .. } | Measure::FlagsBeyondRefusals => {
            let characters = measure.title(atlas).chars().count() as f64;
            (characters * 0.45 + 3.0).clamp(8.5, 16.0)
        }
        _ => 7.0,
    };
    format!("{rem}rem")
}

/// The row of the cluster at `index`.
#[component]
pub fn TableRow(
    /// The release.
    atlas: Arc<Atlas>,
    /// The cluster.
    index: usize,
    /// Cluster → place among the rows.
    places: Memo<Vec<usize>>,
    /// The numbers shown.
    columns: Memo<Vec<Measure>>,
    /// The cell of the keyboard.
    active: Memo<Cell>,
    /// Moves the keyboard.
    set_cell: WriteSignal<Cell>,
) -> impl IntoView {
    let (state, actions) = page();
    let cluster = atlas.cluster(index);
    let place = memo(move || places.with(|places| places[index]));
    let selected = memo(move || state.selected.get() == Some(index));
    let marked = memo(move || state.find.marked.with(|marked| marked.contains(&index)));
    let tabindex = move |column: usize| {
        let here = Cell {
            row: place.get() + 1,
            column,
        };
        if active.get() == here { "0" } else { "-1" }
    };
    let take = move |column: usize| {
        set_cell.set(Cell {
            row: place.get_untracked() + 1,
            column,
        });
    };
    let name = cluster.name.clone();
    let hits = own(state.find.hits);
    let shown_name = move || {
        let hits = hits.get();
        let parts = parts(
            &name,
            hits.as_ref().map_or(&[], |hits| hits.terms.as_slice()),
        );
        view! { <Highlighted parts/> }
    };
    let for_cells = Arc::clone(&atlas);
    view! {
        <div
            class="grid-row"
            class:is-selected=move || selected.get()
            class:is-marked=move || marked.get()
            role="row"
            aria-rowindex=move || (place.get() + 2).to_string()
            aria-selected=move || marked.get().to_string()
            aria-current=move || selected.get().then_some("true")
            data-cluster-id=cluster.id.as_str().to_owned()
            style:top=move || format!("{}px", place.get() as f64 * ROW_PX)
        >
            <div class="grid-cell grid-name" role="rowheader" aria-colindex="1">
                <input
                    class="grid-mark"
                    type="checkbox"
                    tabindex="-1"
                    aria-label=tr!("Mark {name}", name = &cluster.name)
                    prop:checked=move || marked.get()
                    on:change=move |event| actions.mark(index, event_target_checked(&event))
                />
                <button
                    class="grid-link"
                    id=cell_id(Some(index), 0)
                    title=cluster.name.clone()
                    tabindex=move || tabindex(0)
                    on:focus=move |_| take(0)
                    on:click=move |_| actions.select(Some(index))
                >{shown_name}</button>
            </div>
            {move || columns.get().into_iter().enumerate().map(|(at, measure)| {
                let column = at + 1;
                let windows = state.time.windows_for(&measure, &for_cells);
                let said = grid::say(&for_cells, &measure, windows, index);
                view! {
                    <div
                        class="grid-cell"
                        class:number=grid::is_number(&measure)
                        class:is-withheld=!said.known
                        role="gridcell"
                        aria-colindex=(column + 1).to_string()
                        id=cell_id(Some(index), column)
                        title=said.more
                        tabindex=move || tabindex(column)
                        on:focus=move |_| take(column)
                        on:click=move |_| actions.select(Some(index))
                    >
                        <span>{said.text}</span>
                        {said.aside.map(|aside| view! { <span class="grid-aside">{aside}</span> })}
                    </div>
                }
            }).collect_view()}
        </div>
    }
}
