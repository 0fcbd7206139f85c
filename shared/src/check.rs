//! Whether a release keeps the policy it states, judged from the release alone.

mod budget;

use std::collections::BTreeMap;

use crate::facet::{NOT_KNOWN, PARTS_OF_DAY, ValueKind};
use crate::policy::Threshold;
use crate::release::{Cell, Cluster, ClusterId, FacetProfile, Manifest};

/// One place where a release breaks its policy or its own structure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    /// Thresholds below those of the profile.
    #[error("the manifest's thresholds are weaker than those of the profile it names")]
    WeakPolicy,
    /// A cluster with too few conversations or accounts.
    #[error("cluster {0} has fewer conversations or accounts than the policy asks for")]
    SmallCluster(ClusterId),
    /// A cell that should be suppressed.
    #[error("cluster {cluster} shows a cell of {row} below the policy's threshold")]
    SmallCell {
        /// The cluster, or `overall`.
        cluster: String,
        /// Facet name, or `weeks`.
        row: String,
    },
    /// A suppressed cell that follows from the others of its row.
    #[error("cluster {cluster} lets suppressed cells of {row} be computed from its total")]
    Derivable {
        /// The cluster, or `overall`.
        cluster: String,
        /// Facet name.
        row: String,
    },
    /// A row that does not fit the manifest's values or weeks, or sums to more than its cluster.
    #[error("cluster {cluster} has a row {row} that does not fit the manifest")]
    BadRow {
        /// The cluster, or `overall`.
        cluster: String,
        /// Facet name, or `weeks`.
        row: String,
    },
    /// Two clusters with one identifier or name.
    #[error("cluster {0} shares its identifier or name with another")]
    Duplicate(ClusterId),
    /// Two facets with one name, or a facet whose values do not fit its kind.
    #[error("the facet {0} stands twice, or its values do not fit its kind")]
    BadFacet(String),
    /// A share of the population that is none.
    #[error("the share that the screener left is not between 0 and 1")]
    BadShare,
    /// A parent that is missing, at the wrong level, smaller than its children, or alone with one.
    #[error("cluster {0} has a parent that does not fit it, or exactly one child")]
    BadTree(ClusterId),
    /// Something that is shown and that the budget of differential privacy does not pay for.
    #[error("the noise's ledger has no entry {0}, which would pay for what the release shows")]
    NoEntry(String),
    /// Something that the budget pays for twice, so that one of the two costs is not what it was.
    #[error("the noise's ledger has more than one entry {0}")]
    DoubleEntry(String),
    /// An epsilon or delta that no query has.
    #[error("the ledger's entry {0} has an epsilon that is not above 0, or a delta below 0")]
    BadCost(String),
    /// Noise too small for the epsilon that stands beside it.
    #[error("the ledger's entry {0} has a smaller scale of noise than its epsilon allows")]
    LittleNoise(String),
    /// A budget that is not what its parts cost together.
    #[error("the release's epsilon or delta is not the sum of those in its noise's ledger")]
    BadSum,
    /// A budget that promises nothing.
    #[error("the noise protects nobody: delta is 1 or more, or no conversation counts")]
    NoPromise,
}

/// Every breach of `manifest`'s policy in the manifest and `clusters`; empty when the release is sound.
#[must_use]
pub fn check(manifest: &Manifest, clusters: &[Cluster]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    if !manifest.policy.keeps_profile() {
        breaches.push(Breach::WeakPolicy);
    }
    if let Some(noise) = &manifest.dp {
        budget::check_budget(manifest, noise, &mut breaches);
    }
    check_facets(manifest, &mut breaches);
    for cluster in clusters {
        let threshold = manifest.policy.cluster;
        if !threshold.admits(cluster.conversations, cluster.accounts.at_least) {
            breaches.push(Breach::SmallCluster(cluster.id.clone()));
        }
        check_profile(
            manifest,
            cluster.id.as_str(),
            cluster.conversations,
            &cluster.profile,
            &mut breaches,
        );
    }
    check_profile(
        manifest,
        "overall",
        manifest.totals.conversations,
        &manifest.overall,
        &mut breaches,
    );
    check_tree(clusters, &mut breaches);
    breaches
}

fn check_facets(manifest: &Manifest, breaches: &mut Vec<Breach>) {
    for (place, facet) in manifest.facets.iter().enumerate() {
        let twice = manifest.facets[..place]
            .iter()
            .any(|other| other.name == facet.name);
        let known =
            facet.values.len() - usize::from(facet.values.last().is_some_and(|v| v == NOT_KNOWN));
        let fits = match facet.kind {
            ValueKind::HourOfWeek => known == 7 * PARTS_OF_DAY,
            ValueKind::Boolean => known == 2,
            _ => true,
        };
        if twice || !fits {
            breaches.push(Breach::BadFacet(facet.name.clone()));
        }
    }
    let share = manifest
        .screened
        .as_ref()
        .and_then(|screened| screened.share);
    if share.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
        breaches.push(Breach::BadShare);
    }
}

fn check_profile(
    manifest: &Manifest,
    cluster: &str,
    conversations: u64,
    profile: &FacetProfile,
    breaches: &mut Vec<Breach>,
) {
    let mut row = |row: &str, cells: &[Cell], expected: usize| {
        // Where conversations may be in no week, they hide among the withheld weeks.
        let partial = row == "weeks" && manifest.undated;
        let (cluster, row) = (cluster.to_owned(), row.to_owned());
        let verdict = if manifest.dp.is_some() {
            fits(cells, expected)
        } else {
            judge_row(
                cells,
                expected,
                conversations,
                manifest.policy.cell,
                partial,
            )
        };
        match verdict {
            RowVerdict::Sound => {}
            RowVerdict::Unfit => breaches.push(Breach::BadRow { cluster, row }),
            RowVerdict::Small => breaches.push(Breach::SmallCell { cluster, row }),
            RowVerdict::Derivable => breaches.push(Breach::Derivable { cluster, row }),
        }
    };
    for facet in &manifest.facets {
        let cells = profile
            .facets
            .get(&facet.name)
            .map_or(&[][..], Vec::as_slice);
        row(&facet.name, cells, facet.values.len());
    }
    row("weeks", &profile.weeks, manifest.weeks.len());
    for name in profile.facets.keys() {
        if !manifest.facets.iter().any(|facet| &facet.name == name) {
            row(name, &[], usize::MAX);
        }
    }
}

enum RowVerdict {
    Sound,
    Unfit,
    Small,
    Derivable,
}

/// Noisy numbers do not sum to their cluster, and what was named for a large noisy number was counted anew
/// with other noise: no threshold holds for a cell. All that can be asked is that there are as many as
/// there should be, and that they have a sum.
fn fits(cells: &[Cell], expected: usize) -> RowVerdict {
    let mut counts = cells.iter().filter_map(|cell| cell.shown());
    let sum = counts.try_fold(0_u64, u64::checked_add);
    if sum.is_some() && cells.len() == expected {
        RowVerdict::Sound
    } else {
        RowVerdict::Unfit
    }
}

fn judge_row(
    cells: &[Cell],
    expected: usize,
    total: u64,
    threshold: Threshold,
    partial: bool,
) -> RowVerdict {
    // A sum that wraps around would pass for a small one.
    let mut counts = cells.iter().filter_map(|cell| cell.shown());
    let shown = counts.try_fold(0_u64, u64::checked_add);
    let Some(shown) = shown.filter(|&shown| cells.len() == expected && shown <= total) else {
        return RowVerdict::Unfit;
    };
    if cells
        .iter()
        .filter_map(|cell| cell.shown())
        .any(|count| count > 0 && count < threshold.conversations)
    {
        return RowVerdict::Small;
    }
    let suppressed = cells.iter().filter(|cell| cell.shown().is_none()).count();
    let remainder = total - shown;
    // What is hidden is known in sum: that sum must be nothing, or as large as a cell may be.
    let alone = suppressed == 1 && !partial;
    if alone && remainder > 0 || (1..threshold.conversations).contains(&remainder) {
        return RowVerdict::Derivable;
    }
    RowVerdict::Sound
}

fn check_tree(clusters: &[Cluster], breaches: &mut Vec<Breach>) {
    let mut by_id: BTreeMap<&ClusterId, &Cluster> = BTreeMap::new();
    let mut names: BTreeMap<&str, &ClusterId> = BTreeMap::new();
    let mut children: BTreeMap<&ClusterId, (u64, u64)> = BTreeMap::new();
    for cluster in clusters {
        let known_id = by_id.insert(&cluster.id, cluster).is_some();
        if names.insert(&cluster.name, &cluster.id).is_some() || known_id {
            breaches.push(Breach::Duplicate(cluster.id.clone()));
        }
        if let Some(parent) = &cluster.parent {
            let (count, sum) = children.entry(parent).or_default();
            *count += 1;
            *sum = sum.saturating_add(cluster.conversations);
        }
    }
    for cluster in clusters {
        let parent_fits = cluster.parent.as_ref().is_none_or(|id| {
            by_id
                .get(id)
                .is_some_and(|parent| Some(parent.level) == cluster.level.checked_add(1))
        });
        let children_fit = match children.get(&cluster.id) {
            None => cluster.level == 0,
            Some(&(count, sum)) => count > 1 && sum == cluster.conversations,
        };
        if !parent_fits || !children_fit {
            breaches.push(Breach::BadTree(cluster.id.clone()));
        }
    }
}

#[cfg(test)]
mod tests;
