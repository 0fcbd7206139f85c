//! Two sides compared: which, as a ranked table or as two maps, and as colours of the large map.

pub mod choice;
pub mod ranked;
pub mod twin_maps;

use std::sync::Arc;

use leptos::prelude::*;

use super::page;
use super::save::save;
use crate::derive::atlas::Atlas;
use crate::derive::colour_by::ColourBy;
use crate::derive::compare::{self, Compared, Comparison};
use crate::derive::export::Chart;
use crate::derive::{format, noise};
use crate::lean::memo;
use crate::state::Other;
use crate::tr;

/// The comparison of the level that is chosen below the map.
#[component]
pub fn Compare(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, _) = page();
    let for_memo = Arc::clone(&atlas);
    let compared = memo(move || {
        let what = state.time.comparison.get()?;
        let given = state.time.given(&for_memo);
        compare::compare(&for_memo, &what, &given, state.time.level_of(&for_memo))
    });
    let shown = Arc::clone(&atlas);
    view! {
        <div class="compare" data-testid="compare">
            <div class="compare-bar">
                <choice::Choice atlas=Arc::clone(&atlas)/>
                <Views/>
            </div>
            {move || match compared.get() {
                Some(compared) => {
                    let summary = summary(&shown, &compared, state.time.level_of(&shown));
                    let sides = compared.title();
                    let chart = Arc::new(compared.clone());
                    let chart = if state.time.beside.get() { Chart::Maps(chart) } else { Chart::Differences(chart) };
                    let files = save(&shown, chart, &sides);
                    let body = if state.time.beside.get() {
                        view! { <twin_maps::TwinMaps atlas=Arc::clone(&shown) compared/> }.into_any()
                    } else {
                        view! { <ranked::Ranked atlas=Arc::clone(&shown) compared/> }.into_any()
                    };
                    view! {
                        <div class="compare-head">
                            <p class="compare-summary" data-testid="compare-summary">{summary}</p>
                            {files}
                        </div>
                        {body}
                    }.into_any()
                }
                None => view! { <p class="section-note" data-testid="compare-none">{waiting(state.time.comparison.get().as_ref(), &state.time.other.get())}</p> }.into_any(),
            }}
        </div>
    }
}

/// Why there is nothing to see yet.
fn waiting(what: Option<&Comparison>, other: &Other) -> String {
    match (what, other) {
        (Some(Comparison::Releases(_)), Other::Failed(reason)) => {
            return tr!(
                "The other release could not be opened. {reason}",
                reason = reason
            );
        }
        (None, _) => tr!(
            "Choose two sides: two values of a facet, two windows of weeks, or two releases. Their clusters are then \
             listed by how much they differ."
        ),
        (Some(Comparison::Releases(_)), _) => tr!("Loading the other release…"),
        (Some(Comparison::Windows), _) => tr!("This release has fewer than two weeks."),
        (Some(Comparison::Values { .. }), _) => tr!("This release has no such value."),
    }
    .to_owned()
}

fn summary(atlas: &Atlas, compared: &Compared, level: u8) -> String {
    let significant = compared
        .lines
        .iter()
        .filter(|line| line.is_significant())
        .count();
    let withheld = compared
        .lines
        .iter()
        .filter(|line| line.interval.is_none())
        .count();
    let name = format::level(level, atlas.top_level());
    let mut text = vec![match (significant, compared.tested) {
        (_, 0) => tr!(
            "{level}: none can be tested, because numbers are withheld.",
            level = name
        ),
        (0, tested) => tr!(
            "{level}: {n} tested; none differs more than chance would make it.",
            level = name,
            n = tested
        ),
        (significant, tested) => tr!(
            "{level}: {n} of {all} tested differ significantly; at most 5 in 100 of these are expected to be chance \
             (Benjamini and Hochberg).",
            level = name,
            n = significant,
            all = tested
        ),
    }];
    if withheld > 0 {
        text.push(tr!(
            "Of {n, plural, one {# cluster} other {# clusters}} a side is withheld.",
            n = withheld
        ));
    }
    text.extend(noise::in_tests(atlas).map(str::to_owned));
    format::sentences(&text)
}

/// Table or two maps, and the colours of the large map.
#[component]
fn Views() -> impl IntoView {
    let (state, actions) = page();
    let coloured = move || {
        state
            .colour
            .with(|colour| matches!(colour, ColourBy::Difference(_)))
    };
    let colour = move |_| actions.colour_by_difference(!coloured());
    let way = move |beside: bool, label: &'static str, testid: &'static str| {
        view! {
            <button
                class="button"
                data-testid=testid
                aria-pressed=move || (state.time.beside.get() == beside).to_string()
                on:click=move |_| actions.show_beside(beside)
            >{label}</button>
        }
    };
    view! {
        <Show when=move || state.time.comparison.with(Option::is_some)>
            <div class="compare-views">
                <div class="joined" role="group" aria-label=tr!("Show the comparison as")>
                    {way(false, tr!("Ranked table"), "compare-table")}
                    {way(true, tr!("Side by side"), "compare-beside")}
                </div>
                <button
                    class="button"
                    data-testid="colour-difference"
                    aria-pressed=move || coloured().to_string()
                    on:click=colour
                >{tr!("Colour the map by the difference")}</button>
            </div>
        </Show>
    }
}
