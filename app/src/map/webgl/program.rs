//! The shader program that draws discs, and where its inputs are.

use web_sys::{WebGl2RenderingContext as Gl, WebGlProgram, WebGlShader, WebGlUniformLocation};

/// Attribute: centre in world units, root of conversations.
pub(super) const DISC: u32 = 0;
/// Attribute: the disc's own colour.
pub(super) const COLOUR: u32 = 1;

// Lengths in shaders are device pixels.
const VERTEX: &str = "#version 300 es
layout(location = 0) in vec3 a_disc;
layout(location = 1) in vec4 a_colour;
uniform vec3 u_camera;
uniform vec2 u_viewport;
uniform vec3 u_radius;
uniform vec3 u_mode;
out vec2 v_offset;
flat out float v_radius;
flat out vec3 v_colour;
void main() {
  float radius = max(u_radius.x + u_radius.y * a_disc.z, u_radius.z);
  vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1)) * 2.0 - 1.0;
  vec2 offset = corner * (radius + u_mode.z * 0.5 + 1.0);
  vec2 pixel = (a_disc.xy - u_camera.xy) * u_camera.z + offset;
  gl_Position = vec4(pixel / (u_viewport * 0.5), 0.0, 1.0);
  v_offset = offset;
  v_radius = radius;
  v_colour = a_colour.rgb;
}";

const FRAGMENT: &str = "#version 300 es
precision highp float;
in vec2 v_offset;
flat in float v_radius;
flat in vec3 v_colour;
uniform vec4 u_fill;
uniform vec4 u_line;
uniform vec3 u_mode;
out vec4 colour;
void main() {
  float edge = length(v_offset) - v_radius;
  float inside = clamp(0.5 - edge, 0.0, 1.0) * u_fill.a;
  float half_width = u_mode.z * 0.5;
  float on_line = u_mode.z > 0.0 ? clamp(half_width + 0.5 - abs(edge), 0.0, 1.0) * u_line.a : 0.0;
  vec4 fill = vec4(mix(u_fill.rgb, v_colour, u_mode.x), 1.0) * inside;
  vec4 line = vec4(u_line.rgb + v_colour * u_mode.y, 1.0) * on_line;
  colour = line + fill * (1.0 - on_line);
  if (colour.a < 0.002) discard;
}";

/// The linked program.
pub(super) struct Program {
    pub(super) program: WebGlProgram,
    pub(super) places: Places,
}

/// Where the program's uniforms are.
pub(super) struct Places {
    /// Centre of the view in world units, device pixels of a world unit.
    pub(super) camera: Option<WebGlUniformLocation>,
    /// Device pixels.
    pub(super) viewport: Option<WebGlUniformLocation>,
    /// Constant, per root, least.
    pub(super) radius: Option<WebGlUniformLocation>,
    pub(super) fill: Option<WebGlUniformLocation>,
    pub(super) line: Option<WebGlUniformLocation>,
    /// Whether the fill has the disc's own colour (1 or 0), how much of it the line has (where the
    /// line's colour is then black), and the line's width.
    pub(super) mode: Option<WebGlUniformLocation>,
}

impl Program {
    /// Compiles and links; `None` where the driver will not.
    pub(super) fn new(gl: &Gl) -> Option<Self> {
        let program = gl.create_program()?;
        gl.attach_shader(&program, &compile(gl, Gl::VERTEX_SHADER, VERTEX)?);
        gl.attach_shader(&program, &compile(gl, Gl::FRAGMENT_SHADER, FRAGMENT)?);
        gl.link_program(&program);
        gl.get_program_parameter(&program, Gl::LINK_STATUS)
            .is_truthy()
            .then_some(())?;
        let place = |name| gl.get_uniform_location(&program, name);
        Some(Self {
            places: Places {
                camera: place("u_camera"),
                viewport: place("u_viewport"),
                radius: place("u_radius"),
                fill: place("u_fill"),
                line: place("u_line"),
                mode: place("u_mode"),
            },
            program,
        })
    }
}

fn compile(gl: &Gl, kind: u32, source: &str) -> Option<WebGlShader> {
    let shader = gl.create_shader(kind)?;
    gl.shader_source(&shader, source);
    gl.compile_shader(&shader);
    gl.get_shader_parameter(&shader, Gl::COMPILE_STATUS)
        .is_truthy()
        .then_some(shader)
}
