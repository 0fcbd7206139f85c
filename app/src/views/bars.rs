//! The bar chart of a facet.

use std::sync::Arc;

use leptos::prelude::*;

use super::figure::{self, Figure};
use super::more::more;
use super::roving::{Roving, Tip, as_mark};
use crate::derive::atlas::Atlas;
use crate::derive::chart::{self, Bar, Subject};
use crate::derive::export::Chart;
use crate::derive::scale::round_up;
use crate::derive::{format, noise, twin};
use crate::tr;

/// Bars shown before the reader asks for all: those with a number, within these bounds.
const FIRST: (usize, usize) = (5, 8);

/// Bars of the facet `name` for `subject`: share of its conversations, with the share in the whole
/// release as a line. Withheld values are hatched, never empty.
#[component]
pub fn Bars(
    /// The release.
    atlas: Arc<Atlas>,
    /// What the chart is about.
    subject: Subject,
    /// Name of the facet.
    name: String,
) -> impl IntoView {
    let chart = chart::bars(&atlas, subject, &name);
    let compares = chart.bars.iter().any(|bar| bar.base.is_some());
    let greatest = chart
        .bars
        .iter()
        .filter_map(|bar| bar.base)
        .fold(chart.full, f64::max);
    // The axis ends on a round number.
    let full = round_up(greatest).min(1.0);
    let question = atlas.facet(&name).and_then(|facet| facet.question.clone());
    let (all, set_all) = signal(false);
    let count = chart.bars.len();
    let known = chart.bars.iter().filter(|b| b.share.is_some()).count();
    let first = known.clamp(FIRST.0, FIRST.1).min(count);
    let hidden = chart::key_of_hatch(&atlas, subject, chart.bars.iter().map(|bar| bar.reading));
    let table = twin::of_bars(&atlas, subject, &chart);
    let unit = noise::beside_title(
        &atlas,
        subject,
        &noise::facet(&name),
        tr!("% of conversations"),
    );
    let bars = StoredValue::new(chart.bars);
    let roving = Roving::default();
    let shown = move || if all.get() { count } else { first };
    view! {
        <Figure
            atlas=Arc::clone(&atlas)
            chart=Chart::Facet(subject, name.clone())
            title=chart::facet_title(&name)
            unit
            testid=format!("facet-{name}")
            help=question
            table
        >
            <ul on:keydown=move |event| roving.on_key(&event, shown(), 1)>
                {move || bars.with_value(|bars| {
                    let rows = bars.iter().take(shown()).enumerate();
                    rows.map(|(place, bar)| row(bar, place, full, roving)).collect_view()
                })}
            </ul>
            <p class="bar-axis" aria-hidden="true">
                <span></span>
                <span class="bar-ticks">
                    <span>"0"</span>
                    <span>{format::percent(full / 2.0)}</span>
                    <span>{format::percent(full)}</span>
                </span>
                <span></span>
            </p>
            {(count > first).then(|| more(all, set_all, count, "link"))}
            {(compares || hidden.is_some()).then(|| view! {
                <p class="key">
                    {compares.then(|| view! { <span class="key-base">{tr!("whole release")}</span> })}
                    {hidden.clone().map(|key| figure::key_of_hatch(&atlas, subject, key))}
                </p>
            })}
        </Figure>
    }
}

fn row(bar: &Bar, place: usize, full: f64, roving: Roving) -> impl IntoView + use<> {
    let along = |share: f64| format!("{:.2}%", share / full * 100.0);
    let width = bar.share.or(bar.least).map(along);
    let base = bar.base.map(along);
    let withheld = bar.share.is_none();
    let text = match bar.base {
        Some(base) => tr!(
            "{bar} ({base} in the whole release)",
            bar = &bar.text,
            base = format::percent(base)
        ),
        None => bar.text.clone(),
    };
    view! {
        <li class="bar" use:as_mark=(roving, place)>
            <span class="bar-label" aria-hidden="true">{bar.label.clone()}</span>
            <span class="bar-track" aria-hidden="true">
                {width.map(|width| view! { <span class="bar-fill" style:width=width></span> })}
                {withheld.then(|| view! { <span class="bar-hatch"></span> })}
                {base.map(|base| view! { <span class="bar-base" style:left=base></span> })}
            </span>
            <span class="bar-value" aria-hidden="true">
                {format::share_or_least(bar.share, bar.least)}
            </span>
            <span class="visually-hidden">{text.clone()}</span>
            <Tip roving place text/>
        </li>
    }
}
