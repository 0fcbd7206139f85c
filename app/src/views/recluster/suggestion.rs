//! How well different numbers of groups do, as a plot with a table beside it.

use leptos::prelude::*;

use super::super::page;
use crate::derive::format;
use crate::lean::memo;
use crate::tr;

// Units of the drawing.
const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 96.0;
const PAD: f64 = 8.0;

/// Mean silhouettes over numbers of groups; each point is a button that chooses its number.
#[component]
pub fn Suggestion() -> impl IntoView {
    let (state, actions) = page();
    let chosen = memo(move || state.recluster.draft.get().and_then(|draft| draft.groups()));
    move || {
        let found = state
            .recluster
            .suggested
            .get()
            .filter(|found| !found.is_empty())?;
        let best = found
            .iter()
            .copied()
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
        let (low, high) = found
            .iter()
            .fold((0.0_f64, 0.05_f64), |(low, high), &(_, y)| {
                (low.min(y), high.max(y))
            });
        let (fewest, most) = (found.first()?.0, found.last()?.0);
        let (first, last) = (f64::from(fewest), f64::from(most));
        let x = move |groups: u32| {
            let span = (last.ln() - first.ln()).max(1e-9);
            PAD + (f64::from(groups).ln() - first.ln()) / span * (WIDTH - 2.0 * PAD)
        };
        let y = move |silhouette: f64| {
            HEIGHT - PAD - (silhouette - low) / (high - low) * (HEIGHT - 2.0 * PAD)
        };
        let line: Vec<String> = found
            .iter()
            .map(|&(groups, silhouette)| format!("{:.1},{:.1}", x(groups), y(silhouette)))
            .collect();
        let points = found.iter().map(|&(groups, silhouette)| {
            let text = tr!(
                "{n, plural, one {# group} other {# groups}}: silhouette {silhouette}",
                n = groups,
                silhouette = format::decimal(silhouette, 2)
            );
            view! {
                <g
                    class="suggestion-point"
                    class:is-chosen=move || chosen.get() == Some(groups)
                    on:click=move |_| actions.set_groups(groups)
                >
                    <circle cx=x(groups) cy=y(silhouette) r="9" class="suggestion-hit"/>
                    <circle cx=x(groups) cy=y(silhouette) r="3.5" class="suggestion-dot"/>
                    <title>{text}</title>
                </g>
            }
        });
        let points = points.collect_view();
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
        let summary = tr!(
            "Mean silhouette of k-means by number of groups. The best of {tried} tried is \
             {n, plural, one {# group} other {# groups}} with {silhouette}.",
            tried = found.len(),
            n = best.0,
            silhouette = format::decimal(best.1, 2)
        );
        Some(view! {
            <figure class="chart" data-testid="recluster-suggestion">
                <figcaption class="chart-title">
                    {tr!("Silhouette by number of groups")}
                    <span class="unit">{tr!("−1 to 1")}</span>
                </figcaption>
                <svg
                    class="suggestion"
                    viewBox=format!("0 0 {WIDTH} {HEIGHT}")
                    role="img"
                    aria-label=summary.clone()
                >
                    <line x1="0" x2=WIDTH y1=y(0.0) y2=y(0.0) class="axis-line"/>
                    <polyline points=line.join(" ") class="suggestion-line"/>
                    {points}
                </svg>
                <p class="suggestion-ends" aria-hidden="true">
                    <span>{format::count(fewest.into())}</span>
                    <span>{tr!("{n, plural, one {# group} other {# groups}}", n = most)}</span>
                </p>
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
