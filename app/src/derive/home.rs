//! Where the map looks when it shows everything: as large as it can be with all marks, the labels of the top
//! clusters and what lies above the map each in a place of its own.

use super::atlas::Bounds;
use super::labels::{LabelBox, Placement, Placing};

/// What is to be seen of a top cluster.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    /// Centre of its mark, world units (y up).
    pub position: [f64; 2],
    /// Radius of its mark when the map fits, world units.
    pub radius: f64,
    /// Width and height of its label in pixels.
    pub label: [f64; 2],
}

/// A box on screen in CSS pixels: left, top, right, bottom.
pub type Rect = [f64; 4];

/// The view of everything.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Home {
    /// Centre of the view, world units.
    pub centre: [f64; 2],
    /// Pixels of a world unit.
    pub scale: f64,
}

/// Clear space at the edges, pixels.
const FRAME: f64 = 14.0;
/// The view of everything is never smaller than this, pixels of a world unit.
const LEAST_SCALE: f64 = 24.0;
/// How far the map shrinks at most to keep out of the way of what lies above it, and in how many steps.
const SHRINK: f64 = 0.36;
const STEPS: u32 = 18;
/// Labels so near to what lies above the map are not shown (see the map's label layer), pixels.
pub const CLEAR: f64 = 4.0;
/// Labels placed at a time, where they are many: each is looked at beside all before it.
const AT_A_TIME: usize = 32;
/// A top cluster without a name is as bad as so much of a label that is hidden, square pixels.
const NAMELESS: f64 = 800.0;

/// The view of all land, which lies within `bounds`, with all of `extents`, which stand in falling priority, in a map
/// of `viewport` pixels beneath `chrome`. Land may lie beneath chrome; marks and labels keep out of its way.
#[must_use]
pub fn home(bounds: &Bounds, extents: &[Extent], viewport: [f64; 2], chrome: &[Rect]) -> Home {
    let mut search = Search::new(*bounds, extents.to_vec(), viewport, chrome.to_vec());
    loop {
        if let Some(home) = search.step() {
            return home;
        }
    }
}

/// What [`home`] gives, looked for at one size of the map after the other, some labels at a time.
#[derive(Debug, Clone)]
pub struct Search {
    bounds: Bounds,
    extents: Vec<Extent>,
    viewport: [f64; 2],
    chrome: Vec<Rect>,
    /// The largest size; before `is_measured` that of marks without labels.
    scale: f64,
    is_measured: bool,
    /// The labels at the size that is being tried.
    placing: Option<Placing>,
    /// Sizes that were tried.
    tried: u32,
    /// The view that hides least so far, and how much that is.
    best: Option<(f64, Home)>,
}

impl Search {
    /// Nothing tried yet.
    #[must_use]
    pub fn new(
        bounds: Bounds,
        extents: Vec<Extent>,
        viewport: [f64; 2],
        chrome: Vec<Rect>,
    ) -> Self {
        Self {
            scale: largest(&bounds, &extents, viewport, &[]),
            is_measured: false,
            placing: None,
            bounds,
            extents,
            viewport,
            chrome,
            tried: 0,
            best: None,
        }
    }

    /// Goes on trying; the view, once it is found.
    pub fn step(&mut self) -> Option<Home> {
        if self.tried > STEPS {
            // There is no place for everything: what hides least.
            let best = self.best.map(|(_, home)| home);
            return Some(best.unwrap_or_else(|| at([0.0; 2], self.scale)));
        }
        let (extents, viewport) = (&self.extents, self.viewport);
        let tried = self.scale * (1.0 - SHRINK * f64::from(self.tried) / f64::from(STEPS));
        let tried = tried.max(LEAST_SCALE);
        let placing = self.placing.get_or_insert_with(|| {
            let boxes = extents.iter().map(|extent| boxed(extent, tried));
            Placing::new(boxes.collect())
        });
        if (0..AT_A_TIME).all(|_| placing.step()) {
            return None;
        }
        let placements = placing.placements();
        self.placing = None;
        if !self.is_measured {
            self.is_measured = true;
            self.scale = largest(&self.bounds, extents, viewport, &placements);
            return None;
        }
        self.tried += 1;
        let around = around(&self.bounds, extents, tried, &placements);
        let parts: Vec<Vec<Rect>> = extents
            .iter()
            .zip(&placements)
            .map(|(extent, placement)| parts(extent, *placement, tried))
            .collect();
        let nameless = parts.iter().filter(|parts| parts.len() < 2).count();
        let slack = [0, 1].map(|axis| {
            (viewport[axis] - 2.0 * FRAME - (around[axis + 2] - around[axis])).max(0.0) / 2.0
        });
        for [x, y] in OFFSETS {
            let middle = [
                (around[0] + around[2]) / 2.0 - x * slack[0],
                (around[1] + around[3]) / 2.0 - y * slack[1],
            ];
            let corner = [0, 1].map(|axis| viewport[axis] / 2.0 - middle[axis]);
            let parts = parts.iter().flatten();
            let lost = parts.map(|part| hidden(&moved(part, corner), viewport, &self.chrome));
            let lost: f64 = lost.sum();
            if lost < 0.5 && nameless == 0 {
                return Some(at(middle, tried));
            }
            let lost = lost + nameless as f64 * NAMELESS;
            if self.best.is_none_or(|(least, _)| lost < least) {
                self.best = Some((lost, at(middle, tried)));
            }
        }
        None
    }
}

/// How much of a part is not to be seen, because it is beyond the edge or beneath something; square pixels.
fn hidden(part: &Rect, viewport: [f64; 2], chrome: &[Rect]) -> f64 {
    let area = |rect: &Rect| {
        [0, 1]
            .map(|axis| (rect[axis + 2] - rect[axis]).max(0.0))
            .iter()
            .product::<f64>()
    };
    let common = |other: &Rect, around: f64| {
        area(&[
            part[0].max(other[0] - around),
            part[1].max(other[1] - around),
            part[2].min(other[2] + around),
            part[3].min(other[3] + around),
        ])
    };
    let beneath = chrome.iter().map(|rect| common(rect, CLEAR));
    area(part) - common(&[0.0, 0.0, viewport[0], viewport[1]], 0.0) + beneath.sum::<f64>()
}

/// Where within its slack the map is tried: in the middle first.
const OFFSETS: [[f64; 2]; 9] = [
    [0.0, 0.0],
    [0.5, 0.0],
    [-0.5, 0.0],
    [0.0, -0.5],
    [0.0, 0.5],
    [1.0, 0.0],
    [-1.0, 0.0],
    [0.0, -1.0],
    [0.0, 1.0],
];

/// The view whose middle is at `middle` in pixels (y down) from the world's origin.
fn at(middle: [f64; 2], scale: f64) -> Home {
    Home {
        centre: [middle[0] / scale, -middle[1] / scale],
        scale,
    }
}

/// Whether two boxes overlap.
#[must_use]
pub fn overlap(a: &Rect, b: &Rect) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

fn moved(rect: &Rect, by: [f64; 2]) -> Rect {
    [
        rect[0] + by[0],
        rect[1] + by[1],
        rect[2] + by[0],
        rect[3] + by[1],
    ]
}

fn boxed(extent: &Extent, scale: f64) -> LabelBox {
    LabelBox {
        anchor: [extent.position[0] * scale, -extent.position[1] * scale],
        size: extent.label,
        mark_radius: extent.radius * scale,
        range: (f64::NEG_INFINITY, f64::INFINITY),
    }
}

/// The boxes of a mark and of its label, where it has one when the map fits; pixels from the world's origin.
fn parts(extent: &Extent, placement: Option<Placement>, scale: f64) -> Vec<Rect> {
    let label = boxed(extent, scale);
    let ([x, y], r) = (label.anchor, label.mark_radius);
    let mut parts = vec![[x - r, y - r, x + r, y + r]];
    if let Some(placement) = placement.filter(|placement| placement.start <= 0.0) {
        let offset = label.offset(placement.side, 0.0);
        let (x, y) = (x + offset[0], y + offset[1]);
        let [width, height] = label.size.map(|side| side / 2.0);
        parts.push([x - width, y - height, x + width, y + height]);
    }
    parts
}

/// The box around everything at this scale, pixels from the world's origin.
fn around(
    bounds: &Bounds,
    extents: &[Extent],
    scale: f64,
    placements: &[Option<Placement>],
) -> Rect {
    let corner = |sign: f64| {
        [
            (bounds.centre[0] + sign * bounds.size[0] / 2.0) * scale,
            (-bounds.centre[1] + sign * bounds.size[1] / 2.0) * scale,
        ]
    };
    let (low, high) = (corner(-1.0), corner(1.0));
    let start = [low[0], low[1], high[0], high[1]];
    extents
        .iter()
        .enumerate()
        .flat_map(|(index, extent)| parts(extent, placements.get(index).copied().flatten(), scale))
        .fold(start, |all, part| {
            [
                all[0].min(part[0]),
                all[1].min(part[1]),
                all[2].max(part[2]),
                all[3].max(part[3]),
            ]
        })
}

/// The largest scale at which everything is within the frame, to a thousandth.
fn largest(
    bounds: &Bounds,
    extents: &[Extent],
    viewport: [f64; 2],
    placements: &[Option<Placement>],
) -> f64 {
    let fits = |scale: f64| {
        let around = around(bounds, extents, scale, placements);
        (0..2).all(|axis| around[axis + 2] - around[axis] <= viewport[axis] - 2.0 * FRAME)
    };
    let (mut low, mut high) = (LEAST_SCALE, 10_000.0);
    while high / low > 1.001 {
        let middle = (low * high).sqrt();
        if fits(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEWPORT: [f64; 2] = [800.0, 600.0];

    fn extents() -> Vec<Extent> {
        [[-1.0, 1.0], [1.0, 0.8], [0.2, -1.0], [-0.9, -0.9]]
            .map(|position| Extent {
                position,
                radius: 0.1,
                label: [150.0, 54.0],
            })
            .to_vec()
    }

    fn on_screen(home: &Home, extent: &Extent) -> Rect {
        let x = (extent.position[0] - home.centre[0]) * home.scale + VIEWPORT[0] / 2.0;
        let y = (home.centre[1] - extent.position[1]) * home.scale + VIEWPORT[1] / 2.0;
        let r = extent.radius * home.scale;
        [x - r, y - r, x + r, y + r]
    }

    fn bounds() -> Bounds {
        Bounds::around(extents().iter().map(|extent| extent.position))
    }

    #[test]
    fn all_marks_and_labels_are_within_the_frame() {
        let home = home(&bounds(), &extents(), VIEWPORT, &[]);
        let placements = Placing::whole(extents().iter().map(|e| boxed(e, home.scale)));
        let corner = [
            VIEWPORT[0] / 2.0 - home.centre[0] * home.scale,
            VIEWPORT[1] / 2.0 + home.centre[1] * home.scale,
        ];
        for (extent, placement) in extents().iter().zip(placements) {
            let parts = parts(extent, placement, home.scale);
            assert_eq!(parts.len(), 2, "a label is missing");
            for part in parts {
                let [left, top, right, bottom] = moved(&part, corner);
                assert!(left >= 0.0 && top >= 0.0, "{left} {top}");
                assert!(
                    right <= VIEWPORT[0] && bottom <= VIEWPORT[1],
                    "{right} {bottom}"
                );
            }
        }
    }

    #[test]
    fn all_land_is_within_the_frame() {
        let land = Bounds {
            centre: [0.1, 0.2],
            size: [2.4, 2.6],
        };
        let legend = [12.0, 470.0, 240.0, 588.0];
        for chrome in [&[][..], &[legend]] {
            let home = home(&land, &extents(), VIEWPORT, chrome);
            let reach = [0, 1].map(|axis| {
                let off = (land.centre[axis] - home.centre[axis]).abs();
                (off + land.size[axis] / 2.0) * home.scale
            });
            assert!(reach[0] <= VIEWPORT[0] / 2.0, "{reach:?} {home:?}");
            assert!(reach[1] <= VIEWPORT[1] / 2.0, "{reach:?} {home:?}");
        }
    }

    #[test]
    fn where_nothing_fits_every_size_is_tried_and_the_view_that_hides_least_is_taken() {
        let everywhere = vec![[0.0, 0.0, 800.0, 600.0]];
        let mut search = Search::new(bounds(), extents(), VIEWPORT, everywhere.clone());
        let tried = std::iter::from_fn(|| search.step().is_none().then_some(())).count();
        // Beside every size, the largest is measured.
        assert_eq!(tried, STEPS as usize + 2);
        let whole = home(&bounds(), &extents(), VIEWPORT, &everywhere);
        assert_eq!(search.step(), Some(whole));
    }

    #[test]
    fn nothing_lies_beneath_the_legend() {
        let legend = [12.0, 470.0, 240.0, 588.0];
        let home = home(&bounds(), &extents(), VIEWPORT, &[legend]);
        for extent in extents() {
            assert!(!overlap(&on_screen(&home, &extent), &legend), "{home:?}");
        }
    }

    #[test]
    fn no_label_is_cut_off_on_a_narrow_map() {
        let (viewport, legend) = ([300.0, 500.0], [8.0, 400.0, 220.0, 492.0]);
        let narrow = |extent: Extent| Extent {
            label: [96.0, 44.0],
            ..extent
        };
        let extents: Vec<Extent> = extents().into_iter().map(narrow).collect();
        let home = home(&bounds(), &extents, viewport, &[legend]);
        let corner = [
            viewport[0] / 2.0 - home.centre[0] * home.scale,
            viewport[1] / 2.0 + home.centre[1] * home.scale,
        ];
        let placements = Placing::whole(extents.iter().map(|e| boxed(e, home.scale)));
        for (extent, placement) in extents.iter().zip(placements) {
            for part in parts(extent, placement, home.scale) {
                let lost = hidden(&moved(&part, corner), viewport, &[legend]);
                assert!(lost < 0.5, "{lost} square pixels: {home:?}");
            }
        }
    }

    #[test]
    fn a_map_too_small_for_its_chrome_is_shown_all_the_same() {
        let everywhere = [0.0, 0.0, 800.0, 600.0];
        let home = home(&bounds(), &extents(), VIEWPORT, &[everywhere]);
        assert!(home.scale > LEAST_SCALE);
        let tiny = super::home(&bounds(), &extents(), [90.0, 60.0], &[]);
        assert!((tiny.scale - LEAST_SCALE).abs() < 1.0);
    }
}
