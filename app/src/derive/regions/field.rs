//! How strongly the kernels of base clusters are felt at each point of a grid, and whose is strongest.

use crate::derive::atlas::Atlas;

/// Points along the longer side of the world.
const POINTS: usize = 224;
/// A kernel reaches so much farther than the land around a base cluster that stands alone.
const REACH: f64 = 1.9;
/// What the kernel is at the coast of such a cluster.
const SHORE: f32 = {
    let part = 1.0 - 1.0 / (REACH * REACH);
    (part * part) as f32
};
/// Owner of what has none.
const NOBODY: u32 = u32::MAX;

/// A grid over the world: the excess of land over sea, and the owners of every level.
#[derive(Debug, Clone)]
pub(super) struct Field {
    origin: [f64; 2],
    pub(super) step: f64,
    pub(super) columns: usize,
    pub(super) rows: usize,
    /// Above 0 on land.
    excess: Vec<f32>,
    /// Owners by level; those of the base level are not kept.
    levels: Vec<Owners>,
}

/// Who owns each point at one level, and by how much before the next.
#[derive(Debug, Clone, Default)]
struct Owners {
    owner: Vec<u32>,
    margin: Vec<f32>,
}

/// Base clusters by the square of the grid that they lie in, a kernel's reach wide.
struct Buckets {
    side: f64,
    columns: usize,
    rows: usize,
    members: Vec<Vec<usize>>,
}

/// Radius of the land around a base cluster that stands alone, in world units.
fn land_radius(atlas: &Atlas) -> f64 {
    let base = atlas.at_level(0).len().max(1) as f64;
    (0.66 * (atlas.bounds().area() / base).sqrt()).clamp(0.024, 0.1)
}

/// A field whose points are filled one after the other.
pub(super) struct Filling {
    field: Field,
    reach: f64,
    lineage: Vec<Vec<u32>>,
    buckets: Buckets,
    tally: Tally,
    felt: Vec<(usize, f32)>,
    /// The next point.
    next: usize,
}

impl Filling {
    pub(super) fn new(atlas: &Atlas) -> Self {
        let reach = land_radius(atlas) * REACH;
        let bounds = atlas.bounds();
        let longer = bounds.size[0].max(bounds.size[1]) + 2.0 * reach;
        let step = longer / (POINTS - 3) as f64;
        let points = |axis: usize| ((bounds.size[axis] + 2.0 * reach) / step).ceil() as usize + 3;
        let (columns, rows) = (points(0), points(1));
        let origin =
            [0, 1].map(|axis| bounds.centre[axis] - bounds.size[axis] / 2.0 - reach - step);
        let count = columns * rows;
        let mut levels = vec![Owners::default(); usize::from(atlas.top_level()) + 1];
        for owners in &mut levels[1..] {
            owners.owner = vec![NOBODY; count];
            owners.margin = vec![0.0; count];
        }
        let field = Field {
            origin,
            step,
            columns,
            rows,
            excess: vec![-SHORE; count],
            levels,
        };
        Self {
            reach,
            lineage: lineages(atlas),
            buckets: Buckets::new(&field, atlas, reach),
            tally: Tally::new(atlas.clusters().len()),
            felt: Vec::new(),
            next: 0,
            field,
        }
    }

    /// Fills up to `most` points more; whether there are others.
    pub(super) fn add(&mut self, atlas: &Atlas, most: usize) -> bool {
        let count = self.field.excess.len();
        let end = self.next.saturating_add(most).min(count);
        for point in self.next..end {
            self.fill(atlas, point);
        }
        self.next = end;
        end < count
    }

    /// What is filled so far.
    pub(super) const fn field(&self) -> &Field {
        &self.field
    }

    pub(super) fn finish(self) -> Field {
        self.field
    }

    fn fill(&mut self, atlas: &Atlas, point: usize) {
        let Self {
            field,
            reach,
            lineage,
            buckets,
            tally,
            felt,
            ..
        } = self;
        let at = field.place(point);
        felt.clear();
        buckets.near(field.origin, at, |base| {
            let strength = kernel(at, atlas.cluster(base).position, *reach);
            if strength > 0.0 {
                felt.push((base, strength));
            }
        });
        field.excess[point] = felt.iter().map(|(_, strength)| strength).sum::<f32>() - SHORE;
        if field.excess[point] <= 0.0 {
            return;
        }
        let mut within = None;
        for level in (1..=atlas.top_level()).rev() {
            let members = felt.iter().filter_map(|&(base, strength)| {
                let line = &lineage[base];
                let inside =
                    within.is_none_or(|parent| line.get(usize::from(level) + 1) == Some(&parent));
                let own = *line.get(usize::from(level))?;
                (inside && own != NOBODY).then_some((own, strength))
            });
            let (owner, margin) = tally.strongest(members);
            let owners = &mut field.levels[usize::from(level)];
            owners.owner[point] = owner;
            owners.margin[point] = margin;
            within = (owner != NOBODY).then_some(owner);
        }
    }
}

impl Field {
    /// Corners of the squares around the points on land: the coast lies between a point on land and the next.
    pub(super) fn land(&self) -> impl Iterator<Item = [f64; 2]> {
        let land = (0..self.excess.len()).filter(|&point| self.is_land(point));
        land.flat_map(|point| {
            let [x, y] = self.place(point);
            [-self.step, self.step].map(|step| [x + step, y + step])
        })
    }

    /// How many levels there are.
    pub(super) fn levels(&self) -> u8 {
        u8::try_from(self.levels.len()).unwrap_or(u8::MAX)
    }

    /// Where a point of the grid is in the world.
    pub(super) fn place(&self, point: usize) -> [f64; 2] {
        let (column, row) = (point % self.columns, point / self.columns);
        [
            self.origin[0] + column as f64 * self.step,
            self.origin[1] + row as f64 * self.step,
        ]
    }

    #[cfg(test)]
    pub(super) fn nearest(&self, at: [f64; 2]) -> usize {
        let along = |axis: usize| ((at[axis] - self.origin[axis]) / self.step).round() as usize;
        along(1) * self.columns + along(0)
    }

    pub(super) fn is_land(&self, point: usize) -> bool {
        self.excess[point] > 0.0
    }

    /// The cluster of `level` that owns a point.
    pub(super) fn owner(&self, level: u8, point: usize) -> Option<usize> {
        let owner = *self.levels.get(usize::from(level))?.owner.get(point)?;
        (owner != NOBODY).then_some(owner as usize)
    }

    /// The highest level at which two points of land have different owners; 0 where at none.
    pub(super) fn parted_at(&self, a: usize, b: usize) -> u8 {
        let top = self.levels.len().saturating_sub(1);
        let level = (1..=top).rev().find(|&level| {
            let owner = &self.levels[level].owner;
            owner[a] != owner[b]
        });
        u8::try_from(level.unwrap_or(0)).unwrap_or(u8::MAX)
    }

    /// Where between two neighbouring points their border is, 0 at `a` to 1 at `b`.
    pub(super) fn crossing(&self, a: usize, b: usize) -> f64 {
        let (from, to) = if self.is_land(a) && self.is_land(b) {
            let margin = &self.levels[usize::from(self.parted_at(a, b))].margin;
            let of = |point: usize| margin.get(point).copied().unwrap_or(0.0);
            (of(a), of(b))
        } else {
            (self.excess[a].abs(), self.excess[b].abs())
        };
        let whole = f64::from(from) + f64::from(to);
        if whole > 0.0 {
            f64::from(from) / whole
        } else {
            0.5
        }
    }
}

/// A quartic kernel: 1 at its centre, 0 from `reach` on.
fn kernel(a: [f64; 2], b: [f64; 2], reach: f64) -> f32 {
    let part = ((a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)) / (reach * reach);
    ((1.0 - part).max(0.0).powi(2)) as f32
}

/// For every base cluster its ancestors by level, itself at level 0.
fn lineages(atlas: &Atlas) -> Vec<Vec<u32>> {
    let mut lines = vec![Vec::new(); atlas.clusters().len()];
    for &base in atlas.at_level(0) {
        let mut line = vec![NOBODY; usize::from(atlas.top_level()) + 1];
        for index in atlas.path(base) {
            let level = usize::from(atlas.cluster(index).level);
            line[level] = u32::try_from(index).unwrap_or(NOBODY);
        }
        lines[base] = line;
    }
    lines
}

/// Adds up strengths by owner.
struct Tally {
    sums: Vec<f32>,
    seen: Vec<u32>,
}

impl Tally {
    fn new(owners: usize) -> Self {
        Self {
            sums: vec![0.0; owners],
            seen: Vec::new(),
        }
    }

    /// The strongest of all, and how far it is before the second; the lower index where they are equal.
    fn strongest(&mut self, members: impl Iterator<Item = (u32, f32)>) -> (u32, f32) {
        for (owner, strength) in members {
            let sum = &mut self.sums[owner as usize];
            if *sum == 0.0 {
                self.seen.push(owner);
            }
            *sum += strength;
        }
        let (mut best, mut first, mut second) = (NOBODY, 0.0_f32, 0.0_f32);
        for owner in self.seen.drain(..) {
            let sum = std::mem::take(&mut self.sums[owner as usize]);
            if sum > first || (sum == first && owner < best) {
                second = first;
                (best, first) = (owner, sum);
            } else {
                second = second.max(sum);
            }
        }
        (best, first - second)
    }
}

impl Buckets {
    fn new(field: &Field, atlas: &Atlas, reach: f64) -> Self {
        let squares = |points: usize| (points as f64 * field.step / reach).ceil() as usize + 1;
        let mut buckets = Self {
            side: reach,
            columns: squares(field.columns),
            rows: squares(field.rows),
            members: Vec::new(),
        };
        buckets.members = vec![Vec::new(); buckets.columns * buckets.rows];
        // In the order of the clusters, so that sums do not depend on anything else.
        for (index, cluster) in atlas.clusters().iter().enumerate() {
            if cluster.level == 0 {
                let (x, y) = buckets.square(field.origin, cluster.position);
                buckets.members[y * buckets.columns + x].push(index);
            }
        }
        buckets
    }

    fn square(&self, origin: [f64; 2], at: [f64; 2]) -> (usize, usize) {
        let along = |axis: usize, count: usize| {
            (((at[axis] - origin[axis]) / self.side).max(0.0) as usize).min(count - 1)
        };
        (along(0, self.columns), along(1, self.rows))
    }

    fn near(&self, origin: [f64; 2], at: [f64; 2], mut visit: impl FnMut(usize)) {
        let (x, y) = self.square(origin, at);
        for row in y.saturating_sub(1)..=(y + 1).min(self.rows - 1) {
            for column in x.saturating_sub(1)..=(x + 1).min(self.columns - 1) {
                for &base in &self.members[row * self.columns + column] {
                    visit(base);
                }
            }
        }
    }
}
