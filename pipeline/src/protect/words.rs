//! k-support: every content word and phrase of a released text is used by enough accounts of its cluster.

use kleio_shared::text::{content_phrases, content_words};

use crate::measure::MeasuredCluster;

/// Content words and phrases of `text` that fewer than `accounts` of the cluster's accounts used. One
/// whose support was not measured counts as used by none.
pub(super) fn unsupported(cluster: &MeasuredCluster, text: &str, accounts: u64) -> usize {
    let few = |key: &String| support(cluster, key) < accounts;
    let words = content_words(text).into_iter().filter(few).count();
    words + content_phrases(text).into_iter().filter(few).count()
}

/// Distinct content words of the cluster's name and description.
pub(super) fn words(cluster: &MeasuredCluster) -> Vec<String> {
    distinct(cluster, content_words)
}

/// Distinct phrases of the cluster's name and description.
pub(super) fn phrases(cluster: &MeasuredCluster) -> Vec<String> {
    distinct(cluster, content_phrases)
}

/// Accounts behind the weakest word or phrase; none where there is neither.
pub(super) fn weakest(cluster: &MeasuredCluster) -> Option<u64> {
    let mut keys = words(cluster);
    keys.extend(phrases(cluster));
    keys.iter().map(|key| support(cluster, key)).min()
}

fn support(cluster: &MeasuredCluster, key: &str) -> u64 {
    cluster.words.get(key).copied().unwrap_or(0)
}

fn distinct(cluster: &MeasuredCluster, of: fn(&str) -> Vec<String>) -> Vec<String> {
    let mut keys = of(&cluster.name);
    keys.extend(of(&cluster.description));
    keys.sort_unstable();
    keys.dedup();
    keys
}
