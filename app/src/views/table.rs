//! The map's twin for reading: the clusters of one level as a table.

use std::sync::Arc;

use leptos::prelude::*;

use super::page;
use crate::derive::atlas::Atlas;
use crate::derive::chart::Subject;
use crate::derive::colour_by::{ColourBy, LANGUAGE};
use crate::derive::link::Mode;
use crate::derive::{chart, format, noise};
use crate::map::draw::RendererKind;

/// Rows shown at first, and more each time the reader asks.
const PAGE: usize = 100;

/// Clusters of the level that the map shows, or that the reader chose, largest first.
#[component]
pub fn Table(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, actions) = page();
    let top = atlas.top_level();
    let level = Memo::new(move |_| state.table_level.get().unwrap_or_else(|| state.level.get()));
    let (limit, set_limit) = signal(PAGE);
    let forced =
        move || state.renderer.get() == RendererKind::Table && state.mode.get() != Mode::Table;
    let rows = Arc::clone(&atlas);
    let titles = Arc::clone(&atlas);
    let counted = Arc::clone(&atlas);
    let count = move || counted.at_level(level.get()).len();
    let more = {
        let count = count.clone();
        move || count() > limit.get()
    };
    view! {
        <div class="table-area" data-testid="table" data-renderer="table">
            <Show when=forced>
                <p class="note" role="note">
                    "This browser can draw neither WebGL2 nor Canvas 2D, so the clusters are shown as a table."
                </p>
            </Show>
            <div class="table-levels" role="group" aria-label="Level">
                {(0..=top).rev().map(|each| view! {
                    <button
                        class="button"
                        aria-pressed=move || (level.get() == each).to_string()
                        on:click=move |_| {
                            set_limit.set(PAGE);
                            actions.show_table_level(each);
                        }
                    >{format::level(each, top)}</button>
                }).collect_view()}
            </div>
            <table class="table">
                <caption class="visually-hidden">
                    {move || format!("{}, largest first", format::level(level.get(), top))}
                </caption>
                <thead>
                    <tr>
                        <th scope="col">"Cluster"</th>
                        <th scope="col" class="number">"Conversations"</th>
                        <th scope="col" class="number">"Share"</th>
                        <th scope="col" class="number">"Accounts"</th>
                        <th scope="col" class="number">"Concern"</th>
                        <th scope="col">"Leading language"</th>
                        {move || extra(&titles, &state.colour.get()).map(|title| view! {
                            <th scope="col" class="number">{title}</th>
                        })}
                    </tr>
                </thead>
                <tbody>
                    {move || {
                        let colour = state.colour.get();
                        rows.at_level(level.get())
                            .iter()
                            .take(limit.get())
                            .map(|&index| row(&rows, index, &colour))
                            .collect_view()
                    }}
                </tbody>
            </table>
            <Show when=more.clone()>
                <button class="button" on:click=move |_| set_limit.update(|limit| *limit += PAGE)>
                    {
                        let count = count.clone();
                        move || format!("Show more of {}", format::count(count() as u64))
                    }
                </button>
            </Show>
        </div>
    }
}

/// The heading of the column for a colour that no other column shows.
fn extra(atlas: &Atlas, colour: &ColourBy) -> Option<String> {
    match colour {
        ColourBy::Size | ColourBy::Concern => None,
        other => Some(other.name(atlas)),
    }
}

fn row(atlas: &Atlas, index: usize, colour: &ColourBy) -> impl IntoView + use<> {
    let (state, actions) = page();
    let cluster = atlas.cluster(index);
    let subject = Subject::Cluster(index);
    let accounts = if atlas.release().manifest().accounts_known {
        noise::accounts(atlas, subject)
    } else {
        "unknown".to_owned()
    };
    let language = chart::leading(atlas, index, LANGUAGE).map_or_else(
        || "withheld".to_owned(),
        |(name, share)| format!("{name}, {}", format::percent(share)),
    );
    let own = extra(atlas, colour).map(|_| {
        colour
            .value(atlas, index)
            .map_or_else(|| "withheld".to_owned(), |value| colour.write(value))
    });
    view! {
        <tr
            data-cluster-id=cluster.id.as_str().to_owned()
            aria-selected=move || (state.selected.get() == Some(index)).to_string()
        >
            <th scope="row">
                <button class="link" on:click=move |_| actions.select(Some(index))>
                    {cluster.name.clone()}
                </button>
            </th>
            <td class="number">{noise::conversations(atlas, subject)}</td>
            <td class="number" title=format::share(&cluster.share)>
                {noise::about(atlas, format::percent(cluster.share.estimate))}
            </td>
            <td class="number">{accounts}</td>
            <td class="number">{noise::about(atlas, format!("{:.1}", cluster.concern))}</td>
            <td>{language}</td>
            {own.map(|text| view! { <td class="number">{text}</td> })}
        </tr>
    }
}
