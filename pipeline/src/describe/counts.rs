//! How many accounts use each term, in a cluster and in the corpus.

use kleio_shared::policy::Threshold;
use kleio_shared::text::{content_phrases, content_words};

use super::Evidence;
use super::act::Acts;

/// Accounts by term, for a set of conversations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Distinct accounts of the set.
    pub(super) accounts: u32,
    /// Term and the distinct accounts that use it, by rising term id.
    pub(super) terms: Vec<(u32, u32)>,
}

impl Counts {
    /// Counts `members`; one account counts once however much it writes.
    pub(super) fn of(evidence: &Evidence<'_>, members: &[u32]) -> Self {
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        let mut accounts: Vec<u32> = Vec::with_capacity(members.len());
        for &member in members {
            let account = evidence.accounts[member as usize];
            accounts.push(account);
            pairs.extend(
                evidence.terms[member as usize]
                    .iter()
                    .map(|t| (*t, account)),
            );
        }
        accounts.sort_unstable();
        accounts.dedup();
        pairs.sort_unstable();
        pairs.dedup();
        let mut terms: Vec<(u32, u32)> = Vec::new();
        for (term, _) in pairs {
            match terms.last_mut() {
                Some((last, count)) if *last == term => *count += 1,
                _ => terms.push((term, 1)),
            }
        }
        Self {
            accounts: accounts.len() as u32,
            terms,
        }
    }

    /// Whether enough accounts of the set use `term`, as the gate will ask: each of its content words, and
    /// those side by side as a whole, by `least` accounts and the margin of each.
    pub(super) fn supports(&self, evidence: &Evidence<'_>, term: u32, least: u64) -> bool {
        let users = u64::from(self.get(term));
        if users < least {
            return false;
        }
        let display = &evidence.vocabulary.term(term).display;
        let mut keys = content_words(display);
        keys.extend(content_phrases(display));
        keys.iter().all(|key| {
            // Who uses a phrase uses its words, which may be terms with users of their own.
            let own = evidence.vocabulary.find(key);
            let users = own.map_or(users, |own| users.max(u64::from(self.get(own))));
            users >= least + evidence.margin.of(key, u64::from(self.accounts))
        })
    }

    /// Accounts that use `term`.
    pub(super) fn get(&self, term: u32) -> u32 {
        self.terms
            .binary_search_by_key(&term, |(t, _)| *t)
            .map_or(0, |at| self.terms[at].1)
    }
}

/// The terms that enough accounts among `members` use for a text about them to use them too, with the
/// margin of each; the most used first.
#[must_use]
pub fn supported_terms(evidence: &Evidence<'_>, members: &[u32], least: u64) -> Vec<u32> {
    let counts = Counts::of(evidence, members);
    let mut terms = counts.terms.clone();
    terms.retain(|&(term, _)| counts.supports(evidence, term, least));
    terms.sort_by_key(|&(term, users)| (std::cmp::Reverse(users), term));
    terms.into_iter().map(|(term, _)| term).collect()
}

/// Rates over the whole corpus.
#[derive(Debug, Clone)]
pub(super) struct Corpus {
    accounts: f64,
    /// What people want done, over all.
    pub(super) acts: Acts,
}

impl Corpus {
    /// The corpus that `evidence` is about.
    pub(super) fn of(evidence: &Evidence<'_>, cell: Threshold) -> Self {
        let everybody: Vec<u32> = (0..evidence.terms.len() as u32).collect();
        let mut accounts: Vec<u32> = evidence.accounts.to_vec();
        accounts.sort_unstable();
        accounts.dedup();
        Self {
            accounts: accounts.len().max(1) as f64,
            acts: Acts::of(evidence, &everybody, cell),
        }
    }

    /// Share of all accounts that use `term`, above 0 and below 1.
    pub(super) fn rate(&self, evidence: &Evidence<'_>, term: u32) -> f64 {
        let users = f64::from(evidence.vocabulary.term(term).accounts);
        (users + 0.5) / (self.accounts + 1.0)
    }
}
