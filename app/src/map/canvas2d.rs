//! Draws the same pictures with Canvas 2D, where WebGL2 is missing.

use std::collections::BTreeMap;
use std::f64::consts::TAU;

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::draw::{Fill, Layer, Pass, Picture, Renderer, RendererKind};
use crate::derive::palette::{Rgb, css};

/// A 2-D context with its layers.
pub struct Canvas2d {
    context: CanvasRenderingContext2d,
    layers: Vec<Vec<Group>>,
}

/// Discs of one colour, which are drawn as one path.
struct Group {
    colour: Rgb,
    discs: Vec<[f32; 3]>,
}

impl Canvas2d {
    /// A renderer on `canvas`; `None` where the browser gives no 2-D context (any more).
    #[must_use]
    pub fn new(canvas: &HtmlCanvasElement) -> Option<Self> {
        let context = canvas
            .get_context("2d")
            .ok()??
            .dyn_into::<CanvasRenderingContext2d>()
            .ok()?;
        Some(Self {
            context,
            layers: Vec::new(),
        })
    }

    fn draw(&self, pass: &Pass, picture: &Picture) {
        let Some(groups) = self.layers.get(pass.layer) else {
            return;
        };
        for group in groups {
            if !self.trace(group, pass, picture) {
                continue;
            }
            let (colour, opacity) = match pass.fill {
                Fill::Own(opacity) => (group.colour, opacity),
                Fill::Flat(colour, opacity) => (colour, opacity),
            };
            if opacity > 0.0 {
                self.context.set_global_alpha(opacity);
                self.context.set_fill_style_str(&css(colour));
                self.context.fill();
            }
            if let Some(stroke) = pass.stroke {
                self.context.set_global_alpha(stroke.opacity);
                self.context
                    .set_stroke_style_str(&css(stroke.tint.of(group.colour)));
                self.context.set_line_width(stroke.width);
                self.context.stroke();
            }
        }
        self.context.set_global_alpha(1.0);
    }

    /// Makes the discs on screen the current path; false where there are none.
    fn trace(&self, group: &Group, pass: &Pass, picture: &Picture) -> bool {
        let [width, height] = picture.viewport;
        let mut any = false;
        self.context.begin_path();
        for &[x, y, root] in &group.discs {
            let radius = pass.radius.of(f64::from(root));
            let x = (f64::from(x) - picture.centre[0]) * picture.scale + width / 2.0;
            let y = (picture.centre[1] - f64::from(y)) * picture.scale + height / 2.0;
            let margin = radius + 4.0;
            if x < -margin || y < -margin || x > width + margin || y > height + margin {
                continue;
            }
            self.context.move_to(x + radius, y);
            // Fails only for a negative radius, which `Radius` does not give.
            any |= self.context.arc(x, y, radius, 0.0, TAU).is_ok();
        }
        any
    }
}

impl Renderer for Canvas2d {
    fn load(&mut self, slot: usize, layer: &Layer) {
        if self.layers.len() <= slot {
            self.layers.resize_with(slot + 1, Vec::new);
        }
        let mut groups: BTreeMap<Rgb, Vec<[f32; 3]>> = BTreeMap::new();
        for ((centre, root), colour) in layer.centres.iter().zip(&layer.roots).zip(&layer.colours) {
            groups
                .entry(*colour)
                .or_default()
                .push([centre[0], centre[1], *root]);
        }
        self.layers[slot] = groups
            .into_iter()
            .map(|(colour, discs)| Group { colour, discs })
            .collect();
    }

    fn paint(&mut self, picture: &Picture) {
        let ratio = picture.pixel_ratio;
        let [width, height] = picture.viewport;
        // Fails only for a singular matrix; the ratio of a screen is positive.
        if self
            .context
            .set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0)
            .is_err()
        {
            return;
        }
        self.context.set_fill_style_str(&css(picture.ground));
        self.context.fill_rect(0.0, 0.0, width, height);
        for pass in &picture.passes {
            self.draw(pass, picture);
        }
    }

    fn kind(&self) -> RendererKind {
        RendererKind::Canvas2d
    }
}
