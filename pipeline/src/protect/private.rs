//! The gate of releases under differential privacy: numbers that are noisy already.
//!
//! Invariant: the same as of the gate. What is noisy needs no suppression, since it protects by itself; the
//! thresholds hold for the noisy numbers, and texts pass the same layers.

use super::suppress::{Cells, Kept, lists};
use super::{Passage, Provenance, Release, Withheld, released, screen};
use crate::measure::{Measured, Row};
use crate::noise::Entry;
use kleio_shared::policy::Policy;

/// What was spent on noise.
#[derive(Debug, Clone, PartialEq)]
pub struct Spent {
    /// Conversations of an account that count.
    pub contributions: u32,
    /// All queries.
    pub ledger: Vec<Entry>,
}

/// Applies `policy` to `noisy`, whose numbers all came from the queries of `spent`.
///
/// # Errors
/// The clusters that the policy does not admit.
pub fn protect_noisy(
    noisy: &Measured,
    policy: &Policy,
    provenance: &Provenance,
    passage: &Passage,
    spent: &Spent,
) -> Result<Release, Vec<Withheld>> {
    let withheld = screen(noisy, policy);
    if !withheld.is_empty() {
        return Err(withheld);
    }
    let all = |row: &Row| lists(row).map(|cells| vec![true; cells.len()]).collect();
    let cells = Cells {
        levels: noisy
            .levels
            .iter()
            .map(|clusters| clusters.iter().map(|cluster| all(&cluster.row)).collect())
            .collect(),
        overall: all(&noisy.overall),
        kept: vec![true; noisy.facets.len() + 1],
        why: vec![Kept::Shown; noisy.facets.len() + 1],
        undated: true,
    };
    let release = Release::assemble(noisy, &cells, policy, provenance, passage, 0);
    Ok(release.with_noise(released::Noise::new(spent)))
}
