//! Draws the same pictures with Canvas 2D, where WebGL2 is missing.

use std::collections::BTreeMap;
use std::f64::consts::TAU;

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, Path2d};

use super::draw::{Discs, Fill, Ink, Layer, Pass, Picture, Renderer, RendererKind};
use crate::derive::palette::{Rgb, css};
use crate::derive::regions::{Area, Segment};

/// A 2-D context with its layers.
pub struct Canvas2d {
    context: CanvasRenderingContext2d,
    layers: Vec<Vec<Group>>,
    /// Shapes and lines as paths in world units, made once.
    shapes: Vec<Option<Path2d>>,
    bundles: Vec<Option<Path2d>>,
}

/// Discs with the same ink, which are drawn as one path.
struct Group {
    ink: Ink,
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
            shapes: Vec::new(),
            bundles: Vec::new(),
        })
    }

    fn draw(&self, pass: &Discs, picture: &Picture) {
        let Some(groups) = self.layers.get(pass.layer) else {
            return;
        };
        for group in groups {
            if !self.trace(group, pass, picture) {
                continue;
            }
            let (colour, opacity) = match pass.fill {
                Fill::Own(opacity) => (
                    group.ink.colour,
                    opacity * f64::from(group.ink.fill) / 255.0,
                ),
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
                    .set_stroke_style_str(&css(stroke.tint.of(group.ink.colour)));
                self.context.set_line_width(stroke.width);
                self.context.stroke();
            }
        }
        self.context.set_global_alpha(1.0);
    }

    /// Makes the discs on screen the current path; false where there are none.
    fn trace(&self, group: &Group, pass: &Discs, picture: &Picture) -> bool {
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

    /// Draws a path that is in world units.
    fn in_world(&self, picture: &Picture, draw: impl FnOnce(&CanvasRenderingContext2d)) {
        let ratio = picture.pixel_ratio;
        let scale = picture.scale * ratio;
        let [width, height] = picture.viewport.map(|side| side * ratio / 2.0);
        let [x, y] = picture.centre;
        // Fails only for a singular matrix; scales of a map are positive.
        let turned = self.context.set_transform(
            scale,
            0.0,
            0.0,
            -scale,
            width - x * scale,
            height + y * scale,
        );
        if turned.is_ok() {
            draw(&self.context);
        }
        self.in_pixels(picture);
    }

    fn in_pixels(&self, picture: &Picture) {
        let ratio = picture.pixel_ratio;
        // Fails only for a singular matrix; the ratio of a screen is positive.
        let _ = self.context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0);
    }

    fn fill(&self, slot: usize, colour: Rgb, picture: &Picture) {
        if let Some(Some(path)) = self.shapes.get(slot) {
            self.in_world(picture, |context| {
                context.set_fill_style_str(&css(colour));
                context.fill_with_path_2d(path);
            });
        }
    }

    fn line(&self, slot: usize, colour: Rgb, width: f64, picture: &Picture) {
        if let Some(Some(path)) = self.bundles.get(slot) {
            self.in_world(picture, |context| {
                context.set_stroke_style_str(&css(colour));
                context.set_line_width(width / picture.scale);
                context.set_line_cap("round");
                context.stroke_with_path(path);
            });
        }
    }
}

/// Puts `value` into a slot.
fn put<T>(slots: &mut Vec<Option<T>>, slot: usize, value: Option<T>) {
    if slots.len() <= slot {
        slots.resize_with(slot + 1, || None);
    }
    slots[slot] = value;
}

impl Renderer for Canvas2d {
    fn load(&mut self, slot: usize, layer: &Layer) {
        if self.layers.len() <= slot {
            self.layers.resize_with(slot + 1, Vec::new);
        }
        // In the order of their first disc, so that what is first lies below.
        let mut places: BTreeMap<Ink, usize> = BTreeMap::new();
        let mut groups: Vec<Group> = Vec::new();
        for ((centre, root), ink) in layer.centres.iter().zip(&layer.roots).zip(&layer.inks) {
            let place = *places.entry(*ink).or_insert_with(|| {
                groups.push(Group {
                    ink: *ink,
                    discs: Vec::new(),
                });
                groups.len() - 1
            });
            groups[place].discs.push([centre[0], centre[1], *root]);
        }
        self.layers[slot] = groups;
    }

    fn load_area(&mut self, slot: usize, area: &Area) {
        let path = Path2d::new().ok();
        if let Some(path) = &path {
            for polygon in area.polygons() {
                for (i, corner) in polygon.iter().enumerate() {
                    let [x, y] = corner.map(f64::from);
                    if i == 0 {
                        path.move_to(x, y);
                    } else {
                        path.line_to(x, y);
                    }
                }
                path.close_path();
            }
        }
        put(&mut self.shapes, slot, path);
    }

    fn load_lines(&mut self, slot: usize, lines: &[Segment]) {
        let path = Path2d::new().ok();
        if let Some(path) = &path {
            for [from, to] in lines.iter().map(|ends| ends.map(|end| end.map(f64::from))) {
                path.move_to(from[0], from[1]);
                path.line_to(to[0], to[1]);
            }
        }
        put(&mut self.bundles, slot, path);
    }

    fn paint(&mut self, picture: &Picture) {
        let [width, height] = picture.viewport;
        self.in_pixels(picture);
        self.context.set_fill_style_str(&css(picture.ground));
        self.context.fill_rect(0.0, 0.0, width, height);
        for pass in &picture.passes {
            match pass {
                Pass::Discs(discs) => self.draw(discs, picture),
                Pass::Area { slot, colour } => self.fill(*slot, *colour, picture),
                Pass::Lines {
                    slot,
                    colour,
                    width,
                } => self.line(*slot, *colour, *width, picture),
            }
        }
    }

    fn kind(&self) -> RendererKind {
        RendererKind::Canvas2d
    }
}
