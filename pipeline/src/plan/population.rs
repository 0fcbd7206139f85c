//! Who and when: conversations by language and week.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Serialize;

use crate::conversation::Conversation;
use crate::facets::language;
use crate::week::Week;

/// The conversations that a run is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Population {
    /// How many.
    pub conversations: u64,
    /// Distinct accounts; `None` where no conversation names one.
    pub accounts: Option<u64>,
    /// By language of the person's messages, the most frequent first.
    pub languages: Vec<Count>,
    /// By week (its Monday), in order; weeks without conversations are left out.
    pub weeks: Vec<Count>,
    /// Conversations without a time.
    pub without_time: u64,
}

/// How many conversations have a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The value.
    pub value: String,
    /// Conversations.
    pub conversations: u64,
}

/// Counts `conversations`; `step` is told how many further ones are done.
pub(super) fn population(
    conversations: &[Conversation],
    step: &(dyn Fn(u64) + Sync),
) -> Population {
    let languages: Vec<language::Language> = conversations
        .par_iter()
        .map(|conversation| {
            let found = language::identify(conversation);
            step(1);
            found
        })
        .collect();
    let mut languages: Vec<Count> = counts(languages.into_iter().map(|l| l.name().to_owned()));
    languages.sort_by(|a, b| (b.conversations, &a.value).cmp(&(a.conversations, &b.value)));
    let weeks = counts(
        conversations
            .iter()
            .filter_map(|conversation| Some(Week::of(conversation.timestamp?).monday())),
    );
    let named: BTreeSet<&str> = conversations
        .iter()
        .filter_map(|conversation| conversation.account.as_deref())
        .collect();
    // One without an account counts as an account of its own, as in a run.
    let unnamed = conversations.iter().filter(|c| c.account.is_none()).count();
    Population {
        conversations: conversations.len() as u64,
        accounts: (!named.is_empty()).then_some((named.len() + unnamed) as u64),
        languages,
        weeks,
        without_time: conversations
            .iter()
            .filter(|conversation| conversation.timestamp.is_none())
            .count() as u64,
    }
}

/// What tells the accounts of `conversations` apart: as in a run, one without an account has its own.
pub(super) fn account_keys(conversations: &[Conversation]) -> Vec<(bool, &str)> {
    conversations
        .iter()
        .map(|conversation| match &conversation.account {
            Some(account) => (true, account.as_str()),
            None => (false, conversation.id.as_str()),
        })
        .collect()
}

/// Values and how often each stands there, in the order of the values.
fn counts(values: impl Iterator<Item = String>) -> Vec<Count> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts
        .into_iter()
        .map(|(value, conversations)| Count {
            value,
            conversations,
        })
        .collect()
}
