//! Stage 9: the privacy gate, the only way from measured clusters to a release.
//!
//! Invariant: values that can be serialised into a release are built in this module and nowhere
//! else, and only from clusters, words and cells that the policy admits.

mod bands;
pub mod released;
mod suppress;
mod words;

use std::fmt;

use kleio_shared::policy::Policy;
use kleio_shared::release::ClusterId;

use crate::measure::{Measured, MeasuredCluster, Support};
pub use released::Release;

/// What a release says about how it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// A heading for readers.
    pub title: String,
    /// Whether the input named accounts.
    pub accounts_known: bool,
    /// What made facets and names: `builtin`, or the models.
    pub provider: String,
    /// What made the sentence vectors.
    pub embedder: String,
    /// Seed of every random step.
    pub seed: u64,
    /// How the population was narrowed, where it was.
    pub screening: Option<ScreenedOut>,
    /// Clusters withheld so far, by level.
    pub withheld: Vec<u64>,
}

/// What a screener left of the conversations that were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreenedOut {
    /// The question.
    pub question: String,
    /// What answered it.
    pub by: String,
    /// Conversations that stayed.
    pub kept: u64,
    /// The conversations that did not, with the accounts that had them.
    pub dropped: Support,
}

/// A cluster that may not be released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// Its level.
    pub level: usize,
    /// Its index on that level.
    pub index: usize,
    /// Its identifier.
    pub id: ClusterId,
    /// Why.
    pub reason: Reason,
}

/// The barrier at which a cluster failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Too few conversations or accounts.
    TooSmall,
    /// Words of its text that too few of its accounts used.
    UnsupportedWords(usize),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooSmall => f.write_str("too few conversations or accounts"),
            Self::UnsupportedWords(count) => write!(f, "{count} words used by too few accounts"),
        }
    }
}

/// Applies `policy` to `measured`.
///
/// # Errors
/// The clusters that the policy does not admit; prune them, measure again and come back, so that
/// no number of a parent tells of a child that is not there.
pub fn protect(
    measured: &Measured,
    policy: &Policy,
    provenance: &Provenance,
) -> Result<Release, Vec<Withheld>> {
    let withheld = screen(measured, policy);
    if !withheld.is_empty() {
        return Err(withheld);
    }
    let cells = suppress::suppress(measured, policy.cell);
    Ok(Release::assemble(measured, &cells, policy, provenance))
}

/// The clusters that `policy` does not admit.
#[must_use]
pub fn screen(measured: &Measured, policy: &Policy) -> Vec<Withheld> {
    let mut withheld = Vec::new();
    for (level, clusters) in measured.levels.iter().enumerate() {
        for (index, cluster) in clusters.iter().enumerate() {
            if let Some(reason) = judge(cluster, policy) {
                withheld.push(Withheld {
                    level,
                    index,
                    id: cluster.id.clone(),
                    reason,
                });
            }
        }
    }
    withheld
}

fn judge(cluster: &MeasuredCluster, policy: &Policy) -> Option<Reason> {
    let support = cluster.row.support;
    if !policy
        .cluster
        .admits(support.conversations, support.accounts)
    {
        return Some(Reason::TooSmall);
    }
    match words::unsupported(cluster, policy.word_support()) {
        0 => None,
        count => Some(Reason::UnsupportedWords(count)),
    }
}

#[cfg(test)]
mod tests;
