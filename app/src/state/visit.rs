//! How the visit goes: the tour, and whether the server can be reached.

use leptos::prelude::*;

/// The reading halves.
#[derive(Clone, Copy)]
pub struct Visit {
    /// The step of the tour that is shown, from 0.
    pub tour: ReadSignal<Option<usize>>,
    /// Whether the server did not answer when it was asked last.
    pub offline: ReadSignal<bool>,
}

/// The writing halves; see [`Visit`].
#[derive(Clone, Copy)]
pub struct VisitWriters {
    pub(crate) tour: WriteSignal<Option<usize>>,
    pub(crate) offline: WriteSignal<bool>,
}

/// No tour, and a server that has not failed yet.
#[must_use]
pub(super) fn create() -> (Visit, VisitWriters) {
    let (tour, set_tour) = signal(None);
    let (offline, set_offline) = signal(false);
    (
        Visit { tour, offline },
        VisitWriters {
            tour: set_tour,
            offline: set_offline,
        },
    )
}
