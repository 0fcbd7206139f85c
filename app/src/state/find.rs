//! What the reader looks for, which clusters answer to it, and how tree and table list them.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use super::{Load, Timing};
use crate::derive::atlas::Atlas;
use crate::derive::filter::Filter;
use crate::derive::grid::TableLevel;
use crate::derive::growth::Windows;
use crate::derive::matches::{Answer, Matches};
use crate::derive::measure::Measure;
use crate::derive::order::{self, Order};
use crate::derive::search::{Hits, Index};
use crate::lean::memo;

/// A filter that the browser keeps.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Saved {
    /// What the reader calls it.
    pub name: String,
    /// As [`Filter::text`] writes it.
    pub filter: String,
}

/// What lies above the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialog {
    /// Every action and every cluster.
    Palette,
    /// The list of keys.
    Keys,
}

/// The reading halves.
#[derive(Clone, Copy)]
pub struct Find {
    /// What is typed into the search.
    pub query: ReadSignal<String>,
    /// The words of the release, once they are indexed.
    pub index: ReadSignal<Option<Arc<Index>>>,
    /// What the search found; `None` where nothing is typed.
    pub hits: Memo<Option<Arc<Hits>>>,
    /// What is asked of clusters' numbers.
    pub filter: ReadSignal<Filter>,
    /// Which clusters answer to search and filter; `None` where nothing is looked for.
    pub matches: Memo<Option<Arc<Matches>>>,
    /// Whether the filters are open.
    pub filters_open: ReadSignal<bool>,
    /// Filters that the browser keeps.
    pub saved: ReadSignal<Vec<Saved>>,
    /// The dialog that is open.
    pub dialog: ReadSignal<Option<Dialog>>,
    /// Whether keys that type a character do something anywhere.
    pub character_keys: ReadSignal<bool>,
    /// The order of the tree.
    pub tree_order: ReadSignal<Order>,
    /// The place of every cluster in the order of the tree.
    pub tree_ranks: Memo<Arc<Vec<u32>>>,
    /// The order of the table.
    pub table_order: ReadSignal<Order>,
    /// The place of every cluster in the order of the table.
    pub table_ranks: Memo<Arc<Vec<u32>>>,
    /// Which levels the table lists.
    pub table_level: ReadSignal<TableLevel>,
    /// The table's columns; `None` for the usual ones.
    pub columns: ReadSignal<Option<Vec<Measure>>>,
    /// Rows of the table that are marked.
    pub marked: ReadSignal<BTreeSet<usize>>,
}

/// The writing halves; see [`Find`] for what they mean.
#[derive(Clone, Copy)]
pub struct FindWriters {
    pub(crate) query: WriteSignal<String>,
    pub(crate) index: WriteSignal<Option<Arc<Index>>>,
    pub(crate) filter: WriteSignal<Filter>,
    pub(crate) filters_open: WriteSignal<bool>,
    pub(crate) saved: WriteSignal<Vec<Saved>>,
    pub(crate) dialog: WriteSignal<Option<Dialog>>,
    pub(crate) character_keys: WriteSignal<bool>,
    pub(crate) tree_order: WriteSignal<Order>,
    pub(crate) table_order: WriteSignal<Order>,
    pub(crate) table_level: WriteSignal<TableLevel>,
    pub(crate) columns: WriteSignal<Option<Vec<Measure>>>,
    pub(crate) marked: WriteSignal<BTreeSet<usize>>,
}

/// Looks for nothing yet. Growth is that between the windows of `time`.
#[must_use]
pub(super) fn create(load: ReadSignal<Load>, time: Timing) -> (Find, FindWriters) {
    let (query, set_query) = signal(String::new());
    let (index, set_index) = signal(None::<Arc<Index>>);
    let (filter, set_filter) = signal(Filter::default());
    let (filters_open, set_filters_open) = signal(false);
    let (saved, set_saved) = signal(Vec::new());
    let (dialog, set_dialog) = signal(None);
    let (character_keys, set_character_keys) = signal(true);
    let (tree_order, set_tree_order) = signal(Order::default());
    let (table_order, set_table_order) = signal(Order::default());
    let (table_level, set_table_level) = signal(TableLevel::default());
    let (columns, set_columns) = signal(None);
    let (marked, set_marked) = signal(BTreeSet::new());
    let atlas = move || match load.get() {
        Load::Ready(atlas) => Some(atlas),
        _ => None,
    };
    let hits = memo(move || {
        let index = index.get()?;
        query.with(|query| index.search(query)).map(Arc::new)
    });
    let matches = memo(move || {
        let atlas = atlas()?;
        let hits = hits.get();
        let windows = time.windows_of(&atlas);
        filter.with(|filter| look(&atlas, hits.as_deref(), filter, windows))
    });
    let ranks = move |order: ReadSignal<Order>| {
        memo(move || {
            let ranks = atlas().map(|atlas| {
                let windows = time.windows_of(&atlas);
                order.with(|order| order::ranks(&atlas, order, windows))
            });
            Arc::new(ranks.unwrap_or_default())
        })
    };
    let find = Find {
        query,
        index,
        hits,
        filter,
        matches,
        filters_open,
        saved,
        dialog,
        character_keys,
        tree_order,
        tree_ranks: ranks(tree_order),
        table_order,
        table_ranks: ranks(table_order),
        table_level,
        columns,
        marked,
    };
    let writers = FindWriters {
        query: set_query,
        index: set_index,
        filter: set_filter,
        filters_open: set_filters_open,
        saved: set_saved,
        dialog: set_dialog,
        character_keys: set_character_keys,
        tree_order: set_tree_order,
        table_order: set_table_order,
        table_level: set_table_level,
        columns: set_columns,
        marked: set_marked,
    };
    (find, writers)
}

/// The clusters that both the search and the filter let through.
fn look(
    atlas: &Atlas,
    hits: Option<&Hits>,
    filter: &Filter,
    windows: Option<Windows>,
) -> Option<Arc<Matches>> {
    if hits.is_none() && filter.is_empty() {
        return None;
    }
    let mut answers = filter.answers(atlas, windows);
    if let Some(hits) = hits {
        let mut found = vec![false; answers.len()];
        for &index in &hits.best {
            if let Some(found) = found.get_mut(index) {
                *found = true;
            }
        }
        for (answer, found) in answers.iter_mut().zip(found) {
            *answer = answer.and(Answer::known(found));
        }
    }
    Some(Arc::new(Matches::new(atlas, &answers, filter.unknown_too)))
}
