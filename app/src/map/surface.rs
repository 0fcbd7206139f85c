//! The canvas and the renderer on it: WebGL2 where there is one, else Canvas 2D, else none.

use wasm_bindgen::JsCast;
use web_sys::{HtmlCanvasElement, HtmlElement};

use super::canvas2d::Canvas2d;
use super::draw::{Layer, Picture, Renderer, RendererKind, Stock};
use super::webgl::WebGl;
use crate::browser;
use crate::derive::home::Rect;
use crate::derive::regions::{Area, Segment};

/// A canvas within a container, and what draws on it.
pub struct Surface {
    container: HtmlElement,
    canvas: HtmlCanvasElement,
    renderer: Option<Box<dyn Renderer>>,
}

impl Surface {
    /// Takes over `canvas`, which stands in `container`, beginning with the renderer `wanted`.
    #[must_use]
    pub fn new(container: HtmlElement, canvas: HtmlCanvasElement, wanted: RendererKind) -> Self {
        let mut surface = Self {
            container,
            canvas,
            renderer: None,
        };
        let webgl = match wanted {
            RendererKind::WebGl2 => WebGl::new(&surface.canvas),
            _ => None,
        };
        match (webgl, wanted) {
            (Some(webgl), _) => surface.renderer = Some(Box::new(webgl)),
            (None, RendererKind::Table) => {}
            (None, _) => surface.fall_back(),
        }
        surface
    }

    /// Goes on with Canvas 2D on a new canvas: one that had a WebGL context gives no other. Layers
    /// have to be loaded again.
    pub fn fall_back(&mut self) {
        self.renderer = None;
        let Ok(copy) = self.canvas.clone_node() else {
            return;
        };
        let Ok(fresh) = copy.dyn_into::<HtmlCanvasElement>() else {
            return;
        };
        if self.canvas.replace_with_with_node_1(&fresh).is_err() {
            return;
        }
        self.canvas = fresh;
        if let Some(renderer) = Canvas2d::new(&self.canvas) {
            self.renderer = Some(Box::new(renderer));
        }
    }

    /// Draws no more, and gives back what that took.
    pub fn end(&mut self) {
        self.renderer = None;
    }

    /// What draws now.
    #[must_use]
    pub fn kind(&self) -> RendererKind {
        self.renderer
            .as_ref()
            .map_or(RendererKind::Table, |renderer| renderer.kind())
    }

    /// The canvas in use.
    #[must_use]
    pub const fn canvas(&self) -> &HtmlCanvasElement {
        &self.canvas
    }

    /// The container, which receives all input.
    #[must_use]
    pub const fn container(&self) -> &HtmlElement {
        &self.container
    }

    /// Width and height of the container in CSS pixels.
    #[must_use]
    pub fn size(&self) -> [f64; 2] {
        size_of(&self.container)
    }

    /// The boxes of what lies above the map: those of its neighbours that are marked with `data-chrome`, from the
    /// container's top left.
    #[must_use]
    pub fn chrome(&self) -> Vec<Rect> {
        chrome_of(&self.container)
    }

    /// Gives the canvas the container's size in device pixels; returns device pixels per CSS pixel.
    pub fn resize(&self) -> f64 {
        let ratio = browser::pixel_ratio();
        let [width, height] = self.size().map(|side| (side * ratio).round() as u32);
        if self.canvas.width() != width {
            self.canvas.set_width(width);
        }
        if self.canvas.height() != height {
            self.canvas.set_height(height);
        }
        ratio
    }

    /// Draws.
    pub fn paint(&mut self, picture: &Picture) {
        if let Some(renderer) = &mut self.renderer {
            renderer.paint(picture);
        }
    }

    /// Sets a `data-` attribute of the container.
    pub fn mark(&self, name: &str, value: &str) {
        browser::set_attribute(&self.container, name, value);
    }
}

/// Width and height of a map's container in pixels.
#[must_use]
pub fn size_of(container: &HtmlElement) -> [f64; 2] {
    [
        f64::from(container.client_width()),
        f64::from(container.client_height()),
    ]
}

/// What lies above the map in `container`: see [`Surface::chrome`].
#[must_use]
pub fn chrome_of(container: &HtmlElement) -> Vec<Rect> {
    let origin = container.get_bounding_client_rect();
    let within = |rect: web_sys::DomRect| {
        [
            rect.left() - origin.left(),
            rect.top() - origin.top(),
            rect.right() - origin.left(),
            rect.bottom() - origin.top(),
        ]
    };
    browser::beside(container, "[data-chrome]")
        .iter()
        .map(|element| within(element.get_bounding_client_rect()))
        .filter(|rect| rect[2] > rect[0] && rect[3] > rect[1])
        .collect()
}

impl Stock for Surface {
    fn load(&mut self, slot: usize, layer: &Layer) {
        if let Some(renderer) = &mut self.renderer {
            renderer.load(slot, layer);
        }
    }

    fn load_area(&mut self, slot: usize, area: &Area) {
        if let Some(renderer) = &mut self.renderer {
            renderer.load_area(slot, area);
        }
    }

    fn load_lines(&mut self, slot: usize, lines: &[Segment]) {
        if let Some(renderer) = &mut self.renderer {
            renderer.load_lines(slot, lines);
        }
    }
}
