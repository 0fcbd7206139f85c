//! What a map needs that takes long to work out, made in parts, between which the page answers.

use web_sys::HtmlElement;

use super::label_layer::text::{Size, Texts};
use super::scene::Scene;
use super::surface;
use crate::browser;
use crate::derive::atlas::Atlas;
use crate::derive::home::{Home, Rect, Search};
use crate::derive::regions::{self, Regions};

/// Points of the territories' grid, and names of clusters, made at a time: a few milliseconds' work.
const POINTS: usize = 4_000;
const NAMES: usize = 300;

/// Territories, labels, and where the map looks.
pub struct Made {
    /// The territories.
    pub regions: Regions,
    /// The labels' words.
    pub texts: Texts,
    /// The view of everything; `None` where the map has no size yet.
    pub home: Option<Found>,
}

/// The view of everything in a map of this size beneath this.
pub struct Found {
    /// The map's width and height.
    pub size: [f64; 2],
    /// What lies above it.
    pub chrome: Vec<Rect>,
    /// The view.
    pub home: Home,
}

impl Made {
    /// For a map of `atlas` in `container`; `None` where it is not `wanted` any more.
    pub async fn of(
        atlas: &Atlas,
        container: &HtmlElement,
        wanted: &dyn Fn() -> bool,
    ) -> Option<Self> {
        let mut parts = browser::Parts::begin();
        let mut making = regions::Making::new(atlas);
        while making.add(atlas, POINTS) {
            parts.rest().await;
            if !wanted() {
                return None;
            }
        }
        parts.rest().await;
        let regions = making.finish();
        let size = surface::size_of(container);
        let has_size = size[0] >= 2.0 && size[1] >= 2.0;
        let setting = if has_size {
            Size::of(size[0])
        } else {
            Size::default()
        };
        let mut texts = Texts::empty(atlas, setting);
        for level in 0..=atlas.top_level() {
            for members in atlas.at_level(level).chunks(NAMES) {
                parts.rest().await;
                if !wanted() {
                    return None;
                }
                texts.set(atlas, level, members);
            }
        }
        let mut made = Self {
            regions,
            texts,
            home: None,
        };
        if !has_size {
            return Some(made);
        }
        parts.rest().await;
        let chrome = surface::chrome_of(container);
        let extents = made.texts.extents(atlas, Scene::world_per_root(atlas));
        let mut search = Search::new(made.regions.bounds(), extents, size, chrome.clone());
        let home = loop {
            let found = search.step();
            // After the last one, too: what follows is the map itself.
            parts.rest().await;
            if !wanted() {
                return None;
            }
            if let Some(home) = found {
                break home;
            }
        };
        made.home = Some(Found { size, chrome, home });
        Some(made)
    }
}
