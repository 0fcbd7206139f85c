//! The words of labels: broken into lines and measured once for a release, some at a time.

use web_sys::HtmlElement;

use crate::browser::{self, Characters};
use crate::derive::atlas::Atlas;
use crate::derive::export::picture::Label;
use crate::derive::home::Extent;
use crate::derive::wrap::wrap;
use crate::map::scene::Scene;

/// A map narrower than this has smaller labels, one wider larger ones; pixels.
const NARROW_PX: f64 = 560.0;
const WIDE_PX: f64 = 2000.0;
/// How much larger.
const WIDE: f64 = 1.35;

/// How large the labels of a map are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    /// Small.
    Compact,
    /// As on most screens.
    #[default]
    Usual,
    /// Large.
    Wide,
}

impl Size {
    /// For a map of this width in pixels.
    #[must_use]
    pub fn of(width: f64) -> Self {
        match width {
            _ if width < NARROW_PX => Self::Compact,
            _ if width < WIDE_PX => Self::Usual,
            _ => Self::Wide,
        }
    }
}

/// How the labels of a level are set.
#[derive(Clone, Copy)]
struct Type {
    weight: u16,
    size_px: f64,
    line_px: f64,
    width_px: f64,
    lines: usize,
}

const TOP: Type = Type {
    weight: 650,
    size_px: 15.0,
    line_px: 18.0,
    width_px: 168.0,
    lines: 3,
};
const MIDDLE: Type = Type {
    weight: 550,
    size_px: 13.0,
    line_px: 16.0,
    width_px: 150.0,
    lines: 3,
};
const BASE: Type = Type {
    weight: 450,
    size_px: 12.0,
    line_px: 15.0,
    width_px: 140.0,
    lines: 3,
};
/// The same on narrow maps.
const COMPACT_TOP: Type = Type {
    weight: 650,
    size_px: 12.0,
    line_px: 14.5,
    width_px: 96.0,
    lines: 3,
};
const COMPACT: Type = Type {
    weight: 500,
    size_px: 12.0,
    line_px: 14.0,
    width_px: 96.0,
    lines: 3,
};
const FAMILY: &str = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', sans-serif";

impl Type {
    fn of(level: u8, top: u8, size: Size) -> Self {
        let compact = size == Size::Compact;
        let usual = match level {
            _ if level == top && compact => COMPACT_TOP,
            _ if level == top => TOP,
            _ if compact => COMPACT,
            0 => BASE,
            _ => MIDDLE,
        };
        let larger = if size == Size::Wide { WIDE } else { 1.0 };
        Self {
            size_px: usual.size_px * larger,
            line_px: usual.line_px * larger,
            width_px: usual.width_px * larger,
            ..usual
        }
    }

    fn font(&self) -> String {
        format!(
            "{} {}px/{}px {FAMILY}",
            self.weight, self.size_px, self.line_px
        )
    }
}

/// The labels of all clusters, by their index.
pub struct Texts {
    /// How large they are set.
    pub size: Size,
    labels: Vec<Text>,
}

#[derive(Clone, Default)]
struct Text {
    lines: Vec<String>,
    size: [f64; 2],
}

impl Texts {
    /// Breaks and measures the names of all clusters.
    #[must_use]
    pub fn new(atlas: &Atlas, size: Size) -> Self {
        let mut texts = Self::empty(atlas, size);
        for level in 0..=atlas.top_level() {
            texts.set(atlas, level, atlas.at_level(level));
        }
        texts
    }

    /// No names yet: [`Self::set`] has to be told all of them.
    #[must_use]
    pub fn empty(atlas: &Atlas, size: Size) -> Self {
        Self {
            size,
            labels: vec![Text::default(); atlas.clusters().len()],
        }
    }

    /// Breaks and measures the names of `members`, clusters of `level`.
    pub fn set(&mut self, atlas: &Atlas, level: u8, members: &[usize]) {
        let style = Type::of(level, atlas.top_level(), self.size);
        let mut characters = Characters::new(&style.font(), style.size_px);
        for &index in members {
            let advance = |character| characters.advance(character);
            let name = &atlas.cluster(index).name;
            let text = wrap(name, style.width_px, style.lines, advance);
            self.labels[index] = Text {
                size: [
                    text.width.ceil() + 2.0,
                    text.lines.len() as f64 * style.line_px,
                ],
                lines: text.lines,
            };
        }
    }

    /// What is to be seen of each top cluster, the largest first, where a mark's radius is `world_per_root` world units
    /// per root of a conversation.
    #[must_use]
    pub fn extents(&self, atlas: &Atlas, world_per_root: f64) -> Vec<Extent> {
        let extent = |&index: &usize| {
            let cluster = atlas.cluster(index);
            Extent {
                position: cluster.position,
                radius: world_per_root * (cluster.conversations as f64).sqrt(),
                label: self.size(index),
            }
        };
        let top = atlas.at_level(atlas.top_level());
        top.iter().map(extent).collect()
    }

    /// Width and height of a label in pixels.
    #[must_use]
    pub fn size(&self, index: usize) -> [f64; 2] {
        self.labels[index].size
    }

    /// The label of the cluster at `index` with its middle at `middle`, for a file.
    #[must_use]
    pub fn drawn(&self, index: usize, scene: &Scene, middle: [f64; 2]) -> Label {
        let text = &self.labels[index];
        let level = scene.atlas.cluster(index).level;
        let style = Type::of(level, scene.atlas.top_level(), self.size);
        let top = middle[1] - text.size[1] / 2.0;
        Label {
            // A base line lies about four fifths of the way down a line.
            place: [middle[0], top + style.line_px * 0.8],
            lines: text.lines.clone(),
            size: style.size_px,
            line: style.line_px,
            weight: style.weight,
        }
    }

    /// A new element for the label of the cluster at `index`.
    #[must_use]
    pub fn create(&self, index: usize, scene: &Scene) -> Option<HtmlElement> {
        let cluster = scene.atlas.cluster(index);
        let text = &self.labels[index];
        let element = browser::element("div", "map-label")?;
        browser::set_attribute(&element, "data-cluster-id", cluster.id.as_str());
        browser::set_attribute(&element, "data-level", &cluster.level.to_string());
        let style = Type::of(cluster.level, scene.atlas.top_level(), self.size);
        browser::set_style(&element, "font", &style.font());
        browser::set_style(&element, "width", &format!("{}px", text.size[0]));
        for line in &text.lines {
            let span = browser::element("span", "map-label-line")?;
            span.set_text_content(Some(line));
            element.append_child(&span).ok()?;
        }
        Some(element)
    }
}
