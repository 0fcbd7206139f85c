//! A cluster's receipt as it is written: which barriers it met, each with a banded margin.
//!
//! Invariant: as its parent's, every field is private to the gate. A margin is a multiple of what is asked for, 0, 1,
//! 2, 5 or 10, of a number that is shown, banded or less a secret amount, so that no account's part in it can be told.

use kleio_shared::band::{MOST, band, multiple, values_margin};
use kleio_shared::facet::ValueKind;
use kleio_shared::policy::Profile;
use kleio_verify::texts;
use serde::Serialize;

use super::super::passage::Standing;
use super::super::suppress::Shown;
use super::super::words;
use super::parts::Band;
use super::sheet::{Place, Sheet};
use crate::measure::MeasuredCluster;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Receipt {
    terms: Option<u8>,
    influence: Option<u8>,
    history: Standing,
    size: u8,
    words: Band,
    phrases: Band,
    support: u8,
    auditor: u8,
    text_replaced: bool,
    merged: bool,
    values: u8,
    cells: Band,
}

impl Receipt {
    pub(super) fn new(
        sheet: &Sheet<'_>,
        cluster: &MeasuredCluster,
        place: Place,
        shown: &Shown,
    ) -> Self {
        let (policy, passage) = (sheet.policy, sheet.passage);
        let conversations = cluster.row.support.conversations;
        let accounts = Band::new(cluster.row.support.accounts, policy);
        let margin = |accounts: Option<u64>| {
            // From the lower end of a band, as the accounts of the whole cluster.
            let least = policy.word_support();
            accounts.map_or(MOST, |accounts| multiple(band(accounts, least).0, least))
        };
        let support = margin(words::weakest(cluster));
        let hidden = shown.iter().flatten().filter(|shown| !**shown).count();
        Self {
            // What enough accounts of the cluster use, enough of the input do, whatever the secret amounts.
            terms: Some(margin(cluster.in_input).max(support)),
            influence: policy
                .influence()
                .map(|cap| multiple(conversations, cap.within(place.bases))),
            history: passage.standing_of(place.level, place.index),
            size: multiple(conversations, policy.cluster.conversations)
                .min(multiple(accounts.at_least(), policy.cluster.accounts)),
            words: Band::of(words::words(cluster).len() as u64),
            phrases: Band::of(words::phrases(cluster).len() as u64),
            support,
            auditor: texts::level(&cluster.name).min(texts::level(&cluster.description)),
            text_replaced: passage.replaced.contains(&cluster.id),
            merged: passage.merged.contains(&cluster.id),
            values: sheet.values_margin(cluster, shown),
            cells: Band::of(hidden as u64),
        }
    }

    /// As it is where numbers are noisy: `contributions` conversations of an account count, and nothing is told of
    /// the whole input.
    pub(super) fn add_noise(&mut self, conversations: u64, contributions: u32) {
        self.terms = None;
        self.influence = Some(multiple(conversations, u64::from(contributions)));
    }
}

impl Sheet<'_> {
    /// See [`values_margin`]; 0 where no value is kept back.
    fn values_margin(&self, cluster: &MeasuredCluster, shown: &Shown) -> u8 {
        if self.policy.profile == Profile::OpenData {
            return 0;
        }
        let facets = self.measured.facets.iter().enumerate();
        let open = facets.filter(|(list, facet)| {
            self.cells.kept[*list]
                && matches!(facet.kind, ValueKind::Category | ValueKind::Language)
        });
        let cells = open.flat_map(|(list, facet)| {
            facet.values.iter().enumerate().map(move |(place, value)| {
                let here = cluster.row.facets[list][place].conversations;
                let all = self.measured.overall.facets[list][place].conversations;
                (
                    value.as_str(),
                    shown[list][place].then_some(here),
                    self.cells.overall[list][place].then_some(all),
                )
            })
        });
        values_margin(cells, self.policy.cell.conversations)
    }
}
