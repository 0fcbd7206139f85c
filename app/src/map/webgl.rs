//! Draws pictures with WebGL2: every disc is an instance of one quad, shaped in the fragment shader.

mod program;

use wasm_bindgen::JsCast;
use web_sys::{
    HtmlCanvasElement, WebGl2RenderingContext as Gl, WebGlBuffer, WebGlVertexArrayObject,
};

use self::program::Program;
use super::draw::{Fill, Layer, Pass, Picture, Renderer, RendererKind, Tint};
use crate::browser;

/// Floats of an instance: x, y, root of conversations, packed colour.
const FLOATS: usize = 4;
const FLOAT_BYTES: i32 = 4;

/// A WebGL2 context with its program and layers.
pub struct WebGl {
    gl: Gl,
    program: Program,
    layers: Vec<Option<GpuLayer>>,
}

struct GpuLayer {
    buffer: WebGlBuffer,
    array: WebGlVertexArrayObject,
    count: i32,
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
        let program = Program::new(&gl)?;
        gl.disable(Gl::DEPTH_TEST);
        gl.enable(Gl::BLEND);
        gl.blend_func(Gl::ONE, Gl::ONE_MINUS_SRC_ALPHA);
        Some(Self {
            gl,
            program,
            layers: Vec::new(),
        })
    }

    fn create_layer(&self) -> Option<GpuLayer> {
        let gl = &self.gl;
        let layer = GpuLayer {
            buffer: gl.create_buffer()?,
            array: gl.create_vertex_array()?,
            count: 0,
        };
        gl.bind_vertex_array(Some(&layer.array));
        gl.bind_buffer(Gl::ARRAY_BUFFER, Some(&layer.buffer));
        let stride = FLOATS as i32 * FLOAT_BYTES;
        for (place, size, kind, normalised, offset) in [
            (program::DISC, 3, Gl::FLOAT, false, 0),
            (program::COLOUR, 4, Gl::UNSIGNED_BYTE, true, 3 * FLOAT_BYTES),
        ] {
            gl.enable_vertex_attrib_array(place);
            gl.vertex_attrib_pointer_with_i32(place, size, kind, normalised, stride, offset);
            gl.vertex_attrib_divisor(place, 1);
        }
        gl.bind_vertex_array(None);
        Some(layer)
    }

    fn draw(&self, pass: &Pass, ratio: f64) {
        let Some(Some(layer)) = self.layers.get(pass.layer) else {
            return;
        };
        if layer.count == 0 {
            return;
        }
        let gl = &self.gl;
        let places = &self.program.places;
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
        gl.bind_vertex_array(Some(&layer.array));
        gl.draw_arrays_instanced(Gl::TRIANGLE_STRIP, 0, 4, layer.count);
    }
}

fn colour4([red, green, blue]: [u8; 3], opacity: f64) -> [f32; 4] {
    let part = |channel: u8| f32::from(channel) / 255.0;
    [part(red), part(green), part(blue), opacity as f32]
}

impl Renderer for WebGl {
    fn load(&mut self, slot: usize, layer: &Layer) {
        if self.layers.len() <= slot {
            self.layers.resize_with(slot + 1, || None);
        }
        if self.layers[slot].is_none() {
            self.layers[slot] = self.create_layer();
        }
        let Some(gpu) = self.layers[slot].as_mut() else {
            return;
        };
        let mut floats = Vec::with_capacity(layer.centres.len() * FLOATS);
        for ((centre, root), [red, green, blue]) in
            layer.centres.iter().zip(&layer.roots).zip(&layer.colours)
        {
            let colour = f32::from_ne_bytes([*red, *green, *blue, 0]);
            floats.extend([centre[0], centre[1], *root, colour]);
        }
        let gl = &self.gl;
        gl.bind_buffer(Gl::ARRAY_BUFFER, Some(&gpu.buffer));
        gl.buffer_data_with_u8_array(
            Gl::ARRAY_BUFFER,
            bytemuck::cast_slice(&floats),
            Gl::DYNAMIC_DRAW,
        );
        gpu.count = i32::try_from(layer.centres.len()).unwrap_or(i32::MAX);
    }

    fn paint(&mut self, picture: &Picture) {
        let gl = &self.gl;
        let ratio = picture.pixel_ratio;
        let [width, height] = picture.viewport.map(|side| (side * ratio).round());
        gl.viewport(0, 0, width as i32, height as i32);
        let [red, green, blue, _] = colour4(picture.ground, 1.0);
        gl.clear_color(red, green, blue, 1.0);
        gl.clear(Gl::COLOR_BUFFER_BIT);
        gl.use_program(Some(&self.program.program));
        let places = &self.program.places;
        gl.uniform3f(
            places.camera.as_ref(),
            picture.centre[0] as f32,
            picture.centre[1] as f32,
            (picture.scale * ratio) as f32,
        );
        gl.uniform2f(places.viewport.as_ref(), width as f32, height as f32);
        for pass in &picture.passes {
            self.draw(pass, ratio);
        }
        gl.bind_vertex_array(None);
    }

    fn kind(&self) -> RendererKind {
        RendererKind::WebGl2
    }
}
