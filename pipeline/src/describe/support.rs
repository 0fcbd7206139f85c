//! How many accounts of a cluster stand behind a word or a phrase: what k-support is checked by.

use kleio_shared::text::{Script, is_stop};

use super::Evidence;
use crate::facets::request::segment::segments;

/// For each folded word or phrase of `keys` (words joined by one space), the distinct accounts among
/// `members` that use it, less its margin: what is left is held against the policy.
///
/// A word that is no term has no support, whatever anybody wrote. An account uses a phrase where one of
/// its conversations has the phrase as a term, or all of its words; the same goes for a run of a script
/// without spaces and the words it is made of.
#[must_use]
pub fn word_accounts<W: AsRef<str>>(
    evidence: &Evidence<'_>,
    members: &[u32],
    keys: &[W],
) -> Vec<u64> {
    let mut everybody: Vec<u32> = members
        .iter()
        .map(|&member| evidence.accounts[member as usize])
        .collect();
    everybody.sort_unstable();
    everybody.dedup();
    keys.iter()
        .map(|key| {
            let ways = ways(evidence, key.as_ref());
            let uses = |member: &&u32| {
                let terms = &evidence.terms[**member as usize];
                let has = |term: &u32| terms.binary_search(term).is_ok();
                ways.iter().any(|way| way.iter().all(has))
            };
            let mut accounts: Vec<u32> = members
                .iter()
                .filter(uses)
                .map(|&member| evidence.accounts[member as usize])
                .collect();
            accounts.sort_unstable();
            accounts.dedup();
            let margin = evidence.margin.of(key.as_ref(), everybody.len() as u64);
            (accounts.len() as u64).saturating_sub(margin)
        })
        .collect()
}

/// Distinct accounts of the whole input that use the rarest of the folded `words`, less its margin; none where there
/// is no word.
#[must_use]
pub fn input_accounts<W: AsRef<str>>(evidence: &Evidence<'_>, words: &[W]) -> Option<u64> {
    // Accounts are numbered without gaps.
    let everybody = evidence.accounts.iter().max().map_or(0, |&last| last + 1);
    let users = |word: &W| {
        let terms = terms_of(evidence, word.as_ref()).unwrap_or_default();
        let accounts = terms
            .iter()
            .map(|&term| evidence.vocabulary.term(term).accounts);
        let margin = evidence.margin.of(word.as_ref(), u64::from(everybody));
        u64::from(accounts.min().unwrap_or(0)).saturating_sub(margin)
    };
    words.iter().map(users).min()
}

/// Sets of terms, any of which a conversation must have all of to use `key`.
fn ways(evidence: &Evidence<'_>, key: &str) -> Vec<Vec<u32>> {
    let mut ways = Vec::new();
    if let Some(term) = evidence.vocabulary.find(key) {
        ways.push(vec![term]);
    }
    let words: Option<Vec<Vec<u32>>> = key.split(' ').map(|w| terms_of(evidence, w)).collect();
    if let Some(words) = words {
        let terms: Vec<u32> = words.into_iter().flatten().collect();
        if !terms.is_empty() && !ways.contains(&terms) {
            ways.push(terms);
        }
    }
    ways
}

/// The term a word is, or the terms it is made of; none where a part is no term.
fn terms_of(evidence: &Evidence<'_>, word: &str) -> Option<Vec<u32>> {
    if let Some(term) = evidence.vocabulary.find(word) {
        return Some(vec![term]);
    }
    let script = word.chars().next().and_then(Script::of)?;
    if !script.unspaced() {
        return None;
    }
    segments(word, None)
        .into_iter()
        .filter(|segment| !is_stop(segment.text))
        .map(|segment| evidence.vocabulary.find(segment.text))
        .collect()
}
