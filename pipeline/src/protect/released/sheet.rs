//! Puts a release's clusters and facets together from what was measured and what may be shown.
//!
//! Invariant: as its parent's, every field is private to the gate.

use kleio_shared::facet::CONCERN;
use kleio_shared::policy::Policy;
use kleio_shared::stats::{Share, mean_of_shown};

use super::super::Passage;
use super::super::suppress::{Cells, Shown, lists};
use super::parts::{Band, Cell, Withheld};
use super::receipt::Receipt;
use super::{Cluster, Facet, Profile};
use crate::measure::{Measured, MeasuredCluster, Row, Support};

/// Where a cluster stands, and how many base clusters are in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) level: usize,
    pub(super) index: usize,
    pub(super) bases: u64,
}

/// What a release is put together from.
pub(super) struct Sheet<'a> {
    pub(super) measured: &'a Measured,
    pub(super) cells: &'a Cells,
    pub(super) policy: &'a Policy,
    pub(super) passage: &'a Passage,
}

impl Sheet<'_> {
    /// Top level first, within a level by falling size.
    pub(super) fn clusters(&self) -> Vec<Cluster> {
        let mut clusters = Vec::new();
        let levels = self.measured.levels.iter().zip(&self.cells.levels);
        let bases = self.base_clusters();
        for (level, (measured, cells)) in levels.enumerate() {
            let above = self.measured.levels.get(level + 1);
            for (index, (cluster, shown)) in measured.iter().zip(cells).enumerate() {
                let parent = cluster.parent.and_then(|p| above?.get(p));
                let place = Place {
                    level,
                    index,
                    bases: bases[level][index],
                };
                clusters.push(self.cluster(cluster, place, parent, shown));
            }
        }
        clusters.sort_by(|a, b| {
            (b.level, b.conversations)
                .cmp(&(a.level, a.conversations))
                .then_with(|| a.id.cmp(&b.id))
        });
        clusters
    }

    fn cluster(
        &self,
        cluster: &MeasuredCluster,
        place: Place,
        parent: Option<&MeasuredCluster>,
        shown: &Shown,
    ) -> Cluster {
        let support = cluster.row.support;
        let total = self.measured.overall.support.conversations;
        Cluster {
            id: cluster.id.to_string(),
            level: place.level as u8,
            parent: parent.map(|parent| parent.id.to_string()),
            name: cluster.name.clone(),
            description: cluster.description.clone(),
            conversations: support.conversations,
            accounts: Band::new(support.accounts, self.policy),
            share: Share::wilson(support.conversations, total),
            concern: self.concern(&cluster.row, shown),
            position: cluster.position,
            coherence: cluster.quality.coherence,
            stability: cluster.quality.stability,
            profile: self.profile(&cluster.row, shown),
            receipt: Receipt::new(self, cluster, place, shown),
        }
    }

    /// How many base clusters are in each cluster, by level.
    fn base_clusters(&self) -> Vec<Vec<u64>> {
        let mut bases: Vec<Vec<u64>> = Vec::new();
        for (level, clusters) in self.measured.levels.iter().enumerate() {
            let mut here = vec![u64::from(level == 0); clusters.len()];
            if let Some(below) = level.checked_sub(1) {
                for (child, count) in self.measured.levels[below].iter().zip(&bases[below]) {
                    if let Some(own) = child.parent.and_then(|parent| here.get_mut(parent)) {
                        *own += count;
                    }
                }
            }
            bases.push(here);
        }
        bases
    }

    /// Where there is a facet of concern, what its cells tell; else every account counts once.
    fn concern(&self, row: &Row, shown: &Shown) -> f64 {
        let facets = &self.measured.facets;
        let list = (0..facets.len()).find(|&list| {
            let facet = &facets[list];
            facet.name == CONCERN && facet.values.len() == 5 && self.cells.kept[list]
        });
        let Some(list) = list else {
            return (row.concern * 10.0).round() / 10.0;
        };
        let told = |row: &Row, shown: &Shown| -> Vec<Option<u64>> {
            let cells = row.facets[list].iter().zip(&shown[list]);
            cells
                .map(|(cell, &shown)| shown.then_some(cell.conversations))
                .collect()
        };
        mean_of_shown(
            &told(row, shown),
            row.support.conversations,
            &told(&self.measured.overall, &self.cells.overall),
        )
    }

    pub(super) fn weeks_kept(&self) -> bool {
        self.cells.kept.last().copied().unwrap_or(false)
    }

    pub(super) fn facets(&self) -> Vec<Facet> {
        let kept = self.measured.facets.iter().zip(&self.cells.kept);
        kept.enumerate()
            .filter(|(_, (_, kept))| **kept)
            .map(|(list, (facet, _))| Facet {
                name: facet.name.clone(),
                kind: facet.kind,
                question: facet.question.clone(),
                values: facet.values.clone(),
                withheld: self.withheld(list),
            })
            .collect()
    }

    /// What is withheld of a list of cells in base clusters; the weeks stand after the facets.
    pub(super) fn withheld(&self, list: usize) -> Withheld {
        let mut withheld = Withheld::default();
        let base = self.measured.levels.iter().zip(&self.cells.levels).take(1);
        for (cluster, shown) in base.flat_map(|(clusters, shown)| clusters.iter().zip(shown)) {
            let cells: &[Support] = cluster.row.facets.get(list).unwrap_or(&cluster.row.weeks);
            if shown[list].is_empty() {
                continue;
            }
            withheld.add(cluster.row.support.conversations, cells, &shown[list]);
        }
        withheld
    }

    pub(super) fn profile(&self, row: &Row, shown: &Shown) -> Profile {
        let mut all: Vec<Vec<Cell>> = lists(row)
            .zip(shown)
            .map(|(cells, shown)| {
                let cell = |(cell, &shown): (&Support, &bool)| Cell::new(cell.conversations, shown);
                cells.iter().zip(shown).map(cell).collect()
            })
            .collect();
        let weeks = all.pop().unwrap_or_default();
        let facets = self.measured.facets.iter().map(|facet| facet.name.clone());
        let facets = facets.zip(all).zip(&self.cells.kept);
        Profile {
            facets: facets
                .filter(|(_, kept)| **kept)
                .map(|(facet, _)| facet)
                .collect(),
            weeks,
        }
    }
}
