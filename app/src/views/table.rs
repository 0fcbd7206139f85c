//! The map's twin for reading: clusters as rows, with every number, and tools above them.

use std::sync::Arc;

use leptos::prelude::*;

use super::{page, table_columns, table_grid};
use crate::derive::atlas::Atlas;
use crate::derive::format;
use crate::derive::grid::{self, Listing, TableLevel};
use crate::derive::link::Mode;
use crate::derive::measure::Measure;
use crate::lean::memo;
use crate::map::draw::RendererKind;
use crate::tr;

/// What the table shows now.
#[derive(Clone, Copy)]
pub struct Shown {
    /// The clusters.
    pub listing: Memo<Listing>,
    /// The columns after the name.
    pub columns: Memo<Vec<Measure>>,
}

impl Shown {
    /// Rows to copy: those that are marked and listed, or else all.
    #[must_use]
    pub fn to_copy(self, marked: &std::collections::BTreeSet<usize>) -> Vec<usize> {
        self.listing.with_untracked(|listing| {
            let rows = || listing.rows.iter().copied();
            let chosen: Vec<usize> = rows().filter(|index| marked.contains(index)).collect();
            if chosen.is_empty() {
                rows().collect()
            } else {
                chosen
            }
        })
    }
}

/// Clusters of the level that the map shows, or that the reader chose.
#[component]
pub fn Table(
    /// The release.
    atlas: Arc<Atlas>,
) -> impl IntoView {
    let (state, actions) = page();
    let find = state.find;
    let top = atlas.top_level();
    let level = memo(move || find.table_level.get().level(state.level.get()));
    let for_list = Arc::clone(&atlas);
    let listing = memo(move || {
        let (matches, ranks) = (find.matches.get(), find.table_ranks.get());
        grid::list(&for_list, level.get(), matches.as_deref(), &ranks)
    });
    let for_columns = Arc::clone(&atlas);
    let columns = memo(move || {
        let mut columns = find
            .columns
            .get()
            .unwrap_or_else(|| grid::usual_columns(&for_columns));
        columns.retain(|measure| measure.is_in(&for_columns));
        if level.get().is_none() {
            columns.insert(0, Measure::Level);
        }
        columns
    });
    let shown = Shown { listing, columns };
    let (choosing, set_choosing) = signal(false);
    let forced =
        move || state.renderer.get() == RendererKind::Table && state.mode.get() != Mode::Table;
    let marks = memo(move || {
        listing.with(|listing| {
            find.marked.with(|marked| {
                listing
                    .rows
                    .iter()
                    .filter(|index| marked.contains(index))
                    .count()
            })
        })
    });
    let levels: Vec<(TableLevel, Option<u8>, String)> = (0..=top)
        .rev()
        .map(|each| (TableLevel::Of(each), Some(each), format::level(each, top)))
        .chain([(TableLevel::All, None, tr!("All clusters").to_owned())])
        .collect();
    let for_chooser = Arc::clone(&atlas);
    view! {
        <div class="table-area" data-testid="table" data-renderer="table">
            <Show when=forced>
                <p class="note" role="note">
                    {tr!("This browser can draw neither WebGL2 nor Canvas 2D, so the clusters are shown as a table.")}
                </p>
            </Show>
            <div class="table-tools">
                <div class="table-levels" role="group" aria-label=tr!("Level")>
                    {levels.into_iter().map(|(choice, each, title)| view! {
                        <button
                            class="button"
                            aria-pressed=move || (level.get() == each).to_string()
                            on:click=move |_| actions.show_table_level(choice)
                        >{title}</button>
                    }).collect_view()}
                </div>
                <div class="table-actions">
                    <button
                        class="button"
                        data-testid="columns-toggle"
                        aria-expanded=move || choosing.get().to_string()
                        on:click=move |_| set_choosing.update(|choosing| *choosing = !*choosing)
                    >{tr!("Columns")}</button>
                    <button
                        class="button"
                        data-testid="copy"
                        title=tr!("Copies text that a spreadsheet takes")
                        on:click=move |_| {
                            let rows = find.marked.with_untracked(|marked| shown.to_copy(marked));
                            actions.copy_rows(&rows);
                        }
                    >{move || match marks.get() {
                        0 => tr!("Copy table").to_owned(),
                        marks => tr!("Copy {n, plural, one {# row} other {# rows}}", n = marks),
                    }}</button>
                </div>
            </div>
            <Show when=move || choosing.get()>
                <table_columns::TableColumns atlas=Arc::clone(&for_chooser) columns/>
            </Show>
            <p class="table-note" data-testid="table-note">{move || listing.with(note)}</p>
            <table_grid::TableGrid atlas shown/>
        </div>
    }
}

/// How many clusters are listed, and how many are left out.
fn note(listing: &Listing) -> String {
    let listed = tr!(
        "{n, plural, one {# cluster} other {# clusters}}.",
        n = listing.rows.len()
    );
    let left_out = match (listing.left_out, listing.unknown) {
        (0, _) => return listed,
        (left_out, 0) => tr!(
            "{n, plural, one {# is} other {# are}} left out by search and filters.",
            n = left_out
        ),
        (left_out, unknown) => tr!(
            "{n, plural, one {# is} other {# are}} left out by search and filters; of {unknown} of these it cannot \
             be told.",
            n = left_out,
            unknown = unknown
        ),
    };
    format::sentences(&[listed, left_out])
}
