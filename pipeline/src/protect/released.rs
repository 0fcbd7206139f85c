//! The serialisable twins of `kleio_shared::release`: what is written into a release.
//!
//! Invariant: every field is private and every constructor is private to the gate. Field names and
//! order are the wire format; a test parses what is written with the reader's types, which refuse
//! unknown fields.

use std::collections::BTreeMap;

use kleio_shared::facet::ValueKind;
use kleio_shared::policy::Policy;
use kleio_shared::release::{CLUSTERS_FILE, MANIFEST_FILE, SCHEMA, VECTORS_FILE, sha256_hex};
use kleio_shared::stats::Share;
use serde::Serialize;

use self::barrier::Barrier;
use self::left_out::LeftOut;
pub(super) use self::noise::Noise;
use self::parts::{Band, Cell, Screened, Withheld};
use self::receipt::Receipt;
use self::sheet::Sheet;
use self::vectors::Vectors;
use super::suppress::Cells;
use super::{Passage, Provenance};
use crate::embed::Embedder;
use crate::measure::Measured;

mod barrier;
mod left_out;
mod noise;
mod parts;
mod receipt;
mod sheet;
mod vectors;

/// A release that passed the gate.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    manifest: Manifest,
    clusters: Vec<Cluster>,
    vectors: Option<Vectors>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Manifest {
    schema: u32,
    generator: String,
    title: String,
    policy: Policy,
    accounts_known: bool,
    provider: String,
    embedder: String,
    seed: u64,
    screened: Option<Screened>,
    barriers: Vec<Barrier>,
    dp: Option<Noise>,
    totals: Totals,
    levels: Vec<LevelSummary>,
    facets: Vec<Facet>,
    weeks: Vec<String>,
    undated: bool,
    weeks_withheld: Withheld,
    left_out: Vec<LeftOut>,
    overall: Profile,
    vectors: Option<vectors::Summary>,
    files: Vec<FileDigest>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Totals {
    conversations: u64,
    accounts: Band,
    withheld: Cell,
    unassigned: Cell,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct LevelSummary {
    level: u8,
    clusters: u64,
    withheld: u64,
    merged: u64,
    conversations: Cell,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Facet {
    name: String,
    kind: ValueKind,
    question: Option<String>,
    values: Vec<String>,
    withheld: Withheld,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct FileDigest {
    path: &'static str,
    bytes: u64,
    sha256: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Cluster {
    id: String,
    level: u8,
    parent: Option<String>,
    name: String,
    description: String,
    conversations: u64,
    accounts: Band,
    share: Share,
    concern: f64,
    position: [f64; 2],
    coherence: Option<f64>,
    stability: Option<f64>,
    #[serde(flatten)]
    profile: Profile,
    receipt: Receipt,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Profile {
    facets: BTreeMap<String, Vec<Cell>>,
    weeks: Vec<Cell>,
}

/// The bytes of a release, by file name; only a [`Release`] gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseFiles(Vec<(&'static str, Vec<u8>)>);

impl std::ops::Deref for ReleaseFiles {
    type Target = [(&'static str, Vec<u8>)];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Release {
    pub(super) fn assemble(
        measured: &Measured,
        cells: &Cells,
        policy: &Policy,
        provenance: &Provenance,
        passage: &Passage,
        rare_values: u64,
    ) -> Self {
        let sheet = Sheet {
            measured,
            cells,
            policy,
            passage,
        };
        let clusters = sheet.clusters();
        let total = measured.overall.support;
        let withheld = Cell::told(measured.outside, policy);
        // What no base cluster holds, no parent does; what else a level lacks, its clusters tell.
        let outside = |clusters: &[crate::measure::MeasuredCluster]| {
            let here: u64 = clusters.iter().map(|c| c.row.support.conversations).sum();
            withheld.and(total.conversations.saturating_sub(here))
        };
        let undated = sheet.weeks_kept() && cells.undated;
        let manifest = Manifest {
            schema: SCHEMA,
            generator: concat!("kleio ", env!("CARGO_PKG_VERSION")).to_owned(),
            title: provenance.title.clone(),
            policy: *policy,
            accounts_known: provenance.accounts_known,
            provider: provenance.provider.clone(),
            embedder: provenance.embedder.clone(),
            seed: provenance.seed,
            screened: provenance
                .screening
                .as_ref()
                .map(|screening| Screened::new(screening, policy)),
            barriers: Barrier::all(passage, cells, policy, rare_values),
            dp: None,
            totals: Totals {
                conversations: total.conversations,
                accounts: Band::new(total.accounts, policy),
                withheld,
                unassigned: Cell::told(measured.unassigned, policy),
            },
            levels: measured
                .levels
                .iter()
                .enumerate()
                .map(|(level, clusters)| LevelSummary {
                    level: level as u8,
                    clusters: clusters.len() as u64,
                    withheld: provenance.withheld.get(level).copied().unwrap_or(0),
                    merged: passage.merged_from.get(level).copied().unwrap_or(0),
                    conversations: outside(clusters),
                })
                .collect(),
            facets: sheet.facets(),
            weeks: match sheet.weeks_kept() {
                true => measured.weeks.iter().map(|week| week.monday()).collect(),
                false => Vec::new(),
            },
            undated,
            weeks_withheld: sheet.withheld(measured.facets.len()),
            left_out: LeftOut::all(measured, cells),
            overall: sheet.profile(&measured.overall, &cells.overall),
            vectors: None,
            files: Vec::new(),
        };
        Self {
            manifest,
            clusters,
            vectors: None,
        }
    }

    /// The release's files, name and bytes; the manifest, which holds the hashes of the others, last.
    ///
    /// # Errors
    /// When serialisation fails, which it does not for these types.
    pub fn files(mut self) -> Result<ReleaseFiles, serde_json::Error> {
        let mut files = vec![(CLUSTERS_FILE, lines(&self.clusters)?)];
        if let Some(vectors) = self.vectors {
            self.manifest.vectors = Some(vectors.summary);
            files.push((VECTORS_FILE, vectors.bytes));
        }
        let digest = |(path, bytes): &(&'static str, Vec<u8>)| FileDigest {
            path,
            bytes: bytes.len() as u64,
            sha256: sha256_hex(bytes),
        };
        self.manifest.files = files.iter().map(digest).collect();
        let mut manifest = serde_json::to_vec_pretty(&self.manifest)?;
        manifest.push(b'\n');
        files.push((MANIFEST_FILE, manifest));
        Ok(ReleaseFiles(files))
    }

    /// The release with vectors of its base clusters' texts, as `embedder` reads them.
    ///
    /// Invariant: they are made from names and descriptions that passed the gate and stand in the
    /// release, and from nothing else.
    #[must_use]
    pub fn with_vectors(mut self, embedder: &dyn Embedder, seed: u64) -> Self {
        let base = self.clusters.iter().filter(|cluster| cluster.level == 0);
        let texts: Vec<String> = base
            .map(|cluster| format!("{}. {}", cluster.name, cluster.description))
            .collect();
        self.vectors = Vectors::of(&texts, embedder, seed);
        self
    }

    /// Says that every number is noisy. What would be exact is left out: what the layers stopped, and the
    /// share that a screener left.
    pub(super) fn with_noise(mut self, noise: Noise) -> Self {
        for cluster in &mut self.clusters {
            cluster
                .receipt
                .add_noise(cluster.conversations, noise.contributions());
        }
        self.manifest.dp = Some(noise);
        self.manifest.barriers.clear();
        let facets = self.manifest.facets.iter_mut();
        facets.for_each(|facet| facet.withheld.add_noise());
        self.manifest.weeks_withheld.add_noise();
        self.manifest.totals.withheld = Cell::new(0, false);
        self.manifest.totals.unassigned = Cell::new(0, false);
        for level in &mut self.manifest.levels {
            level.conversations = Cell::new(0, false);
        }
        if let Some(screened) = &mut self.manifest.screened {
            screened.hide();
        }
        self
    }

    /// Cells that are withheld, in all.
    #[must_use]
    pub fn withheld_cells(&self) -> u64 {
        let barriers = self.manifest.barriers.iter();
        barriers.map(Barrier::withheld_cells).sum()
    }

    /// Clusters at each level, base first.
    #[must_use]
    pub fn clusters_by_level(&self) -> Vec<u64> {
        self.manifest
            .levels
            .iter()
            .map(|level| level.clusters)
            .collect()
    }
}

/// A JSON array with one element a line: valid JSON that can also be read and compared by line.
fn lines<T: Serialize>(values: &[T]) -> Result<Vec<u8>, serde_json::Error> {
    let mut out = b"[".to_vec();
    for (i, value) in values.iter().enumerate() {
        out.extend_from_slice(if i == 0 { b"\n" } else { b",\n" });
        serde_json::to_writer(&mut out, value)?;
    }
    out.extend_from_slice(b"\n]\n");
    Ok(out)
}
