//! What the reader looks for, and which clusters answer to it.

use std::sync::Arc;

use leptos::prelude::*;

use super::Load;
use crate::derive::filter::Filter;
use crate::derive::matches::Matches;

/// The reading halves.
#[derive(Clone, Copy)]
pub struct Find {
    /// What is asked of clusters' numbers.
    pub filter: ReadSignal<Filter>,
    /// Which clusters answer to search and filter; `None` where nothing is looked for.
    pub matches: Memo<Option<Arc<Matches>>>,
}

/// The writing halves.
#[derive(Clone, Copy)]
pub struct FindWriters {
    pub(crate) filter: WriteSignal<Filter>,
}

/// Looks for nothing yet.
#[must_use]
pub(super) fn create(load: ReadSignal<Load>) -> (Find, FindWriters) {
    let (filter, set_filter) = signal(Filter::default());
    let matches = Memo::new(move |_| {
        let Load::Ready(atlas) = load.get() else {
            return None;
        };
        filter.with(|filter| {
            (!filter.is_empty()).then(|| {
                let answers = filter.answers(&atlas);
                Arc::new(Matches::new(&atlas, &answers, filter.unknown_too))
            })
        })
    });
    let find = Find { filter, matches };
    let writers = FindWriters { filter: set_filter };
    (find, writers)
}
