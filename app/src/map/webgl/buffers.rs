//! What is to be drawn, in the graphics memory: one buffer a slot, all of a kind laid out alike.

use web_sys::{WebGl2RenderingContext as Gl, WebGlBuffer, WebGlVertexArrayObject};

use super::shaders;
use crate::derive::regions::Area;
use crate::map::draw::Layer;

/// An input of a shader: its place, how many parts of what type, whether bytes stand for 0 to 1, and where it
/// begins, in bytes.
type Input = (u32, i32, u32, bool, i32);

/// How the buffers of a kind are laid out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    /// Bytes from one to the next.
    stride: i32,
    /// 1 where each is an instance of a quad, 0 where each is a corner.
    divisor: u32,
    inputs: &'static [Input],
}

/// A disc: x, y, root of conversations, colour and opacity.
pub(super) const DISCS: Layout = Layout {
    stride: 16,
    divisor: 1,
    inputs: &[
        (shaders::DISC, 3, Gl::FLOAT, false, 0),
        (shaders::COLOUR, 4, Gl::UNSIGNED_BYTE, true, 12),
    ],
};
/// A corner of a triangle.
pub(super) const AREAS: Layout = Layout {
    stride: 8,
    divisor: 0,
    inputs: &[(shaders::CORNER, 2, Gl::FLOAT, false, 0)],
};
/// A stretch of a line.
pub(super) const LINES: Layout = Layout {
    stride: 16,
    divisor: 1,
    inputs: &[(shaders::STRETCH, 4, Gl::FLOAT, false, 0)],
};

/// The buffers of a kind, by slot.
pub(super) struct Buffers {
    layout: Layout,
    slots: Vec<Option<Filled>>,
}

struct Filled {
    buffer: WebGlBuffer,
    array: WebGlVertexArrayObject,
    count: i32,
}

impl Buffers {
    pub(super) const fn new(layout: Layout) -> Self {
        Self {
            layout,
            slots: Vec::new(),
        }
    }

    /// Replaces the content of a slot: `count` discs, corners or stretches.
    pub(super) fn fill(&mut self, gl: &Gl, slot: usize, count: usize, bytes: &[u8]) {
        if self.slots.len() <= slot {
            self.slots.resize_with(slot + 1, || None);
        }
        if self.slots[slot].is_none() {
            self.slots[slot] = self.create(gl);
        }
        if let Some(filled) = self.slots[slot].as_mut() {
            gl.bind_buffer(Gl::ARRAY_BUFFER, Some(&filled.buffer));
            gl.buffer_data_with_u8_array(Gl::ARRAY_BUFFER, bytes, Gl::DYNAMIC_DRAW);
            filled.count = i32::try_from(count).unwrap_or(i32::MAX);
        }
    }

    /// Makes a slot the one to draw, and says how many it holds; `None` where it is empty.
    pub(super) fn bind(&self, gl: &Gl, slot: usize) -> Option<i32> {
        let filled = self.slots.get(slot)?.as_ref()?;
        (filled.count > 0).then(|| {
            gl.bind_vertex_array(Some(&filled.array));
            filled.count
        })
    }

    fn create(&self, gl: &Gl) -> Option<Filled> {
        let filled = Filled {
            buffer: gl.create_buffer()?,
            array: gl.create_vertex_array()?,
            count: 0,
        };
        gl.bind_vertex_array(Some(&filled.array));
        gl.bind_buffer(Gl::ARRAY_BUFFER, Some(&filled.buffer));
        let Layout {
            stride, divisor, ..
        } = self.layout;
        for &(place, size, kind, normalised, offset) in self.layout.inputs {
            gl.enable_vertex_attrib_array(place);
            gl.vertex_attrib_pointer_with_i32(place, size, kind, normalised, stride, offset);
            gl.vertex_attrib_divisor(place, divisor);
        }
        gl.bind_vertex_array(None);
        Some(filled)
    }
}

/// The discs of a layer, laid out as [`DISCS`].
pub(super) fn discs(layer: &Layer) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(layer.centres.len() * 16);
    for ((centre, root), ink) in layer.centres.iter().zip(&layer.roots).zip(&layer.inks) {
        for number in [centre[0], centre[1], *root] {
            bytes.extend(number.to_ne_bytes());
        }
        bytes.extend(ink.colour);
        bytes.push(ink.fill);
    }
    bytes
}

/// The triangles of an area, three corners each.
pub(super) fn triangles(area: &Area) -> Vec<[f32; 2]> {
    let mut corners = Vec::with_capacity(area.corners.len() * 2);
    for polygon in area.polygons() {
        for i in 2..polygon.len() {
            corners.extend([polygon[0], polygon[i - 1], polygon[i]]);
        }
    }
    corners
}
