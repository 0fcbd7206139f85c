//! What a run may be told: defaults, `kleio.toml`, then the command line.

mod check;
mod error;
mod file;
mod left_out;
mod places;

use std::collections::BTreeSet;

use kleio_shared::policy::{Policy, Profile};
use serde::{Deserialize, Serialize};

pub use error::ConfigError;
pub use file::ConfigFile;
pub use left_out::LeftOutAt;

use crate::facets::declared::{FacetKind, FacetSpec};
use crate::llm::{ModelsConfig, VectorsConfig};
use crate::screener::ScreenSpec;

/// Which sentence vectors to use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EmbedderChoice {
    /// The best model for the languages found of those that are there, else lexical vectors.
    #[default]
    Auto,
    /// MUSE; an error where its file is not there.
    Muse,
    /// MiniLM, for English; an error where its file is not there.
    #[serde(rename = "minilm")]
    MiniLm,
    /// e5; an error where its file is not there.
    E5,
    /// Lexical vectors.
    Lexical,
    /// The server that `[embedding]` names.
    Api,
}

/// What the command line says; it wins over the file.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Overrides {
    /// `--profile`.
    pub profile: Option<Profile>,
    /// `--seed`.
    pub seed: Option<u64>,
    /// `--dp-epsilon` and `--dp-delta`.
    pub dp: Option<Dp>,
}

/// The budget of differential privacy for accounts, for a whole release.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Dp {
    /// Epsilon, above 0.
    pub epsilon: f64,
    /// Delta, above 0 and below 1.
    pub delta: f64,
}

/// A checked configuration.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Config {
    /// A heading for readers of the release.
    pub title: String,
    /// Thresholds.
    pub policy: Policy,
    /// Differential privacy, where it is asked for.
    pub dp: Option<Dp>,
    /// Seed of every random step.
    pub seed: u64,
    /// Which sentence vectors to use.
    pub embedder: EmbedderChoice,
    /// The server that the embedder `api` asks.
    pub embedding: Option<VectorsConfig>,
    /// Shipped facets that are not left out, then declared ones; names differ.
    pub facets: Vec<FacetSpec>,
    /// Names that `leave_out` gives: shipped facets and fields of the input.
    pub leave_out: Vec<String>,
    /// Where these names are written.
    #[serde(skip)]
    pub left_out_at: LeftOutAt,
    /// The question that narrows the population, where there is one.
    pub screen: Option<ScreenSpec>,
    /// How conversations are clustered.
    pub cluster: ClusterConfig,
    /// Which language models answer for which stage; by default none does.
    pub models: ModelsConfig,
}

impl Config {
    /// The fields of the input that a facet asks for by name.
    #[must_use]
    pub fn fields(&self) -> BTreeSet<String> {
        let asked = self.facets.iter().filter_map(|facet| match &facet.kind {
            FacetKind::Metadata { field } => Some(field.clone()),
            _ => None,
        });
        asked.collect()
    }
}

/// How conversations are clustered: `[cluster]`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClusterConfig {
    /// Conversations that a base cluster holds on average, at least 2.
    pub size: usize,
    /// Largest share of the conversations that may be left in no cluster, being far from all; 0 to 1.
    pub unassigned: f64,
    /// The open-text facet whose answers are clustered. `request` stands for the person's messages
    /// where no model answers it.
    pub by: String,
}

#[cfg(test)]
mod tests;
