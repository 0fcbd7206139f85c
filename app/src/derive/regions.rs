//! Territories: which part of the world belongs to which cluster, as soft shapes that nest.
//!
//! Every base cluster spreads a kernel. Where the kernels together are strong enough there is land, and a
//! point of it belongs to the top cluster whose base clusters are densest there, within that to the densest
//! of its children, and so on down: so territories of a level fill those of the level above. They are
//! computed once for a release, on a grid, and traced by marching squares (Lorensen and Cline 1987, in two
//! dimensions).
//!
//! Invariant: two neighbours share their border exactly, at every level.

mod field;
mod trace;

use self::field::{Field, Filling};
pub use self::trace::Area;
use super::atlas::{Atlas, Bounds};

/// A stretch of a border: from one point of the world to another.
pub type Segment = [[f32; 2]; 2];

/// The territories of all clusters above the base level.
#[derive(Debug, Clone)]
pub struct Regions {
    field: Field,
    land: Area,
    /// The coast, and by level the borders.
    lines: Vec<Vec<Segment>>,
}

/// [`Regions`], made some points of the grid and then one kind of lines at a time, all of one atlas.
pub struct Making {
    filling: Filling,
    lines: Vec<Vec<Segment>>,
}

impl Making {
    /// Nothing divided yet.
    #[must_use]
    pub fn new(atlas: &Atlas) -> Self {
        Self {
            filling: Filling::new(atlas),
            lines: Vec::new(),
        }
    }

    /// Divides up to `most` points more, or traces what is divided; whether there is more to do.
    pub fn add(&mut self, atlas: &Atlas, most: usize) -> bool {
        if self.filling.add(atlas, most) {
            return true;
        }
        let field = self.filling.field();
        let next = u8::try_from(self.lines.len()).unwrap_or(u8::MAX);
        let more = next < field.levels();
        if more {
            let lines = trace::lines(field, (next > 0).then_some(next));
            self.lines.push(lines);
        }
        more
    }

    /// The territories, once there is no more to do.
    #[must_use]
    pub fn finish(self) -> Regions {
        let field = self.filling.finish();
        Regions {
            lines: self.lines,
            land: trace::area(&field, &|point| field.is_land(point)),
            field,
        }
    }
}

impl Regions {
    /// Divides the world of `atlas` among its clusters.
    #[must_use]
    pub fn new(atlas: &Atlas) -> Self {
        let mut making = Making::new(atlas);
        while making.add(atlas, usize::MAX) {}
        making.finish()
    }

    /// All land.
    #[must_use]
    pub const fn land(&self) -> &Area {
        &self.land
    }

    /// The box around all land.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        Bounds::around(self.field.land())
    }

    /// The territory of the cluster at `index` on `level`; empty for base clusters.
    #[must_use]
    pub fn of(&self, index: usize, level: u8) -> Area {
        if level == 0 {
            return Area::default();
        }
        trace::area(&self.field, &|point| {
            self.field.owner(level, point) == Some(index)
        })
    }

    /// Where land meets the sea.
    #[must_use]
    pub fn coast(&self) -> &[Segment] {
        self.lines.first().map_or(&[], Vec::as_slice)
    }

    /// Where territories of `level`, at least 1, but of no higher level, meet.
    #[must_use]
    pub fn borders(&self, level: u8) -> &[Segment] {
        let borders = self.lines.get(usize::from(level));
        borders.map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::fixture;

    #[test]
    fn territories_of_a_level_make_up_the_land() {
        let atlas = fixture::atlas();
        let regions = Regions::new(&atlas);
        let land = regions.land().size();
        for level in [1, 2] {
            let members = atlas.at_level(level).iter();
            let parts: f64 = members.map(|&i| regions.of(i, level).size()).sum();
            // Only where three territories meet is there a triangle that belongs to none.
            assert!((parts / land - 1.0).abs() < 0.01, "{parts} of {land}");
        }
        assert!(land > 0.1 && land < 4.0, "{land}");
    }

    #[test]
    fn made_in_parts_they_are_the_same() {
        let atlas = fixture::atlas();
        let whole = Regions::new(&atlas);
        let mut making = Making::new(&atlas);
        let mut steps = 0;
        while making.add(&atlas, 1_000) {
            steps += 1;
        }
        assert!(steps > 10, "{steps}");
        let parts = making.finish();
        assert_eq!(parts.land(), whole.land());
        assert_eq!(parts.coast(), whole.coast());
        for level in [1, 2] {
            assert_eq!(parts.borders(level), whole.borders(level));
        }
    }

    #[test]
    fn a_parent_has_room_for_its_children() {
        let atlas = fixture::atlas();
        let regions = Regions::new(&atlas);
        for &top in atlas.at_level(2) {
            let own = regions.of(top, 2).size();
            let children = atlas.tree().children(top).iter();
            let parts: f64 = children.map(|&i| regions.of(i, 1).size()).sum();
            assert!((parts / own - 1.0).abs() < 0.02, "{parts} of {own}");
        }
    }

    #[test]
    fn base_clusters_lie_on_land_and_there_is_sea_around_it() {
        let atlas = fixture::atlas();
        let regions = Regions::new(&atlas);
        let field = &regions.field;
        assert!(!regions.coast().is_empty() && !regions.borders(1).is_empty());
        for &base in atlas.at_level(0) {
            let point = field.nearest(atlas.cluster(base).position);
            assert!(field.is_land(point));
            let owner = field.owner(2, point);
            assert_eq!(owner, Some(atlas.path(base)[0]));
        }
    }

    #[test]
    fn the_box_around_the_land_holds_all_of_it() {
        let regions = Regions::new(&fixture::atlas());
        let bounds = regions.bounds();
        let land = regions.land();
        let corners = land.polygons().flatten();
        let off = corners.map(|corner| {
            [0, 1].map(|axis| {
                (f64::from(corner[axis]) - bounds.centre[axis]).abs() - bounds.size[axis] / 2.0
            })
        });
        let off = off.fold([f64::NEG_INFINITY; 2], |most, off| {
            [most[0].max(off[0]), most[1].max(off[1])]
        });
        let step = regions.field.step;
        assert!(
            off.iter().all(|&off| off <= 0.0 && off > -3.0 * step),
            "{off:?}"
        );
    }

    #[test]
    fn base_clusters_have_no_territory() {
        let atlas = fixture::atlas();
        let regions = Regions::new(&atlas);
        assert_eq!(regions.of(atlas.at_level(0)[0], 0).size(), 0.0);
    }
}
