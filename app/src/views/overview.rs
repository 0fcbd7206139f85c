//! The panel's view of the whole release, where nothing is selected.

use std::sync::Arc;

use leptos::prelude::*;

use super::{facet, weeks};
use crate::derive::atlas::Atlas;
use crate::derive::chart::Subject;
use crate::derive::{format, noise, policy_text};

/// Totals, levels, charts and policy of `atlas`.
#[component]
pub fn Overview(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let manifest = atlas.release().manifest();
    let top = atlas.top_level();
    let subject = Subject::Overall;
    let names = manifest.facets.iter().map(|facet| facet.name.clone());
    let languages_first: (Vec<String>, Vec<String>) = names.partition(|name| name == "language");
    let charts = |names: Vec<String>| {
        names
            .into_iter()
            .map(|name| view! { <facet::Facet atlas=Arc::clone(&atlas) subject name/> })
            .collect_view()
    };
    view! {
        <p class="eyebrow">"The whole release"</p>
        <h2 class="panel-name" data-testid="panel-name">{manifest.title.clone()}</h2>
        <p class="panel-text">
            "What people do with an assistant, in groups of similar conversations. Select a cluster \
             on the map or in the tree to read about it."
        </p>
        <dl class="figures">
            <div class="figure">
                <dt>"conversations"</dt>
                <dd>{noise::conversations(&atlas, subject)}</dd>
            </div>
            <div class="figure">
                <dt>"accounts"</dt>
                <dd>{if manifest.accounts_known {
                    noise::accounts(&atlas, subject)
                } else {
                    "unknown".to_owned()
                }}</dd>
            </div>
            {(0..=top).rev().map(|level| view! {
                <div class="figure">
                    <dt>{format::level_in(&atlas, level).to_lowercase()}</dt>
                    <dd>{format::count(atlas.at_level(level).len() as u64)}</dd>
                </div>
            }).collect_view()}
        </dl>
        {(!manifest.accounts_known).then(|| view! {
            <p class="note" data-testid="accounts-unknown">
                "The conversations did not say which account they come from, so each counted as its \
                 own account. Thresholds on accounts protect less than they would otherwise."
            </p>
        })}
        {charts(languages_first.0)}
        <weeks::Weeks atlas=Arc::clone(&atlas) subject title="Weeks".to_owned() testid="weeks"/>
        {charts(languages_first.1)}
        <section class="prose">
            <h3>"Privacy policy: "{manifest.policy.profile.name()}</h3>
            <ul>
                {policy_text::promises(&manifest.policy).into_iter().map(|sentence| view! {
                    <li>{sentence}</li>
                }).collect_view()}
            </ul>
            {policy_text::noise(manifest).map(|sentence| view! {
                <h3>"Noise"</h3>
                <p>{sentence}</p>
            })}
            {policy_text::screened(manifest).map(|sentence| view! {
                <h3>"Population"</h3>
                <p data-testid="screened">{sentence}</p>
            })}
            <h3>"Left out"</h3>
            <ul data-testid="withheld">
                {policy_text::withheld(manifest).into_iter().map(|sentence| view! {
                    <li>{sentence}</li>
                }).collect_view()}
            </ul>
        </section>
        <p class="receipt">
            {format!(
                "Release {}, written by {} (provider {}, vectors {}, seed {}).",
                atlas.release().id(),
                manifest.generator,
                manifest.provider,
                manifest.embedder,
                manifest.seed
            )}
        </p>
    }
}
