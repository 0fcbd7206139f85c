//! Stage 9: the privacy gate, the only way from measured clusters to a release.
//!
//! Its layers, in order, each a file of its own: terms (`facets/request`), `influence` (how much one account counts), `history` (what
//! the previous release told), thresholds (here), `words` (k-support), the auditor (`kleio_verify::texts`),
//! `values` (rare facet values) and `suppress` (cells).
//!
//! Invariant: values that can be serialised into a release are built in this module and nowhere
//! else, and only from clusters, words and cells that the policy admits.
//!
//! ```compile_fail
//! // Nothing else can make one: there is no constructor, no default and no field to fill.
//! let release = kleio::protect::Release { manifest: todo!(), clusters: Vec::new() };
//! ```
//! ```compile_fail
//! let release: kleio::protect::Release = serde_json::from_str("{}").unwrap();
//! ```
//! ```compile_fail
//! let release = kleio::protect::Release::assemble();
//! ```

mod history;
pub mod influence;
mod passage;
mod private;
pub mod released;
mod suppress;
pub mod values;
mod words;

use std::fmt;

use kleio_shared::policy::Policy;
use kleio_shared::release::ClusterId;
use kleio_verify::texts;

use crate::measure::{Measured, MeasuredCluster, Support};
pub use history::{Kin, Kinship, Told};
pub use passage::{Layer, Passage, Standing, Stopped};
pub use private::{Spent, protect_noisy};
pub use released::{Release, ReleaseFiles};

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
    /// Words and phrases of its text that too few of its accounts used.
    UnsupportedWords(usize),
    /// The auditor's level of its text, below the one asked for.
    Personal(u8),
    /// It differs from a cluster of the previous release by too few conversations or accounts.
    Near,
}

impl Reason {
    /// The layer that it belongs to.
    #[must_use]
    pub const fn layer(&self) -> Layer {
        match self {
            Self::TooSmall => Layer::Size,
            Self::UnsupportedWords(_) => Layer::Words,
            Self::Personal(_) => Layer::Auditor,
            Self::Near => Layer::History,
        }
    }

    /// Whether another text would help.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        matches!(self, Self::UnsupportedWords(_) | Self::Personal(_))
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooSmall => f.write_str("too few conversations or accounts"),
            Self::UnsupportedWords(count) => write!(f, "{count} words used by too few accounts"),
            Self::Personal(level) => write!(f, "a text at level {level} of the auditor"),
            Self::Near => f.write_str("too near to a cluster of the previous release"),
        }
    }
}

/// Applies `policy` to `measured`, as the first release of its conversations.
///
/// # Errors
/// The clusters that the policy does not admit; prune them, measure again and come back, so that
/// no number of a parent tells of a child that is not there.
pub fn protect(
    measured: &Measured,
    policy: &Policy,
    provenance: &Provenance,
) -> Result<Release, Vec<Withheld>> {
    protect_after(measured, policy, provenance, &Passage::default()).map(|(release, _)| release)
}

/// Applies `policy` to `measured` after what `passage` says came before. Also gives what readers of the
/// release will know, for the next one.
///
/// # Errors
/// As [`protect`].
pub fn protect_after(
    measured: &Measured,
    policy: &Policy,
    provenance: &Provenance,
    passage: &Passage,
) -> Result<(Release, Told), Vec<Withheld>> {
    let withheld = screen(measured, policy);
    if !withheld.is_empty() {
        return Err(withheld);
    }
    let rare_values = values::rare(measured, policy);
    let measured = values::fold(measured.clone(), policy);
    let history = passage.history(&measured, policy.cell);
    let cells = suppress::suppress(&measured, policy, history.as_ref());
    let told = Told::of(&measured, &cells);
    let release = Release::assemble(&measured, &cells, policy, provenance, passage, rare_values);
    Ok((release, told))
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
    let mut worst = None;
    for text in [&cluster.name, &cluster.description] {
        worst = worst.or(judge_text(cluster, text, policy));
    }
    worst
}

/// What is wrong with `text` as a name or description of `cluster`.
#[must_use]
pub fn judge_text(cluster: &MeasuredCluster, text: &str, policy: &Policy) -> Option<Reason> {
    let unsupported = words::unsupported(cluster, text, policy.word_support());
    if unsupported > 0 {
        return Some(Reason::UnsupportedWords(unsupported));
    }
    let level = texts::level(text);
    (level < policy.least_level()).then_some(Reason::Personal(level))
}

#[cfg(test)]
mod tests;
