//! The panel's view of one cluster.

use std::sync::Arc;

use leptos::prelude::*;

use super::later::later;
use super::panel::go;
use super::profile::{Figures, Profile};
use super::section::Section;
use super::{links, page, recluster};
use crate::derive::atlas::Atlas;
use crate::derive::{format, neighbours, quality_text};
use crate::lean::memo;
use crate::state::Meaning;
use crate::tr;

/// Clusters named as near.
const NEAR: usize = 6;

/// The cluster at `index` of `atlas`: text, numbers, what stands out, charts, receipt; in the order in
/// which they are asked for.
#[component]
pub fn Detail(
    /// The release.
    atlas: Arc<Atlas>,
    /// The cluster.
    index: usize,
) -> impl IntoView {
    let (state, actions) = page();
    actions.want_meaning();
    let cluster = atlas.cluster(index);
    let parts = atlas.tree().children(index).to_vec();
    let has_near = atlas.at_level(cluster.level).len() > 1;
    let for_near = Arc::clone(&atlas);
    // Whether by meaning, and the clusters.
    let nearest = memo(move || match state.meaning.get() {
        Meaning::Ready(vectors) => (
            true,
            neighbours::nearest(&for_near, Some(vectors.points()), index, NEAR),
        ),
        _ => (false, neighbours::nearest(&for_near, None, index, NEAR)),
    });
    let near = move |atlas: Arc<Atlas>| {
        let (by_meaning, clusters) = nearest.get();
        let note = if by_meaning {
            tr!("Those whose names and descriptions are closest in meaning.")
        } else {
            tr!("Those that lie nearest on the map: like things lie near each other.")
        };
        view! {
            <p class="section-note">{note}</p>
            <links::Links atlas clusters testid="nearest"/>
        }
    };
    let quality = [
        ("coherence", quality_text::coherence(cluster.coherence)),
        ("stability", quality_text::stability(cluster.stability)),
    ];
    let receipt_title = if atlas.is_own(index) {
        tr!("Where its numbers are from")
    } else {
        tr!("Privacy receipt")
    };
    let quality = StoredValue::new(quality);
    let parts = StoredValue::new(parts);
    let shared = StoredValue::new(Arc::clone(&atlas));
    view! {
        <Breadcrumb atlas=Arc::clone(&atlas) index/>
        <div class="panel-head">
            <h2 class="panel-name" data-testid="panel-name">{cluster.name.clone()}</h2>
            <button
                class="button button-icon"
                data-testid="clear"
                aria-label=tr!("Clear the selection")
                title=tr!("Clear the selection (Escape)")
                on:click=move |_| go(actions, None)
            >
                <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
                    <path d="M5 5l10 10M15 5L5 15" class="icon-line"/>
                </svg>
            </button>
        </div>
        <p class="panel-text">{cluster.description.clone()}</p>
        <recluster::membership::Membership atlas=Arc::clone(&atlas) index/>
        <Figures atlas=Arc::clone(&atlas) index/>
        <Profile atlas=Arc::clone(&atlas) index/>
        {(!parts.with_value(Vec::is_empty)).then(|| view! {
            <Section name=tr!("Parts")>
                <links::Links atlas=shared.get_value() clusters=parts.get_value() testid="parts"/>
            </Section>
        })}
        {has_near.then(|| view! {
            <Section name=tr!("Nearest clusters")>{move || near(shared.get_value())}</Section>
        })}
        <Section name=tr!("How sure this is")>
            <ul class="notes">
                {quality.get_value().into_iter().map(|(testid, sentence)| view! {
                    <li data-testid=testid>{sentence}</li>
                }).collect_view()}
            </ul>
        </Section>
        <Section name=receipt_title>
            {move || later(|parts| (parts.receipt)(shared.get_value(), index))}
        </Section>
    }
}

/// The clusters above the one at `index`, each a button, and its own level.
#[component]
fn Breadcrumb(
    /// The release.
    atlas: Arc<Atlas>,
    /// The cluster.
    index: usize,
) -> impl IntoView {
    let (_, actions) = page();
    let path = atlas.path(index);
    let above = path[..path.len() - 1].to_vec();
    let number = atlas.cluster(index).level;
    let level = if atlas.is_own(index) {
        tr!("Your group").to_owned()
    } else if atlas.is_regrouped() {
        tr!("Base cluster").to_owned()
    } else {
        format::level_of_one(number, atlas.top_level())
    };
    view! {
        <nav class="breadcrumb" data-testid="breadcrumb" aria-label=tr!("Path")>
            <button class="link" on:click=move |_| go(actions, None)>{tr!("All")}</button>
            {above.into_iter().map(|parent| view! {
                <span class="breadcrumb-step" aria-hidden="true">"›"</span>
                <button class="link" on:click=move |_| go(actions, Some(parent))>
                    {atlas.cluster(parent).name.clone()}
                </button>
            }).collect_view()}
        </nav>
        <p class="eyebrow">{level}</p>
    }
}
