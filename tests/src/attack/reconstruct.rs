//! (d) Reconstruction: what an integer solver makes of everything that a release publishes.
//!
//! Every facet, and the weeks, is one table whose rows stand in the tree of clusters; where some conversations
//! are of no known week, these are one more column that is never shown. A shown cell is known, a withheld one
//! lies between nothing and its cluster's total. [`flow::bounds`](super::flow::bounds) narrows that down.
//!
//! An earlier release of the same conversations is solved beside it, with all its cells and sums
//! (`reconstruct/beside.rs`), and facets whose values are part of each other's as one (`reconstruct/joint.rs`).
//!
//! Nothing here is the gate's or the verifier's: of both only the form of a release is shared.

mod beside;
pub mod joint;

use kleio_shared::release::{Cell, FacetProfile, Release};

use self::beside::{Beside, together};
use super::flow::{Known, bounds};
use super::kin::Kin;

/// What could be made of withheld cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recovered {
    /// Tables that were solved.
    pub tables: u64,
    /// Cells that are shown.
    pub shown: u64,
    /// Cells that are withheld.
    pub withheld: u64,
    /// Of those: known exactly, and not nothing.
    pub exact: u64,
    /// Known to be nothing: that nobody is there.
    pub nothing: u64,
    /// Between two values closer than a cell's threshold.
    pub narrow: u64,
    /// Tables that contradict themselves.
    pub impossible: u64,
}

impl std::ops::AddAssign for Recovered {
    fn add_assign(&mut self, other: Self) {
        self.tables += other.tables;
        self.shown += other.shown;
        self.withheld += other.withheld;
        self.exact += other.exact;
        self.nothing += other.nothing;
        self.narrow += other.narrow;
        self.impossible += other.impossible;
    }
}

/// An earlier release, and what the attacker makes of it.
#[derive(Debug, Clone, Copy)]
pub struct Earlier<'a> {
    /// The release.
    pub release: &'a Release,
    /// How rows of the later release stand to its rows, as far as the attacker knows or believes.
    pub kin: &'a Kin,
}

/// Solves every table of `release`, with what `earlier` releases add.
#[must_use]
pub fn reconstruct(release: &Release, earlier: &[Earlier<'_>]) -> Recovered {
    let mut sum = Recovered::default();
    for list in lists(release) {
        let (mut known, shown) = table(release, &list);
        let mut others: Vec<Beside> = earlier
            .iter()
            .filter_map(|other| Beside::new(release, other, &list, &known))
            .collect();
        let known = together(&mut known, &mut others).then_some(&known);
        sum += judge(known, &shown, release.manifest().policy.cell.conversations);
    }
    sum
}

/// Least and most of every cell of one table, its root first; `None` where it contradicts itself.
pub(super) fn solved(release: &Release, list: &List) -> Option<Vec<Vec<(u64, u64)>>> {
    bounds(&table(release, list).0, u64::MAX)
}

/// One table of a release: a facet, or the weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum List {
    Facet(String),
    Weeks,
}

pub(super) fn lists(release: &Release) -> Vec<List> {
    let manifest = release.manifest();
    let mut lists: Vec<List> = manifest
        .facets
        .iter()
        .map(|facet| List::Facet(facet.name.clone()))
        .collect();
    if !manifest.weeks.is_empty() {
        lists.push(List::Weeks);
    }
    lists
}

/// Names of the columns: values, or Mondays.
pub(super) fn columns(release: &Release, list: &List) -> Vec<String> {
    let manifest = release.manifest();
    match list {
        List::Facet(name) => manifest
            .facets
            .iter()
            .find(|facet| facet.name == *name)
            .map(|facet| facet.values.clone())
            .unwrap_or_default(),
        List::Weeks => manifest.weeks.clone(),
    }
}

pub(super) fn cells<'a>(profile: &'a FacetProfile, list: &List) -> &'a [Cell] {
    match list {
        List::Facet(name) => profile.facets.get(name).map_or(&[], Vec::as_slice),
        List::Weeks => &profile.weeks,
    }
}

/// What the release says of one table, its root first, and which cells it shows.
fn table(release: &Release, list: &List) -> (Known, Vec<Vec<bool>>) {
    let tree = release.tree();
    let clusters = release.clusters();
    // Clusters stand top level first, so every parent comes before its children.
    let parent = std::iter::once(None)
        .chain((0..clusters.len()).map(|i| Some(tree.parent(i).map_or(0, |parent| parent + 1))))
        .collect();
    let mut total = vec![release.manifest().totals.conversations];
    total.extend(clusters.iter().map(|cluster| cluster.conversations));
    let profiles =
        std::iter::once(&release.manifest().overall).chain(clusters.iter().map(|c| &c.profile));
    let (is_weeks, undated) = (*list == List::Weeks, release.manifest().undated);
    let (mut known, mut shown) = (Vec::new(), Vec::new());
    for (profile, &total) in profiles.zip(&total) {
        let row = cells(profile, list);
        let mut bounds: Vec<(u64, u64)> = row
            .iter()
            .map(|cell| cell.shown().map_or((0, total), |count| (count, count)))
            .collect();
        if is_weeks {
            bounds.push((0, if undated { total } else { 0 }));
        }
        known.push(bounds);
        shown.push(row.iter().map(|cell| cell.shown().is_some()).collect());
    }
    let known = Known {
        parent,
        total,
        bounds: known,
    };
    (known, shown)
}

/// `known` is none where nothing fits what is known.
fn judge(known: Option<&Known>, shown: &[Vec<bool>], threshold: u64) -> Recovered {
    let mut sum = Recovered {
        tables: 1,
        ..Recovered::default()
    };
    let all = shown.iter().flatten();
    sum.shown = all.clone().filter(|shown| **shown).count() as u64;
    sum.withheld = all.filter(|shown| !**shown).count() as u64;
    let reach = threshold.saturating_mul(4);
    let Some(found) = known.and_then(|known| bounds(known, reach)) else {
        sum.impossible = 1;
        return sum;
    };
    for (shown, found) in shown.iter().zip(&found) {
        for (_, &(least, most)) in shown.iter().zip(found).filter(|(shown, _)| !**shown) {
            match most - least {
                0 if least == 0 => sum.nothing += 1,
                0 => sum.exact += 1,
                width if width < threshold => sum.narrow += 1,
                _ => {}
            }
        }
    }
    sum
}
