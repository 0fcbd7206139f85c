//! How well different numbers of groups do, as a plot with a table beside it.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::page;
use super::super::plot::{self, tip};
use super::super::roving::{Roving, as_mark};
use super::super::save::save;
use crate::derive::export::Chart;
use crate::derive::format;
use crate::derive::silhouettes::plot as plot_of;
use crate::lean::memo;
use crate::tr;

// Units of the drawing: its size, and where the plot within it begins and ends.
const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 132.0;
const LEFT: f64 = 36.0;
const RIGHT: f64 = WIDTH - 12.0;
const TOP: f64 = 8.0;
const BOTTOM: f64 = HEIGHT - 20.0;

/// Where a point of the plot lies in the drawing.
fn placed([x, y]: [f64; 2]) -> [f64; 2] {
    [LEFT + (RIGHT - LEFT) * x, BOTTOM - (BOTTOM - TOP) * y]
}

/// Mean silhouettes over numbers of groups; each point is a button that chooses its number.
#[component]
pub fn Suggestion() -> impl IntoView {
    let (state, actions) = page();
    let chosen = memo(move || state.recluster.draft.get().and_then(|draft| draft.groups()));
    move || {
        let found = state.recluster.suggested.get()?;
        let atlas = state.recluster.release.get()?;
        let plot = plot_of(&found)?;
        let roving = Roving::default();
        let numbers: Arc<[u32]> = plot.points.iter().map(|point| point.groups).collect();
        let tips = plot.points.iter().map(|point| {
            let [x, y] = placed(point.at);
            ([x / WIDTH, y / HEIGHT], point.text.clone())
        });
        let tips = tips.collect();
        let line: Vec<String> = plot
            .points
            .iter()
            .map(|point| {
                let [x, y] = placed(point.at);
                format!("{x:.1},{y:.1}")
            })
            .collect();
        let lines = plot.ticks.into_iter().map(|(at, text)| {
            let [x, y] = placed([0.0, at]);
            view! {
                <line x1=x x2=RIGHT y1=y y2=y class="plot-line"/>
                <text x={x - 6.0} y=y class="plot-number is-beside">{text}</text>
            }
        });
        let lines = lines.collect_view();
        let below = plot.numbers.into_iter().map(|(at, text)| {
            let [x, y] = placed([at, 0.0]);
            view! { <text x=x y={y + 13.0} class="plot-number">{text}</text> }
        });
        let below = below.collect_view();
        let points = plot.points.into_iter().enumerate().map(|(place, point)| {
            let groups = point.groups;
            let [x, y] = placed(point.at);
            let is_chosen = move || chosen.get() == Some(groups);
            view! {
                <g
                    class="suggestion-point"
                    class:is-chosen=is_chosen
                    role="button"
                    aria-label=point.text
                    aria-pressed=move || is_chosen().to_string()
                    on:click=move |_| actions.set_groups(groups)
                    use:as_mark=(roving, place)
                >
                    <circle cx=x cy=y r="9" class="suggestion-hit"/>
                    <circle cx=x cy=y r="3.5" class="suggestion-dot"/>
                </g>
            }
        });
        let points = points.collect_view();
        let files = save(
            &atlas,
            Chart::Silhouettes(Arc::clone(&found)),
            tr!("Silhouette by number of groups"),
        );
        let summary = plot.summary;
        let rows = found.iter().map(|&(groups, silhouette)| {
            view! {
                <tr>
                    <td>
                        <button
                            class="link"
                            type="button"
                            aria-label=tr!("Choose {n, plural, one {# group} other {# groups}}", n = groups)
                            on:click=move |_| actions.set_groups(groups)
                        >{groups}</button>
                    </td>
                    <td class="number">{format::decimal(silhouette, 3)}</td>
                </tr>
            }
        });
        let rows = rows.collect_view();
        Some(view! {
            <figure class="chart" data-testid="recluster-suggestion">
                <figcaption class="chart-title">
                    <span class="chart-name">{tr!("Silhouette by number of groups")}</span>
                    <span class="unit">{tr!("−1 to 1")}</span>
                    {files}
                </figcaption>
                <div class="plot">
                    <svg
                        class="suggestion"
                        viewBox=format!("0 0 {WIDTH} {HEIGHT}")
                        role="group"
                        aria-label=summary.clone()
                        on:keydown=move |event| plot::on_key(&event, roving, numbers.len(), |place| {
                            if let Some(&groups) = numbers.get(place) {
                                actions.set_groups(groups);
                            }
                        })
                    >
                        <g aria-hidden="true">
                            {lines}
                            {below}
                            <polyline points=line.join(" ") class="suggestion-line"/>
                        </g>
                        {points}
                    </svg>
                    {tip(roving, tips)}
                </div>
                <p class="suggestion-axis" aria-hidden="true">{tr!("Groups")}</p>
                <p class="recluster-hint">{summary}</p>
                <details class="recluster-more">
                    <summary>{tr!("The numbers")}</summary>
                    <table class="recluster-table">
                        <thead><tr><th scope="col">{tr!("Groups")}</th><th scope="col" class="number">{tr!("Silhouette")}</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </details>
            </figure>
        })
    }
}
