//! A release's examination: every layer that can be checked from outside, and what it found.

use std::fmt;

use kleio_shared::facet::CONCERN;
use kleio_shared::release::{Cell, Cluster, Manifest, Release, ReleaseError, Vectors};
use kleio_shared::stats::mean_of_shown;

use crate::bounds::{Bounds, bounds};
use crate::{noisy, texts};

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// Schema, hashes, thresholds and structure.
    Policy,
    /// What sums tell of withheld cells.
    Cells,
    /// Personal data in texts.
    Texts,
    /// Numbers of the manifest that follow from others.
    Manifest,
}

impl Layer {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::Policy, Self::Cells, Self::Texts, Self::Manifest];

    /// What was asked, for readers.
    #[must_use]
    pub const fn question(self) -> &'static str {
        match self {
            Self::Policy => "schema, hashes, thresholds and structure",
            Self::Cells => "no withheld cell follows from what is shown",
            Self::Texts => "no personal data in names, descriptions and facet values",
            Self::Manifest => "the manifest says what follows from the release, and nothing else",
        }
    }
}

/// Something wrong with a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where it was found.
    pub layer: Layer,
    /// What it is, as a sentence. It quotes no text of the release.
    pub message: String,
}

/// The outcome of an examination.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// What is wrong; empty for a sound release.
    pub findings: Vec<Finding>,
    /// Withheld cells that bounds were looked for.
    pub withheld_cells: u64,
    /// Texts that were looked through.
    pub texts: u64,
}

impl Report {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }

    fn add(&mut self, layer: Layer, message: String) {
        self.findings.push(Finding { layer, message });
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for layer in Layer::ALL {
            let found: Vec<&Finding> = self.findings.iter().filter(|x| x.layer == layer).collect();
            let verdict = if found.is_empty() { "sound" } else { "WRONG" };
            writeln!(f, "{verdict}  {}", layer.question())?;
            for finding in found.iter().take(SHOWN) {
                writeln!(f, "       {}", finding.message)?;
            }
            if found.len() > SHOWN {
                writeln!(f, "       and {} more", found.len() - SHOWN)?;
            }
        }
        writeln!(
            f,
            "Looked at {} withheld cells and {} texts.",
            self.withheld_cells, self.texts
        )
    }
}

/// Findings of a layer that are listed.
const SHOWN: usize = 20;

/// Examines the files of a release; `vectors_bytes` is none where there is no such file.
///
/// # Errors
/// When they cannot be read as a release at all, or break the policy that the manifest states.
pub fn verify(
    manifest_bytes: &[u8],
    clusters_bytes: &[u8],
    vectors_bytes: Option<&[u8]>,
) -> Result<(Release, Report), ReleaseError> {
    let release = Release::open(manifest_bytes, clusters_bytes)?;
    if vectors_bytes.is_some() || release.manifest().vectors.is_some() {
        Vectors::open(release.manifest(), vectors_bytes.unwrap_or_default())?;
    }
    let report = examine(release.manifest(), release.clusters());
    Ok((release, report))
}

/// Examines what [`Release::open`] does not.
#[must_use]
pub fn examine(manifest: &Manifest, clusters: &[Cluster]) -> Report {
    let mut report = Report::default();
    cells(manifest, bounds(manifest, clusters), &mut report);
    judge_texts(manifest, clusters, &mut report);
    follows(manifest, clusters, &mut report);
    for message in noisy::findings(manifest, clusters) {
        report.add(Layer::Manifest, message);
    }
    report
}

fn cells(manifest: &Manifest, bounds: Bounds, report: &mut Report) {
    report.withheld_cells = bounds.withheld;
    let enough = manifest.policy.cell.conversations;
    for place in bounds.known {
        let message = format!(
            "In cluster {}, the withheld cell {} of {} is known to within {}; {enough} are asked for.",
            place.cluster,
            place.column + 1,
            place.list,
            place.width
        );
        report.add(Layer::Cells, message);
    }
    for list in bounds.contradicting {
        report.add(
            Layer::Cells,
            format!("The numbers of {list} contradict each other."),
        );
    }
}

fn judge_texts(manifest: &Manifest, clusters: &[Cluster], report: &mut Report) {
    let least = manifest.policy.least_level();
    for (whose, what, text) in texts::released(manifest, clusters) {
        report.texts += 1;
        let level = texts::level(text);
        if level < least {
            let message = format!(
                "A {what} of {whose} is at level {level} of the auditor; {least} is asked for."
            );
            report.add(Layer::Texts, message);
        }
    }
}

/// What the manifest repeats must be what the clusters give.
fn follows(manifest: &Manifest, clusters: &[Cluster], report: &mut Report) {
    for summary in &manifest.levels {
        let found = clusters.iter().filter(|c| c.level == summary.level).count() as u64;
        if found != summary.clusters {
            let message = format!(
                "Level {} holds {found} clusters; the manifest says {}.",
                summary.level, summary.clusters
            );
            report.add(Layer::Manifest, message);
        }
    }
    let names = |c: &Cluster| c.id != kleio_shared::release::ClusterId::new(c.level, &c.name);
    for cluster in clusters.iter().filter(|c| names(c)) {
        let message = format!(
            "The id of cluster {} does not come from its name.",
            cluster.id
        );
        report.add(Layer::Manifest, message);
    }
    if !clusters
        .windows(2)
        .all(|pair| order(&pair[0]) <= order(&pair[1]))
    {
        report.add(
            Layer::Manifest,
            "The clusters do not stand in their order, which the same input always gives."
                .to_owned(),
        );
    }
    for facet in &manifest.facets {
        let withheld = facet.withheld;
        let mut found = withheld_of(&facet.name, clusters);
        if manifest.dp.is_some() {
            // Noisy cells do not sum to their cluster: what they leave of it is in no withheld cell.
            found.1 = 0;
        }
        if withheld.of > 0 && found != (withheld.cells, withheld.conversations) {
            let message = format!(
                "The manifest counts other withheld cells of {} than there are.",
                facet.name
            );
            report.add(Layer::Manifest, message);
        }
    }
    let everything = shown(manifest.overall.facets.get(CONCERN));
    for cluster in clusters {
        let Some(cells) = cluster.profile.facets.get(CONCERN).filter(|c| c.len() == 5) else {
            continue;
        };
        let mean = mean_of_shown(&shown(Some(cells)), cluster.conversations, &everything);
        if (mean - cluster.concern).abs() > 1e-9 {
            let message = format!(
                "The mean concern of cluster {} tells more than its cells do.",
                cluster.id
            );
            report.add(Layer::Manifest, message);
        }
    }
}

/// Withheld cells of a facet in base clusters, and the conversations in them.
fn withheld_of(facet: &str, clusters: &[Cluster]) -> (u64, u64) {
    let (mut cells, mut conversations) = (0, 0_u64);
    for cluster in clusters.iter().filter(|c| c.level == 0) {
        let row = shown(cluster.profile.facets.get(facet));
        cells += row.iter().filter(|cell| cell.is_none()).count() as u64;
        let told = row.iter().flatten();
        let told = told.fold(0_u64, |sum, &count| sum.saturating_add(count));
        let rest = cluster.conversations.saturating_sub(told);
        conversations = conversations.saturating_add(rest);
    }
    (cells, conversations)
}

/// Top level first, within a level by falling size, then by id.
fn order(cluster: &Cluster) -> impl Ord + use<> {
    let falling = std::cmp::Reverse((cluster.level, cluster.conversations));
    (falling, cluster.id.clone())
}

fn shown(cells: Option<&Vec<Cell>>) -> Vec<Option<u64>> {
    cells.map_or_else(Vec::new, |cells| cells.iter().map(|c| c.shown()).collect())
}
