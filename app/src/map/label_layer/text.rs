//! The words of labels: broken into lines and measured once for a release.

use web_sys::HtmlElement;

use crate::browser::{self, Characters};
use crate::derive::atlas::Atlas;
use crate::derive::wrap::wrap;
use crate::map::scene::Scene;

/// How the labels of a level are set.
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
    size_px: 12.5,
    line_px: 15.0,
    width_px: 108.0,
    lines: 3,
};
const COMPACT: Type = Type {
    weight: 500,
    size_px: 12.0,
    line_px: 14.0,
    width_px: 108.0,
    lines: 3,
};
const FAMILY: &str = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', sans-serif";

impl Type {
    const fn of(level: u8, top: u8, compact: bool) -> &'static Self {
        match level {
            _ if level == top && compact => &COMPACT_TOP,
            _ if level == top => &TOP,
            _ if compact => &COMPACT,
            0 => &BASE,
            _ => &MIDDLE,
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
pub(super) struct Texts {
    /// Whether they are set for a narrow map.
    pub(super) compact: bool,
    labels: Vec<Text>,
}

#[derive(Clone, Default)]
struct Text {
    lines: Vec<String>,
    size: [f64; 2],
}

impl Texts {
    /// Breaks and measures the names of all clusters.
    pub(super) fn new(atlas: &Atlas, compact: bool) -> Self {
        let mut labels = vec![Text::default(); atlas.clusters().len()];
        for level in 0..=atlas.top_level() {
            let style = Type::of(level, atlas.top_level(), compact);
            let mut characters = Characters::new(&style.font(), style.size_px);
            for &index in atlas.at_level(level) {
                let advance = |character| characters.advance(character);
                let name = &atlas.cluster(index).name;
                let text = wrap(name, style.width_px, style.lines, advance);
                labels[index] = Text {
                    size: [
                        text.width.ceil() + 2.0,
                        text.lines.len() as f64 * style.line_px,
                    ],
                    lines: text.lines,
                };
            }
        }
        Self { compact, labels }
    }

    /// Width and height of a label in pixels.
    pub(super) fn size(&self, index: usize) -> [f64; 2] {
        self.labels[index].size
    }

    /// A new element for the label of the cluster at `index`.
    pub(super) fn create(&self, index: usize, scene: &Scene) -> Option<HtmlElement> {
        let cluster = scene.atlas.cluster(index);
        let text = &self.labels[index];
        let element = browser::element("div", "map-label")?;
        browser::set_attribute(&element, "data-cluster-id", cluster.id.as_str());
        browser::set_attribute(&element, "data-level", &cluster.level.to_string());
        let style = Type::of(cluster.level, scene.atlas.top_level(), self.compact);
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
