//! The model's side of a run: opens it, puts its stages in the builtin ones' place, counts failures.

use kleio_shared::policy::Policy;

use super::RunError;
use super::texts::{Evidence, Named, Texts};
use crate::cluster::BaseClusters;
use crate::config::Config;
use crate::conversation::Conversation;
use crate::embed::{Embedder, centre_by_group};
use crate::facets::Facets;
use crate::facets::declared::{FacetSpec, REQUEST};
use crate::facets::language::Language;
use crate::llm::{Models, Stage};
use crate::matrix::Matrix;
use crate::progress::Progress;
use crate::prompted::{self, Desk, Prompts, Tally};
use crate::vault::Vault;

/// A model at hand, with the prompts.
pub(super) struct Assistant {
    models: Models,
    prompts: Prompts,
    seed: u64,
}
