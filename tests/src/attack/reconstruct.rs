//! (d) Reconstruction: what an integer solver makes of everything that a release publishes.
//!
//! Every facet, and the weeks, is one table whose rows stand in the tree of clusters; conversations of no
//! known week are one more column that is never shown. A shown cell is known, a withheld one lies between
//! nothing and its cluster's total. [`flow::bounds`](super::flow::bounds) narrows that down. An earlier
//! release of the same conversations adds what it shows of clusters that the attacker takes for the same.

use std::collections::BTreeMap;

use kleio_shared::release::{Cell, Cluster, FacetProfile, Release};

use super::flow::{Known, bounds};

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
    /// Ids of the clusters that are known to have the same conversations in both, each with its id here. Without
    /// it, those of the same name and total are taken for the same, which they need not be.
    pub same: Option<&'a BTreeMap<String, String>>,
}

impl Earlier<'_> {
    /// The cluster here that `cluster` is taken for.
    fn twin(&self, cluster: &Cluster) -> Option<&Cluster> {
        let clusters = self.release.clusters();
        match self.same {
            Some(same) => {
                let id = same.get(cluster.id.as_str())?;
                clusters.iter().find(|twin| twin.id.as_str() == id)
            }
            None => clusters
                .iter()
                .find(|twin| twin.id == cluster.id && twin.conversations == cluster.conversations),
        }
    }
}

/// Solves every table of `release`, with what `earlier` releases add.
#[must_use]
pub fn reconstruct(release: &Release, earlier: &[Earlier<'_>]) -> Recovered {
    let mut sum = Recovered::default();
    for list in lists(release) {
        let (mut known, shown) = table(release, &list);
        for other in earlier {
            add(&mut known, release, other, &list);
        }
        sum += judge(&known, &shown, release.manifest().policy.cell.conversations);
    }
    sum
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
    let spare = *list == List::Weeks;
    let (mut known, mut shown) = (Vec::new(), Vec::new());
    for (profile, &total) in profiles.zip(&total) {
        let row = cells(profile, list);
        let mut bounds: Vec<(u64, u64)> = row
            .iter()
            .map(|cell| cell.shown().map_or((0, total), |count| (count, count)))
            .collect();
        if spare {
            bounds.push((0, total));
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

/// Adds what an earlier release shows of clusters that are taken for the same.
fn add(known: &mut Known, release: &Release, earlier: &Earlier<'_>, list: &List) {
    let other = earlier.release;
    let (mine, theirs) = (columns(release, list), columns(other, list));
    let place: BTreeMap<&str, usize> = theirs
        .iter()
        .enumerate()
        .map(|(place, name)| (name.as_str(), place))
        .collect();
    let overall = (release.manifest().totals.conversations
        == other.manifest().totals.conversations)
        .then_some((0, &other.manifest().overall));
    let rows = release.clusters().iter().zip(1..);
    let same = rows.filter_map(|(cluster, row)| Some((row, &earlier.twin(cluster)?.profile)));
    for (row, profile) in overall.into_iter().chain(same) {
        let theirs = cells(profile, list);
        for (column, name) in mine.iter().enumerate() {
            let count = place
                .get(name.as_str())
                .and_then(|&at| theirs.get(at))
                .and_then(|cell| cell.shown());
            if let Some(count) = count {
                let bound = &mut known.bounds[row][column];
                *bound = (bound.0.max(count), bound.1.min(count));
            }
        }
    }
}

fn judge(known: &Known, shown: &[Vec<bool>], threshold: u64) -> Recovered {
    let mut sum = Recovered {
        tables: 1,
        ..Recovered::default()
    };
    let all = shown.iter().flatten();
    sum.shown = all.clone().filter(|shown| **shown).count() as u64;
    sum.withheld = all.filter(|shown| !**shown).count() as u64;
    let Some(found) = bounds(known, 4 * threshold) else {
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
