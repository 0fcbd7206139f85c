//! The panel's view of one cluster.

use std::sync::Arc;

use leptos::prelude::*;

use super::{facet, page, recluster, weeks};
use crate::derive::atlas::Atlas;
use crate::derive::chart::Subject;
use crate::derive::{format, noise};

/// Facets whose charts come first, in this order.
const FIRST: [&str; 1] = ["language"];

/// The cluster at `index` of `atlas`: text, numbers, charts, receipt.
#[component]
pub fn Detail(
    /// The release.
    atlas: Arc<Atlas>,
    /// The cluster.
    index: usize,
) -> impl IntoView {
    let (_, actions) = page();
    let cluster = atlas.cluster(index);
    let manifest = atlas.release().manifest();
    let subject = Subject::Cluster(index);
    let names = || manifest.facets.iter().map(|facet| facet.name.clone());
    let charts = |wanted: Vec<String>| {
        wanted
            .into_iter()
            .map(|name| view! { <facet::Facet atlas=Arc::clone(&atlas) subject name/> })
            .collect_view()
    };
    let accounts = if manifest.accounts_known {
        noise::accounts(&atlas, subject)
    } else {
        "unknown".to_owned()
    };
    view! {
        <Breadcrumb atlas=Arc::clone(&atlas) index/>
        <div class="panel-head">
            <h2 class="panel-name" data-testid="panel-name">{cluster.name.clone()}</h2>
            <button
                class="button button-icon"
                data-testid="clear"
                aria-label="Clear the selection"
                title="Clear the selection (Escape)"
                on:click=move |_| actions.select(None)
            >
                <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
                    <path d="M5 5l10 10M15 5L5 15" class="icon-line"/>
                </svg>
            </button>
        </div>
        <p class="panel-text">{cluster.description.clone()}</p>
        <recluster::membership::Membership atlas=Arc::clone(&atlas) index/>
        <dl class="figures">
            <div class="figure">
                <dt>"conversations"</dt>
                <dd>{noise::conversations(&atlas, subject)}</dd>
            </div>
            <div class="figure" title="Share of all released conversations, with its 95% confidence interval">
                <dt>{format!("of all ({}–{})", format::percent(cluster.share.low), format::percent(cluster.share.high))}</dt>
                <dd>{noise::about(&atlas, format::percent(cluster.share.estimate))}</dd>
            </div>
            <div class="figure">
                <dt>"accounts"</dt>
                <dd>{accounts}</dd>
            </div>
            <div class="figure" title="Mean concern as far as the numbers below tell: 1 is benign, 5 is severe">
                <dt>"concern (1–5)"</dt>
                <dd>{noise::about(&atlas, format!("{:.1}", cluster.concern))}</dd>
            </div>
            {[
                ("coherence", cluster.coherence, "What its conversations have in common: 0 is nothing, 1 is all the same"),
                ("stability", cluster.stability, "How nearly it is found again in half of the accounts: 0.75 and more is stable, less than 0.6 doubtful"),
            ].map(|(label, value, title)| value.map(|value| view! {
                <div class="figure" title=title data-testid=label>
                    <dt>{label}</dt>
                    <dd>{format!("{value:.2}")}</dd>
                </div>
            })).collect_view()}
        </dl>
        {charts(names().filter(|name| FIRST.contains(&name.as_str())).collect())}
        <weeks::Weeks atlas=Arc::clone(&atlas) subject/>
        {charts(names().filter(|name| !FIRST.contains(&name.as_str())).collect())}
        <p class="receipt" data-testid="receipt">
            {if atlas.is_own(index) {
                view! {
                    <strong>"Your own group: "</strong>
                    {recluster::receipt(cluster.receipt.cells_suppressed)}
                }.into_any()
            } else {
                view! { <strong>"Privacy receipt: "</strong>{format::receipt(cluster)} }.into_any()
            }}
        </p>
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
        "Your group".to_owned()
    } else if atlas.is_regrouped() {
        "Base cluster".to_owned()
    } else {
        format::level_of_one(number, atlas.top_level())
    };
    view! {
        <nav class="breadcrumb" data-testid="breadcrumb" aria-label="Path">
            <button class="link" on:click=move |_| actions.select(None)>"All"</button>
            {above.into_iter().map(|parent| view! {
                <span class="breadcrumb-step" aria-hidden="true">"›"</span>
                <button class="link" on:click=move |_| actions.select(Some(parent))>
                    {atlas.cluster(parent).name.clone()}
                </button>
            }).collect_view()}
        </nav>
        <p class="eyebrow">{level}</p>
    }
}
