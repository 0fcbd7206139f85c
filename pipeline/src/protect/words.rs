//! k-support: every content word of a released text is used by enough accounts of its cluster.

use kleio_shared::text::content_words;

use crate::measure::MeasuredCluster;

/// Content words of the cluster's name and description that fewer than `accounts` of its accounts
/// used. A word whose support was not measured counts as used by none.
pub(super) fn unsupported(cluster: &MeasuredCluster, accounts: u64) -> usize {
    words(cluster)
        .iter()
        .filter(|word| cluster.words.get(*word).copied().unwrap_or(0) < accounts)
        .count()
}

/// Distinct content words of the cluster's name and description.
pub(super) fn words(cluster: &MeasuredCluster) -> Vec<String> {
    let mut words = content_words(&cluster.name);
    words.extend(content_words(&cluster.description));
    words.sort_unstable();
    words.dedup();
    words
}
