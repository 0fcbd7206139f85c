//! The clusters that grew and shrank most between the two windows, the new ones and the vanished ones.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::page;
use super::super::roving::{Roving, Tip, as_tipped};
use super::super::save::save;
use crate::derive::atlas::Atlas;
use crate::derive::compare::Comparison;
use crate::derive::export::Chart;
use crate::derive::growth::Windows;
use crate::derive::link::Dock;
use crate::derive::movers::{self, Mover};
use crate::derive::{format, growth_text};
use crate::tr;

/// Clusters shown of each kind.
const FIRST: usize = 5;

/// Lists of the level that is chosen below the map.
#[component]
pub fn Movers(
    /// The release.
    atlas: Arc<Atlas>,
    /// The windows.
    windows: Memo<Option<Windows>>,
) -> impl IntoView {
    let (state, actions) = page();
    let all = move |_| {
        actions.compare(Comparison::Windows);
        actions.open_dock(Some(Dock::Compare));
    };
    view! {
        <div class="movers" data-testid="movers">
            {move || {
                let windows = windows.get()?;
                let level = state.time.level_of(&atlas);
                let found = movers::movers(&atlas, windows, level);
                let chart = Chart::Growth(windows, level);
                let title = tr!(
                    "{level}: {n} of {all} tested changed significantly",
                    level = format::level(level, atlas.top_level()),
                    n = found.significant,
                    all = found.tested
                );
                let mut note = vec![
                    tr!(
                        "significant: of all that are marked so, at most 5 in 100 are expected to be chance \
                         (Benjamini and Hochberg). Growth is a cluster's share of all conversations in the second \
                         window over that in the first."
                    )
                    .to_owned(),
                ];
                if found.unknown > 0 {
                    note.push(tr!(
                        "Whether {n, plural, one {# more cluster} other {# more clusters}} grew or shrank cannot \
                         be said, because weeks are withheld.",
                        n = found.unknown
                    ));
                }
                Some(view! {
                    <div class="movers-head">
                        <h3 class="movers-title" data-testid="movers-title">{title}</h3>
                        {save(&atlas, chart, tr!("Growth"))}
                        <button class="link" data-testid="all-growth" on:click=all>{tr!("All of them as a table")}</button>
                    </div>
                    <div class="movers-lists">
                        {list(&atlas, tr!("Grew most"), &found.grew, "grew")}
                        {list(&atlas, tr!("Shrank most"), &found.shrank, "shrank")}
                        {list(&atlas, tr!("New"), &found.new, "new")}
                        {list(&atlas, tr!("Vanished"), &found.vanished, "vanished")}
                    </div>
                    <p class="movers-note">
                        <span class="is-sure" aria-hidden="true">"●"</span>
                        " "
                        {format::sentences(&note)}
                    </p>
                })
            }}
        </div>
    }
}

fn list(
    atlas: &Atlas,
    title: &'static str,
    found: &[Mover],
    testid: &'static str,
) -> impl IntoView + use<> {
    let (_, actions) = page();
    let threshold = atlas.release().manifest().policy.cell.conversations;
    let roving = Roving::default();
    let rows = found.iter().take(FIRST).map(|mover| {
        let (index, growth) = (mover.index, mover.growth);
        let sure = growth.is_significant();
        let interval = growth.interval.map(format::ratios);
        let sentence = growth_text::sentence(&growth, threshold);
        view! {
            <li class="mover tipped" use:as_tipped=(roving, index)>
                <span class="mover-mark" class:is-sure=sure aria-hidden="true">
                    {if sure { "●" } else { "○" }}
                </span>
                <button class="link mover-name" on:click=move |_| actions.select(Some(index))>
                    {atlas.cluster(index).name.clone()}
                </button>
                <span class="mover-ratio">
                    {growth_text::short(&growth)}
                    <span class="visually-hidden">
                        {if sure { tr!(", significant") } else { tr!(", not significant") }}
                    </span>
                </span>
                {interval.map(|interval| view! { <span class="mover-interval">{interval}</span> })}
                <span class="visually-hidden">{sentence.clone()}</span>
                <Tip roving place=index text=sentence/>
            </li>
        }
    });
    let rows = rows.collect_view();
    let more = found.len().saturating_sub(FIRST);
    (!found.is_empty()).then(|| view! {
        <section data-testid=testid>
            <h4 class="mover-title">{title}</h4>
            <ul>{rows}</ul>
            {(more > 0).then(|| view! {
                <p class="mover-more">{tr!("and {n, plural, one {# other} other {# others}}", n = more)}</p>
            })}
        </section>
    })
}
