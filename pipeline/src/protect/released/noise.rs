//! The budget ledger of a release under differential privacy, as it is written.

use serde::Serialize;

use super::super::private::Spent;
use crate::noise::Entry;

/// Epsilon and delta are the sums over the ledger (basic composition).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(in crate::protect) struct Noise {
    epsilon: f64,
    delta: f64,
    contributions: u32,
    ledger: Vec<Entry>,
}

impl Noise {
    pub(super) const fn contributions(&self) -> u32 {
        self.contributions
    }

    pub(in crate::protect) fn new(spent: &Spent) -> Self {
        Self {
            epsilon: spent.ledger.iter().map(|entry| entry.epsilon).sum(),
            delta: spent.ledger.iter().map(|entry| entry.delta).sum(),
            contributions: spent.contributions,
            ledger: spent.ledger.clone(),
        }
    }
}
