//! The shaders: discs, areas and lines. Lengths in them are device pixels.

/// Input: centre in world units, root of conversations.
pub(super) const DISC: u32 = 0;
/// Input: the disc's own colour, and the opacity of its filling.
pub(super) const COLOUR: u32 = 1;
/// Input: a corner in world units.
pub(super) const CORNER: u32 = 0;
/// Input: both ends in world units.
pub(super) const STRETCH: u32 = 0;

pub(super) const DISC_VERTEX: &str = "#version 300 es
layout(location = 0) in vec3 a_disc;
layout(location = 1) in vec4 a_colour;
uniform vec3 u_camera;
uniform vec2 u_viewport;
uniform vec3 u_radius;
uniform vec3 u_mode;
out vec2 v_offset;
flat out float v_radius;
flat out vec4 v_colour;
void main() {
  float radius = max(u_radius.x + u_radius.y * a_disc.z, u_radius.z);
  vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1)) * 2.0 - 1.0;
  vec2 offset = corner * (radius + u_mode.z * 0.5 + 1.0);
  vec2 pixel = (a_disc.xy - u_camera.xy) * u_camera.z + offset;
  gl_Position = vec4(pixel / (u_viewport * 0.5), 0.0, 1.0);
  v_offset = offset;
  v_radius = radius;
  v_colour = a_colour;
}";

pub(super) const DISC_FRAGMENT: &str = "#version 300 es
precision highp float;
in vec2 v_offset;
flat in float v_radius;
flat in vec4 v_colour;
uniform vec4 u_fill;
uniform vec4 u_line;
uniform vec3 u_mode;
out vec4 colour;
void main() {
  float edge = length(v_offset) - v_radius;
  float inside = clamp(0.5 - edge, 0.0, 1.0) * u_fill.a * mix(1.0, v_colour.a, u_mode.x);
  float half_width = u_mode.z * 0.5;
  float on_line = u_mode.z > 0.0 ? clamp(half_width + 0.5 - abs(edge), 0.0, 1.0) * u_line.a : 0.0;
  vec4 fill = vec4(mix(u_fill.rgb, v_colour.rgb, u_mode.x), 1.0) * inside;
  vec4 line = vec4(min(u_line.rgb + v_colour.rgb * u_mode.y, 1.0), 1.0) * on_line;
  colour = line + fill * (1.0 - on_line);
  if (colour.a < 0.002) discard;
}";

pub(super) const AREA_VERTEX: &str = "#version 300 es
layout(location = 0) in vec2 a_corner;
uniform vec3 u_camera;
uniform vec2 u_viewport;
void main() {
  vec2 pixel = (a_corner - u_camera.xy) * u_camera.z;
  gl_Position = vec4(pixel / (u_viewport * 0.5), 0.0, 1.0);
}";

pub(super) const AREA_FRAGMENT: &str = "#version 300 es
precision highp float;
uniform vec4 u_fill;
out vec4 colour;
void main() {
  colour = u_fill;
}";

pub(super) const LINE_VERTEX: &str = "#version 300 es
layout(location = 0) in vec4 a_stretch;
uniform vec3 u_camera;
uniform vec2 u_viewport;
uniform vec3 u_mode;
out vec2 v_offset;
flat out float v_length;
void main() {
  vec2 from = (a_stretch.xy - u_camera.xy) * u_camera.z;
  vec2 to = (a_stretch.zw - u_camera.xy) * u_camera.z;
  vec2 way = to - from;
  float len = length(way);
  vec2 along = len > 0.0 ? way / len : vec2(1.0, 0.0);
  vec2 across = vec2(-along.y, along.x);
  float reach = u_mode.z * 0.5 + 1.0;
  float end = float(gl_VertexID & 1);
  float side = float(gl_VertexID >> 1) * 2.0 - 1.0;
  v_offset = vec2(mix(-reach, len + reach, end), side * reach);
  v_length = len;
  vec2 pixel = from + along * v_offset.x + across * v_offset.y;
  gl_Position = vec4(pixel / (u_viewport * 0.5), 0.0, 1.0);
}";

// The ends are round, so that stretches join.
pub(super) const LINE_FRAGMENT: &str = "#version 300 es
precision highp float;
in vec2 v_offset;
flat in float v_length;
uniform vec4 u_line;
uniform vec3 u_mode;
out vec4 colour;
void main() {
  float beyond = v_offset.x - clamp(v_offset.x, 0.0, v_length);
  float distance = length(vec2(beyond, v_offset.y));
  float on_line = clamp(u_mode.z * 0.5 + 0.5 - distance, 0.0, 1.0);
  if (on_line < 0.004) discard;
  colour = vec4(u_line.rgb, 1.0) * on_line * u_line.a;
}";
