//! The small parts of a release: cells, bands, and what was narrowed or withheld.
//!
//! Invariant: as its parent's, every field is private to the gate.

use kleio_shared::band::{band, band_of_enough};
use kleio_shared::policy::Policy;
use serde::Serialize;

use super::super::ScreenedOut;
use crate::measure::Support;

/// A shown count, or `null`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(transparent)]
pub(super) struct Cell(Option<u64>);

impl Cell {
    pub(super) const NOTHING: Self = Self(Some(0));

    pub(super) fn new(count: u64, shown: bool) -> Self {
        Self(shown.then_some(count))
    }

    /// A number of conversations that stand outside of all tables: nothing, or enough of them.
    pub(super) fn told(outside: Support, policy: &Policy) -> Self {
        Self::new(outside.conversations, may_tell(outside, policy))
    }

    /// With `more`, which everybody knows, where it is shown.
    pub(super) fn and(self, more: u64) -> Self {
        Self(self.0.map(|count| count + more))
    }
}

pub(super) fn may_tell(outside: Support, policy: &Policy) -> bool {
    outside.conversations == 0 || policy.cell.admits(outside.conversations, outside.accounts)
}

/// A range that a number lies in.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Band {
    at_least: u64,
    below: Option<u64>,
}

impl Band {
    /// Of accounts.
    pub(super) fn new(accounts: u64, policy: &Policy) -> Self {
        Self::from(band(accounts, policy.cluster.accounts))
    }

    /// Of what is no secret.
    pub(super) fn of(count: u64) -> Self {
        Self::from(band(count, 1))
    }

    /// Of words or values, which are as many people's business as a cell may be.
    pub(super) fn of_enough(count: u64, policy: &Policy) -> Self {
        Self::from(band_of_enough(count, policy.cell.conversations))
    }

    /// Of conversations that stand outside of all tables. Many by few accounts are told as any number.
    pub(super) fn told(outside: Support, policy: &Policy) -> Self {
        let least = policy.cell.conversations;
        if outside.conversations < least || may_tell(outside, policy) {
            Self::of_enough(outside.conversations, policy)
        } else {
            Self::from((0, None))
        }
    }

    pub(super) const fn at_least(self) -> u64 {
        self.at_least
    }
}

impl From<(u64, Option<u64>)> for Band {
    fn from((at_least, below): (u64, Option<u64>)) -> Self {
        Self { at_least, below }
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
    /// Adds the cells of a cluster of so many conversations. Those that are in no shown cell are counted, so that
    /// the number tells nothing that the row does not.
    pub(super) fn add(&mut self, conversations: u64, cells: &[Support], shown: &[bool]) {
        self.of += cells.len() as u64;
        self.cells += shown.iter().filter(|shown| !**shown).count() as u64;
        let told = cells.iter().zip(shown).filter(|(_, shown)| **shown);
        let told: u64 = told.map(|(cell, _)| cell.conversations).sum();
        self.conversations += conversations.saturating_sub(told);
    }

    /// Without what rows of noisy numbers leave of their cluster, which is in no cell.
    pub(super) const fn add_noise(&mut self) {
        self.conversations = 0;
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
