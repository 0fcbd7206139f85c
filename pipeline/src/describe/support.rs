//! How many accounts of a cluster stand behind a word: what k-support is checked by.

use super::Evidence;
use crate::facets::request::segment::segments;

/// For each folded word of `words`, the distinct accounts among `members` that use it.
///
/// A word that is no term has no support, whatever anybody wrote. A phrase without spaces that is
/// not a term itself has the support of its weakest word.
#[must_use]
pub fn word_accounts<W: AsRef<str>>(
    evidence: &Evidence<'_>,
    members: &[u32],
    words: &[W],
) -> Vec<u64> {
    let alternatives: Vec<Vec<Option<u32>>> = words
        .iter()
        .map(|w| terms_of(evidence, w.as_ref()))
        .collect();
    let mut wanted: Vec<u32> = alternatives.iter().flatten().flatten().copied().collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut users: Vec<Vec<u32>> = vec![Vec::new(); wanted.len()];
    for &member in members {
        let terms = &evidence.terms[member as usize];
        for (term, users) in wanted.iter().zip(&mut users) {
            if terms.binary_search(term).is_ok() {
                users.push(evidence.accounts[member as usize]);
            }
        }
    }
    for users in &mut users {
        users.sort_unstable();
        users.dedup();
    }
    let accounts = |term: &Option<u32>| {
        term.and_then(|t| wanted.binary_search(&t).ok())
            .map_or(0, |at| users[at].len() as u64)
    };
    alternatives
        .iter()
        .map(|parts| parts.iter().map(accounts).min().unwrap_or(0))
        .collect()
}

/// The term a word is, or the terms it is made of; `None` for a part that is no term.
fn terms_of(evidence: &Evidence<'_>, word: &str) -> Vec<Option<u32>> {
    if let Some(term) = evidence.vocabulary.find(word) {
        return vec![Some(term)];
    }
    let unspaced = word
        .chars()
        .next()
        .and_then(kleio_shared::text::Script::of)
        .is_some_and(kleio_shared::text::Script::unspaced);
    if !unspaced {
        return vec![None];
    }
    segments(word, None)
        .into_iter()
        .filter(|s| !kleio_shared::text::is_stop(s.text))
        .map(|s| evidence.vocabulary.find(s.text))
        .collect()
}
