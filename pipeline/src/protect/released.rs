//! The serialisable twins of `kleio_shared::release`: what is written into a release.
//!
//! Invariant: every field is private and every constructor is private to the gate. Field names and
//! order are the wire format; a test parses what is written with the reader's types, which refuse
//! unknown fields.

use std::collections::BTreeMap;

use kleio_shared::facet::{CONCERN, ValueKind};
use kleio_shared::policy::Policy;
use kleio_shared::release::{CLUSTERS_FILE, MANIFEST_FILE, SCHEMA, VECTORS_FILE, sha256_hex};
use kleio_shared::stats::{Share, mean_of_shown};
use serde::Serialize;

pub(super) use self::noise::Noise;
use self::parts::{AccountBand, Barrier, Cell, Receipt, Screened, Withheld};
use super::suppress::{Cells, Shown, lists};
use super::{Passage, Provenance};
use crate::embed::Embedder;
use crate::measure::{Measured, MeasuredCluster, Row, Support};

mod left_out;
mod noise;
mod parts;
mod vectors;

use self::vectors::Vectors;

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
    overall: Profile,
    vectors: Option<vectors::Summary>,
    files: Vec<FileDigest>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Totals {
    conversations: u64,
    accounts: AccountBand,
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
    accounts: AccountBand,
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
            barriers: Barrier::all(passage, cells, policy),
            dp: None,
            totals: Totals {
                conversations: total.conversations,
                accounts: AccountBand::new(total.accounts, policy),
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
                    // What no base cluster holds, no parent does.
                    conversations: withheld,
                })
                .collect(),
            facets: sheet.facets(),
            weeks: match sheet.weeks_kept() {
                true => measured.weeks.iter().map(|week| week.monday()).collect(),
                false => Vec::new(),
            },
            undated,
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
        self.manifest.dp = Some(noise);
        self.manifest.barriers.clear();
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

/// What a release is put together from.
struct Sheet<'a> {
    measured: &'a Measured,
    cells: &'a Cells,
    policy: &'a Policy,
    passage: &'a Passage,
}

impl Sheet<'_> {
    /// Top level first, within a level by falling size.
    fn clusters(&self) -> Vec<Cluster> {
        let mut clusters = Vec::new();
        let levels = self.measured.levels.iter().zip(&self.cells.levels);
        for (level, (measured, cells)) in levels.enumerate() {
            let above = self.measured.levels.get(level + 1);
            for (cluster, shown) in measured.iter().zip(cells) {
                let parent = cluster.parent.and_then(|p| above?.get(p));
                clusters.push(self.cluster(cluster, level, parent, shown));
            }
        }
        clusters.sort_by(|a, b| {
            (b.level, b.conversations)
                .cmp(&(a.level, a.conversations))
                .then_with(|| a.id.cmp(&b.id))
        });
        clusters
    }

    fn cluster(
        &self,
        cluster: &MeasuredCluster,
        level: usize,
        parent: Option<&MeasuredCluster>,
        shown: &Shown,
    ) -> Cluster {
        let support = cluster.row.support;
        let total = self.measured.overall.support.conversations;
        Cluster {
            id: cluster.id.to_string(),
            level: level as u8,
            parent: parent.map(|parent| parent.id.to_string()),
            name: cluster.name.clone(),
            description: cluster.description.clone(),
            conversations: support.conversations,
            accounts: AccountBand::new(support.accounts, self.policy),
            share: Share::wilson(support.conversations, total),
            concern: self.concern(&cluster.row, shown),
            position: cluster.position,
            coherence: cluster.quality.coherence,
            stability: cluster.quality.stability,
            profile: self.profile(&cluster.row, shown),
            receipt: Receipt::new(cluster, shown, self.policy, self.passage),
        }
    }

    /// Where there is a facet of concern, what its cells tell; else every account counts once.
    fn concern(&self, row: &Row, shown: &Shown) -> f64 {
        let facets = &self.measured.facets;
        let list = (0..facets.len()).find(|&list| {
            let facet = &facets[list];
            facet.name == CONCERN && facet.values.len() == 5 && self.cells.kept[list]
        });
        let Some(list) = list else {
            return (row.concern * 10.0).round() / 10.0;
        };
        let told = |row: &Row, shown: &Shown| -> Vec<Option<u64>> {
            let cells = row.facets[list].iter().zip(&shown[list]);
            cells
                .map(|(cell, &shown)| shown.then_some(cell.conversations))
                .collect()
        };
        mean_of_shown(
            &told(row, shown),
            row.support.conversations,
            &told(&self.measured.overall, &self.cells.overall),
        )
    }

    fn weeks_kept(&self) -> bool {
        self.cells.kept.last().copied().unwrap_or(false)
    }

    fn facets(&self) -> Vec<Facet> {
        let kept = self.measured.facets.iter().zip(&self.cells.kept);
        kept.enumerate()
            .filter(|(_, (_, kept))| **kept)
            .map(|(list, (facet, _))| Facet {
                name: facet.name.clone(),
                kind: facet.kind,
                question: facet.question.clone(),
                values: facet.values.clone(),
                withheld: self.withheld(list),
            })
            .collect()
    }

    fn withheld(&self, list: usize) -> Withheld {
        let mut withheld = Withheld::default();
        let base = self.measured.levels.iter().zip(&self.cells.levels).take(1);
        for (cluster, shown) in base.flat_map(|(clusters, shown)| clusters.iter().zip(shown)) {
            let cells: &[Support] = &cluster.row.facets[list];
            for (cell, &shown) in cells.iter().zip(&shown[list]) {
                withheld.add(cell.conversations, shown);
            }
        }
        withheld
    }

    fn profile(&self, row: &Row, shown: &Shown) -> Profile {
        let mut all: Vec<Vec<Cell>> = lists(row)
            .zip(shown)
            .map(|(cells, shown)| {
                let cell = |(cell, &shown): (&Support, &bool)| Cell::new(cell.conversations, shown);
                cells.iter().zip(shown).map(cell).collect()
            })
            .collect();
        let weeks = all.pop().unwrap_or_default();
        let facets = self.measured.facets.iter().map(|facet| facet.name.clone());
        let facets = facets.zip(all).zip(&self.cells.kept);
        Profile {
            facets: facets
                .filter(|(_, kept)| **kept)
                .map(|(facet, _)| facet)
                .collect(),
            weeks,
        }
    }
}
