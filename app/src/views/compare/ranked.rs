//! The clusters by how much the two sides differ: figure 7 of the Clio paper (arXiv 2412.13678), for any
//! comparison.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::page;
use super::super::standout::p_value;
use crate::derive::atlas::Atlas;
use crate::derive::compare::{Compared, Line, Side};
use crate::derive::{format, noise};
use crate::tr;

/// Rows shown at first, and more each time the reader asks.
const PAGE: usize = 50;

/// A row a cluster: both shares as bars on one scale, their ratio, its interval.
#[component]
pub fn Ranked(
    /// The release.
    atlas: Arc<Atlas>,
    /// The comparison.
    compared: Compared,
) -> impl IntoView {
    let (limit, set_limit) = signal(PAGE);
    let full = compared.full();
    let count = compared.lines.len();
    let here = Arc::clone(&atlas);
    let head = |(title, count): &(String, Option<u64>)| match count {
        Some(count) => tr!("{title}, {n}", title = title, n = *count),
        None => title.clone(),
    };
    let (a, b) = (head(&compared.a), head(&compared.b));
    let only_here: Vec<(String, u64)> = compared
        .only_here
        .iter()
        .map(|&index| {
            (
                atlas.cluster(index).name.clone(),
                atlas.cluster(index).conversations,
            )
        })
        .collect();
    let unmatched = [
        (tr!("Only in this release"), "only-here", only_here),
        (
            tr!("Only in the other release"),
            "only-there",
            compared.only_there.clone(),
        ),
    ];
    let lines = StoredValue::new(compared.lines);
    view! {
        <div class="ranked-scroll" tabindex="0" role="region" aria-label=tr!("What differs most")>
            <table class="ranked" data-testid="ranked">
                <caption class="visually-hidden">{tr!("Clusters by how surely the two sides differ")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{tr!("Cluster")}</th>
                        <th scope="col">{a}</th>
                        <th scope="col">{b}</th>
                        <th scope="col" class="number" title=tr!("The first share over the second")>{tr!("Ratio")}</th>
                        <th scope="col" class="number">{tr!("95% interval")}</th>
                        <th scope="col">{tr!("Significant")}</th>
                    </tr>
                </thead>
                <tbody>
                    {move || lines.with_value(|lines| {
                        let rows = lines.iter().take(limit.get());
                        rows.map(|line| row(&here, line, full)).collect_view()
                    })}
                </tbody>
            </table>
            <Show when=move || { limit.get() < count }>
                <button class="button" on:click=move |_| set_limit.update(|limit| *limit += PAGE)>
                    {tr!("Show more of {n}", n = count)}
                </button>
            </Show>
            {unmatched.into_iter().map(|(title, testid, clusters)| {
                (!clusters.is_empty()).then(|| view! {
                    <section class="unmatched" data-testid=testid>
                        <h4 class="mover-title">{title}</h4>
                        <ul>
                            {clusters.into_iter().map(|(name, count)| view! {
                                <li class="cluster-link">
                                    <span>{name}</span>
                                    <span class="unit">{format::conversations(count)}</span>
                                </li>
                            }).collect_view()}
                        </ul>
                    </section>
                })
            }).collect_view()}
        </div>
    }
}

fn row(atlas: &Atlas, line: &Line, full: f64) -> impl IntoView + use<> {
    let (state, actions) = page();
    let index = line.index;
    let sure = line.is_significant();
    let verdict = match line.corrected {
        Some(p) => p_value(p),
        None => tr!("not tested").to_owned(),
    };
    let other = line
        .other_name
        .as_ref()
        .map(|name| tr!("there: {name}", name = name));
    view! {
        <tr aria-selected=move || (state.selected.get() == Some(index)).to_string()>
            <th scope="row">
                <button class="link" on:click=move |_| actions.select(Some(index))>
                    {atlas.cluster(index).name.clone()}
                </button>
                {other.map(|other| view! { <span class="ranked-other">{other}</span> })}
            </th>
            <td>{side(atlas, &line.a, full, "side-a")}</td>
            <td>{side(atlas, &line.b, full, "side-b")}</td>
            <td class="number">{line.ratio.map_or_else(|| "–".to_owned(), format::ratio)}</td>
            <td class="number">{line.interval.map_or_else(|| tr!("withheld").to_owned(), format::ratios)}</td>
            <td title=verdict.clone()>
                <span class="mover-mark" class:is-sure=sure aria-hidden="true">
                    {match (line.corrected, sure) { (None, _) => "–", (_, true) => "●", _ => "○" }}
                </span>
                <span class="visually-hidden">
                    {match (line.corrected, sure) { (None, _) => tr!("not tested"), (_, true) => tr!("yes"), _ => tr!("no") }}
                </span>
            </td>
        </tr>
    }
}

/// A share as a bar; hatched where it is withheld.
fn side(atlas: &Atlas, side: &Side, full: f64, class: &'static str) -> impl IntoView + use<> {
    let text = match (side.share, side.count) {
        (Some(share), _) => noise::about(atlas, format::percent(share)),
        (None, Some((low, high))) if low < high => {
            format::from_to(format::count(low), format::count(high))
        }
        _ => tr!("withheld").to_owned(),
    };
    let width = side
        .share
        .map(|share| format!("{:.2}%", share / full * 100.0));
    let title = side.count.map(|(low, high)| {
        if low == high {
            format::conversations(low)
        } else {
            tr!(
                "{low} to {high, plural, one {# conversation} other {# conversations}}",
                low = low,
                high = high
            )
        }
    });
    view! {
        <span class="side" title=title>
            <span class="side-track" aria-hidden="true">
                {match width {
                    Some(width) => view! { <i class=format!("side-fill {class}") style:width=width></i> }.into_any(),
                    None => view! { <i class="bar-hatch"></i> }.into_any(),
                }}
            </span>
            <span class="side-text">{text}</span>
        </span>
    }
}
