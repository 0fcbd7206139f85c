//! What a release says of itself: policy, configuration, totals, and the hash of every file.

use serde::Deserialize;

use super::{Band, Cell, FacetProfile, VectorsSummary};
use crate::facet::ValueKind;
use crate::policy::Policy;

/// The manifest of a release.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of the wire format, [`super::SCHEMA`].
    pub schema: u32,
    /// Program and version that wrote the release.
    pub generator: String,
    /// A heading for readers.
    pub title: String,
    /// Thresholds that everything here keeps.
    pub policy: Policy,
    /// Whether accounts were known; if not, every conversation counted as its own account.
    pub accounts_known: bool,
    /// What made facets and names: `builtin`, or the models.
    pub provider: String,
    /// What made sentence vectors: `muse` or `lexical`.
    pub embedder: String,
    /// Seed of every random step.
    pub seed: u64,
    /// The question that narrowed the population before anything else; `None` where none did.
    pub screened: Option<Screened>,
    /// What each layer of the gate stopped, in their order.
    #[serde(default)]
    pub barriers: Vec<Barrier>,
    /// What was spent on differential privacy; `None` where counts are exact.
    #[serde(default)]
    pub dp: Option<Noise>,
    /// Conversations and accounts over all.
    pub totals: Totals,
    /// One entry a level, base level first.
    pub levels: Vec<LevelSummary>,
    /// Facets, in the order of display, with the values that cells refer to.
    pub facets: Vec<Facet>,
    /// Mondays (`YYYY-MM-DD`, UTC) of consecutive weeks that weekly cells refer to.
    pub weeks: Vec<String>,
    /// Whether some conversations have no time (or an early one), so that weeks need not sum to a cluster.
    #[serde(default)]
    pub undated: bool,
    /// What is withheld of the weeks in base clusters.
    #[serde(default)]
    pub weeks_withheld: Withheld,
    /// Facets that are not in the release at all, and `weeks`, each with the reason.
    #[serde(default)]
    pub left_out: Vec<LeftOut>,
    /// The row of all released conversations together: base rates for every comparison.
    pub overall: FacetProfile,
    /// The file of vectors; `None` where there is none.
    #[serde(default)]
    pub vectors: Option<VectorsSummary>,
    /// SHA-256 of every other file of the release.
    pub files: Vec<FileDigest>,
}

/// Totals of the release.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// Conversations in released base clusters: the denominator of every share.
    pub conversations: u64,
    /// Distinct accounts of these conversations, banded.
    pub accounts: Band,
    /// Conversations whose cluster is withheld; suppressed where the number itself is too small.
    pub withheld: Cell,
    /// Conversations far from every cluster, which were put in none; suppressed likewise.
    pub unassigned: Cell,
}

/// How the population was narrowed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Screened {
    /// The yes/no question that was asked of every conversation.
    pub question: String,
    /// What answered it: `terms`, `example sentences (muse-v3)`, or a model's name.
    pub by: String,
    /// Share of the conversations read that remained, rounded to two digits; `None` where it would
    /// tell of fewer conversations than a cell may.
    pub share: Option<f64>,
}

/// What became of one level.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelSummary {
    /// 0 for base clusters.
    pub level: u8,
    /// Released clusters.
    pub clusters: u64,
    /// Clusters that the gate withheld.
    pub withheld: u64,
    /// Clusters too small by themselves that are shown together.
    #[serde(default)]
    pub merged: u64,
    /// Conversations that are in no cluster of this level because theirs is withheld. Beside what
    /// [`Totals::withheld`] tells, it follows from the sizes of the level's clusters; suppressed where that is.
    #[serde(default)]
    pub conversations: Cell,
}

/// What one layer of the gate stopped.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Barrier {
    /// `terms`, `summaries` (with a model), `influence`, `history`, `size`, `words`, `auditor`, `values` or `cells`.
    pub name: String,
    /// Clusters withheld for it.
    pub clusters: u64,
    /// Texts replaced for it.
    pub texts: u64,
    /// Words (`terms`), models' summaries (`summaries`) or facet values (`values`) that it kept back, as a range
    /// that does not tell few from none.
    #[serde(default)]
    pub items: Band,
    /// Cells withheld for it.
    pub cells: u64,
    /// Conversations withheld for it; suppressed where too few, and where they would tell of others.
    pub conversations: Cell,
}

/// Noise that was added to every number: account-level differential privacy.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Noise {
    /// Epsilon of the whole release.
    pub epsilon: f64,
    /// Delta of the whole release.
    pub delta: f64,
    /// Conversations of an account that count, at most.
    pub contributions: u32,
    /// What each part cost; the epsilons sum to that of the release, and the deltas too.
    pub ledger: Vec<Spent>,
}

/// One query of the budget's ledger.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spent {
    /// `clusters`, `words`, `weeks`, or a facet's name after `facet `.
    pub on: String,
    /// Its epsilon.
    pub epsilon: f64,
    /// Its delta.
    pub delta: f64,
    /// Scale of the discrete Laplace noise.
    pub scale: f64,
    /// A number of this part lies within this many of the true one, 95 times of 100.
    pub within: u64,
}

/// A facet and the values its cells stand for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facet {
    /// Key in [`FacetProfile::facets`]: `language`, `turns`, or a name that the configuration gave.
    pub name: String,
    /// What the values are.
    pub kind: ValueKind,
    /// What was asked of every conversation, where there is a question.
    pub question: Option<String>,
    /// Values in the order of the cells.
    pub values: Vec<String>,
    /// What is withheld of it in base clusters.
    #[serde(default)]
    pub withheld: Withheld,
}

/// How much of a facet, or of the weeks, is withheld over all base clusters. It follows from the cells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withheld {
    /// Cells withheld.
    pub cells: u64,
    /// Of this many.
    pub of: u64,
    /// Conversations in no cell that is shown; in weeks also those of no week.
    pub conversations: u64,
}

/// Something that the release has no numbers of.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// A facet's name, or `weeks`.
    pub name: String,
    /// Why.
    pub reason: WhyLeftOut,
}

/// Why a facet is not in the release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyLeftOut {
    /// Some cell of it follows from the others, whatever is hidden.
    Cells,
    /// Some cell of it follows from the previous release, whatever is hidden.
    History,
}

/// A file of the release and its hash.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileDigest {
    /// File name within the release directory.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256, lower-case hex.
    pub sha256: String,
}
