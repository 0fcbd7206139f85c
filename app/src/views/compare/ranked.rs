//! The clusters by how much the two sides differ: figure 7 of the Clio paper (arXiv 2412.13678), for any
//! comparison.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::links::Links;
use super::super::more::more;
use super::super::page;
use super::super::roving::{Roving, Tip, as_tipped};
use super::super::standout::p_value;
use crate::derive::atlas::Atlas;
use crate::derive::chart::titled;
use crate::derive::compare::{self, Compared, Line, Side};
use crate::derive::{format, noise};
use crate::tr;

/// Rows shown at first, and more each time the reader asks.
const PAGE: usize = 50;
/// Clusters of the other release shown before the reader asks for all.
const FIRST: usize = 8;

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
    let heading = |title: &'static str, n: usize| tr!("{title}, {n}", title = title, n = n);
    let (only_here, only_there) = (compared.only_here, compared.only_there);
    let lines = StoredValue::new(compared.lines);
    let roving = Roving::default();
    let sides = StoredValue::new((compared.a.0, compared.b.0));
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
                        rows.map(|line| sides.with_value(|sides| row(&here, line, full, sides, roving)))
                            .collect_view()
                    })}
                </tbody>
            </table>
            <Show when=move || { limit.get() < count }>
                <button class="button" on:click=move |_| set_limit.update(|limit| *limit += PAGE)>
                    {tr!("Show more of {n}", n = count)}
                </button>
            </Show>
            {(!only_here.is_empty()).then(|| view! {
                <section class="unmatched" data-testid="only-here">
                    <h3 class="mover-title">{heading(tr!("Only in this release"), only_here.len())}</h3>
                    <Links atlas clusters=only_here testid="only-here-list"/>
                </section>
            })}
            {(!only_there.is_empty()).then(|| view! {
                <section class="unmatched" data-testid="only-there">
                    <h3 class="mover-title">{heading(tr!("Only in the other release"), only_there.len())}</h3>
                    <Elsewhere clusters=only_there/>
                </section>
            })}
        </div>
    }
}

/// Clusters that this page does not show: name and conversations.
#[component]
fn Elsewhere(
    /// The clusters.
    clusters: Vec<compare::Elsewhere>,
) -> impl IntoView {
    let (all, set_all) = signal(false);
    let count = clusters.len();
    let shown = move || if all.get() { count } else { count.min(FIRST) };
    view! {
        <ul>
            {move || clusters.iter().take(shown()).map(|cluster| view! {
                <li class="cluster-link">
                    <span>{cluster.name.clone()}</span>
                    <span class="unit" title=tr!("Conversations")>{cluster.told.clone()}</span>
                </li>
            }).collect_view()}
        </ul>
        {(count > FIRST).then(|| more(all, set_all, count, "link section-more"))}
    }
}

fn row(
    atlas: &Atlas,
    line: &Line,
    full: f64,
    sides: &(String, String),
    roving: Roving,
) -> impl IntoView + use<> {
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
    let place = line.index;
    let counts = [(&sides.0, &line.a), (&sides.1, &line.b)];
    let [a, b] = counts.map(|(title, side)| titled(title, counted(side)));
    let text = format::list(&[a, b, verdict.clone()]);
    view! {
        <tr aria-selected=move || (state.selected.get() == Some(index)).to_string()>
            <th scope="row" class="tipped" use:as_tipped=(roving, place)>
                <button class="link" on:click=move |_| actions.select(Some(index))>
                    {atlas.cluster(index).name.clone()}
                </button>
                {other.map(|other| view! { <span class="ranked-other">{other}</span> })}
                <Tip roving place text/>
            </th>
            <td>{side(atlas, &line.a, full, "side-a")}</td>
            <td>{side(atlas, &line.b, full, "side-b")}</td>
            <td class="number">{line.ratio.map_or_else(|| "–".to_owned(), format::ratio)}</td>
            <td class="number">{line.interval.map_or_else(|| tr!("withheld").to_owned(), format::ratios)}</td>
            <td>
                <span class="mover-mark" class:is-sure=sure aria-hidden="true">
                    {match (line.corrected, sure) { (None, _) => "–", (_, true) => "●", _ => "○" }}
                </span>
                <span class="visually-hidden">
                    {match (line.corrected, sure) { (None, _) => tr!("not tested"), (_, true) => tr!("yes"), _ => tr!("no") }}
                    ", "
                    {verdict}
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
    view! {
        <span class="side">
            <span class="side-track" aria-hidden="true">
                {match width {
                    Some(width) => view! { <i class=format!("side-fill {class}") style:width=width></i> }.into_any(),
                    None => view! { <i class="bar-hatch"></i> }.into_any(),
                }}
            </span>
            <span class="side-text">{text}</span>
            {side.share.map(|_| view! { <span class="visually-hidden">{counted(side)}</span> })}
        </span>
    }
}

/// The conversations of a side in words.
fn counted(side: &Side) -> String {
    match side.count {
        Some((low, high)) if low == high => format::conversations(low),
        Some((low, high)) => tr!(
            "{low} to {high, plural, one {# conversation} other {# conversations}}",
            low = low,
            high = high
        ),
        None => tr!("withheld").to_owned(),
    }
}
