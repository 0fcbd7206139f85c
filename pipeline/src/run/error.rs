//! Why a run ended without a release.

use kleio_shared::policy::Policy;

use crate::cluster::{kmeans::KMeansError, strays::StrayError};
use crate::config::ConfigError;
use crate::describe::DescribeError;
use crate::embed::choose::ChooseError;
use crate::facets::FacetError;
use crate::llm::LlmError;
use crate::noise::NoiseError;
use crate::prompted::PromptError;
use crate::read::ReadError;
use crate::release_dir::ReleaseDirError;
use crate::vault::VaultError;

/// Why a run ended without a release.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The configuration does not go with the input.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Nothing could be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The vault cannot be used.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// Facets could not be extracted.
    #[error(transparent)]
    Facets(#[from] FacetError),
    /// No sentence vectors can be had.
    #[error(transparent)]
    Embedder(#[from] ChooseError),
    /// A model was to screen, and none is wired.
    #[error(
        "The screener's question needs a language model, and none answers for this run. Configure [models], or give [screen] terms or examples."
    )]
    NoScreener,
    /// The screener left nothing.
    #[error(
        "None of the {0} conversations passed the screener. Give its terms and examples in [screen] a wider meaning, or lower its similarity."
    )]
    NothingPassed(usize),
    /// Clustering was impossible.
    #[error(transparent)]
    Cluster(#[from] KMeansError),
    /// The share of conversations that may be left unassigned is not one.
    #[error(transparent)]
    Strays(#[from] StrayError),
    /// Naming was impossible.
    #[error(transparent)]
    Describe(#[from] DescribeError),
    /// A model is not at hand, or it makes no sense to go on asking it.
    #[error(transparent)]
    Llm(#[from] LlmError),
    /// The prompts cannot be used.
    #[error(transparent)]
    Prompts(#[from] PromptError),
    /// The policy admits nothing of this corpus.
    #[error("Nothing can be released: no cluster of the {conversations} conversations by {accounts} accounts has the {} conversations and {} accounts that the profile {} asks for. Give more conversations or choose another profile.", policy.cluster.conversations, policy.cluster.accounts, policy.profile.name())]
    NothingToRelease {
        /// Conversations read.
        conversations: usize,
        /// Distinct accounts.
        accounts: u64,
        /// The policy in force.
        policy: Box<Policy>,
    },
    /// Noisy numbers could not be drawn.
    #[error(transparent)]
    Noise(#[from] NoiseError),
    /// No cluster is large enough under noise.
    #[error(
        "Nothing can be released: under this noise no cluster is surely large enough. Give a larger --dp-epsilon, more conversations, or larger clusters ([cluster] size)."
    )]
    NothingUnderNoise,
    /// The release cannot be written.
    #[error(transparent)]
    Release(#[from] ReleaseDirError),
}
