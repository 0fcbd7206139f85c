//! The map as others use it: told what to show, it draws when something changed and reports what
//! the reader does.
//!
//! Invariant: draws only on request, at most once a frame; listeners are called when nothing is
//! borrowed, so that they may call back.

mod core;
mod export;
mod gather;
mod input;
mod paint;
mod travel;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use web_sys::{Element, HtmlCanvasElement, HtmlElement};

use self::core::Core;
use super::draw::RendererKind;
use super::lasso::Tool;
use super::made::Made;
use super::{listen, surface::Surface};
use crate::browser::{self, Listening};
use crate::derive::atlas::Atlas;
use crate::derive::link::Look;
use crate::derive::overlay::Overlay;
use crate::derive::palette::Shade;

/// How clusters that the reader picked change the set there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gather {
    /// They are the set.
    Replace,
    /// They are added to it.
    Add,
    /// They are added, or taken out where they are all in it.
    Toggle,
}

/// What the reader did, or what came of it.
#[derive(Debug, Clone, PartialEq)]
pub enum MapEvent {
    /// The reader selected a cluster, or none.
    Select(Option<usize>),
    /// The keyboard went to a cluster.
    Focus(usize),
    /// The camera came to rest somewhere else; `None` where it fits the whole map.
    Moved(Option<Look>),
    /// The reader picked clusters.
    Gathered(Vec<usize>, Gather),
    /// The reader took up a tool, or laid it down.
    Tool(Tool),
    /// The box of the world that is seen: left, bottom, right, top.
    Seen([f64; 4]),
    /// Another level is the finest seen.
    Level(u8),
    /// The card to show, if any.
    Card(Option<Card>),
    /// Something else draws now.
    Renderer(RendererKind),
}

/// A cluster to name beside its mark.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Card {
    /// The cluster.
    pub index: usize,
    /// Centre of its mark in CSS pixels from the map's top left.
    pub at: [f64; 2],
    /// Radius of its mark in CSS pixels.
    pub radius: f64,
    /// Width and height of the map.
    pub viewport: [f64; 2],
}

/// Where the map is put.
pub struct Place {
    /// Receives input and takes the focus.
    pub container: HtmlElement,
    /// Lies in the container; is replaced when the renderer changes.
    pub canvas: HtmlCanvasElement,
    /// Lies above the canvas.
    pub labels: HtmlElement,
    /// A path of SVG above the labels, for lines that the reader draws.
    pub lasso: Element,
    /// The mini-map.
    pub mini: HtmlCanvasElement,
}

/// What the map shows at first.
pub struct Showing {
    /// The release.
    pub atlas: Arc<Atlas>,
    /// What was made for it.
    pub made: Made,
    /// What colours the marks.
    pub overlay: Arc<Overlay>,
    /// One bool a cluster: whether its mark has its colour; `None` where all have.
    pub lit: Option<Arc<[bool]>>,
    /// One bool a cluster: whether it is in the reader's set.
    pub within: Arc<[bool]>,
    /// Light or dark.
    pub shade: Shade,
    /// Where the camera is; `None` fits the map.
    pub look: Option<Look>,
    /// The selected cluster.
    pub selected: Option<usize>,
    /// The renderer to begin with.
    pub renderer: RendererKind,
}

/// A handle on the map; clones are the same map.
#[derive(Clone)]
pub struct MapView {
    core: Rc<RefCell<Core>>,
    on_event: Rc<dyn Fn(MapEvent)>,
}

/// A map's presence on the page: as long as it is kept, the map hears the reader and draws.
pub struct Presence {
    heard: Vec<Listening>,
    view: MapView,
}

impl Drop for Presence {
    fn drop(&mut self) {
        // Before the context goes, or the map would hear of it and begin anew.
        self.heard.clear();
        if let Ok(mut core) = self.view.core.try_borrow_mut() {
            core.end();
        }
    }
}

impl MapView {
    /// Puts a map into `place` and reports to `on_event`.
    #[must_use]
    pub fn new(
        place: Place,
        showing: Showing,
        on_event: impl Fn(MapEvent) + 'static,
    ) -> (Self, Presence) {
        let container = place.container.clone();
        let surface = Surface::new(place.container, place.canvas, showing.renderer);
        let core = Core::new(surface, place.labels, place.lasso, place.mini, showing);
        let view = Self {
            core: Rc::new(RefCell::new(core)),
            on_event: Rc::new(on_event),
        };
        let mut heard = listen::attach(&container, &view);
        let lost = view.clone();
        let canvas = view.core.borrow().canvas();
        heard.push(browser::listening(
            &canvas,
            "webglcontextlost",
            move |_: web_sys::Event| lost.with(Core::fall_back),
        ));
        let resized = view.clone();
        // It is laid out and drawn in the frame to come, when the browser first tells its size: in a task of its own.
        browser::on_resize(&container, move || resized.with(Core::resize));
        view.with(Core::report_renderer);
        let presence = Presence {
            heard,
            view: view.clone(),
        };
        (view, presence)
    }

    /// Draws in other colours: light or dark, and by something else.
    pub fn show(&self, shade: Shade, overlay: Arc<Overlay>) {
        self.with(|core| core.show(shade, overlay));
    }

    /// Turns grey all marks but those that are `lit`, one bool a cluster. Grey ones stay where they are.
    pub fn dim(&self, lit: Option<Arc<[bool]>>) {
        self.with(|core| core.dim(lit));
    }

    /// Marks the clusters of the reader's set, one bool a cluster.
    pub fn mark_set(&self, within: Arc<[bool]>) {
        self.with(|core| core.mark_set(within));
    }

    /// Takes up a tool.
    pub fn take_up(&self, tool: Tool) {
        self.with(|core| core.take_up(tool));
    }

    /// What lies above the map (its frame's children with `data-chrome`) has come, gone or changed its size:
    /// labels keep clear of it.
    pub fn chrome_changed(&self) {
        self.with(Core::keep_clear);
    }

    /// Marks a cluster as selected and brings it into view, unless it is so already.
    pub fn select(&self, index: Option<usize>) {
        self.with(|core| core.select(index));
    }

    /// Goes to a look; `None` fits the map.
    pub fn go(&self, look: Option<Look>) {
        self.with(|core| core.go(look));
    }

    /// Goes so that this point of the world is in the middle, at the same zoom.
    pub fn look_at(&self, centre: [f64; 2]) {
        self.with(|core| core.look_at(centre));
    }

    /// Fits the whole map.
    pub fn fit(&self) {
        self.go(None);
    }

    /// Does `change`, then asks for a frame if one is due and passes on what there is to report.
    fn with(&self, change: impl FnOnce(&mut Core)) {
        let (due, events) = {
            let mut core = self.core.borrow_mut();
            change(&mut core);
            (core.take_frame_request(), core.take_events())
        };
        if due {
            let view = self.clone();
            browser::on_next_frame(move || view.with(Core::frame));
        }
        for event in events {
            (self.on_event)(event);
        }
    }
}
