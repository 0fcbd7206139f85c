//! Labels as text above the canvas: elements that come and go with zoom and follow the camera.

pub mod text;

use std::collections::BTreeMap;
use std::task::Poll;

use web_sys::HtmlElement;

use self::text::{Size, Texts};
use super::camera::Camera;
use super::scene::{Emphasis, Scene};
use crate::browser;
use crate::derive::export::picture::Label as Drawn;
use crate::derive::home::{CLEAR, Extent, Rect, overlap};
use crate::derive::labels::{LabelBox, Placing, Side};
use crate::derive::levels::Levels;

/// Labels are placed so much zoom before they may be shown.
const AHEAD: f64 = 0.5;
/// Milliseconds for which labels are placed in a frame.
const WORK_MS: f64 = 6.0;

/// A label that the camera is neither too far nor too close for.
struct Seen {
    size: [f64; 2],
    side: Side,
    /// The middle of its text on screen.
    middle: [f64; 2],
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
    /// The clusters that labels are of, in falling priority.
    order: Vec<usize>,
    /// Where they are. Labels of finer levels, of which there are many, are placed when the camera comes near, some in a
    /// frame.
    placing: Placing,
    /// Where they are for a map of another size: in place of these once those are placed that the camera sees.
    coming: Option<Placing>,
    /// Pixels of a world unit for which labels are placed; `None` before they are, or for texts of another size.
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
            order: Vec::new(),
            placing: Placing::default(),
            coming: None,
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
            self.placing = Placing::default();
            self.root.set_inner_html("");
            self.shown.clear();
        }
    }

    /// What is to be seen of each top cluster, the largest first.
    #[must_use]
    pub fn extents(&self, scene: &Scene) -> Vec<Extent> {
        self.texts.extents(&scene.atlas, scene.world_per_root)
    }

    /// Places all labels anew for a map of `fit_scale` pixels a world unit at zoom 0, unless they are; what is shown stays
    /// until it is shown in its new place.
    pub fn lay_out(&mut self, scene: &Scene, levels: &Levels, fit_scale: f64) {
        if self.placed_for.replace(fit_scale) == Some(fit_scale) {
            return;
        }
        let atlas = &scene.atlas;
        let all = (0..=atlas.top_level()).rev();
        self.order = all
            .flat_map(|level| atlas.at_level(level))
            .copied()
            .collect();
        let boxes = self.order.iter().map(|&index| {
            let cluster = atlas.cluster(index);
            let [x, y] = cluster.position;
            LabelBox {
                anchor: [x * fit_scale, -y * fit_scale],
                size: self.texts.size(index),
                mark_radius: scene.mark_radius(index, fit_scale, 0.0),
                range: levels.label_range(cluster.level),
            }
        });
        self.coming = Some(Placing::new(boxes.collect()));
    }

    /// Goes on placing labels, until at least `count` are placed and all that begin up to `zoom`; whether they are.
    fn place(&mut self, count: usize, zoom: f64) -> bool {
        let placing = match &mut self.coming {
            Some(coming) => coming,
            None => &mut self.placing,
        };
        let mut until = None;
        while let Some(begins) = placing.next_begins()
            && (placing.done() < count || begins <= zoom)
        {
            let now = browser::now_ms();
            if now > *until.get_or_insert(now + WORK_MS) {
                return false;
            }
            placing.step();
        }
        true
    }

    /// Shows the labels that `camera` sees, in their places. Whether all of them have theirs: otherwise the next frame
    /// goes on.
    pub fn update(&mut self, scene: &Scene, camera: &Camera, emphasis: Emphasis) -> bool {
        let whole = self.place(0, camera.look.zoom + AHEAD);
        if whole && let Some(coming) = self.coming.take() {
            self.placing = coming;
        }
        for (number, &index) in self.order.iter().enumerate() {
            let seen = self.on_screen(number, scene, camera).filter(|seen| {
                let [width, height] = seen.size;
                camera.sees(seen.middle, width.max(height) / 2.0)
            });
            let Some(Seen { size, side, middle }) = seen else {
                if let Some(shown) = self.shown.remove(&number) {
                    shown.element.remove();
                }
                continue;
            };
            let [width, height] = size;
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
                state: if emphasis.selected == Some(index) {
                    "selected"
                } else if scene.is_lit(index) {
                    "plain"
                } else {
                    "grey"
                },
                side: side.name(),
                covered: self.chrome.iter().any(|chrome| overlap(&rect, chrome)),
            };
            if let Some(shown) = self.shown.get_mut(&number) {
                shown.show(at, look);
            } else if let Some(element) = self.texts.create(index, scene)
                && self.root.append_child(&element).is_ok()
            {
                self.shown.insert(number, Shown::new(element, at, look));
            }
        }
        whole
    }

    /// The cluster whose label is at `point_on_screen`.
    #[must_use]
    pub fn at(&self, scene: &Scene, camera: &Camera, point_on_screen: [f64; 2]) -> Option<usize> {
        self.shown.iter().find_map(|(&number, shown)| {
            let seen = self.on_screen(number, scene, camera)?;
            let hit = (0..2).all(|axis| {
                (point_on_screen[axis] - seen.middle[axis]).abs() <= seen.size[axis] / 2.0
            });
            (hit && !shown.look.covered).then_some(self.order[number])
        })
    }

    /// The labels that are seen, for a file. Those below what lies above the map are there, too: nothing
    /// lies above a file.
    #[must_use]
    pub fn drawn(&self, scene: &Scene, camera: &Camera) -> Vec<Drawn> {
        let seen = self.shown.keys().filter_map(|&number| {
            let middle = self.on_screen(number, scene, camera)?.middle;
            Some(self.texts.drawn(self.order[number], scene, middle))
        });
        seen.collect()
    }

    /// The zoom from which the label of the cluster at `index` is shown, if it ever is. Not known before all labels that
    /// come first are placed: whoever asks again in the next frame gets nearer to it.
    pub fn shown_from(&mut self, index: usize) -> Poll<Option<f64>> {
        let Some(number) = self.order.iter().position(|&each| each == index) else {
            return Poll::Ready(None);
        };
        if !self.place(number + 1, f64::NEG_INFINITY) {
            return Poll::Pending;
        }
        let placing = self.coming.as_ref().unwrap_or(&self.placing);
        Poll::Ready(placing.label(number).map(|(_, placement)| placement.start))
    }

    /// How the label with this number is seen; `None` where the camera is too far or too close for it.
    fn on_screen(&self, number: usize, scene: &Scene, camera: &Camera) -> Option<Seen> {
        let zoom = camera.look.zoom;
        let (label, placement) = self.placing.label(number)?;
        if !(placement.start..placement.end).contains(&zoom) {
            return None;
        }
        let at = camera.to_screen(scene.atlas.cluster(self.order[number]).position);
        let offset = label.offset(placement.side, zoom);
        Some(Seen {
            size: label.size,
            side: placement.side,
            middle: [at[0] + offset[0], at[1] + offset[1]],
        })
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
