//! Stage 5: a name and a description for every cluster, of terms that set it apart from others.
//!
//! Invariant: every word of a produced text is a stop word, a [general](kleio_shared::text::is_general)
//! word, or backed by as many accounts of the cluster as [`DescribeParams::word_support`] asks for.

mod act;
mod choose;
mod counts;
mod headings;
mod margin;
mod meaning;
mod names;
mod phrase;
mod score;
mod sentence;
mod support;
mod template;
mod topical;

pub use counts::supported_terms;
pub use margin::Margin;
pub(crate) use names::letters;
pub use phrase::phrases;
pub use support::{input_accounts, word_accounts};

use std::collections::BTreeMap;

use kleio_shared::policy::Threshold;
use kleio_shared::text::Tongue;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::embed::Embedder;
use crate::facets::request::{Requests, SpeechAct, Vocabulary};
use crate::topics::Topics;

/// What is known of the conversations; every list has one entry a conversation.
#[derive(Debug, Clone)]
pub struct Evidence<'a> {
    vocabulary: &'a Vocabulary,
    terms: &'a [Vec<u32>],
    acts: &'a [SpeechAct],
    accounts: &'a [u32],
    languages: Vec<&'static str>,
    meaning: Option<meaning::Meaning<'a>>,
    topics: Option<&'a Topics>,
    margin: Margin,
}

impl<'a> Evidence<'a> {
    /// Puts together `requests`, dense account numbers, and the English names of languages.
    #[must_use]
    pub fn new(requests: &'a Requests, accounts: &'a [u32], languages: Vec<&'static str>) -> Self {
        Self {
            vocabulary: &requests.vocabulary,
            terms: &requests.terms,
            acts: &requests.acts,
            accounts,
            languages,
            topics: None,
            meaning: None,
            margin: Margin::default(),
        }
    }

    /// With `embedder` to tell which terms belong together. It must place short texts by themselves,
    /// as a sentence model does.
    #[must_use]
    pub fn with_meaning(self, embedder: &'a dyn Embedder) -> Self {
        Self {
            meaning: Some(meaning::Meaning(embedder)),
            ..self
        }
    }

    /// Asks for more support than the policy, word by word.
    #[must_use]
    pub const fn with_margin(mut self, margin: Margin) -> Self {
        self.margin = margin;
        self
    }

    /// What is asked for beyond the policy.
    #[must_use]
    pub const fn margin(&self) -> Margin {
        self.margin
    }

    /// Adds the nearest topics of every conversation, where a sentence model could tell them.
    #[must_use]
    pub const fn with_topics(mut self, topics: Option<&'a Topics>) -> Self {
        self.topics = topics;
        self
    }

    /// The language that most conversations are in, where names can be written in it.
    fn main_tongue(&self) -> Tongue {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for language in &self.languages {
            *counts.entry(language).or_default() += 1;
        }
        let most = counts
            .iter()
            .find(|(_, count)| **count * 2 > self.languages.len());
        most.and_then(|(name, _)| Tongue::named(name))
            .unwrap_or(Tongue::English)
    }
}

/// A cluster to be described.
#[derive(Debug, Clone, Copy, Default)]
pub struct Group<'a> {
    /// Its conversations.
    pub members: &'a [u32],
    /// Conversations to tell it from: the nearest outsiders. Empty: everything else.
    pub outsiders: &'a [u32],
    /// Texts of the clusters it is made of; empty for a base cluster.
    pub children: &'a [Text],
}

/// The text of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// At most ten words.
    pub name: String,
    /// One or two sentences.
    pub description: String,
}

/// How clusters are described.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DescribeParams {
    /// Distinct accounts of a cluster that must use a word before its text may; at least 1.
    pub word_support: u64,
    /// What a share needs before a description tells it, in words such as "most".
    pub cell: Threshold,
}

impl Default for DescribeParams {
    fn default() -> Self {
        Self {
            word_support: 5,
            cell: Threshold {
                conversations: 15,
                accounts: 5,
            },
        }
    }
}

impl DescribeParams {
    /// Checks the parameters.
    ///
    /// # Errors
    /// When the support is 0.
    pub const fn check(self) -> Result<ValidDescribeParams, DescribeError> {
        if self.word_support == 0 {
            return Err(DescribeError::NoSupport);
        }
        Ok(ValidDescribeParams(self))
    }
}

/// Why clusters cannot be described.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DescribeError {
    /// A support of 0.
    #[error(
        "The word support of descriptions is 0 accounts, which would let any word through. Set it to 1 or more."
    )]
    NoSupport,
}

/// Parameters that were checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValidDescribeParams(DescribeParams);

/// How often every cluster is looked at while it is described.
pub const ROUNDS: u64 = 5;

impl ValidDescribeParams {
    /// Names and describes `groups`, the clusters of one level, one text each, in their order.
    ///
    /// Names differ from each other and from those of `taken`, the texts of lower levels.
    #[must_use]
    pub fn describe(
        self,
        evidence: &Evidence<'_>,
        groups: &[Group<'_>],
        taken: &[Text],
    ) -> Vec<Text> {
        self.describe_watched(evidence, groups, taken, &|_| ())
    }

    /// As [`Self::describe`]; `step` is told how many further looks at a cluster are done, from any thread.
    /// The counts add up to [`ROUNDS`] for each.
    #[must_use]
    pub fn describe_watched(
        self,
        evidence: &Evidence<'_>,
        groups: &[Group<'_>],
        taken: &[Text],
        step: &(dyn Fn(u64) + Sync),
    ) -> Vec<Text> {
        let Self(params) = self;
        let corpus = counts::Corpus::of(evidence, params.cell);
        let counts: Vec<counts::Counts> = groups
            .par_iter()
            .map(|group| counts::Counts::of(evidence, group.members))
            .inspect(|_| step(1))
            .collect();
        let mut scored: Vec<Vec<(u32, f64)>> = groups
            .par_iter()
            .zip(&counts)
            .map(|(group, counts)| score::terms(evidence, &corpus, group, counts, params))
            .inspect(|_| step(1))
            .collect();
        meaning::weigh(evidence, &mut scored);
        let portraits: Vec<score::Portrait> = groups
            .par_iter()
            .zip(&counts)
            .zip(&scored)
            .map(|((group, counts), scored)| {
                score::portrait(evidence, &corpus, group, counts, scored, params)
            })
            .inspect(|_| step(1))
            .collect();
        let headings = headings::assign(evidence, groups, taken, params);
        let main = evidence.main_tongue();
        let subjects: Vec<Vec<topical::Subject>> = groups
            .par_iter()
            .zip(&portraits)
            .map(|(group, portrait)| {
                topical::subjects(evidence, group, portrait.tongue, main, params)
            })
            .inspect(|_| step(1))
            .collect();
        let common = topical::common(&subjects);
        let leads: Vec<Vec<names::Lead<'_>>> = subjects
            .iter()
            .zip(&headings)
            .map(|(subjects, heading)| names::Lead::all(subjects, &common, heading.as_ref()))
            .collect();
        let names = names::unique(evidence, groups, &portraits, &leads, taken);
        names
            .into_iter()
            .zip(&portraits)
            .map(|(name, portrait)| Text {
                description: sentence::description(evidence, portrait, &name.terms),
                name: name.text,
            })
            .inspect(|_| step(1))
            .collect()
    }
}

#[cfg(test)]
mod tests;
