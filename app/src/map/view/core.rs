//! The map's state and how it is drawn.

use std::mem;

use web_sys::{HtmlCanvasElement, HtmlElement};

use super::{Card, MapEvent, Showing};
use crate::browser;
use crate::derive::colour_by::ColourBy;
use crate::derive::levels::Levels;
use crate::derive::link::Look;
use crate::derive::palette::{Palette, Shade};
use crate::map::camera::{Camera, Flight};
use crate::map::draw::RendererKind;
use crate::map::gesture::Pointers;
use crate::map::label_layer::LabelLayer;
use crate::map::scene::{Emphasis, Scene};
use crate::map::surface::Surface;
use crate::map::{frame, picking};

/// Everything the map holds.
pub(super) struct Core {
    surface: Surface,
    pub(super) labels: LabelLayer,
    pub(super) scene: Scene,
    pub(super) levels: Levels,
    pub(super) camera: Camera,
    pub(super) emphasis: Emphasis,
    pub(super) pointers: Pointers,
    palette: &'static Palette,
    flight: Option<Flight>,
    pixel_ratio: f64,
    /// The size that labels and levels were laid out for; `None` before the map had one.
    laid_out: Option<[f64; 2]>,
    /// Whether the selected cluster is to be brought into view once the map has a size.
    reveal_pending: bool,
    frame_wanted: bool,
    frame_pending: bool,
    events: Vec<MapEvent>,
    last_level: Option<u8>,
    last_look: Option<Look>,
    last_card: Option<Card>,
}

impl Core {
    pub(super) fn new(surface: Surface, labels: HtmlElement, showing: Showing) -> Self {
        let palette = Palette::of(showing.shade);
        let scene = Scene::new(showing.atlas, &showing.colour, palette);
        let mut camera = Camera::fit(&scene.atlas.bounds(), [1.0, 1.0]);
        camera.look = showing.look.unwrap_or(camera.look);
        let mut core = Self {
            surface,
            labels: LabelLayer::new(labels),
            levels: Levels::new(&scene.atlas, camera.fit_scale),
            camera,
            emphasis: Emphasis {
                selected: showing.selected,
                ..Emphasis::default()
            },
            pointers: Pointers::default(),
            palette,
            flight: None,
            pixel_ratio: 1.0,
            laid_out: None,
            reveal_pending: showing.look.is_none(),
            frame_wanted: false,
            frame_pending: false,
            events: Vec::new(),
            last_level: None,
            last_look: Some(camera.look),
            last_card: None,
            scene,
        };
        core.load_all();
        core.resize();
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

    pub(super) fn resize(&mut self) {
        let size = self.surface.size();
        if size[0] < 2.0 || size[1] < 2.0 {
            return;
        }
        self.pixel_ratio = self.surface.resize();
        if self.laid_out != Some(size) {
            let look = self.camera.look;
            self.camera = Camera::fit(&self.scene.atlas.bounds(), size);
            self.camera.look = look;
            self.levels = Levels::new(&self.scene.atlas, self.camera.fit_scale);
            self.labels
                .lay_out(&self.scene, &self.levels, self.camera.fit_scale);
            self.laid_out = Some(size);
            if mem::take(&mut self.reveal_pending) {
                self.reveal_selected();
            }
        }
        // A canvas that changed its size is empty: fill it before it is seen.
        self.draw();
    }

    pub(super) fn show(&mut self, shade: Shade, colour: &ColourBy) {
        self.palette = Palette::of(shade);
        self.scene.recolour(colour, self.palette);
        self.load_all();
        self.changed();
    }

    pub(super) fn select(&mut self, index: Option<usize>) {
        if self.emphasis.selected != index {
            self.emphasis.selected = index;
            self.emphasise(self.emphasis);
            self.reveal_selected();
        }
    }

    /// Shows what is emphasised.
    pub(super) fn emphasise(&mut self, emphasis: Emphasis) {
        self.emphasis = emphasis;
        for (slot, layer) in self.scene.emphasis_layers(emphasis) {
            self.surface.load(slot, &layer);
        }
        self.changed();
    }

    fn load_all(&mut self) {
        for level in 0..=self.scene.atlas.top_level() {
            let layer = self.scene.level_layer(level);
            self.surface.load(self.scene.level_slot(level), &layer);
        }
        self.emphasise(self.emphasis);
    }

    pub(super) fn go(&mut self, look: Option<Look>) {
        let target = look.unwrap_or(Look {
            centre: self.scene.atlas.bounds().centre,
            zoom: 0.0,
        });
        self.fly(target);
    }

    /// Flies to `target`, or jumps there where the reader asked for less motion.
    pub(super) fn fly(&mut self, target: Look) {
        if browser::prefers_reduced_motion() {
            self.stop();
            self.camera.look = target;
        } else if self.camera.look != target {
            self.flight = Some(Flight::new(self.camera.look, target, browser::now_ms()));
        }
        self.changed();
    }

    /// Ends a flight where it is.
    pub(super) fn stop(&mut self) {
        self.flight = None;
    }

    /// Where the camera is going, or is.
    pub(super) fn destination(&self) -> Look {
        self.flight
            .map_or(self.camera.look, |flight| flight.target())
    }

    fn reveal_selected(&mut self) {
        let Some(index) = self.emphasis.selected else {
            return;
        };
        if self.laid_out.is_none() {
            self.reveal_pending = true;
            return;
        }
        let cluster = self.scene.atlas.cluster(index);
        let (low, high) = self.levels.reading_range(cluster.level);
        let label = self.labels.shown_from(index).unwrap_or(low);
        let low = low.max(label.min(high));
        let zoom = self.camera.look.zoom.clamp(low, high);
        let at = self.camera.to_screen(cluster.position);
        let inside = (0..2).all(|axis| {
            let margin = self.camera.viewport[axis] * 0.15;
            (margin..=self.camera.viewport[axis] - margin).contains(&at[axis])
        });
        if !inside || zoom != self.camera.look.zoom {
            self.fly(Look {
                centre: cluster.position,
                zoom,
            });
        }
    }

    /// One animation frame.
    pub(super) fn frame(&mut self) {
        self.frame_pending = false;
        if let Some(flight) = self.flight {
            let (look, arrived) = flight.at(browser::now_ms());
            self.camera.look = look;
            if arrived {
                self.flight = None;
            } else {
                self.changed();
            }
        }
        self.draw();
    }

    fn draw(&mut self) {
        if self.laid_out.is_none() {
            return;
        }
        let picture = frame::compose(
            &self.scene,
            &self.levels,
            &self.camera,
            self.emphasis,
            self.palette,
            self.pixel_ratio,
        );
        self.surface.paint(&picture);
        self.labels.update(&self.scene, &self.camera, self.emphasis);
        self.describe();
    }

    /// Tells the page, and whoever listens, what is seen now.
    fn describe(&mut self) {
        let level = self.levels.finest(self.camera.look.zoom);
        let visible = picking::visible(&self.scene, &self.levels, &self.camera);
        self.surface.mark("data-level", &level.to_string());
        self.surface.mark("data-visible", &visible.to_string());
        if self.last_level != Some(level) {
            self.last_level = Some(level);
            self.report(MapEvent::Level(level));
        }
        let card = self.card();
        if self.last_card != card {
            self.last_card = card;
            self.report(MapEvent::Card(card));
        }
        if self.flight.is_none() && self.last_look != Some(self.camera.look) {
            self.last_look = Some(self.camera.look);
            let fitted = Camera::fit(&self.scene.atlas.bounds(), self.camera.viewport);
            let look = (self.camera.look != fitted.look).then_some(self.camera.look);
            self.report(MapEvent::Moved(look));
        }
    }

    fn card(&self) -> Option<Card> {
        if self.pointers.is_dragging() {
            return None;
        }
        let index = self.emphasis.hovered.or(self.emphasis.focused)?;
        let zoom = self.camera.look.zoom;
        Some(Card {
            index,
            at: self
                .camera
                .to_screen(self.scene.atlas.cluster(index).position),
            radius: self
                .scene
                .mark_radius(index, self.camera.fit_scale, zoom)
                .max(frame::LEAST_RADIUS),
            viewport: self.camera.viewport,
        })
    }
}
