//! A list of all numbers of clusters to choose one from.

use std::sync::Arc;

use leptos::prelude::*;

use super::page;
use crate::derive::atlas::Atlas;
use crate::derive::chart::facet_title;
use crate::derive::measure::{Measure, PLAIN};
use crate::lean::own;
use crate::tr;

/// Choices beside the numbers, in a group before them: key and title.
pub type Others = Vec<(String, String)>;

/// A list of `others`, the plain numbers, and the share of every facet value, by itself and against all.
#[component]
pub fn MeasureChoice(
    /// The release.
    atlas: Arc<Atlas>,
    /// Its name for those who listen.
    label: &'static str,
    /// For tests.
    testid: &'static str,
    /// What stands before the numbers.
    others: Others,
    /// Whether the plain numbers are offered too.
    #[prop(default = true)]
    plain: bool,
    /// The key that is chosen: of [`Measure::key`], or of `others`.
    #[prop(into)]
    chosen: Signal<String>,
    /// Called with the key that the reader chooses.
    on_choose: Callback<String>,
) -> impl IntoView {
    // One reader of what may outlive this list, not one for each option.
    let chosen = own(chosen);
    let option = move |(key, title): (String, String)| {
        let own = key.clone();
        view! { <option value=key selected=move || chosen.get() == own>{title}</option> }
    };
    let numbers = PLAIN
        .into_iter()
        .filter(|measure| plain && measure.is_in(&atlas));
    let numbers: Others = numbers
        .map(|measure| (measure.key(), measure.title(&atlas)))
        .collect();
    let facets = atlas.release().manifest().facets.iter().flat_map(|facet| {
        let values = |measure: fn(&str, &str) -> Measure| -> Others {
            let values = facet.values.iter().map(|value| {
                // With the facet's name, because a closed list shows no more than what is chosen.
                let measure = measure(&facet.name, value);
                (measure.key(), measure.title(&atlas))
            });
            values.collect()
        };
        let title = facet_title(&facet.name);
        [
            (tr!("Share: {facet}", facet = &title), values(Measure::of)),
            (
                tr!("Share against all: {facet}", facet = &title),
                values(Measure::against_all),
            ),
        ]
    });
    let facets: Vec<(String, Others)> = facets.collect();
    let (state, _) = page();
    let explained = move || {
        let measure = Measure::from_key(&chosen.get())?;
        let windows = state.time.windows_for(&measure, &atlas);
        Some(measure.explained(&atlas, windows))
    };
    view! {
        <select
            class="select"
            aria-label=label
            title=explained
            data-testid=testid
            prop:value=move || chosen.get()
            on:change=move |event| {
                on_choose.run(event_target_value(&event));
                // The list shows what is chosen, also where a choice only adds something.
                let list: web_sys::HtmlSelectElement = event_target(&event);
                list.set_value(&chosen.get_untracked());
            }
        >
            {others.into_iter().map(option).collect_view()}
            {numbers.into_iter().map(option).collect_view()}
            {facets.into_iter().map(|(title, values)| view! {
                <optgroup label=title>
                    {values.into_iter().map(option).collect_view()}
                </optgroup>
            }).collect_view()}
        </select>
    }
}
