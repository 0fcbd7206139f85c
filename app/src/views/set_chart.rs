//! The bar chart of a facet for a set of clusters.

use std::sync::Arc;

use leptos::prelude::*;

use super::more::more;

use crate::derive::atlas::Atlas;
use crate::derive::chart;
use crate::derive::format;
use crate::derive::set_chart::{self, SetBar};
use crate::derive::sums::Sums;
use crate::tr;

/// Bars shown before the reader asks for all.
const FIRST: usize = 6;

/// Shares of the values of the facet `name` in a set, with those in the whole release as lines.
#[component]
pub fn SetChart(
    /// The release.
    atlas: Arc<Atlas>,
    /// What the release tells of the set.
    sums: Arc<Sums>,
    /// Name of the facet.
    name: String,
) -> impl IntoView {
    let bars = set_chart::bars(&atlas, &sums.profile, sums.conversations, &name);
    let full = bars
        .iter()
        .flat_map(|bar| [bar.share, bar.base])
        .flatten()
        .fold(0.01, f64::max);
    let (all, set_all) = signal(false);
    let known = bars.iter().filter(|bar| bar.share.is_some()).count();
    let withheld = bars.len() - known;
    let count = bars.len();
    let first = known.clamp(1, FIRST).min(count);
    view! {
        <figure class="chart" data-testid=format!("set-{name}")>
            <figcaption class="chart-title">
                {chart::facet_title(&name)}
                <span class="unit">{tr!("% of conversations")}</span>
            </figcaption>
            <ul class="bars">
                {move || {
                    let shown = if all.get() { count } else { first };
                    bars[..shown].iter().map(|bar| row(bar, full)).collect_view()
                }}
            </ul>
            {(count > first).then(|| more(all, set_all, count, "link"))}
            {(withheld > 0).then(|| view! {
                <p class="key"><span class="key-hatch">{tr!("{n} withheld", n = withheld)}</span></p>
            })}
        </figure>
    }
}

fn row(bar: &SetBar, full: f64) -> impl IntoView + use<> {
    let percent = |share: f64| format!("{:.2}%", share / full * 100.0);
    let (text, title) = (bar.text.clone(), bar.text.clone());
    view! {
        <li class="bar" title=title>
            <span class="bar-label" aria-hidden="true">{bar.label.clone()}</span>
            <span class="bar-track" aria-hidden="true">
                {match bar.share {
                    Some(share) => view! { <span class="bar-fill" style:width=percent(share)></span> }.into_any(),
                    None => view! { <span class="bar-hatch"></span> }.into_any(),
                }}
                {bar.base.map(|base| view! { <span class="bar-base" style:left=percent(base)></span> })}
            </span>
            <span class="bar-value" aria-hidden="true">
                {bar.share.map_or_else(|| "–".to_owned(), format::percent)}
            </span>
            <span class="visually-hidden">{text}</span>
        </li>
    }
}
