//! How clusters are grouped: the method and its parameters.

use kleio_regroup::protocol::{MOST_GROUPS, Method};
use leptos::prelude::*;

use super::super::page;
use super::number::NumberField;
use super::suggestion;
use crate::derive::regroup::Recipe;
use crate::lean::memo;
use crate::tr;

const K_MEANS: &str = "k-means";
const HIERARCHICAL: &str = "hierarchical";
const DENSITY: &str = "density";

/// Methods: value, name, and what it does.
fn methods() -> [(&'static str, &'static str, &'static str); 3] {
    [
        (
            K_MEANS,
            tr!("K-means"),
            tr!("Groups of similar width; every cluster is in one."),
        ),
        (
            HIERARCHICAL,
            tr!("Hierarchical"),
            tr!("Joins the two nearest groups again and again (Ward); every cluster is in one."),
        ),
        (
            DENSITY,
            tr!("By density"),
            tr!(
                "Groups where clusters lie close together (DBSCAN); those that lie alone are in \
                 none."
            ),
        ),
    ]
}

const fn value(method: Method) -> &'static str {
    match method {
        Method::KMeans { .. } => K_MEANS,
        Method::Hierarchical { .. } => HIERARCHICAL,
        Method::Density { .. } => DENSITY,
    }
}

/// The method, and what it takes.
#[component]
pub fn MethodChoice(
    /// What is about to be asked for.
    draft: Memo<Option<Recipe>>,
) -> impl IntoView {
    let (_, actions) = page();
    let method = memo(move || draft.get().map(|draft| draft.method));
    let chosen = memo(move || method.get().map(value));
    let note = move || {
        let chosen = chosen.get()?;
        methods()
            .into_iter()
            .find(|(value, _, _)| *value == chosen)
            .map(|(_, _, note)| note)
    };
    view! {
        <label class="recluster-field">
            <span class="recluster-label">{tr!("Method")}</span>
            <select
                class="select"
                data-testid="recluster-method"
                on:change=move |event| actions.set_method(&event_target_value(&event))
            >
                {methods().map(|(value, name, _)| view! {
                    <option value=value selected=move || chosen.get() == Some(value)>{name}</option>
                }).into_iter().collect_view()}
            </select>
        </label>
        <p class="recluster-hint">{note}</p>
        {move || match chosen.get() {
            Some(DENSITY) => view! { <Density method/> }.into_any(),
            Some(_) => view! {
                <NumberOfGroups draft/>
                <suggestion::Suggestion/>
            }.into_any(),
            None => ().into_any(),
        }}
    }
}

#[component]
fn NumberOfGroups(
    /// What is about to be asked for.
    draft: Memo<Option<Recipe>>,
) -> impl IntoView {
    let (_, actions) = page();
    let groups = memo(move || draft.get().and_then(|draft| draft.groups()));
    view! {
        <div class="recluster-row">
            <NumberField
                label=tr!("Groups")
                testid="recluster-groups"
                min="1"
                max=MOST_GROUPS
                value=Signal::derive(move || groups.get().map(|groups| groups.to_string()).unwrap_or_default())
                on_change=Callback::new(move |typed: String| {
                    if let Ok(groups) = typed.parse() {
                        actions.set_groups(groups);
                    }
                })
            />
            <button
                class="button"
                type="button"
                data-testid="recluster-suggest"
                on:click=move |_| actions.suggest_groups()
            >{tr!("Suggest a number")}</button>
        </div>
    }
}

#[component]
fn Density(
    /// The method.
    method: Memo<Option<Method>>,
) -> impl IntoView {
    let (_, actions) = page();
    let now = move || match method.get() {
        Some(Method::Density { reach, neighbours }) => (neighbours, reach),
        _ => (2, None),
    };
    let set_neighbours = move |typed: String| {
        if let Ok(neighbours) = typed.parse() {
            actions.set_density(neighbours, now().1);
        }
    };
    let set_reach = move |typed: String| {
        let reach = typed.parse().ok().filter(|&reach: &f32| reach > 0.0);
        actions.set_density(now().0, reach);
    };
    view! {
        <div class="recluster-row">
            <NumberField
                label=tr!("Neighbours")
                testid="recluster-neighbours"
                min="2"
                max=100
                value=Signal::derive(move || now().0.to_string())
                on_change=Callback::new(set_neighbours)
            />
            <NumberField
                label=tr!("Reach")
                testid="recluster-reach"
                min="0"
                step="0.05"
                placeholder=tr!("fitting")
                title=tr!("Distance within which clusters are neighbours, where 1 is how far they lie from their mean; left empty, one that fits")
                value=Signal::derive(move || now().1.map(|reach| reach.to_string()).unwrap_or_default())
                on_change=Callback::new(set_reach)
            />
        </div>
        <p class="recluster-hint">{tr!("Density counts clusters, whatever their conversations.")}</p>
    }
}
