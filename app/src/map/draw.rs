//! What both renderers draw: layers of discs, shapes and lines, and how each looks.

use crate::derive::palette::{Rgb, lit};
use crate::derive::regions::{Area, Segment};

/// What a disc is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ink {
    /// Its own colour.
    pub colour: Rgb,
    /// Opacity of its filling, 0 (hollow) to 255; its line is not affected.
    pub fill: u8,
}

/// Discs that are drawn in one go.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layer {
    /// Centres in world units.
    pub centres: Vec<[f32; 2]>,
    /// Root of the conversations behind each disc: its radius is in proportion to this, so that its
    /// area is in proportion to the conversations.
    pub roots: Vec<f32>,
    /// What each disc is drawn with.
    pub inks: Vec<Ink>,
}

/// Radius of a disc in CSS pixels: `constant + per_root × root`, at least `least`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Radius {
    /// The same for all discs.
    pub constant: f64,
    /// Per root of a conversation.
    pub per_root: f64,
    /// The smallest radius.
    pub least: f64,
}

impl Radius {
    /// The radius of a disc with this root of conversations.
    #[must_use]
    pub fn of(&self, root: f64) -> f64 {
        (self.constant + self.per_root * root).max(self.least)
    }
}

/// What fills discs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fill {
    /// Each its own colour, with this opacity.
    Own(f64),
    /// All the same colour, with this opacity.
    Flat(Rgb, f64),
}

/// What colours a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tint {
    /// Each disc's own colour, times this brightness.
    Own(f64),
    /// The same colour for all.
    Flat(Rgb),
}

impl Tint {
    /// The line's colour around a disc of this colour.
    #[must_use]
    pub fn of(self, own: Rgb) -> Rgb {
        match self {
            Self::Own(brightness) => lit(own, brightness),
            Self::Flat(colour) => colour,
        }
    }
}

/// The line around discs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub tint: Tint,
    /// Its opacity.
    pub opacity: f64,
    /// Its width in CSS pixels, centred on the disc's edge.
    pub width: f64,
}

/// Something drawn in one go. Each kind has slots of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pass {
    /// A layer of discs.
    Discs(Discs),
    /// A filled shape, opaque.
    Area {
        /// Which of the renderer's shapes.
        slot: usize,
        /// Its colour.
        colour: Rgb,
    },
    /// Lines, opaque.
    Lines {
        /// Which of the renderer's bundles of lines.
        slot: usize,
        /// Their colour.
        colour: Rgb,
        /// Their width in CSS pixels.
        width: f64,
    },
}

/// One drawing of a layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Discs {
    /// Which of the renderer's layers.
    pub layer: usize,
    /// How large its discs are.
    pub radius: Radius,
    /// What fills them.
    pub fill: Fill,
    /// What lines them.
    pub stroke: Option<Stroke>,
}

/// Everything on the canvas at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Behind everything.
    pub ground: Rgb,
    /// Centre of the view in world units.
    pub centre: [f64; 2],
    /// CSS pixels of a world unit.
    pub scale: f64,
    /// Width and height in CSS pixels.
    pub viewport: [f64; 2],
    /// Device pixels of a CSS pixel.
    pub pixel_ratio: f64,
    /// Back to front.
    pub passes: Vec<Pass>,
}

/// Which renderer draws the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RendererKind {
    /// WebGL2.
    WebGl2,
    /// Canvas 2D.
    Canvas2d,
    /// None: the table stands in.
    Table,
}

impl RendererKind {
    /// The name in `data-renderer` and in links.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::WebGl2 => "webgl2",
            Self::Canvas2d => "canvas2d",
            Self::Table => "table",
        }
    }
}

/// Something that keeps what pictures are made of.
pub trait Stock {
    /// Replaces layer number `slot`.
    fn load(&mut self, slot: usize, layer: &Layer);

    /// Replaces shape number `slot`.
    fn load_area(&mut self, slot: usize, area: &Area);

    /// Replaces bundle of lines number `slot`.
    fn load_lines(&mut self, slot: usize, lines: &[Segment]);
}

/// Something that draws pictures on a canvas.
pub trait Renderer: Stock {
    /// Draws `picture` over whatever was there.
    fn paint(&mut self, picture: &Picture);

    /// Which one this is.
    fn kind(&self) -> RendererKind;
}
