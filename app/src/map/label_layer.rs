//! Labels as text above the canvas: elements that come and go with zoom and follow the camera.

pub mod text;

use std::collections::BTreeMap;

use web_sys::HtmlElement;

use self::text::{Size, Texts};
use super::camera::Camera;
use super::scene::{Emphasis, Scene};
use crate::browser;
use crate::derive::export::picture::Label as Drawn;
use crate::derive::home::{CLEAR, Extent, Rect, overlap};
use crate::derive::labels::{self, LabelBox, Placement};
use crate::derive::levels::Levels;

/// Labels are placed so much zoom before they may be shown.
const AHEAD: f64 = 0.5;

struct Label {
    index: usize,
    place: LabelBox,
    placement: Option<Placement>,
}

/// An element on the page, and what was said to it last: asking it again would be slow.
struct Shown {
    element: HtmlElement,
    at: [f64; 2],
    look: Look,
}

/// How a label looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    state: &'static str,
    side: &'static str,
    covered: bool,
}

/// The labels of a layout and the elements of those that are shown.
pub struct LabelLayer {
    root: HtmlElement,
    texts: Texts,
    /// In falling priority; labels of finer levels, of which there are many, are placed when the camera comes near.
    labels: Vec<Label>,
    placed: usize,
    /// Pixels of a world unit for which labels were placed; `None` before they were, or for texts of another size.
    placed_for: Option<f64>,
    shown: BTreeMap<usize, Shown>,
    /// What lies above the map, which labels keep clear of.
    chrome: Vec<Rect>,
}

impl LabelLayer {
    /// Labels that say `texts` and will be children of `root`.
    #[must_use]
    pub fn new(root: HtmlElement, texts: Texts) -> Self {
        Self {
            root,
            texts,
            labels: Vec::new(),
            placed: 0,
            placed_for: None,
            shown: BTreeMap::new(),
            chrome: Vec::new(),
        }
    }

    /// Keeps labels clear of what lies above the map. Whether that is something new.
    pub fn keep_clear_of(&mut self, chrome: Vec<Rect>) -> bool {
        let new = self.chrome != chrome;
        self.chrome = chrome;
        new
    }

    /// What lies above the map.
    #[must_use]
    pub fn chrome(&self) -> &[Rect] {
        &self.chrome
    }

    /// Sets the labels for a map of this width in pixels: smaller on narrow ones, larger on wide ones.
    pub fn set_type(&mut self, scene: &Scene, width: f64) {
        let size = Size::of(width);
        if self.texts.size != size {
            self.texts = Texts::new(&scene.atlas, size);
            self.placed_for = None;
        }
    }

    /// What is to be seen of each top cluster, the largest first.
    #[must_use]
    pub fn extents(&self, scene: &Scene) -> Vec<Extent> {
        self.texts.extents(&scene.atlas, scene.world_per_root)
    }

    /// Places all labels for a map of `fit_scale` pixels a world unit at zoom 0, unless they are.
    pub fn lay_out(&mut self, scene: &Scene, levels: &Levels, fit_scale: f64) {
        if self.placed_for.replace(fit_scale) == Some(fit_scale) {
            return;
        }
        self.root.set_inner_html("");
        self.shown.clear();
        self.labels.clear();
        let atlas = &scene.atlas;
        for level in (0..=atlas.top_level()).rev() {
            for &index in atlas.at_level(level) {
                let position = atlas.cluster(index).position;
                self.labels.push(Label {
                    index,
                    place: LabelBox {
                        anchor: [position[0] * fit_scale, -position[1] * fit_scale],
                        size: self.texts.size(index),
                        mark_radius: scene.mark_radius(index, fit_scale, 0.0),
                        range: levels.label_range(level),
                    },
                    placement: None,
                });
            }
        }
        self.placed = 0;
    }

    /// Places the labels of all levels that begin up to `zoom`.
    fn place_up_to(&mut self, zoom: f64) {
        let further = self.labels[self.placed..].iter();
        let due = further.take_while(|label| label.place.range.0 <= zoom);
        let due = due.count();
        if due == 0 {
            return;
        }
        self.placed += due;
        let labels = &mut self.labels[..self.placed];
        let boxes: Vec<LabelBox> = labels.iter().map(|label| label.place).collect();
        for (label, placement) in labels.iter_mut().zip(labels::place(&boxes)) {
            label.placement = placement;
        }
    }

    /// Shows the labels that `camera` sees, in their places.
    pub fn update(&mut self, scene: &Scene, camera: &Camera, emphasis: Emphasis) {
        self.place_up_to(camera.look.zoom + AHEAD);
        for number in 0..self.labels.len() {
            let label = &self.labels[number];
            let [width, height] = label.place.size;
            let middle = on_screen(label, scene, camera)
                .filter(|&middle| camera.sees(middle, width.max(height) / 2.0));
            let Some(middle) = middle else {
                if let Some(shown) = self.shown.remove(&number) {
                    shown.element.remove();
                }
                continue;
            };
            let at = [
                (middle[0] - width / 2.0).round(),
                (middle[1] - height / 2.0).round(),
            ];
            let rect = [
                at[0] - CLEAR,
                at[1] - CLEAR,
                at[0] + width + CLEAR,
                at[1] + height + CLEAR,
            ];
            let look = Look {
                state: if emphasis.selected == Some(label.index) {
                    "selected"
                } else if scene.is_lit(label.index) {
                    "plain"
                } else {
                    "grey"
                },
                side: label
                    .placement
                    .map_or("below", |placement| placement.side.name()),
                covered: self.chrome.iter().any(|chrome| overlap(&rect, chrome)),
            };
            if let Some(shown) = self.shown.get_mut(&number) {
                shown.show(at, look);
            } else if let Some(element) = self.texts.create(label.index, scene)
                && self.root.append_child(&element).is_ok()
            {
                self.shown.insert(number, Shown::new(element, at, look));
            }
        }
    }

    /// The cluster whose label is at `point_on_screen`.
    #[must_use]
    pub fn at(&self, scene: &Scene, camera: &Camera, point_on_screen: [f64; 2]) -> Option<usize> {
        self.shown.iter().find_map(|(&number, shown)| {
            let label = &self.labels[number];
            let middle = on_screen(label, scene, camera)?;
            let hit = (0..2).all(|axis| {
                (point_on_screen[axis] - middle[axis]).abs() <= label.place.size[axis] / 2.0
            });
            (hit && !shown.look.covered).then_some(label.index)
        })
    }

    /// The labels that are seen, for a file. Those below what lies above the map are there, too: nothing
    /// lies above a file.
    #[must_use]
    pub fn drawn(&self, scene: &Scene, camera: &Camera) -> Vec<Drawn> {
        let seen = self.shown.keys().filter_map(|&number| {
            let label = &self.labels[number];
            let middle = on_screen(label, scene, camera)?;
            Some(self.texts.drawn(label.index, scene, middle))
        });
        seen.collect()
    }

    /// The zoom from which the label of the cluster at `index` is shown, if it ever is.
    #[must_use]
    pub fn shown_from(&mut self, index: usize) -> Option<f64> {
        self.place_up_to(f64::INFINITY);
        self.labels
            .iter()
            .find(|label| label.index == index)?
            .placement
            .map(|placement| placement.start)
    }
}

impl Shown {
    fn new(element: HtmlElement, at: [f64; 2], look: Look) -> Self {
        let shown = Self { element, at, look };
        shown.put();
        shown.paint();
        shown
    }

    fn show(&mut self, at: [f64; 2], look: Look) {
        if self.at != at {
            self.at = at;
            self.put();
        }
        if self.look != look {
            self.look = look;
            self.paint();
        }
    }

    fn put(&self) {
        let [left, top] = self.at;
        let place = format!("translate({left}px, {top}px)");
        browser::set_style(&self.element, "transform", &place);
    }

    fn paint(&self) {
        browser::set_attribute(&self.element, "data-state", self.look.state);
        browser::set_attribute(&self.element, "data-side", self.look.side);
        let covered = if self.look.covered { "yes" } else { "no" };
        browser::set_attribute(&self.element, "data-covered", covered);
    }
}

/// The middle of a label's text on screen; `None` where the camera is too far or too close for it.
fn on_screen(label: &Label, scene: &Scene, camera: &Camera) -> Option<[f64; 2]> {
    let zoom = camera.look.zoom;
    let placement = label
        .placement
        .filter(|placement| (placement.start..placement.end).contains(&zoom))?;
    let at = camera.to_screen(scene.atlas.cluster(label.index).position);
    let offset = label.place.offset(placement.side, zoom);
    Some([at[0] + offset[0], at[1] + offset[1]])
}
