//! A shader program and where its inputs are.

use web_sys::{WebGl2RenderingContext as Gl, WebGlProgram, WebGlShader, WebGlUniformLocation};

/// A linked program.
pub(super) struct Program {
    pub(super) program: WebGlProgram,
    pub(super) places: Places,
}

/// Where a program's uniforms are; those it does not use are missing.
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
    pub(super) fn new(gl: &Gl, vertex: &str, fragment: &str) -> Option<Self> {
        let program = gl.create_program()?;
        gl.attach_shader(&program, &compile(gl, Gl::VERTEX_SHADER, vertex)?);
        gl.attach_shader(&program, &compile(gl, Gl::FRAGMENT_SHADER, fragment)?);
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
