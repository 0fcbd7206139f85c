//! Language models: what a stage asks, and what comes back, whoever answers it.
//!
//! A stage gives a list of [`Ask`]s to [`Models::ask_all`] and gets its answers in the same order.
//! In between stand the vault's cache of replies, the budget, the limits on calls and tokens a
//! minute, retries, and one repair of an answer that could not be read.
//!
//! Invariant: a reply that was received is in the vault before it is used, so that a run that is
//! killed repeats no paid call; the answers are a function of the replies in the vault.
//!
//! Invariant: an API key is read from the environment only, and never stored, logged or shown; no
//! message says anything of a prompt or a reply.

mod answer;
mod book;
mod budget;
mod cache;
mod config;
mod error;
mod models;
mod pace;
mod prices;
mod prompt;
mod report;
mod retry;
mod server;
mod target;
mod vectors;

use serde::{Deserialize, Serialize};

use crate::week::Week;

pub use book::Book;
pub use cache::CacheError;
pub(crate) use cache::{Keep, rewrite as rewrite_replies};
pub use config::{
    BudgetConfig, ModelsConfig, ModelsConfigError, StageModel, Temperature, ValidModels,
};
pub use error::{Failure, LlmError};
pub use models::Models;
pub use prices::{PriceError, Prices, Rate};
pub use report::StageReport;
pub use target::{BaseUrl, Effort, Provider, Share, Target};
pub use vectors::{VectorApi, VectorsConfig, VectorsError};

/// What a model is asked for; each may have a model of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// The yes/no question that narrows the population.
    Screen,
    /// The facets of a conversation.
    Facets,
    /// Names and descriptions of clusters.
    Describe,
    /// Parents: proposing, de-duplicating, assigning, renaming.
    Hierarchy,
    /// The auditor's score of a cluster's text.
    Audit,
    /// Sentence vectors; `[embedding]` names their model, not `[models]`.
    Embed,
}

impl Stage {
    /// All that `[models]` can give a model, in the order of a run.
    pub const ALL: [Self; 5] = [
        Self::Screen,
        Self::Facets,
        Self::Describe,
        Self::Hierarchy,
        Self::Audit,
    ];

    /// As in `[models.NAME]`; `embed` has a table of its own.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Screen => "screen",
            Self::Facets => "facets",
            Self::Describe => "describe",
            Self::Hierarchy => "hierarchy",
            Self::Audit => "audit",
            Self::Embed => "embed",
        }
    }

    /// The paper's temperature (Clio, appendices B.1 and G.3 to G.7): 0.2 where a conversation is
    /// read, 1 where clusters are named. The auditor judges, so it has 0.2 too. Vectors have none.
    #[must_use]
    pub fn temperature(self) -> f64 {
        match self {
            Self::Screen | Self::Facets | Self::Audit | Self::Embed => 0.2,
            Self::Describe | Self::Hierarchy => 1.0,
        }
    }
}

/// One question to a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// What the model is told to do.
    pub system: String,
    /// What it is to do it with.
    pub user: String,
    /// The longest answer, in tokens; a longer one is cut there and counts as wrong.
    pub max_tokens: u32,
    /// Whose conversation it is about, where it is about one.
    pub owner: Option<Owner>,
}

/// Whose conversation a question is about, so that the reply can be purged with it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Owner {
    /// The account's keyed hash in the vault, in hexadecimal.
    pub account: String,
    /// The week the conversation began in, where that is known.
    pub week: Option<Week>,
}

#[cfg(test)]
impl Owner {
    pub(crate) fn for_tests(account: &str) -> Self {
        Self {
            account: account.to_owned(),
            week: Some(Week(1)),
        }
    }
}

/// Tokens of calls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Of what was asked.
    pub input: u64,
    /// Of the answers.
    pub output: u64,
}

impl Tokens {
    /// Both together.
    #[must_use]
    pub fn total(self) -> u64 {
        self.input.saturating_add(self.output)
    }

    pub(super) fn add(&mut self, other: Self) {
        self.input = self.input.saturating_add(other.input);
        self.output = self.output.saturating_add(other.output);
    }
}

/// About how many tokens a text has: a quarter of its ASCII characters, and one for every other
/// character, which is on the high side for most languages and tokenisers.
#[must_use]
pub fn estimate_tokens(text: &str) -> u64 {
    let (ascii, other) = text.chars().fold((0_u64, 0_u64), |(ascii, other), c| {
        if c.is_ascii() {
            (ascii + 1, other)
        } else {
            (ascii, other + 1)
        }
    });
    ascii.div_ceil(4) + other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_scripts_without_spaces_are_not_underestimated() {
        assert_eq!(estimate_tokens("four char acters"), 4);
        assert_eq!(estimate_tokens("東京タワー"), 5);
        assert_eq!(estimate_tokens(""), 0);
    }
}
