//! The frame of every chart: title, unit, files, and the same numbers as a table on request.

use std::sync::Arc;

use leptos::prelude::*;

use super::save::save;
use crate::derive::atlas::Atlas;
use crate::derive::chart::{self, Subject};
use crate::derive::export::Chart;
use crate::derive::twin::Table;
use crate::tr;

/// A chart with its title and unit, and a button that puts a table in its place.
#[component]
pub fn Figure(
    /// What it is of.
    atlas: Arc<Atlas>,
    /// What it is as a file.
    chart: Chart,
    /// What it shows.
    title: String,
    /// What is counted.
    unit: String,
    /// For tests.
    testid: String,
    /// What was asked, where a question is behind it.
    #[prop(optional_no_strip)]
    help: Option<String>,
    /// The same as a table.
    table: Table,
    /// The chart.
    children: ChildrenFn,
) -> impl IntoView {
    let (as_table, set_as_table) = signal(false);
    let table = StoredValue::new(table);
    let caption = StoredValue::new(tr!("{title} ({unit})", title = &title, unit = &unit));
    let label = tr!("{title} as a table", title = &title);
    let files = save(&atlas, chart, &title);
    view! {
        <figure class="chart" data-testid=testid>
            <figcaption class="chart-title">
                <span class="chart-name">{title}</span>
                <span class="unit">{unit}</span>
                <button
                    class="chart-switch"
                    aria-pressed=move || as_table.get().to_string()
                    aria-label=label
                    title=tr!("The same numbers as a table")
                    on:click=move |_| set_as_table.update(|table| *table = !*table)
                >
                    <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
                        <path d="M2 3.5h12M2 8h12M2 12.500h12M6 3.500v9" class="icon-line"/>
                    </svg>
                </button>
                {files}
            </figcaption>
            {help.map(|question| view! { <p class="section-note">{question}</p> })}
            {move || if as_table.get() {
                table.with_value(|table| twin(caption.get_value(), table)).into_any()
            } else {
                children().into_any()
            }}
        </figure>
    }
}

/// What hatching stands for in a chart of `subject`; `key` is that in a few words.
pub fn key_of_hatch(atlas: &Atlas, subject: Subject, key: String) -> impl IntoView + use<> {
    view! { <span class="key-hatch" title=chart::withheld(atlas, subject)>{key}</span> }
}

fn twin(caption: String, table: &Table) -> impl IntoView + use<> {
    let head = table.head.iter().enumerate().map(|(place, title)| {
        view! { <th scope="col" class:number={place > 0}>{title.clone()}</th> }
    });
    let rows = table.rows.iter().map(|row| {
        let cells = row.iter().enumerate().map(|(place, text)| {
            let text = text.clone();
            if place == 0 {
                view! { <th scope="row">{text}</th> }.into_any()
            } else {
                view! { <td class="number">{text}</td> }.into_any()
            }
        });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    view! {
        <table class="twin">
            <caption class="visually-hidden">{caption}</caption>
            <thead><tr>{head.collect_view()}</tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}
