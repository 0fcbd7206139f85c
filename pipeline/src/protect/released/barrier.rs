//! What each barrier stopped, as it is written.
//!
//! Invariant: as its parent's, every field is private to the gate.

use kleio_shared::policy::Policy;
use serde::Serialize;

use super::super::Passage;
use super::super::passage::Layer;
use super::super::suppress::Cells;
use super::parts::{Band, Cell, may_tell};

/// What one layer of the gate stopped.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Barrier {
    name: &'static str,
    clusters: u64,
    texts: u64,
    items: Band,
    cells: u64,
    conversations: Cell,
}

impl Barrier {
    /// One for each layer, in their order. Conversations are told only where those of all layers may be: else one
    /// would follow from their sum.
    pub(super) fn all(
        passage: &Passage,
        cells: &Cells,
        policy: &Policy,
        rare_values: u64,
    ) -> Vec<Self> {
        let enough = |count: u64| Band::of_enough(count, policy);
        let mut all = vec![Self::of("terms", enough(passage.rare_words))];
        if let Some(summaries) = passage.summaries {
            all.push(Self::of("summaries", Band::told(summaries, policy)));
        }
        let told = passage
            .stopped
            .iter()
            .all(|stopped| may_tell(stopped.support(), policy));
        all.extend(
            Layer::ALL
                .iter()
                .zip(&passage.stopped)
                .map(|(layer, stopped)| Self {
                    clusters: stopped.clusters,
                    texts: stopped.texts,
                    conversations: Cell::new(stopped.conversations, told),
                    ..Self::of(layer.name(), Band::of(0))
                }),
        );
        all.push(Self::of("values", enough(rare_values)));
        let rows = cells.levels.iter().flatten().chain([&cells.overall]);
        all.push(Self {
            cells: rows.flatten().flatten().filter(|shown| !**shown).count() as u64,
            ..Self::of("cells", Band::of(0))
        });
        all
    }

    const fn of(name: &'static str, items: Band) -> Self {
        Self {
            name,
            clusters: 0,
            texts: 0,
            items,
            cells: 0,
            conversations: Cell::NOTHING,
        }
    }

    pub(super) const fn withheld_cells(&self) -> u64 {
        self.cells
    }
}
