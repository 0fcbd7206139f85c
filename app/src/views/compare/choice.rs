//! Which two sides are compared.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::page;
use crate::api::Listed;
use crate::derive::atlas::Atlas;
use crate::derive::chart::{self, REST, Subject};
use crate::derive::compare::{Comparison, window_title};
use crate::derive::link::Dock;
use crate::lean::memo;
use crate::tr;

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
    let others = memo(move || {
        let mut all = state.releases.get();
        all.retain(|listed| listed.id != current);
        all
    });
    // Followed one by one, so that choosing rebuilds no list that has the keyboard.
    let kind = memo(move || what.with(|what| what.as_ref().map_or("", kind_of)));
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
            <span class="field-label">{tr!("Compare")}</span>
            <select class="select" data-testid="compare-kind" on:change=choose>
                <option value="" disabled=true selected=move || kind.get().is_empty()>{tr!("Choose…")}</option>
                <option value="values" selected=move || kind.get() == "values">{tr!("Two values of a facet")}</option>
                {has_weeks.then(|| view! {
                    <option value="weeks" selected=move || kind.get() == "weeks">{tr!("Two windows of weeks")}</option>
                })}
                {move || (!others.with(Vec::is_empty)).then(|| view! {
                    <option value="release" selected=move || kind.get() == "release">{tr!("Two releases")}</option>
                })}
            </select>
        </label>
        {move || match kind.get() {
            "values" => view! { <Values atlas=Arc::clone(&for_values)/> }.into_any(),
            "weeks" => view! { <Weeks atlas=Arc::clone(&for_values)/> }.into_any(),
            "release" => view! { <Others others/> }.into_any(),
            _ => ().into_any(),
        }}
    }
}

/// The two windows in words, and the way to change them.
#[component]
fn Weeks(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, actions) = page();
    let said = move || {
        state.time.windows_of(&atlas).map(|windows| {
            tr!(
                "{after} against {before}",
                after = window_title(&atlas, windows.after),
                before = window_title(&atlas, windows.before)
            )
        })
    };
    view! {
        <span class="compare-said">{said}</span>
        <button
            class="button"
            data-testid="change-windows"
            on:click=move |_| actions.open_dock(Some(Dock::Time))
        >{tr!("Change the windows")}</button>
    }
}

/// The other releases of the server.
#[component]
fn Others(
    /// All but the one that is shown.
    others: Memo<Vec<Listed>>,
) -> impl IntoView {
    let (state, actions) = page();
    let chosen = move |id: &str| {
        state
            .time
            .comparison
            .with(|what| matches!(what, Some(Comparison::Releases(chosen)) if chosen == id))
    };
    view! {
        <label class="field">
            <span class="field-label">{tr!("with")}</span>
            <select
                class="select"
                data-testid="compare-release"
                on:change=move |event| actions.compare(Comparison::Releases(event_target_value(&event)))
            >
                {move || others.get().into_iter().map(|listed| {
                    let id = listed.id.clone();
                    view! { <option value=listed.id selected=move || chosen(&id)>{listed.title}</option> }
                }).collect_view()}
            </select>
        </label>
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

/// A facet and two of its values.
#[derive(Clone, PartialEq, Default)]
struct Chosen {
    facet: String,
    a: String,
    b: Option<String>,
}

/// A facet, and two of its values.
#[component]
fn Values(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, actions) = page();
    let chosen = memo(move || match state.time.comparison.get() {
        Some(Comparison::Values { facet, a, b }) => Chosen { facet, a, b },
        _ => Chosen::default(),
    });
    let facet = memo(move || chosen.with(|chosen| chosen.facet.clone()));
    let facets = atlas.release().manifest().facets.iter().map(|each| {
        let name = each.name.clone();
        let selected = move || facet.with(|facet| *facet == name);
        view! {
            <option value=each.name.clone() selected=selected>{chart::facet_title(&each.name)}</option>
        }
    });
    let facets = facets.collect_view();
    let for_values = Arc::clone(&atlas);
    let values = memo(move || facet.with(|facet| comparable(&for_values, facet)));
    let options = move |is_chosen: fn(&Chosen, &str) -> bool| {
        let options = values.get().into_iter().map(move |(value, label)| {
            let of = value.clone();
            let selected = move || chosen.with(|chosen| is_chosen(chosen, &of));
            view! { <option value=value selected=selected>{label}</option> }
        });
        options.collect_view()
    };
    let change = move |edit: &dyn Fn(&mut Chosen)| {
        let mut next = chosen.get_untracked();
        edit(&mut next);
        let Chosen { facet, a, b } = next;
        actions.compare(Comparison::Values { facet, a, b });
    };
    let of_facet = move |event| {
        if let Some(values) = values_of(&atlas, &event_target_value(&event)) {
            actions.compare(values);
        }
    };
    view! {
        <label class="field">
            <span class="field-label">{tr!("of")}</span>
            <select class="select" data-testid="compare-facet" on:change=of_facet>{facets}</select>
        </label>
        <select
            class="select"
            aria-label=tr!("First value")
            data-testid="compare-a"
            on:change=move |event| {
                let value = event_target_value(&event);
                change(&|chosen| chosen.a.clone_from(&value));
            }
        >
            {move || options(|chosen, value| chosen.a == value)}
        </select>
        <label class="field">
            <span class="field-label">{tr!("against")}</span>
            <select
                class="select"
                data-testid="compare-b"
                on:change=move |event| {
                    let value = event_target_value(&event);
                    change(&|chosen| chosen.b = (value != EVERYTHING).then(|| value.clone()));
                }
            >
                <option value=EVERYTHING selected=move || chosen.with(|chosen| chosen.b.is_none())>
                    {tr!("All conversations")}
                </option>
                {move || options(|chosen, value| chosen.b.as_deref() == Some(value))}
            </select>
        </label>
    }
}

/// The values of a facet with their labels. What the whole release withholds can be compared with nothing.
fn comparable(atlas: &Atlas, name: &str) -> Vec<(String, String)> {
    let Some(facet) = atlas.facet(name) else {
        return Vec::new();
    };
    let readings = chart::readings(atlas, Subject::Overall, name);
    let known = (facet.values.iter().zip(&readings)).filter(|(_, r)| r.known().is_some());
    known
        .map(|(value, _)| (value.clone(), chart::value_label(name, facet.kind, value)))
        .collect()
}
