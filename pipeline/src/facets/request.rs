//! What people ask for, abstracted: a speech act and the terms that many others use too.
//!
//! Invariant: of a conversation's words only those are kept that enough accounts of the corpus use.

mod act;
mod assemble;
mod clean;
mod count;
mod detect;
mod phrases;
mod roles;
pub(crate) mod segment;
mod spelling;
mod tokens;
mod vocabulary;

use kleio_shared::text::{Tongue, words};
use rayon::prelude::*;

pub use act::SpeechAct;
pub use vocabulary::{Role, Term, Vocabulary};

use self::assemble::assemble;
use self::count::{Share, count};
use crate::conversation::Conversation;

/// How terms are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestParams {
    /// Distinct accounts of the corpus that must use a term, at least 1.
    pub min_accounts: u32,
    /// Terms kept at most, the most used first; at least 1.
    pub max_terms: usize,
}

impl Default for RequestParams {
    fn default() -> Self {
        Self {
            min_accounts: 5,
            max_terms: 50_000,
        }
    }
}

/// Why requests cannot be extracted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// A parameter of 0.
    #[error("The {0} of the request facet is 0. Set it to 1 or more.")]
    Zero(&'static str),
}

/// Parameters that were checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValidRequestParams(RequestParams);

impl RequestParams {
    /// Checks the parameters.
    ///
    /// # Errors
    /// When one of them is 0.
    pub const fn check(self) -> Result<ValidRequestParams, RequestError> {
        if self.min_accounts == 0 {
            return Err(RequestError::Zero("least number of accounts"));
        }
        if self.max_terms == 0 {
            return Err(RequestError::Zero("largest number of terms"));
        }
        Ok(ValidRequestParams(self))
    }
}

/// The request facet of a corpus; vectors have one entry a conversation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Requests {
    /// The terms that ids stand for.
    pub vocabulary: Vocabulary,
    /// What was asked for.
    pub acts: Vec<SpeechAct>,
    /// Ids of the terms used, ascending, each once. The words of a phrase are there as well.
    pub terms: Vec<Vec<u32>>,
    /// Words that too few accounts use to be kept; nobody knows which.
    pub rare: u64,
}

/// Extracts the request facet.
///
/// `accounts` has one dense account number a conversation. `done` is called with the number of
/// conversations as they are finished, for a progress bar. The result does not depend on the number
/// of threads.
#[must_use]
pub fn extract(
    conversations: &[Conversation],
    accounts: &[u32],
    params: ValidRequestParams,
    done: &(dyn Fn(u64) + Sync),
) -> Requests {
    let ValidRequestParams(params) = params;
    let acts = conversations
        .par_iter()
        .map(|c| {
            let first = c.user_texts().next().unwrap_or_default();
            let head: String = first.chars().take(4000).collect();
            detect::speech_act(&head, Tongue::of(&words(&head)))
        })
        .collect();
    let shares: Vec<(Vec<u32>, Share)> = shares_of(accounts)
        .into_par_iter()
        .map(|order| {
            let share = count(conversations, accounts, &order);
            done(order.len() as u64);
            (order, share)
        })
        .collect();
    let (vocabulary, terms, rare) = assemble(shares, accounts, params);
    Requests {
        vocabulary,
        acts,
        terms,
        rare,
    }
}

/// Conversations account by account, cut between accounts into shares that depend on the data only.
fn shares_of(accounts: &[u32]) -> Vec<Vec<u32>> {
    let mut order: Vec<u32> = (0..accounts.len() as u32).collect();
    order.sort_by_key(|&i| (accounts[i as usize], i));
    let target = (order.len() / 16).clamp(64, 4096);
    let mut shares: Vec<Vec<u32>> = Vec::new();
    for index in order {
        let full = shares.last().is_none_or(|share: &Vec<u32>| {
            let last = share.last().map(|&l| accounts[l as usize]);
            share.len() >= target && last != Some(accounts[index as usize])
        });
        if full {
            shares.push(Vec::with_capacity(target));
        }
        if let Some(share) = shares.last_mut() {
            share.push(index);
        }
    }
    shares
}

#[cfg(test)]
mod tests;
