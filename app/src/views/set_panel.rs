//! The panel's view of a set of clusters that the reader picked.

use std::sync::Arc;

use leptos::prelude::*;

use super::profile::{Figures, Profile};
use super::{kept_sets, page};
use crate::derive::atlas::Atlas;
use crate::derive::chart::Subject;
use crate::derive::noise;
use crate::derive::sets::whole::{WHOLE, whole};
use crate::derive::sorting::Sorting as _;
use crate::lean::memo;
use crate::map::view::Gather;
use crate::tr;

/// Members listed before the reader asks for all.
const FIRST: usize = 12;

/// What the set is, what the release tells of it as a whole, and its clusters.
#[component]
pub fn SetPanel(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, actions) = page();
    // The name alone does not change what is in it.
    let base = memo(move || {
        let set = state.map.set.get();
        set.map_or_else(Vec::new, |set| set.base().to_vec())
    });
    let name = memo(move || state.map.set.get().and_then(|set| set.name.clone()));
    let is_kept = move || {
        let name = name.get();
        state
            .map
            .kept
            .with(|kept| kept.iter().any(|kept| Some(&kept.name) == name.as_ref()))
    };
    let title = move || {
        name.get().unwrap_or_else(|| {
            tr!(
                "A set of {n, plural, one {# base cluster} other {# base clusters}}",
                n = base.with(Vec::len)
            )
        })
    };
    let release = Arc::clone(&atlas);
    view! {
        <p class="eyebrow">{tr!("Set of clusters")}</p>
        <div class="panel-head">
            <h2 class="panel-name" data-testid="panel-name">{title}</h2>
            <button
                class="button button-icon"
                data-testid="clear-set"
                aria-label=tr!("Clear the set")
                title=tr!("Clear the set")
                on:click=move |_| actions.clear_set()
            >
                <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
                    <path d="M5 5l10 10M15 5L5 15" class="icon-line"/>
                </svg>
            </button>
        </div>
        <div class="set-form">
            <input
                class="input"
                type="text"
                maxlength="80"
                aria-label=tr!("Name of the set")
                placeholder=tr!("Name of the set")
                data-testid="set-name"
                prop:value=move || name.get().unwrap_or_default()
                on:input=move |event| actions.name_set(&event_target_value(&event))
            />
            <button class="button" data-testid="keep-set" on:click=move |_| actions.keep_set()>
                {move || if is_kept() { tr!("Keep changes") } else { tr!("Keep") }}
            </button>
            <button
                class="button"
                data-testid="export-set"
                title=tr!("The set as a file in JSON, with its source, policy, date and link")
                on:click=move |_| actions.export_set()
            >{tr!("Export")}</button>
            <button
                class="button"
                data-testid="recluster-set"
                title=tr!("Groups the clusters of the set anew, in this browser")
                on:click=move |_| actions.recluster_only(&base.get_untracked())
            >{tr!("Re-cluster")}</button>
        </div>
        {move || {
            let atlas = Arc::new(whole(&release, &base.get()));
            view! { <Whole atlas/> }
        }}
        <Members atlas=Arc::clone(&atlas) base/>
        <kept_sets::KeptSets atlas/>
    }
}

/// Numbers and charts of the set as a whole.
#[component]
fn Whole(
    /// The set as a cluster.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let profile = &atlas.cluster(WHOLE).profile;
    let withheld = profile.withheld();
    let cells = profile
        .facets
        .values()
        .chain([&profile.weeks])
        .map(Vec::len);
    view! {
        <Figures atlas=Arc::clone(&atlas) index=WHOLE/>
        <p class="note">
            {tr!(
                "A sum is shown only where the release shows every number summed: {n} of {all} are withheld here.",
                n = withheld,
                all = cells.sum::<usize>()
            )}
        </p>
        <Profile atlas index=WHOLE/>
    }
}

/// The clusters in the set, the largest first; each can be selected, or taken out.
#[component]
fn Members(
    /// The release.
    atlas: Arc<Atlas>,
    /// The set's base clusters.
    base: Memo<Vec<usize>>,
) -> impl IntoView {
    let (_, actions) = page();
    let (all, set_all) = signal(false);
    let listed = Arc::clone(&atlas);
    view! {
        <section class="set-members">
            <h3 class="chart-title">
                {tr!("Base clusters")}
                <span class="unit">{tr!("conversations")}</span>
            </h3>
            <ul data-testid="set-members">
                {move || {
                    let mut base = base.get();
                    base.order_by_key(|&index| std::cmp::Reverse(listed.cluster(index).conversations));
                    base.truncate(if all.get() { usize::MAX } else { FIRST });
                    base.into_iter().map(|index| member(&listed, index)).collect_view()
                }}
            </ul>
            <Show when=move || { base.with(Vec::len) > FIRST }>
                <button
                    class="link"
                    aria-expanded=move || all.get().to_string()
                    on:click=move |_| set_all.update(|all| *all = !*all)
                >
                    {move || if all.get() {
                        tr!("Show fewer").to_owned()
                    } else {
                        tr!("Show all {n}", n = base.with(Vec::len))
                    }}
                </button>
            </Show>
            <p class="set-hint">
                {tr!("On the map, A adds the cluster that the keyboard is on or takes it out, and so does a click with a tool in hand.")}
            </p>
            <button class="link" on:click=move |_| actions.clear_set()>{tr!("Clear the set")}</button>
        </section>
    }
}

fn member(atlas: &Atlas, index: usize) -> impl IntoView + use<> {
    let (_, actions) = page();
    let cluster = atlas.cluster(index);
    view! {
        <li class="set-member" data-cluster-id=cluster.id.as_str().to_owned()>
            <button class="link" on:click=move |_| actions.select(Some(index))>{cluster.name.clone()}</button>
            <span class="kept-count">{noise::conversations(atlas, Subject::Cluster(index))}</span>
            <button
                class="button-bare"
                aria-label=tr!("Take out {name}", name = &cluster.name)
                title=tr!("Take out")
                on:click=move |_| actions.gather(&[index], Gather::Toggle)
            >
                <svg viewBox="0 0 20 20" width="14" height="14" aria-hidden="true">
                    <path d="M5 5l10 10M15 5L5 15" class="icon-line"/>
                </svg>
            </button>
        </li>
    }
}
