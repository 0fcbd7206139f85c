//! The serialisable twins of `kleio_shared::release`: what is written into a release.
//!
//! Invariant: every field is private and every constructor is private to the gate. Field names and
//! order are the wire format; a test parses what is written with the reader's types, which refuse
//! unknown fields.

use std::collections::BTreeMap;

use kleio_shared::facet::ValueKind;
use kleio_shared::policy::Policy;
use kleio_shared::release::{CLUSTERS_FILE, MANIFEST_FILE, SCHEMA, sha256_hex};
use kleio_shared::stats::Share;
use serde::Serialize;

use super::bands::band;
use super::suppress::{Cells, Shown, lists};
use super::{Provenance, ScreenedOut, words};
use crate::measure::{Measured, MeasuredCluster, Row, Support};

/// A release that passed the gate.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    manifest: Manifest,
    clusters: Vec<Cluster>,
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
    totals: Totals,
    levels: Vec<LevelSummary>,
    facets: Vec<Facet>,
    weeks: Vec<String>,
    overall: Profile,
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
struct Screened {
    question: String,
    by: String,
    share: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct LevelSummary {
    level: u8,
    clusters: u64,
    withheld: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Facet {
    name: String,
    kind: ValueKind,
    question: Option<String>,
    values: Vec<String>,
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
    #[serde(flatten)]
    profile: Profile,
    receipt: Receipt,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Profile {
    facets: BTreeMap<String, Vec<Cell>>,
    weeks: Vec<Cell>,
}

/// A shown count, or `null`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(transparent)]
struct Cell(Option<u64>);

#[derive(Debug, Clone, PartialEq, Serialize)]
struct AccountBand {
    at_least: u64,
    below: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Receipt {
    threshold_multiple: u8,
    words_supported: u32,
    cells_suppressed: u32,
}

impl Release {
    pub(super) fn assemble(
        measured: &Measured,
        cells: &Cells,
        policy: &Policy,
        provenance: &Provenance,
    ) -> Self {
        let total = measured.overall.support;
        let told = |outside: Support| {
            let may_tell = outside.conversations == 0
                || policy.cell.admits(outside.conversations, outside.accounts);
            Cell(may_tell.then_some(outside.conversations))
        };
        let mut clusters = Vec::new();
        for (level, (measured_level, cells)) in
            measured.levels.iter().zip(&cells.levels).enumerate()
        {
            let parents = measured.levels.get(level + 1);
            for (cluster, shown) in measured_level.iter().zip(cells) {
                let parent = cluster
                    .parent
                    .and_then(|p| parents.map(|level| level[p].id.to_string()));
                clusters.push(Cluster::new(
                    cluster,
                    level,
                    parent,
                    shown,
                    total.conversations,
                    measured,
                    policy,
                ));
            }
        }
        clusters.sort_by(|a, b| {
            (b.level, b.conversations)
                .cmp(&(a.level, a.conversations))
                .then_with(|| a.id.cmp(&b.id))
        });
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
            totals: Totals {
                conversations: total.conversations,
                accounts: AccountBand::new(total.accounts, policy),
                withheld: told(measured.outside),
                unassigned: told(measured.unassigned),
            },
            levels: measured
                .levels
                .iter()
                .enumerate()
                .map(|(level, clusters)| LevelSummary {
                    level: level as u8,
                    clusters: clusters.len() as u64,
                    withheld: provenance.withheld.get(level).copied().unwrap_or(0),
                })
                .collect(),
            facets: measured
                .facets
                .iter()
                .map(|facet| Facet {
                    name: facet.name.clone(),
                    kind: facet.kind,
                    question: facet.question.clone(),
                    values: facet.values.clone(),
                })
                .collect(),
            weeks: measured.weeks.iter().map(|week| week.monday()).collect(),
            overall: Profile::new(&measured.overall, &cells.overall, measured),
            files: Vec::new(),
        };
        Self { manifest, clusters }
    }

    /// The release's files, name and bytes; the manifest, which holds the hashes of the others, last.
    ///
    /// # Errors
    /// When serialisation fails, which it does not for these types.
    pub fn files(mut self) -> Result<Vec<(&'static str, Vec<u8>)>, serde_json::Error> {
        let clusters = lines(&self.clusters)?;
        self.manifest.files = vec![FileDigest {
            path: CLUSTERS_FILE,
            bytes: clusters.len() as u64,
            sha256: sha256_hex(&clusters),
        }];
        let mut manifest = serde_json::to_vec_pretty(&self.manifest)?;
        manifest.push(b'\n');
        Ok(vec![(CLUSTERS_FILE, clusters), (MANIFEST_FILE, manifest)])
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

impl Cluster {
    fn new(
        cluster: &MeasuredCluster,
        level: usize,
        parent: Option<String>,
        shown: &Shown,
        total: u64,
        measured: &Measured,
        policy: &Policy,
    ) -> Self {
        let support = cluster.row.support;
        let accounts = AccountBand::new(support.accounts, policy);
        let multiple = (support.conversations / policy.cluster.conversations)
            .min(accounts.at_least / policy.cluster.accounts)
            .min(10);
        Self {
            id: cluster.id.to_string(),
            level: level as u8,
            parent,
            name: cluster.name.clone(),
            description: cluster.description.clone(),
            conversations: support.conversations,
            share: Share::wilson(support.conversations, total),
            concern: (cluster.row.concern * 10.0).round() / 10.0,
            position: cluster.position,
            profile: Profile::new(&cluster.row, shown, measured),
            receipt: Receipt {
                threshold_multiple: multiple as u8,
                words_supported: words::words(cluster).len() as u32,
                cells_suppressed: shown.iter().flatten().filter(|shown| !**shown).count() as u32,
            },
            accounts,
        }
    }
}

impl Profile {
    fn new(row: &Row, shown: &Shown, measured: &Measured) -> Self {
        let mut all: Vec<Vec<Cell>> = lists(row)
            .zip(shown)
            .map(|(cells, shown)| {
                let cell =
                    |(cell, &shown): (&Support, &bool)| Cell(shown.then_some(cell.conversations));
                cells.iter().zip(shown).map(cell).collect()
            })
            .collect();
        let weeks = all.pop().unwrap_or_default();
        let facets = measured
            .facets
            .iter()
            .map(|facet| facet.name.clone())
            .zip(all)
            .collect();
        Self { facets, weeks }
    }
}

impl Screened {
    /// The share is told where what was dropped is nothing, or enough to be told itself; rounded, so
    /// that it does not give that number exactly.
    fn new(screening: &ScreenedOut, policy: &Policy) -> Self {
        let dropped = screening.dropped;
        let may_tell = dropped.conversations == 0
            || policy.cell.admits(dropped.conversations, dropped.accounts);
        let share = screening.kept as f64 / (screening.kept + dropped.conversations).max(1) as f64;
        Self {
            question: screening.question.clone(),
            by: screening.by.clone(),
            share: may_tell.then(|| two_digits(share)),
        }
    }
}

/// A share rounded to two digits that mean something: 0.042, 0.31.
fn two_digits(share: f64) -> f64 {
    if share <= 0.0 {
        return 0.0;
    }
    let scale = 10_f64.powf(1.0 - share.log10().floor());
    ((share * scale).round() / scale).min(1.0)
}

impl AccountBand {
    fn new(accounts: u64, policy: &Policy) -> Self {
        let (at_least, below) = band(accounts, policy.cluster.accounts);
        Self { at_least, below }
    }
}
