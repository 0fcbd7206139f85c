//! What facets there are: those that ship with Kleio, and what `[[facets]]` in `kleio.toml` adds.
//!
//! A facet is a question asked of every conversation (Clio, arXiv 2412.13678, sections 2.1 and B.1).
//! Its kind says what an answer looks like and who can give it: some kinds are computed, some are
//! answered by rules of terms and example sentences, the others need a language model.

mod shipped;
mod written;

use kleio_shared::facet::ValueKind;
use serde::{Deserialize, Serialize};

use super::measures::Measure;
use crate::matching::MatchSpec;

pub use shipped::{CONCERN, HOUR, LANGUAGE, LENGTH, REFUSAL, REQUEST, TASK, TURNS, shipped};
use written::Written;

/// A facet, checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct FacetSpec {
    /// Its name: the key in vault and release, unique in a configuration.
    pub name: String,
    /// What an answer looks like.
    #[serde(flatten)]
    pub kind: FacetKind,
    /// The question; always there where a model answers it.
    pub question: Option<String>,
    /// How an answer begins: put into the model's mouth.
    pub answer_prefix: Option<String>,
    /// What a cluster's name must look like where the conversations are clustered by this facet.
    pub criteria: Option<String>,
    /// Whether Kleio has code of its own for it.
    pub shipped: bool,
}

/// What the answers of a facet look like.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum FacetKind {
    /// A sentence or two. Never counted, but conversations can be clustered by it.
    Text,
    /// One of these values.
    Category {
        /// Allowed values, at least two.
        values: Vec<String>,
        /// One rule a value, or none at all: then a model answers.
        rules: Vec<MatchSpec>,
    },
    /// A whole number from `from` to `to`, both inclusive.
    Scale {
        /// The lowest.
        from: u8,
        /// The highest.
        to: u8,
    },
    /// Yes or no.
    Boolean {
        /// When the answer is yes; where it is empty, a model answers.
        rule: MatchSpec,
    },
    /// A human language.
    Language,
    /// A number of the conversation, in bands.
    Computed {
        /// Which number.
        of: Measure,
        /// Lower ends of the second band and all above, rising.
        bands: Vec<u32>,
    },
    /// A further field of the input.
    Metadata {
        /// The field's name.
        field: String,
    },
}

impl FacetKind {
    /// The values in the order of display; none where they are not known beforehand.
    #[must_use]
    pub fn values(&self) -> Vec<String> {
        match self {
            Self::Category { values, .. } => values.clone(),
            Self::Scale { from, to } => (*from..=*to).map(|level| level.to_string()).collect(),
            Self::Boolean { .. } => vec!["yes".to_owned(), "no".to_owned()],
            Self::Computed { of, bands } => of.values(bands),
            Self::Text | Self::Language | Self::Metadata { .. } => Vec::new(),
        }
    }

    /// How a release shows the answers; none for open text, and for fields, whose values decide.
    #[must_use]
    pub const fn shown_as(&self) -> Option<ValueKind> {
        Some(match self {
            Self::Category { .. } => ValueKind::Category,
            Self::Scale { .. } => ValueKind::Scale,
            Self::Boolean { .. } => ValueKind::Boolean,
            Self::Language => ValueKind::Language,
            Self::Computed {
                of: Measure::HourOfWeek,
                ..
            } => ValueKind::HourOfWeek,
            Self::Computed { .. } => ValueKind::Bands,
            Self::Text | Self::Metadata { .. } => return None,
        })
    }
}

impl FacetSpec {
    /// Whether only a language model can answer it.
    #[must_use]
    pub fn needs_model(&self) -> bool {
        if self.shipped {
            return false;
        }
        match &self.kind {
            FacetKind::Text | FacetKind::Scale { .. } | FacetKind::Language => true,
            FacetKind::Category { rules, .. } => rules.is_empty(),
            FacetKind::Boolean { rule } => rule.is_empty(),
            FacetKind::Computed { .. } | FacetKind::Metadata { .. } => false,
        }
    }

    /// Whether conversations can be clustered by it.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        matches!(self.kind, FacetKind::Text)
    }
}

/// Why a facet cannot be used; the file and the line are added by the configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpecError {
    /// A name that cannot be used.
    #[error(
        "facet {0:?}: a name has 1 to 40 letters, digits, spaces, hyphens or underscores, and a letter or digit at either end"
    )]
    Name(String),
    /// A kind that no one knows.
    #[error(
        "facet {name}: there is no kind {kind:?}; the kinds are text, category, scale, boolean, language, computed, metadata"
    )]
    Kind {
        /// The facet.
        name: String,
        /// What was written.
        kind: String,
    },
    /// A name that is taken.
    #[error(
        "facet {0}: Kleio ships a facet of this name; choose another name, or add it to leave_out and choose another name"
    )]
    Shipped(String),
    /// A key is missing.
    #[error("facet {name}: a facet of kind {kind} needs the key {key}, {example}")]
    Missing {
        /// The facet.
        name: String,
        /// Its kind.
        kind: String,
        /// The key.
        key: &'static str,
        /// For example what.
        example: &'static str,
    },
    /// A key that this kind does not have.
    #[error("facet {name}: a facet of kind {kind} has no key {key}; take it out")]
    Foreign {
        /// The facet.
        name: String,
        /// Its kind.
        kind: String,
        /// The key.
        key: &'static str,
    },
    /// A value that makes no sense.
    #[error("facet {name}: {why}")]
    Wrong {
        /// The facet.
        name: String,
        /// What is wrong, and what would be right.
        why: String,
    },
}

#[cfg(test)]
mod tests;
