//! Bounds on every withheld cell of a release, by all sums that the release gives.

use std::collections::BTreeMap;

use kleio_shared::policy::Profile;
use kleio_shared::release::{Cell, Cluster, FacetProfile, Manifest, Tree};

use crate::fill::fill;
use crate::network::State;
use crate::table::Layout;

/// What the cells of a release let a reader find out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Cells that are withheld.
    pub withheld: u64,
    /// Places whose withheld cell is known to within less than the cell threshold.
    pub known: Vec<Place>,
    /// Facets (or weeks) whose numbers contradict each other.
    pub contradicting: Vec<String>,
}

/// Where a cell stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The cluster, or `overall`.
    pub cluster: String,
    /// Facet name, or `weeks`.
    pub list: String,
    /// Which value or week, from 0.
    pub column: usize,
    /// Values that it can have, as far as was counted.
    pub width: u64,
}

/// Solves for the least and the largest value of every withheld cell.
///
/// Releases of the profile `open-data` protect nothing, so there is nothing to find out but whether their sums agree.
/// Those under
/// differential privacy withhold nothing, and their rows do not sum to their clusters; all that is asked of
/// them is that parents are the sums of their parts, as they are made.
#[must_use]
pub fn bounds(manifest: &Manifest, clusters: &[Cluster]) -> Bounds {
    let mut found = Bounds::default();
    let tree = Tree::new(clusters);
    let mut parents = vec![0];
    parents.extend((0..clusters.len()).map(|i| tree.parent(i).map_or(0, |p| p + 1)));
    let mut totals = vec![manifest.totals.conversations];
    totals.extend(clusters.iter().map(|c| c.conversations));
    let table = Table {
        manifest,
        clusters,
        parents: &parents,
        totals: &totals,
    };
    for facet in &manifest.facets {
        let list = |profile: &FacetProfile| profile.facets.get(&facet.name).cloned();
        table.solve(&facet.name, facet.values.len(), false, list, &mut found);
    }
    let weeks = |profile: &FacetProfile| Some(profile.weeks.clone());
    table.solve(
        "weeks",
        manifest.weeks.len(),
        manifest.undated,
        weeks,
        &mut found,
    );
    found
}

struct Table<'a> {
    manifest: &'a Manifest,
    clusters: &'a [Cluster],
    parents: &'a [usize],
    totals: &'a [u64],
}

impl Table<'_> {
    /// `rest`: whether a row may hold conversations that are in none of its columns.
    fn solve(
        &self,
        name: &str,
        columns: usize,
        rest: bool,
        list: impl Fn(&FacetProfile) -> Option<Vec<Cell>>,
        found: &mut Bounds,
    ) {
        if columns == 0 || self.clusters.is_empty() {
            return;
        }
        let profiles =
            std::iter::once(&self.manifest.overall).chain(self.clusters.iter().map(|c| &c.profile));
        let cells: Option<Vec<Vec<Option<u64>>>> = profiles
            .map(|profile| {
                let cells = list(profile).filter(|cells| cells.len() == columns)?;
                let mut row: Vec<Option<u64>> = cells.iter().map(|cell| cell.shown()).collect();
                row.extend(rest.then_some(None));
                Some(row)
            })
            .collect();
        if self.manifest.dp.is_some() {
            if !cells.is_some_and(|cells| self.adds_up(&cells)) {
                found.contradicting.push(name.to_owned());
            }
            return;
        }
        let wide = columns + usize::from(rest);
        let layout = Layout::new(self.parents, wide);
        let filled = cells
            .as_ref()
            .and_then(|cells| fill(&layout, cells, self.totals));
        let (Some(cells), Some(filled)) = (cells, filled) else {
            found.contradicting.push(name.to_owned());
            return;
        };
        if self.manifest.policy.profile == Profile::OpenData {
            return;
        }
        let mut network = layout.network(|row, column| {
            let state = match cells[row][column] {
                Some(_) => State::Shown,
                None => State::Hidden,
            };
            (filled[row][column], 0, state)
        });
        let enough = self.manifest.policy.cell.conversations;
        for (row, values) in cells.iter().enumerate() {
            for (column, _) in values.iter().enumerate().filter(|(_, v)| v.is_none()) {
                if column == columns {
                    continue;
                }
                found.withheld += 1;
                let width = network.slack(layout.arc(row, column), enough).width();
                if width < enough {
                    let cluster = row.checked_sub(1).map_or("overall", |at| {
                        self.clusters.get(at).map_or("", |c| c.id.as_str())
                    });
                    found.known.push(Place {
                        cluster: cluster.to_owned(),
                        list: name.to_owned(),
                        column,
                        width,
                    });
                }
            }
        }
    }

    /// Whether every row that has parts is their sum, column by column.
    fn adds_up(&self, cells: &[Vec<Option<u64>>]) -> bool {
        let mut sums: BTreeMap<usize, Vec<Option<u64>>> = BTreeMap::new();
        for (row, &parent) in cells.iter().zip(self.parents).skip(1) {
            let sum = sums
                .entry(parent)
                .or_insert_with(|| vec![Some(0); row.len()]);
            for (sum, part) in sum.iter_mut().zip(row) {
                *sum = match (*sum, *part) {
                    (Some(sum), Some(part)) => sum.checked_add(part),
                    _ => None,
                };
            }
        }
        sums.iter().all(|(&row, sum)| cells.get(row) == Some(sum))
    }
}
