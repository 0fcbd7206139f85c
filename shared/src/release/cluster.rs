//! One cluster of a release, at any level.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Cell;
use crate::stats::Share;

/// A cluster's identifier: its level and a hash of its name, so that it tells no more than the name
/// does and stays the same from run to run while the name does.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(transparent)]
pub struct ClusterId(String);

impl ClusterId {
    /// The identifier of the cluster called `name` at `level`: for example `0-5f3a91c2d07b`.
    #[must_use]
    pub fn new(level: u8, name: &str) -> Self {
        let digest = super::sha256_hex(name.as_bytes());
        Self(format!("{level}-{}", &digest[..12]))
    }

    /// The identifier as it stands in files, links and output.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ClusterId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A cluster: its text, its numbers and its place.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(from = "Written")]
pub struct Cluster {
    /// Identifier, unique in the release.
    pub id: ClusterId,
    /// 0 for base clusters, growing towards the top.
    pub level: u8,
    /// The cluster one level up; `None` at the top level.
    pub parent: Option<ClusterId>,
    /// A short phrase, unique in the release.
    pub name: String,
    /// One or two sentences.
    pub description: String,
    /// Conversations in the cluster.
    pub conversations: u64,
    /// Distinct accounts, banded.
    pub accounts: AccountBand,
    /// Share of all released conversations.
    pub share: Share,
    /// Mean concern, 1 (benign) to 5, rounded to 0.1: as far as the cells of the facet tell (see
    /// [`crate::stats::mean_of_shown`]); every account counted once where there is no such facet.
    pub concern: f64,
    /// Position on the map, each coordinate in -1..=1, x to the right and y up.
    pub position: [f64; 2],
    /// What its conversations have in common, 0 (nothing) to 1 (all the same): the length of the mean of
    /// their vectors. None for several clusters shown as one, and under differential privacy.
    pub coherence: Option<f64>,
    /// How nearly it is found again in half of the accounts, 0 to 1: the mean of the greatest Jaccard
    /// indices; .75 and more is stable, less than .6 doubtful. None where it cannot be told.
    pub stability: Option<f64>,
    /// Facet histograms and weekly series.
    pub profile: Profile,
    /// Which barriers the cluster passed.
    pub receipt: Receipt,
}

/// A cluster as it stands in the file, the rows of its profile among its other fields. Serde could flatten them
/// itself, but then keeps every field aside first: slower, and code that every client would load.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: ClusterId,
    level: u8,
    parent: Option<ClusterId>,
    name: String,
    description: String,
    conversations: u64,
    accounts: AccountBand,
    share: Share,
    concern: f64,
    position: [f64; 2],
    #[serde(default)]
    coherence: Option<f64>,
    #[serde(default)]
    stability: Option<f64>,
    facets: BTreeMap<String, Vec<Cell>>,
    weeks: Vec<Cell>,
    receipt: Receipt,
}

impl From<Written> for Cluster {
    fn from(written: Written) -> Self {
        Self {
            id: written.id,
            level: written.level,
            parent: written.parent,
            name: written.name,
            description: written.description,
            conversations: written.conversations,
            accounts: written.accounts,
            share: written.share,
            concern: written.concern,
            position: written.position,
            coherence: written.coherence,
            stability: written.stability,
            profile: Profile {
                facets: written.facets,
                weeks: written.weeks,
            },
            receipt: written.receipt,
        }
    }
}

/// Cross-table rows of one cluster, or of the whole release.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Profile {
    /// Facet name → one cell a value, in the order of the manifest's `facets`.
    pub facets: BTreeMap<String, Vec<Cell>>,
    /// One cell a week, in the order of the manifest's `weeks`; empty where there are no times.
    pub weeks: Vec<Cell>,
}

/// A range that the number of distinct accounts lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountBand {
    /// Lower end, inclusive.
    pub at_least: u64,
    /// Upper end, exclusive; `None` for the open band at the top.
    pub below: Option<u64>,
}

/// What the gate checked before it let a cluster through.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// How far above the cluster threshold it lies, as a whole multiple, capped at 10.
    pub threshold_multiple: u8,
    /// Content words of its name and description, each used by enough accounts.
    pub words_supported: u32,
    /// Phrases of two and more content words in them, each used as a whole by enough accounts.
    #[serde(default)]
    pub phrases_supported: u32,
    /// How far above the support asked for the weakest of them lies, as a whole multiple, capped at 10;
    /// 10 where there are none.
    #[serde(default)]
    pub support_multiple: u8,
    /// What the builtin auditor makes of the text, 1 (identifies someone) to 5 (nothing particular).
    #[serde(default)]
    pub auditor_level: u8,
    /// Whether another text failed at a barrier and a general one stands in its place.
    #[serde(default)]
    pub text_replaced: bool,
    /// Whether it is what several clusters too small to be shown are together.
    #[serde(default)]
    pub merged: bool,
    /// Cells of its row that are withheld.
    pub cells_suppressed: u32,
}
