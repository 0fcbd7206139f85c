//! The panel's view of the whole release, where nothing is selected.

use std::sync::Arc;

use leptos::prelude::*;

use super::{facet, weeks};
use crate::derive::atlas::Atlas;
use crate::derive::chart::Subject;
use crate::derive::{format, level_text, noise, policy_text};
use crate::tr;

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
        <p class="eyebrow">{tr!("The whole release")}</p>
        <h2 class="panel-name" data-testid="panel-name">{manifest.title.clone()}</h2>
        <p class="panel-text">
            {tr!(
                "What people do with an assistant, in groups of similar conversations. Select a cluster \
                 on the map or in the tree to read about it."
            )}
        </p>
        <dl class="figures">
            <div class="figure">
                <dt>{tr!("conversations")}</dt>
                <dd>{noise::conversations(&atlas, subject)}</dd>
            </div>
            <div class="figure">
                <dt>{tr!("accounts")}</dt>
                <dd>{if manifest.accounts_known {
                    noise::accounts(&atlas, subject)
                } else {
                    tr!("unknown").to_owned()
                }}</dd>
            </div>
            {(0..=top).rev().map(|level| view! {
                <div class="figure">
                    <dt>{level_text::clusters(&atlas, level)}</dt>
                    <dd>{format::count(atlas.at_level(level).len() as u64)}</dd>
                </div>
            }).collect_view()}
        </dl>
        {(!manifest.accounts_known).then(|| view! {
            <p class="note" data-testid="accounts-unknown">
                {tr!(
                    "The conversations did not say which account they come from, so each counted as its \
                     own account. Thresholds on accounts protect less than they would otherwise."
                )}
            </p>
        })}
        {charts(languages_first.0)}
        <weeks::Weeks atlas=Arc::clone(&atlas) subject title=tr!("Weeks").to_owned() testid="weeks"/>
        {charts(languages_first.1)}
        <section class="prose">
            <h3>{tr!("Privacy policy: {profile}", profile = manifest.policy.profile.name())}</h3>
            <ul>
                {policy_text::promises(&manifest.policy).into_iter().map(|sentence| view! {
                    <li>{sentence}</li>
                }).collect_view()}
            </ul>
            {policy_text::noise(manifest).map(|sentence| view! {
                <h3>{tr!("Noise")}</h3>
                <p>{sentence}</p>
            })}
            {policy_text::screened(manifest).map(|sentence| view! {
                <h3>{tr!("Population")}</h3>
                <p data-testid="screened">{sentence}</p>
            })}
            <h3>{tr!("Left out")}</h3>
            <ul data-testid="withheld">
                {policy_text::withheld(manifest).into_iter().map(|sentence| view! {
                    <li>{sentence}</li>
                }).collect_view()}
            </ul>
        </section>
        <p class="receipt">
            {tr!(
                "Release {release}, written by {program} (provider {provider}, vectors {embedder}, seed {seed}).",
                release = atlas.release().id(),
                program = &manifest.generator,
                provider = &manifest.provider,
                embedder = &manifest.embedder,
                seed = manifest.seed.to_string()
            )}
        </p>
    }
}
