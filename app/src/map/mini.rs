//! The mini-map's picture: land and the marks of the top clusters, drawn anew only when colours change.

use web_sys::HtmlCanvasElement;

use super::canvas2d::Canvas2d;
use super::draw::{Discs, Fill, Pass, Picture, Radius, Renderer as _, Stock, Stroke, Tint};
use super::scene::Scene;
use crate::browser;
use crate::derive::minimap;
use crate::derive::palette::Palette;

/// Smallest radius of a mark, in CSS pixels.
const LEAST_RADIUS: f64 = 1.5;

/// A small canvas of its own.
pub struct Mini {
    canvas: HtmlCanvasElement,
    renderer: Canvas2d,
}

impl Mini {
    /// A mini-map on `canvas`; `None` where the browser gives no 2-D context.
    #[must_use]
    pub fn new(canvas: HtmlCanvasElement, scene: &Scene) -> Option<Self> {
        let mut renderer = Canvas2d::new(&canvas)?;
        renderer.load_area(Scene::LAND, scene.regions.land());
        renderer.load_lines(Scene::COAST, scene.regions.coast());
        Some(Self { canvas, renderer })
    }

    /// Draws it.
    pub fn draw(&mut self, scene: &Scene, palette: &Palette) {
        let ratio = browser::pixel_ratio();
        let [width, height] = minimap::SIZE.map(|side| (side * ratio).round() as u32);
        // Setting a size empties the canvas, which is filled right after.
        self.canvas.set_width(width);
        self.canvas.set_height(height);
        let top = scene.atlas.top_level();
        let slot = scene.level_slot(top);
        self.renderer.load(slot, &scene.level_layer(top));
        let bounds = scene.atlas.bounds();
        let scale = minimap::scale(&bounds);
        self.renderer.paint(&Picture {
            ground: palette.sea,
            centre: bounds.centre,
            scale,
            viewport: minimap::SIZE,
            pixel_ratio: ratio,
            passes: vec![
                Pass::Area {
                    slot: Scene::LAND,
                    colour: palette.land,
                },
                Pass::Lines {
                    slot: Scene::COAST,
                    colour: palette.border,
                    width: 0.75,
                },
                Pass::Discs(Discs {
                    layer: slot,
                    radius: Radius {
                        constant: 0.0,
                        per_root: scene.per_root(scale, 0.0) * 0.8,
                        least: LEAST_RADIUS,
                    },
                    fill: Fill::Own(0.9),
                    stroke: Some(Stroke {
                        tint: Tint::Own(palette.edge),
                        opacity: 1.0,
                        width: 0.5,
                    }),
                }),
            ],
        });
    }
}
