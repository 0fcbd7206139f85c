//! The kinds of files in which a chart can be saved.

use std::sync::Arc;

use leptos::prelude::*;

use super::page;
use crate::derive::atlas::Atlas;
use crate::derive::export::Chart;
use crate::state::share::PictureFormat;
use crate::tr;

/// A button for each kind.
#[component]
pub fn Files(
    /// What the chart is of.
    atlas: Arc<Atlas>,
    /// The chart.
    chart: Chart,
) -> impl IntoView {
    let (_, actions) = page();
    let given = StoredValue::new((atlas, chart));
    let picture = move |format| {
        given.with_value(|(atlas, chart)| actions.save_chart(atlas, chart, format));
    };
    let numbers = move |_| given.with_value(|(atlas, chart)| actions.save_numbers(atlas, chart));
    view! {
        <div class="menu-row">
            <button
                class="button"
                type="button"
                data-testid="chart-svg"
                on:click=move |_| picture(PictureFormat::Svg)
            >{tr!("SVG")}</button>
            <button
                class="button"
                type="button"
                data-testid="chart-png"
                title=tr!("At twice the size")
                on:click=move |_| picture(PictureFormat::Png)
            >{tr!("PNG")}</button>
            <button class="button" type="button" data-testid="chart-csv" on:click=numbers>{tr!("CSV")}</button>
        </div>
    }
}
