//! A release's examination: every layer that can be checked from outside, and what it found.

use std::fmt;

use kleio_shared::release::{
    CLUSTERS_FILE, Cluster, MANIFEST_FILE, Manifest, Release, ReleaseError, Vectors,
};

use crate::bounds::{Bounds, bounds};
use crate::{canonical, noisy, numbers, receipts, texts};

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// Schema, hashes, thresholds and structure.
    Policy,
    /// What sums tell of withheld cells.
    Cells,
    /// Personal data in texts.
    Texts,
    /// Numbers that follow from others.
    Manifest,
    /// What receipts say of their clusters.
    Receipts,
    /// The form of the files.
    Bytes,
}

impl Layer {
    /// All of them, in order.
    pub const ALL: [Self; 6] = [
        Self::Policy,
        Self::Cells,
        Self::Texts,
        Self::Manifest,
        Self::Receipts,
        Self::Bytes,
    ];

    /// What was asked, for readers.
    #[must_use]
    pub const fn question(self) -> &'static str {
        match self {
            Self::Policy => "schema, hashes, thresholds and structure",
            Self::Cells => "no withheld cell follows from what is shown",
            Self::Texts => "no personal data in names, descriptions and facet values",
            Self::Manifest => {
                "shares, sums and the manifest say what follows from the numbers, and nothing else"
            }
            Self::Receipts => "every receipt agrees with its cluster",
            Self::Bytes => "the files have the one form in which they are written",
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
    let mut report = examine(release.manifest(), release.clusters());
    for (file, bytes) in [
        (MANIFEST_FILE, manifest_bytes),
        (CLUSTERS_FILE, clusters_bytes),
    ] {
        if !canonical::is_canonical(file, bytes) {
            let message = format!(
                "{file} is not written as kleio writes it: the same release has other bytes, and another id."
            );
            report.add(Layer::Bytes, message);
        }
    }
    Ok((release, report))
}

/// Examines what [`Release::open`] does not.
#[must_use]
pub fn examine(manifest: &Manifest, clusters: &[Cluster]) -> Report {
    let mut report = Report::default();
    cells(manifest, bounds(manifest, clusters), &mut report);
    judge_texts(manifest, clusters, &mut report);
    for message in numbers::findings(manifest, clusters) {
        report.add(Layer::Manifest, message);
    }
    for message in noisy::findings(manifest, clusters) {
        report.add(Layer::Manifest, message);
    }
    for message in receipts::findings(manifest, clusters) {
        report.add(Layer::Receipts, message);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;

    #[test]
    fn other_bytes_of_the_same_release_are_refused() {
        let (manifest, clusters) = fixtures::small();
        let (_, report) = verify(&manifest, &clusters, None).unwrap();
        assert!(report.is_sound(), "{report}");
        let mut longer = manifest.clone();
        longer.push(b'\n');
        let (_, report) = verify(&longer, &clusters, None).unwrap();
        let layers: Vec<Layer> = report.findings.iter().map(|found| found.layer).collect();
        assert_eq!(layers, [Layer::Bytes], "{report}");
    }
}
