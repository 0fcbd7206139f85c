//! What the reader asks of the weeks, and which comparison they look at.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use crate::derive::atlas::Atlas;
use crate::derive::compare::{Comparison, Given};
use crate::derive::growth::Windows;
use crate::derive::link::Dock;
use crate::derive::measure::Measure;

/// The other release of a comparison.
#[derive(Debug, Clone, Default)]
pub enum Other {
    /// None is asked for.
    #[default]
    None,
    /// On its way.
    Loading,
    /// It cannot be compared with; a full sentence for the reader.
    Failed(String),
    /// Here: its identifier, and itself.
    Ready(String, Arc<Atlas>),
}

/// The reading halves.
#[derive(Clone, Copy)]
pub struct Timing {
    /// What is open below the map.
    pub dock: ReadSignal<Option<Dock>>,
    /// The windows of weeks; `None` where they are the two halves.
    pub windows: ReadSignal<Option<Windows>>,
    /// The level whose clusters are listed there; `None` for the top one.
    pub level: ReadSignal<Option<u8>>,
    /// Whether the windows step through the weeks by themselves.
    pub playing: ReadSignal<bool>,
    /// What is compared; `None` until the reader says.
    pub comparison: ReadSignal<Option<Comparison>>,
    /// The other release.
    pub other: ReadSignal<Other>,
    /// Whether the comparison is shown as two maps rather than as a table.
    pub beside: ReadSignal<bool>,
    /// Sections of the panel that the reader closed, by name.
    pub closed: ReadSignal<BTreeSet<&'static str>>,
}

/// The writing halves; see [`Timing`] for what they mean.
#[derive(Clone, Copy)]
pub struct TimingWriters {
    pub(crate) dock: WriteSignal<Option<Dock>>,
    pub(crate) windows: WriteSignal<Option<Windows>>,
    pub(crate) level: WriteSignal<Option<u8>>,
    pub(crate) playing: WriteSignal<bool>,
    pub(crate) comparison: WriteSignal<Option<Comparison>>,
    pub(crate) other: WriteSignal<Other>,
    pub(crate) beside: WriteSignal<bool>,
    pub(crate) closed: WriteSignal<BTreeSet<&'static str>>,
}

/// Nothing open, nothing chosen.
#[must_use]
pub(super) fn create() -> (Timing, TimingWriters) {
    let (dock, set_dock) = signal(None);
    let (windows, set_windows) = signal(None);
    let (level, set_level) = signal(None);
    let (playing, set_playing) = signal(false);
    let (comparison, set_comparison) = signal(None);
    let (other, set_other) = signal(Other::None);
    let (beside, set_beside) = signal(false);
    let (closed, set_closed) = signal(BTreeSet::new());
    let reading = Timing {
        dock,
        windows,
        level,
        playing,
        comparison,
        other,
        beside,
        closed,
    };
    let writing = TimingWriters {
        dock: set_dock,
        windows: set_windows,
        level: set_level,
        playing: set_playing,
        comparison: set_comparison,
        other: set_other,
        beside: set_beside,
        closed: set_closed,
    };
    (reading, writing)
}

impl Timing {
    /// The windows as they are used on `atlas`; `None` where it has fewer than two weeks.
    #[must_use]
    pub fn windows_of(&self, atlas: &Atlas) -> Option<Windows> {
        let weeks = atlas.release().manifest().weeks.len();
        let chosen = self.windows.get().filter(|w| w.is_within(weeks));
        chosen.or_else(|| Windows::halves(weeks))
    }

    /// The windows that `measure` is measured between; followed only where it is between any.
    #[must_use]
    pub fn windows_for(&self, measure: &Measure, atlas: &Atlas) -> Option<Windows> {
        (*measure == Measure::Growth)
            .then(|| self.windows_of(atlas))
            .flatten()
    }

    /// The level whose clusters are listed below the map of `atlas`.
    #[must_use]
    pub fn level_of(&self, atlas: &Atlas) -> u8 {
        let top = atlas.top_level();
        self.level.get().map_or(top, |level| level.min(top))
    }

    /// What a comparison on `atlas` needs besides it.
    #[must_use]
    pub fn given(&self, atlas: &Atlas) -> Given {
        Given {
            windows: self.windows_of(atlas),
            other: match self.other.get() {
                Other::Ready(_, other) => Some(other),
                _ => None,
            },
        }
    }
}
