//! One cluster of a release, at any level.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Band, Cell, Receipt};
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
    pub accounts: Band,
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
    accounts: Band,
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

impl Profile {
    /// How many of its cells are withheld.
    #[must_use]
    pub fn withheld(&self) -> usize {
        let cells = self.facets.values().flatten().chain(&self.weeks);
        cells.filter(|cell| cell.shown().is_none()).count()
    }
}
