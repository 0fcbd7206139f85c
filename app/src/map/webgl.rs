//! Draws pictures with WebGL2: every disc and every stretch of a line is an instance of one quad, shaped in the
//! fragment shader; areas are triangles.

mod buffers;
mod program;
mod shaders;

use wasm_bindgen::JsCast;
use web_sys::{HtmlCanvasElement, WebGl2RenderingContext as Gl, WebglLoseContext};

use self::buffers::Buffers;
use self::program::Program;
use super::draw::{Discs, Fill, Layer, Pass, Picture, Renderer, RendererKind, Stock, Tint};
use crate::browser;
use crate::derive::palette::Rgb;
use crate::derive::regions::{Area, Segment};

/// A WebGL2 context with its programs and what it has been given to draw.
pub struct WebGl {
    gl: Gl,
    discs: Program,
    areas: Program,
    lines: Program,
    disc_layers: Buffers,
    shapes: Buffers,
    bundles: Buffers,
}

impl Drop for WebGl {
    /// Gives the context back. A browser has sixteen or so, and comes late to those that nobody uses any more.
    fn drop(&mut self) {
        if !self.gl.is_context_lost()
            && let Ok(Some(extension)) = self.gl.get_extension("WEBGL_lose_context")
        {
            extension
                .unchecked_into::<WebglLoseContext>()
                .lose_context();
        }
    }
}

impl WebGl {
    /// A renderer on `canvas`; `None` where the browser has no WebGL2 or will not compile for it.
    #[must_use]
    pub fn new(canvas: &HtmlCanvasElement) -> Option<Self> {
        // Kept after presenting, so that a picture of the page shows the map.
        let options = browser::object(&[
            ("alpha", false),
            ("antialias", false),
            ("depth", false),
            ("preserveDrawingBuffer", true),
        ]);
        let gl = canvas
            .get_context_with_context_options("webgl2", &options)
            .ok()??
            .dyn_into::<Gl>()
            .ok()?;
        let discs = Program::new(&gl, shaders::DISC_VERTEX, shaders::DISC_FRAGMENT)?;
        let areas = Program::new(&gl, shaders::AREA_VERTEX, shaders::AREA_FRAGMENT)?;
        let lines = Program::new(&gl, shaders::LINE_VERTEX, shaders::LINE_FRAGMENT)?;
        gl.disable(Gl::DEPTH_TEST);
        gl.enable(Gl::BLEND);
        gl.blend_func(Gl::ONE, Gl::ONE_MINUS_SRC_ALPHA);
        Some(Self {
            gl,
            discs,
            areas,
            lines,
            disc_layers: Buffers::new(buffers::DISCS),
            shapes: Buffers::new(buffers::AREAS),
            bundles: Buffers::new(buffers::LINES),
        })
    }

    fn draw_discs(&self, pass: &Discs, ratio: f64) {
        let Some(count) = self.disc_layers.bind(&self.gl, pass.layer) else {
            return;
        };
        let gl = &self.gl;
        let places = &self.discs.places;
        gl.use_program(Some(&self.discs.program));
        let radius = pass.radius;
        let as_f32 = |value: f64| value as f32;
        gl.uniform3f(
            places.radius.as_ref(),
            as_f32(radius.constant * ratio),
            as_f32(radius.per_root * ratio),
            as_f32(radius.least * ratio),
        );
        let (fill, fill_own) = match pass.fill {
            Fill::Own(opacity) => ([0.0, 0.0, 0.0, as_f32(opacity)], 1.0),
            Fill::Flat(colour, opacity) => (colour4(colour, opacity), 0.0),
        };
        gl.uniform4fv_with_f32_array(places.fill.as_ref(), &fill);
        let (line, width, line_own) = pass.stroke.map_or(([0.0; 4], 0.0, 0.0), |stroke| {
            let (colour, own) = match stroke.tint {
                Tint::Own(brightness) => ([0, 0, 0], as_f32(brightness)),
                Tint::Flat(colour) => (colour, 0.0),
            };
            let line = colour4(colour, stroke.opacity);
            (line, as_f32(stroke.width * ratio), own)
        });
        gl.uniform4fv_with_f32_array(places.line.as_ref(), &line);
        gl.uniform3f(places.mode.as_ref(), fill_own, line_own, width);
        gl.draw_arrays_instanced(Gl::TRIANGLE_STRIP, 0, 4, count);
    }

    fn draw_area(&self, slot: usize, colour: Rgb) {
        if let Some(count) = self.shapes.bind(&self.gl, slot) {
            self.gl.use_program(Some(&self.areas.program));
            let fill = colour4(colour, 1.0);
            self.gl
                .uniform4fv_with_f32_array(self.areas.places.fill.as_ref(), &fill);
            self.gl.draw_arrays(Gl::TRIANGLES, 0, count);
        }
    }

    fn draw_lines(&self, slot: usize, colour: Rgb, width: f64) {
        if let Some(count) = self.bundles.bind(&self.gl, slot) {
            let places = &self.lines.places;
            self.gl.use_program(Some(&self.lines.program));
            let line = colour4(colour, 1.0);
            self.gl
                .uniform4fv_with_f32_array(places.line.as_ref(), &line);
            self.gl
                .uniform3f(places.mode.as_ref(), 0.0, 0.0, width as f32);
            self.gl
                .draw_arrays_instanced(Gl::TRIANGLE_STRIP, 0, 4, count);
        }
    }
}

fn colour4([red, green, blue]: [u8; 3], opacity: f64) -> [f32; 4] {
    let part = |channel: u8| f32::from(channel) / 255.0;
    [part(red), part(green), part(blue), opacity as f32]
}

impl Stock for WebGl {
    fn load(&mut self, slot: usize, layer: &Layer) {
        let count = layer.centres.len();
        self.disc_layers
            .fill(&self.gl, slot, count, &buffers::discs(layer));
    }

    fn load_area(&mut self, slot: usize, area: &Area) {
        let corners = buffers::triangles(area);
        self.shapes.fill(
            &self.gl,
            slot,
            corners.len(),
            bytemuck::cast_slice(&corners),
        );
    }

    fn load_lines(&mut self, slot: usize, lines: &[Segment]) {
        self.bundles
            .fill(&self.gl, slot, lines.len(), bytemuck::cast_slice(lines));
    }
}

impl Renderer for WebGl {
    fn paint(&mut self, picture: &Picture) {
        let gl = &self.gl;
        let ratio = picture.pixel_ratio;
        let [width, height] = picture.viewport.map(|side| (side * ratio).round());
        gl.viewport(0, 0, width as i32, height as i32);
        let [red, green, blue, _] = colour4(picture.ground, 1.0);
        gl.clear_color(red, green, blue, 1.0);
        gl.clear(Gl::COLOR_BUFFER_BIT);
        for program in [&self.discs, &self.areas, &self.lines] {
            gl.use_program(Some(&program.program));
            gl.uniform3f(
                program.places.camera.as_ref(),
                picture.centre[0] as f32,
                picture.centre[1] as f32,
                (picture.scale * ratio) as f32,
            );
            gl.uniform2f(
                program.places.viewport.as_ref(),
                width as f32,
                height as f32,
            );
        }
        for pass in &picture.passes {
            match pass {
                Pass::Discs(discs) => self.draw_discs(discs, ratio),
                Pass::Area { slot, colour } => self.draw_area(*slot, *colour),
                Pass::Lines {
                    slot,
                    colour,
                    width,
                } => self.draw_lines(*slot, *colour, width * ratio),
            }
        }
        gl.bind_vertex_array(None);
    }

    fn kind(&self) -> RendererKind {
        RendererKind::WebGl2
    }
}
