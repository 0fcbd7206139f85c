//! The map's state, and what others tell it to show.

use std::mem;
use std::sync::Arc;

use web_sys::{Element, HtmlCanvasElement, HtmlElement};

use super::{Card, MapEvent, Showing};
use crate::derive::home::{Home, home};
use crate::derive::levels::Levels;
use crate::derive::link::Look;
use crate::derive::overlay::Overlay;
use crate::derive::palette::{Palette, Shade};
use crate::map::camera::Camera;
use crate::map::draw::RendererKind;
use crate::map::flight::Flight;
use crate::map::gesture::Pointers;
use crate::map::label_layer::LabelLayer;
use crate::map::lasso::{Outline, Tool};
use crate::map::made::{Found, Made};
use crate::map::mini::Mini;
use crate::map::scene::{Emphasis, Scene};
use crate::map::surface::Surface;

/// Everything the map holds.
pub(super) struct Core {
    pub(super) surface: Surface,
    pub(super) labels: LabelLayer,
    pub(super) scene: Scene,
    pub(super) levels: Levels,
    pub(super) camera: Camera,
    pub(super) emphasis: Emphasis,
    pub(super) pointers: Pointers,
    pub(super) tool: Tool,
    /// The line that the reader is drawing.
    pub(super) outline: Option<Outline>,
    pub(super) lasso: Element,
    mini: Option<Mini>,
    pub(super) palette: &'static Palette,
    pub(super) flight: Option<Flight>,
    pub(super) pixel_ratio: f64,
    /// The view of everything.
    pub(super) home: Home,
    /// The same as it was found last, at first beforehand: who comes back to everything sees it beneath the same things.
    found: Option<Found>,
    /// The size that labels and levels were laid out for; `None` before the map had one.
    pub(super) laid_out: Option<[f64; 2]>,
    /// Whether the selected cluster is to be brought into view once the map has a size and the cluster's label its place.
    pub(super) reveal_pending: bool,
    pub(super) last: Reported,
    /// One bool a cluster: whether it is in the reader's set.
    pub(super) within: Arc<[bool]>,
    frame_wanted: bool,
    frame_pending: bool,
    events: Vec<MapEvent>,
}

/// What was reported last, so that only changes are.
#[derive(Default)]
pub(super) struct Reported {
    pub(super) level: Option<u8>,
    pub(super) look: Option<Look>,
    pub(super) card: Option<Card>,
    pub(super) seen: Option<[f64; 4]>,
    pub(super) visible: Option<usize>,
}

impl Core {
    pub(super) fn new(
        surface: Surface,
        labels: HtmlElement,
        lasso: Element,
        mini: HtmlCanvasElement,
        showing: Showing,
    ) -> Self {
        let palette = Palette::of(showing.shade);
        let Made {
            regions,
            texts,
            home: found,
        } = showing.made;
        let mut scene = Scene::with(regions, showing.atlas, showing.overlay, palette);
        if showing.lit.is_some() {
            scene.dim(showing.lit, palette);
        }
        let home = home(&scene.regions.bounds(), &[], [1.0, 1.0], &[]);
        let mut camera = Camera::new(&home, [1.0, 1.0]);
        camera.look = showing.look.unwrap_or(camera.look);
        let mut core = Self {
            surface,
            labels: LabelLayer::new(labels, texts),
            mini: Mini::new(mini, &scene),
            levels: Levels::new(&scene.atlas, camera.fit_scale),
            camera,
            emphasis: Emphasis {
                selected: showing.selected,
                ..Emphasis::default()
            },
            pointers: Pointers::default(),
            tool: Tool::default(),
            outline: None,
            lasso,
            palette,
            flight: None,
            pixel_ratio: 1.0,
            home,
            found,
            laid_out: None,
            reveal_pending: showing.look.is_none(),
            last: Reported {
                look: Some(camera.look),
                ..Reported::default()
            },
            within: showing.within,
            frame_wanted: false,
            frame_pending: false,
            events: Vec::new(),
            scene,
        };
        core.load_all();
        core
    }

    pub(super) fn canvas(&self) -> HtmlCanvasElement {
        self.surface.canvas().clone()
    }

    /// Puts what has to be drawn before the next repaint.
    pub(super) fn changed(&mut self) {
        self.frame_wanted = true;
    }

    pub(super) fn take_frame_request(&mut self) -> bool {
        let due = self.frame_wanted && !self.frame_pending;
        if due {
            self.frame_pending = true;
        }
        self.frame_wanted = false;
        due
    }

    /// The frame that was asked for has come.
    pub(super) fn frame_came(&mut self) {
        self.frame_pending = false;
    }

    pub(super) fn take_events(&mut self) -> Vec<MapEvent> {
        mem::take(&mut self.events)
    }

    pub(super) fn report(&mut self, event: MapEvent) {
        self.events.push(event);
    }

    pub(super) fn report_renderer(&mut self) {
        let kind = self.surface.kind();
        self.surface.mark("data-renderer", kind.name());
        self.report(MapEvent::Renderer(kind));
        self.changed();
    }

    /// Goes on without WebGL.
    pub(super) fn fall_back(&mut self) {
        if self.surface.kind() == RendererKind::WebGl2 {
            self.surface.fall_back();
            self.load_all();
            self.pixel_ratio = self.surface.resize();
            self.report_renderer();
        }
    }

    pub(super) fn end(&mut self) {
        self.surface.end();
        // Nor does it go on placing labels.
        self.laid_out = None;
    }

    pub(super) fn resize(&mut self) {
        let size = self.surface.size();
        if size[0] < 2.0 || size[1] < 2.0 {
            return;
        }
        self.pixel_ratio = self.surface.resize();
        if self.laid_out != Some(size) {
            self.labels.keep_clear_of(self.surface.chrome());
            self.lay_out(size);
            if self.reveal_pending {
                self.reveal_selected();
            }
        }
        // A canvas that changed its size is empty: fill it before it is seen.
        self.draw();
    }

    /// Fits the map into `size` and places labels; whoever looked at everything still does.
    fn lay_out(&mut self, size: [f64; 2]) {
        let at_home = self.camera.look == self.home_look();
        let look = self.camera.look;
        self.labels.set_type(&self.scene, size[0]);
        let chrome = self.labels.chrome();
        let found = self.found.take();
        let found = found.filter(|found| found.size == size && found.chrome == chrome);
        let found = found.unwrap_or_else(|| {
            let extents = self.labels.extents(&self.scene);
            Found {
                size,
                chrome: chrome.to_vec(),
                home: home(&self.scene.regions.bounds(), &extents, size, chrome),
            }
        });
        self.home = found.home;
        self.found = Some(found);
        self.camera = Camera::new(&self.home, size);
        if !at_home {
            self.camera.look = look;
        }
        self.levels = Levels::new(&self.scene.atlas, self.camera.fit_scale);
        self.labels
            .lay_out(&self.scene, &self.levels, self.camera.fit_scale);
        self.laid_out = Some(size);
    }

    /// Measures what lies above the map, and makes way for it.
    pub(super) fn keep_clear(&mut self) {
        if self.labels.keep_clear_of(self.surface.chrome())
            && let Some(size) = self.laid_out
        {
            if self.camera.look == self.home_look() && self.flight.is_none() {
                self.lay_out(size);
            }
            self.changed();
        }
    }

    pub(super) fn show(&mut self, shade: Shade, overlay: Arc<Overlay>) {
        self.palette = Palette::of(shade);
        self.scene.recolour(overlay, self.palette);
        self.load_marks();
    }

    pub(super) fn dim(&mut self, lit: Option<Arc<[bool]>>) {
        self.scene.dim(lit, self.palette);
        self.load_marks();
    }

    pub(super) fn mark_set(&mut self, within: Arc<[bool]>) {
        self.within = within;
        self.load_marks();
    }

    /// Shows what is emphasised.
    pub(super) fn emphasise(&mut self, emphasis: Emphasis) {
        self.emphasis = emphasis;
        self.scene.load_emphasis(emphasis, &mut self.surface);
        self.changed();
    }

    fn load_all(&mut self) {
        self.scene.load_land(&mut self.surface);
        self.load_marks();
    }

    /// What changes with colours.
    fn load_marks(&mut self) {
        self.scene.load_marks(&self.within, &mut self.surface);
        if let Some(mini) = &mut self.mini {
            mini.draw(&self.scene, self.palette);
        }
        self.emphasise(self.emphasis);
    }
}
