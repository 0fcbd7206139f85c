//! Which two sides are compared.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::page;
use crate::derive::atlas::Atlas;
use crate::derive::chart::{self, REST, Subject};
use crate::derive::compare::{Comparison, window_title};
use crate::derive::link::Dock;

/// Stands for all conversations in the list of second values.
const EVERYTHING: &str = "";

/// The kind of comparison, then its two sides.
#[component]
pub fn Choice(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, actions) = page();
    let what = state.time.comparison;
    let manifest = atlas.release().manifest();
    let has_weeks = manifest.weeks.len() > 1;
    let first_values = first_values(&atlas);
    let current = atlas.release().id().to_owned();
    let others = Memo::new(move |_| {
        let mut all = state.releases.get();
        all.retain(|listed| listed.id != current);
        all
    });
    let kind = move || what.with(|what| what.as_ref().map_or("", kind_of));
    let choose = move |event| match event_target_value(&event).as_str() {
        "values" => {
            if let Some(values) = first_values.clone() {
                actions.compare(values);
            }
        }
        "weeks" => actions.compare(Comparison::Windows),
        "release" => {
            if let Some(other) = others.with_untracked(|others| others.first().cloned()) {
                actions.compare(Comparison::Releases(other.id));
            }
        }
        _ => {}
    };
    let for_values = Arc::clone(&atlas);
    view! {
        <label class="field">
            <span class="field-label">"Compare"</span>
            <select class="select" data-testid="compare-kind" on:change=choose>
                <option value="" disabled=true selected=move || kind().is_empty()>"Choose…"</option>
                <option value="values" selected=move || kind() == "values">"Two values of a facet"</option>
                {has_weeks.then(|| view! {
                    <option value="weeks" selected=move || kind() == "weeks">"Two windows of weeks"</option>
                })}
                {move || (!others.with(Vec::is_empty)).then(|| view! {
                    <option value="release" selected=move || kind() == "release">"Two releases"</option>
                })}
            </select>
        </label>
        {move || match what.get() {
            Some(Comparison::Values { facet, a, b }) => view! {
                <Values atlas=Arc::clone(&for_values) facet a b/>
            }.into_any(),
            Some(Comparison::Windows) => {
                let windows = state.time.windows_of(&for_values);
                let said = windows.map(|windows| format!(
                    "{} against {}",
                    window_title(&for_values, windows.after),
                    window_title(&for_values, windows.before)
                ));
                view! {
                    <span class="compare-said">{said}</span>
                    <button class="button" data-testid="change-windows" on:click=move |_| actions.open_dock(Some(Dock::Time))>
                        "Change the windows"
                    </button>
                }.into_any()
            }
            Some(Comparison::Releases(id)) => view! {
                <label class="field">
                    <span class="field-label">"with"</span>
                    <select
                        class="select"
                        data-testid="compare-release"
                        on:change=move |event| actions.compare(Comparison::Releases(event_target_value(&event)))
                    >
                        {others.get().into_iter().map(|listed| {
                            let selected = listed.id == id;
                            view! { <option value=listed.id selected=selected>{listed.title}</option> }
                        }).collect_view()}
                    </select>
                </label>
            }.into_any(),
            None => ().into_any(),
        }}
    }
}

fn kind_of(what: &Comparison) -> &'static str {
    match what {
        Comparison::Values { .. } => "values",
        Comparison::Windows => "weeks",
        Comparison::Releases(_) => "release",
    }
}

/// The most frequent value of the first facet beside everything.
fn first_values(atlas: &Atlas) -> Option<Comparison> {
    let facets = &atlas.release().manifest().facets;
    facets
        .iter()
        .find_map(|facet| values_of(atlas, &facet.name))
}

/// The most frequent value of a facet that is shown, beside everything.
fn values_of(atlas: &Atlas, facet: &str) -> Option<Comparison> {
    let readings = chart::readings(atlas, Subject::Overall, facet);
    let values = atlas.facet_values(facet).iter().zip(&readings);
    let shown = values.filter(|(value, _)| !REST.contains(&value.as_str()));
    let (value, _) = shown.max_by_key(|(_, reading)| reading.known())?;
    Some(Comparison::Values {
        facet: facet.to_owned(),
        a: value.clone(),
        b: None,
    })
}

/// A facet, and two of its values.
#[component]
fn Values(
    /// The release.
    atlas: Arc<Atlas>,
    /// Name of the facet.
    facet: String,
    /// The first value.
    a: String,
    /// The second value; `None` for everything.
    b: Option<String>,
) -> impl IntoView {
    let (_, actions) = page();
    let kind = atlas.facet(&facet).map(|facet| facet.kind);
    let readings = chart::readings(&atlas, Subject::Overall, &facet);
    // A value that the whole release withholds can be compared with nothing.
    let values: Vec<(String, String)> = (atlas.facet_values(&facet).iter().zip(&readings))
        .filter(|(_, reading)| reading.known().is_some())
        .filter_map(|(value, _)| Some((value.clone(), chart::value_label(&facet, kind?, value))))
        .collect();
    let facets = atlas.release().manifest().facets.iter().map(|each| {
        let selected = each.name == facet;
        view! {
            <option value=each.name.clone() selected=selected>{chart::facet_title(&each.name)}</option>
        }
    });
    let facets = facets.collect_view();
    let options = |chosen: &str| {
        let options = values.iter().map(|(value, label)| {
            let selected = value == chosen;
            view! { <option value=value.clone() selected=selected>{label.clone()}</option> }
        });
        options.collect_view()
    };
    let first = options(&a);
    let second = options(b.as_deref().unwrap_or(EVERYTHING));
    let (facet_a, facet_b) = (facet.clone(), facet);
    let (a_kept, b_kept) = (a, b.clone());
    let of_facet = move |event| {
        if let Some(values) = values_of(&atlas, &event_target_value(&event)) {
            actions.compare(values);
        }
    };
    view! {
        <label class="field">
            <span class="field-label">"of"</span>
            <select class="select" data-testid="compare-facet" on:change=of_facet>{facets}</select>
        </label>
        <select
            class="select"
            aria-label="First value"
            data-testid="compare-a"
            on:change=move |event| actions.compare(Comparison::Values {
                facet: facet_a.clone(),
                a: event_target_value(&event),
                b: b_kept.clone(),
            })
        >{first}</select>
        <label class="field">
            <span class="field-label">"against"</span>
            <select
                class="select"
                data-testid="compare-b"
                on:change=move |event| {
                    let value = event_target_value(&event);
                    actions.compare(Comparison::Values {
                        facet: facet_b.clone(),
                        a: a_kept.clone(),
                        b: (value != EVERYTHING).then_some(value),
                    });
                }
            >
                <option value=EVERYTHING selected=b.is_none()>"All conversations"</option>
                {second}
            </select>
        </label>
    }
}
