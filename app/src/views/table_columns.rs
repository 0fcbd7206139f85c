//! Chooses the columns of the table.

use std::sync::Arc;

use leptos::prelude::*;

use super::chip::{Chip, chip};
use super::measure_choice::MeasureChoice;
use super::page;
use crate::derive::atlas::Atlas;
use crate::derive::measure::{Measure, PLAIN};
use crate::tr;

/// A check for every number, and the share of any facet value to add.
#[component]
pub fn TableColumns(
    /// The release.
    atlas: Arc<Atlas>,
    /// The columns that are shown.
    columns: Memo<Vec<Measure>>,
) -> impl IntoView {
    let (state, actions) = page();
    let checks = PLAIN
        .into_iter()
        .filter(|measure| measure.is_in(&atlas))
        .map(|measure| {
            let (own, title) = (measure.clone(), measure.title(&atlas));
            let (explained, for_title) = (measure.clone(), Arc::clone(&atlas));
            let explained = move || {
                let windows = state.time.windows_for(&explained, &for_title);
                explained.explained(&for_title, windows)
            };
            view! {
                <label class="check" title=explained>
                    <input
                        type="checkbox"
                        prop:checked=move || columns.with(|columns| columns.contains(&own))
                        on:change=move |event| {
                            actions.show_column(measure.clone(), event_target_checked(&event));
                        }
                    />
                    <span>{title}</span>
                </label>
            }
        });
    let for_chips = Arc::clone(&atlas);
    let add = Callback::new(move |key: String| {
        if let Some(measure) = Measure::from_key(&key) {
            actions.show_column(measure, true);
        }
    });
    view! {
        <div class="table-columns" role="group" aria-label=tr!("Columns") data-testid="columns">
            <div class="checks">{checks.collect_view()}</div>
            <div class="filters-line">
                <MeasureChoice
                    atlas
                    label=tr!("Add the share of a facet value")
                    testid="column-add"
                    others=vec![(String::new(), tr!("Add the share of a facet value").to_owned())]
                    plain=false
                    chosen=Signal::derive(String::new)
                    on_choose=add
                />
                <ul class="chips" aria-label=tr!("Facet values shown")>
                    {move || columns.get().into_iter().filter(|measure| matches!(measure, Measure::Value { .. } | Measure::Ratio { .. })).map(|measure| {
                        let title = measure.title(&for_chips);
                        chip(Chip {
                            drop_label: tr!("Take away the column: {title}", title = &title),
                            text: title,
                            on_press: None,
                            on_drop: Callback::new(move |()| {
                                actions.show_column(measure.clone(), false);
                            }),
                            testid: "column",
                            edited: Signal::stored(false),
                        })
                    }).collect_view()}
                </ul>
                <button class="link" on:click=move |_| actions.reset_columns()>{tr!("Usual columns")}</button>
            </div>
        </div>
    }
}
