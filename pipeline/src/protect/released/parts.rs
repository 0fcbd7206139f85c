//! The small parts of a release: cells, bands, receipts, and what each barrier stopped.
//!
//! Invariant: as its parent's, every field is private to the gate.

use kleio_shared::policy::Policy;
use serde::Serialize;

use super::super::bands::band;
use super::super::passage::Layer;
use super::super::suppress::{Cells, Shown};
use super::super::{Passage, ScreenedOut, words};
use crate::measure::{MeasuredCluster, Support};
use kleio_verify::texts;

/// Multiples of a threshold are told up to this one.
const MOST_MULTIPLE: u64 = 10;

/// A shown count, or `null`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(transparent)]
pub(super) struct Cell(Option<u64>);

impl Cell {
    pub(super) fn new(count: u64, shown: bool) -> Self {
        Self(shown.then_some(count))
    }

    /// A number of conversations that stand outside of all tables: nothing, or enough of them.
    pub(super) fn told(outside: Support, policy: &Policy) -> Self {
        Self::new(outside.conversations, may_tell(outside, policy))
    }
}

fn may_tell(outside: Support, policy: &Policy) -> bool {
    outside.conversations == 0 || policy.cell.admits(outside.conversations, outside.accounts)
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct AccountBand {
    at_least: u64,
    below: Option<u64>,
}

impl AccountBand {
    pub(super) fn new(accounts: u64, policy: &Policy) -> Self {
        let (at_least, below) = band(accounts, policy.cluster.accounts);
        Self { at_least, below }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Receipt {
    threshold_multiple: u8,
    words_supported: u32,
    phrases_supported: u32,
    support_multiple: u8,
    auditor_level: u8,
    text_replaced: bool,
    merged: bool,
    cells_suppressed: u32,
}

impl Receipt {
    pub(super) fn new(
        cluster: &MeasuredCluster,
        shown: &Shown,
        policy: &Policy,
        passage: &Passage,
    ) -> Self {
        let support = cluster.row.support;
        let accounts = AccountBand::new(support.accounts, policy);
        let multiple = (support.conversations / policy.cluster.conversations)
            .min(accounts.at_least / policy.cluster.accounts)
            .min(MOST_MULTIPLE);
        // From the lower end of a band, as the accounts of the whole cluster.
        let weakest = words::weakest(cluster).map_or(MOST_MULTIPLE, |accounts| {
            let least = policy.word_support();
            (band(accounts, least).0 / least).min(MOST_MULTIPLE)
        });
        let level = texts::level(&cluster.name).min(texts::level(&cluster.description));
        Self {
            threshold_multiple: multiple as u8,
            words_supported: words::words(cluster).len() as u32,
            phrases_supported: words::phrases(cluster).len() as u32,
            support_multiple: weakest as u8,
            auditor_level: level,
            text_replaced: passage.replaced.contains(&cluster.id),
            merged: passage.merged.contains(&cluster.id),
            cells_suppressed: shown.iter().flatten().filter(|shown| !**shown).count() as u32,
        }
    }
}

/// What one layer of the gate stopped.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Barrier {
    name: &'static str,
    clusters: u64,
    texts: u64,
    cells: u64,
    conversations: Cell,
}

impl Barrier {
    /// One for each layer, that of cells last. Conversations are told only where those of all layers may
    /// be: else one would follow from their sum.
    pub(super) fn all(passage: &Passage, cells: &Cells, policy: &Policy) -> Vec<Self> {
        let told = passage
            .stopped
            .iter()
            .all(|stopped| may_tell(stopped.support(), policy));
        let mut all: Vec<Self> = Layer::ALL
            .iter()
            .zip(&passage.stopped)
            .map(|(layer, stopped)| Self {
                name: layer.name(),
                clusters: stopped.clusters,
                texts: stopped.texts,
                cells: 0,
                conversations: Cell::new(stopped.conversations, told),
            })
            .collect();
        let rows = cells.levels.iter().flatten().chain([&cells.overall]);
        all.push(Self {
            name: "cells",
            clusters: 0,
            texts: 0,
            cells: rows.flatten().flatten().filter(|shown| !**shown).count() as u64,
            conversations: Cell::new(0, true),
        });
        all
    }
}

/// How much of a facet is withheld.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub(super) struct Withheld {
    cells: u64,
    of: u64,
    conversations: u64,
}

impl Withheld {
    pub(super) fn add(&mut self, conversations: u64, shown: bool) {
        self.of += 1;
        if !shown {
            self.cells += 1;
            self.conversations += conversations;
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Screened {
    question: String,
    by: String,
    share: Option<f64>,
}

impl Screened {
    /// The share is told where what was dropped is nothing, or enough to be told itself; rounded, so
    /// that it does not give that number exactly.
    pub(super) fn new(screening: &ScreenedOut, policy: &Policy) -> Self {
        let dropped = screening.dropped;
        let share = screening.kept as f64 / (screening.kept + dropped.conversations).max(1) as f64;
        Self {
            question: screening.question.clone(),
            by: screening.by.clone(),
            share: may_tell(dropped, policy).then(|| two_digits(share)),
        }
    }
}

impl Screened {
    /// Without the share, which is exact.
    pub(super) fn hide(&mut self) {
        self.share = None;
    }
}

/// A share rounded to two digits that mean something: 0.042, 0.31.
fn two_digits(share: f64) -> f64 {
    if share <= 0.0 {
        return 0.0;
    }
    let scale = 10_f64.powf(1.0 - share.log10().floor());
    ((share * scale).round() / scale).min(1.0)
}
