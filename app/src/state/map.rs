//! What the reader did with the map: the part of the scale that keeps its colours, sets, tools.

use std::sync::Arc;

use leptos::prelude::*;

use crate::derive::overlay::Range;
use crate::derive::sets::{ClusterSet, KeptSet};
use crate::map::lasso::Tool;

/// The reading halves.
#[derive(Clone, Copy)]
pub struct MapState {
    /// The part of the colour scale that keeps its colours; `None` for all of it.
    pub range: ReadSignal<Option<Range>>,
    /// The reader's set.
    pub set: ReadSignal<Option<Arc<ClusterSet>>>,
    /// Sets that the browser keeps.
    pub kept: ReadSignal<Vec<KeptSet>>,
    /// The tool in hand.
    pub tool: ReadSignal<Tool>,
    /// The box of the world that is seen: left, bottom, right, top.
    pub seen: ReadSignal<Option<[f64; 4]>>,
    /// Whether the mini-map is shown.
    pub minimap: ReadSignal<bool>,
}

/// The writing halves; see [`MapState`] for what they mean.
#[derive(Clone, Copy)]
pub struct MapWriters {
    pub(crate) range: WriteSignal<Option<Range>>,
    pub(crate) set: WriteSignal<Option<Arc<ClusterSet>>>,
    pub(crate) kept: WriteSignal<Vec<KeptSet>>,
    pub(crate) tool: WriteSignal<Tool>,
    pub(crate) seen: WriteSignal<Option<[f64; 4]>>,
    pub(crate) minimap: WriteSignal<bool>,
}

/// A map that nothing was done with yet.
pub(super) fn create() -> (MapState, MapWriters) {
    let (range, set_range) = signal(None);
    let (set, set_set) = signal(None);
    let (kept, set_kept) = signal(Vec::new());
    let (tool, set_tool) = signal(Tool::default());
    let (seen, set_seen) = signal(None);
    let (minimap, set_minimap) = signal(true);
    let state = MapState {
        range,
        set,
        kept,
        tool,
        seen,
        minimap,
    };
    let writers = MapWriters {
        range: set_range,
        set: set_set,
        kept: set_kept,
        tool: set_tool,
        seen: set_seen,
        minimap: set_minimap,
    };
    (state, writers)
}
