//! Labels as text above the canvas: elements that come and go with zoom and follow the camera.

use std::collections::BTreeMap;

use web_sys::HtmlElement;

use super::camera::Camera;
use super::scene::{Emphasis, Scene};
use crate::browser::{self, Characters};
use crate::derive::labels::{self, LabelBox, Placement};
use crate::derive::levels::Levels;
use crate::derive::wrap::wrap;

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
const FAMILY: &str = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', sans-serif";

impl Type {
    const fn of(level: u8, top: u8) -> &'static Self {
        match level {
            _ if level == top => &TOP,
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

struct Label {
    index: usize,
    lines: Vec<String>,
    place: LabelBox,
    placement: Option<Placement>,
}

/// The labels of a layout and the elements of those that are shown.
pub struct LabelLayer {
    root: HtmlElement,
    labels: Vec<Label>,
    shown: BTreeMap<usize, HtmlElement>,
}

impl LabelLayer {
    /// Labels will be children of `root`.
    #[must_use]
    pub const fn new(root: HtmlElement) -> Self {
        Self {
            root,
            labels: Vec::new(),
            shown: BTreeMap::new(),
        }
    }

    /// Places all labels anew, for a map of `fit_scale` pixels a world unit at zoom 0.
    pub fn lay_out(&mut self, scene: &Scene, levels: &Levels, fit_scale: f64) {
        self.root.set_inner_html("");
        self.shown.clear();
        self.labels.clear();
        let atlas = &scene.atlas;
        for level in (0..=atlas.top_level()).rev() {
            let style = Type::of(level, atlas.top_level());
            let mut characters = Characters::new(&style.font(), style.size_px);
            for &index in atlas.at_level(level) {
                let cluster = atlas.cluster(index);
                let advance = |character| characters.advance(character);
                let text = wrap(&cluster.name, style.width_px, style.lines, advance);
                let height = text.lines.len() as f64 * style.line_px;
                self.labels.push(Label {
                    index,
                    place: LabelBox {
                        anchor: [
                            cluster.position[0] * fit_scale,
                            -cluster.position[1] * fit_scale,
                        ],
                        size: [text.width.ceil() + 2.0, height],
                        mark_radius: scene.mark_radius(index, fit_scale, 0.0),
                        range: levels.label_range(level),
                    },
                    lines: text.lines,
                    placement: None,
                });
            }
        }
        let boxes: Vec<LabelBox> = self.labels.iter().map(|label| label.place).collect();
        for (label, placement) in self.labels.iter_mut().zip(labels::place(&boxes)) {
            label.placement = placement;
        }
    }

    /// Shows the labels that `camera` sees, in their places.
    pub fn update(&mut self, scene: &Scene, camera: &Camera, emphasis: Emphasis) {
        for number in 0..self.labels.len() {
            let label = &self.labels[number];
            let [width, height] = label.place.size;
            let middle = on_screen(label, scene, camera)
                .filter(|&middle| camera.sees(middle, width.max(height) / 2.0));
            let Some(middle) = middle else {
                if let Some(element) = self.shown.remove(&number) {
                    element.remove();
                }
                continue;
            };
            if !self.shown.contains_key(&number) {
                let Some(element) = create(label, scene) else {
                    continue;
                };
                if self.root.append_child(&element).is_err() {
                    continue;
                }
                self.shown.insert(number, element);
            }
            if let Some(element) = self.shown.get(&number) {
                let left = (middle[0] - width / 2.0).round();
                let top = (middle[1] - height / 2.0).round();
                browser::set_style(
                    element,
                    "transform",
                    &format!("translate({left}px, {top}px)"),
                );
                let state = if emphasis.selected == Some(label.index) {
                    "selected"
                } else {
                    "plain"
                };
                browser::set_attribute(element, "data-state", state);
            }
        }
    }

    /// The cluster whose label is at `point_on_screen`.
    #[must_use]
    pub fn at(&self, scene: &Scene, camera: &Camera, point_on_screen: [f64; 2]) -> Option<usize> {
        self.shown.keys().find_map(|&number| {
            let label = &self.labels[number];
            let middle = on_screen(label, scene, camera)?;
            (0..2)
                .all(|axis| {
                    (point_on_screen[axis] - middle[axis]).abs() <= label.place.size[axis] / 2.0
                })
                .then_some(label.index)
        })
    }

    /// The zoom from which the label of the cluster at `index` is shown, if it ever is.
    #[must_use]
    pub fn shown_from(&self, index: usize) -> Option<f64> {
        self.labels
            .iter()
            .find(|label| label.index == index)?
            .placement
            .map(|placement| placement.start)
    }
}

/// The middle of a label's text on screen; `None` where the camera is too far or too close for it.
fn on_screen(label: &Label, scene: &Scene, camera: &Camera) -> Option<[f64; 2]> {
    let zoom = camera.look.zoom;
    let placement = label
        .placement
        .filter(|placement| (placement.start..placement.end).contains(&zoom))?;
    let [x, y] = camera.to_screen(scene.atlas.cluster(label.index).position);
    Some([x, y + label.place.drop_at(placement.side, zoom)])
}

fn create(label: &Label, scene: &Scene) -> Option<HtmlElement> {
    let cluster = scene.atlas.cluster(label.index);
    let element = browser::element("div", "map-label")?;
    browser::set_attribute(&element, "data-cluster-id", cluster.id.as_str());
    browser::set_attribute(&element, "data-level", &cluster.level.to_string());
    let style = Type::of(cluster.level, scene.atlas.top_level());
    browser::set_style(&element, "font", &style.font());
    browser::set_style(&element, "width", &format!("{}px", label.place.size[0]));
    for line in &label.lines {
        let span = browser::element("span", "map-label-line")?;
        span.set_text_content(Some(line));
        element.append_child(&span).ok()?;
    }
    Some(element)
}
