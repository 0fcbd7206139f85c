//! Facets from further fields of the input: the values that many share, or bands of numbers.
//!
//! Invariant: a value is kept only where as many conversations and accounts have it as the policy
//! asks of a cell; every other one is "other". The edges of bands are round numbers and tell of no
//! conversation.

mod bands;

use std::collections::BTreeMap;

use kleio_shared::facet::ValueKind;
use kleio_shared::policy::Threshold;

use super::answers::Answers;
use crate::conversation::Conversation;

/// Values of a field that are kept at most.
const MOST_VALUES: usize = 12;

/// Fields that become facets of their own accord at most, those that most conversations have first.
const MOST_FIELDS: usize = 12;

/// Characters of a value at most: a longer one is a text and no value.
const MOST_CHARACTERS: usize = 60;

/// What stands for all values that are not kept.
const OTHER: &str = "other";

/// What is counted of one value.
#[derive(Debug, Clone, Copy, Default)]
struct Support {
    conversations: u64,
    accounts: u64,
    last: Option<u32>,
}

/// The fields of a corpus.
pub(super) struct Fields<'a> {
    conversations: &'a [Conversation],
    accounts: &'a [u32],
    /// Conversations by account, so that distinct accounts are counted in one pass.
    order: Vec<u32>,
    threshold: Threshold,
}

impl<'a> Fields<'a> {
    /// `accounts` has one dense account number a conversation.
    pub(super) fn new(
        conversations: &'a [Conversation],
        accounts: &'a [u32],
        threshold: Threshold,
    ) -> Self {
        let mut order: Vec<u32> = (0..accounts.len() as u32).collect();
        order.sort_by_key(|&i| (accounts[i as usize], i));
        Self {
            conversations,
            accounts,
            order,
            threshold,
        }
    }

    /// Names of the fields that become facets of their own accord, in alphabetical order.
    pub(super) fn names(&self) -> Vec<&'a str> {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for conversation in self.conversations {
            for name in conversation.metadata.keys() {
                *counts.entry(name).or_default() += 1;
            }
        }
        let mut names: Vec<(&str, u64)> = counts
            .into_iter()
            .filter(|&(_, count)| count >= self.threshold.conversations)
            .collect();
        names.sort_by_key(|&(name, count)| (std::cmp::Reverse(count), name));
        names.truncate(MOST_FIELDS);
        names.sort_unstable();
        names.into_iter().map(|(name, _)| name).collect()
    }

    /// The facet `name` of the field `field`; none where no value has enough support.
    pub(super) fn answers(
        &self,
        name: &str,
        field: &str,
        question: Option<String>,
    ) -> Option<Answers> {
        let given: Vec<Option<&str>> = self
            .conversations
            .iter()
            .map(|conversation| {
                let value = conversation.metadata.get(field)?.trim();
                (!value.is_empty()).then_some(value)
            })
            .collect();
        let supported = self.supported(&given);
        let numbers = bands::numbers(&given);
        let (kind, values, cells) = match numbers {
            // More numbers than could be listed: most of them would be "other".
            Some(numbers) if !covers(&given, &supported) => {
                let edges = bands::edges(&numbers);
                if edges.is_empty() {
                    return None;
                }
                let cells = numbers
                    .iter()
                    .map(|number| number.map(|number| bands::band(number, &edges)))
                    .collect();
                (ValueKind::Bands, bands::labels(&edges), cells)
            }
            numbers => {
                let mut kept: Vec<&str> = supported.into_iter().take(MOST_VALUES).collect();
                let kind = if numbers.is_some() {
                    kept.sort_by(|a, b| bands::number(a).total_cmp(&bands::number(b)));
                    ValueKind::Scale
                } else {
                    // Not by frequency: their order would tell of numbers that are hidden.
                    kept.sort_unstable();
                    ValueKind::Category
                };
                if kept.is_empty() {
                    return None;
                }
                let places: BTreeMap<&str, u32> = kept.iter().copied().zip(0..).collect();
                let other = kept.len() as u32;
                let cells: Vec<Option<u32>> = given
                    .iter()
                    .map(|value| value.map(|value| places.get(value).copied().unwrap_or(other)))
                    .collect();
                let mut values: Vec<String> = kept.into_iter().map(str::to_owned).collect();
                if cells.contains(&Some(other)) {
                    values.push(OTHER.to_owned());
                }
                (kind, values, cells)
            }
        };
        Some(Answers {
            name: name.to_owned(),
            kind,
            question,
            values,
            cells,
        })
    }

    /// Values that may be shown, the most frequent first.
    fn supported(&self, given: &[Option<&'a str>]) -> Vec<&'a str> {
        let mut support: BTreeMap<&str, Support> = BTreeMap::new();
        for &i in &self.order {
            let Some(value) = given[i as usize] else {
                continue;
            };
            if value.chars().count() > MOST_CHARACTERS || value.eq_ignore_ascii_case(OTHER) {
                continue;
            }
            let entry = support.entry(value).or_default();
            let account = self.accounts[i as usize];
            entry.conversations += 1;
            entry.accounts += u64::from(entry.last.replace(account) != Some(account));
        }
        let mut values: Vec<(&str, Support)> = support
            .into_iter()
            .filter(|(_, s)| self.threshold.admits(s.conversations, s.accounts))
            .collect();
        values.sort_by_key(|&(value, s)| (std::cmp::Reverse(s.conversations), value));
        values.into_iter().map(|(value, _)| value).collect()
    }
}

/// Whether the few most frequent supported values say it all but for a twentieth.
fn covers(given: &[Option<&str>], supported: &[&str]) -> bool {
    let kept = &supported[..supported.len().min(MOST_VALUES)];
    let known = given.iter().flatten().count();
    let listed = given
        .iter()
        .flatten()
        .filter(|value| kept.contains(*value))
        .count();
    listed * 20 >= known * 19
}

#[cfg(test)]
mod tests;
