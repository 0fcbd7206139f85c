//! What the client knows at this moment, for every view to read.
//!
//! Invariant: views hold the reading halves only. The writing halves are [`Writers`], which
//! [`crate::actions::Actions`] keeps to itself.

mod find;
mod map;
pub mod share;
mod time;

pub use self::find::{Dialog, Find, FindWriters, Saved};
pub use self::map::{MapState, MapWriters};
pub use self::time::{Other, Timing, TimingWriters};
pub mod recluster;

use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::Arc;

use kleio_shared::release::Vectors;
use leptos::prelude::*;

use crate::api::{ApiError, Listed, Me};
use crate::derive::atlas::Atlas;
use crate::derive::colour_by::ColourBy;
use crate::derive::link::{Look, Mode};
use crate::derive::overlay::Overlay;
use crate::derive::palette::Shade;
use crate::lean::memo;
use crate::map::draw::RendererKind;
use crate::map::view::Card;

/// How far the release has come.
#[derive(Debug, Clone)]
pub enum Load {
    /// On its way.
    Loading,
    /// The server has no release.
    Empty,
    /// Something failed; with another release that can be opened instead.
    Failed(Arc<ApiError>, Option<Listed>),
    /// Here, parsed and checked.
    Ready(Arc<Atlas>),
}

/// Vectors of the release's texts, as far as they are here.
#[derive(Debug, Clone)]
pub enum Meaning {
    /// Not asked for, or not had.
    Unasked,
    /// On their way.
    Asked,
    /// Here.
    Ready(Arc<Vectors>),
}

/// Where the map has been asked to go. Two requests are never equal, so that each is followed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Request {
    /// Rises with every request.
    pub number: u32,
    /// Where to; `None` fits the map.
    pub look: Option<Look>,
}

/// The reading halves. They live as long as the page, so that what keeps them, which is every closure of a view,
/// keeps a pointer.
#[derive(Clone, Copy)]
pub struct State(&'static Signals);

/// What [`State`] points to.
pub struct Signals {
    /// The release.
    pub load: ReadSignal<Load>,
    /// All releases that the server has.
    pub releases: ReadSignal<Vec<Listed>>,
    /// Who the server takes the reader for, once it has said so.
    pub me: ReadSignal<Option<Me>>,
    /// The selected cluster.
    pub selected: ReadSignal<Option<usize>>,
    /// Where the camera is; `None` where it fits the map.
    pub look: ReadSignal<Option<Look>>,
    /// Where the map is asked to go.
    pub request: ReadSignal<Request>,
    /// What colours the map.
    pub colour: ReadSignal<ColourBy>,
    /// That quantity of every cluster.
    pub overlay: Memo<Option<Arc<Overlay>>>,
    /// What the reader did with the map.
    pub map: MapState,
    /// Map or table.
    pub mode: ReadSignal<Mode>,
    /// Light or dark as chosen; `None` follows the system.
    pub chosen_shade: ReadSignal<Option<Shade>>,
    /// Light or dark as shown.
    pub shade: ReadSignal<Shade>,
    /// The finest level seen on the map.
    pub level: ReadSignal<u8>,
    /// The card beside a mark.
    pub card: ReadSignal<Option<Card>>,
    /// What draws the map; a request for one until the map has begun.
    pub renderer: ReadSignal<RendererKind>,
    /// Clusters whose children the tree shows.
    pub expanded: ReadSignal<BTreeSet<usize>>,
    /// The row of the tree that the keyboard is on.
    pub tree_row: ReadSignal<Option<usize>>,
    /// What was said last to those who listen.
    pub announcement: ReadSignal<String>,
    /// The history of views, and what there is to tell.
    pub share: share::Share,
    /// What is looked for.
    pub find: Find,
    /// Weeks, comparisons, and the panel's sections.
    pub time: Timing,
    /// Groups of the reader's own.
    pub recluster: recluster::ReclusterState,
    /// Vectors of the release's texts.
    pub meaning: ReadSignal<Meaning>,
    /// Whether the server did not answer when it was asked last.
    pub offline: ReadSignal<bool>,
}

/// The writing halves; see [`Signals`] for what they mean.
#[derive(Clone, Copy)]
pub struct Writers(&'static WriteSignals);

/// What [`Writers`] points to.
pub struct WriteSignals {
    pub(crate) load: WriteSignal<Load>,
    pub(crate) releases: WriteSignal<Vec<Listed>>,
    pub(crate) me: WriteSignal<Option<Me>>,
    pub(crate) selected: WriteSignal<Option<usize>>,
    pub(crate) look: WriteSignal<Option<Look>>,
    pub(crate) request: WriteSignal<Request>,
    pub(crate) colour: WriteSignal<ColourBy>,
    pub(crate) map: MapWriters,
    pub(crate) mode: WriteSignal<Mode>,
    pub(crate) chosen_shade: WriteSignal<Option<Shade>>,
    pub(crate) shade: WriteSignal<Shade>,
    pub(crate) level: WriteSignal<u8>,
    pub(crate) card: WriteSignal<Option<Card>>,
    pub(crate) renderer: WriteSignal<RendererKind>,
    pub(crate) expanded: WriteSignal<BTreeSet<usize>>,
    pub(crate) tree_row: WriteSignal<Option<usize>>,
    pub(crate) announcement: WriteSignal<String>,
    pub(crate) share: share::ShareWriters,
    pub(crate) find: FindWriters,
    pub(crate) time: TimingWriters,
    pub(crate) recluster: recluster::ReclusterWriters,
    pub(crate) meaning: WriteSignal<Meaning>,
    pub(crate) offline: WriteSignal<bool>,
}

/// A new state, before anything is loaded.
#[must_use]
pub fn create() -> (State, Writers) {
    let (load, set_load) = signal(Load::Loading);
    let (releases, set_releases) = signal(Vec::new());
    let (me, set_me) = signal(None);
    let (selected, set_selected) = signal(None);
    let (look, set_look) = signal(None);
    let (request, set_request) = signal(Request::default());
    let (colour, set_colour) = signal(ColourBy::Size);
    let (map, set_map) = map::create();
    let overlay = memo(move || match load.get() {
        Load::Ready(atlas) => Some(Arc::new(Overlay::new(&atlas, colour.get()))),
        _ => None,
    });
    let (mode, set_mode) = signal(Mode::Map);
    let (chosen_shade, set_chosen_shade) = signal(None);
    let (shade, set_shade) = signal(Shade::Light);
    let (level, set_level) = signal(0);
    let (card, set_card) = signal(None);
    let (renderer, set_renderer) = signal(RendererKind::WebGl2);
    let (expanded, set_expanded) = signal(BTreeSet::new());
    let (tree_row, set_tree_row) = signal(None);
    let (announcement, set_announcement) = signal(String::new());
    let (share, set_share) = share::create();
    let (time, set_time) = time::create();
    let (find, set_find) = find::create(load, time);
    let (recluster, set_recluster) = recluster::create();
    let (meaning, set_meaning) = signal(Meaning::Unasked);
    let (offline, set_offline) = signal(false);
    let state = Signals {
        load,
        releases,
        me,
        selected,
        look,
        request,
        colour,
        overlay,
        map,
        mode,
        chosen_shade,
        shade,
        level,
        card,
        renderer,
        expanded,
        tree_row,
        announcement,
        share,
        find,
        time,
        recluster,
        meaning,
        offline,
    };
    let writers = WriteSignals {
        load: set_load,
        releases: set_releases,
        me: set_me,
        selected: set_selected,
        look: set_look,
        request: set_request,
        colour: set_colour,
        map: set_map,
        mode: set_mode,
        chosen_shade: set_chosen_shade,
        shade: set_shade,
        level: set_level,
        card: set_card,
        renderer: set_renderer,
        expanded: set_expanded,
        tree_row: set_tree_row,
        announcement: set_announcement,
        share: set_share,
        find: set_find,
        time: set_time,
        recluster: set_recluster,
        meaning: set_meaning,
        offline: set_offline,
    };
    (
        State(Box::leak(Box::new(state))),
        Writers(Box::leak(Box::new(writers))),
    )
}

impl Deref for State {
    type Target = Signals;

    fn deref(&self) -> &Signals {
        self.0
    }
}

impl Deref for Writers {
    type Target = WriteSignals;

    fn deref(&self) -> &WriteSignals {
        self.0
    }
}

impl Signals {
    /// The release, where it is here.
    #[must_use]
    pub fn atlas(&self) -> Option<Arc<Atlas>> {
        match self.load.get() {
            Load::Ready(atlas) => Some(atlas),
            _ => None,
        }
    }

    /// The release, where it is here, without following changes.
    #[must_use]
    pub fn atlas_now(&self) -> Option<Arc<Atlas>> {
        match self.load.get_untracked() {
            Load::Ready(atlas) => Some(atlas),
            _ => None,
        }
    }

    /// Whether the table stands in for the map, by choice or because nothing can draw.
    #[must_use]
    pub fn shows_table(&self) -> bool {
        self.mode.get() == Mode::Table || self.renderer.get() == RendererKind::Table
    }
}
