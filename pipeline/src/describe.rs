//! Stage 5: a name and a description for every cluster, of terms that set it apart from others.
//!
//! Invariant: every word of a produced text is a stop word, a [general](kleio_shared::text::is_general)
//! word, or backed by as many accounts of the cluster as [`DescribeParams::word_support`] asks for.

mod act;
mod choose;
mod counts;
mod headings;
mod names;
mod score;
mod sentence;
pub mod support;
mod template;

use kleio_shared::policy::{Policy, Threshold};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::facets::request::{SpeechAct, Vocabulary};

/// What is known of the conversations; slices have one entry a conversation.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The terms that ids stand for.
    pub vocabulary: &'a Vocabulary,
    /// Ids of the terms each conversation uses, ascending.
    pub terms: &'a [Vec<u32>],
    /// What was asked for.
    pub acts: &'a [SpeechAct],
    /// Dense account numbers.
    pub accounts: &'a [u32],
    /// English names of languages (`English`, `Chinese`).
    pub languages: &'a [&'a str],
}

/// A cluster to be described.
#[derive(Debug, Clone, Copy, Default)]
pub struct Group<'a> {
    /// 0 for base clusters, growing towards the top.
    pub level: u8,
    /// Its conversations.
    pub members: &'a [u32],
    /// Conversations to tell it from: the nearest outsiders. Empty: everything else.
    pub contrast: &'a [u32],
    /// Positions, in the same slice of groups, of the clusters it is made of; empty for a base cluster.
    pub children: &'a [usize],
}

/// The text of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// At most ten words, unique among all groups described together.
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

impl DescribeParams {
    /// The parameters that keep `policy`.
    #[must_use]
    pub const fn of(policy: &Policy) -> Self {
        Self {
            word_support: policy.word_support(),
            cell: policy.cell,
        }
    }

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

/// Names and describes `groups`, one text each, in their order.
///
/// Names differ from each other over all groups. Base clusters are named first and do not depend on
/// the groups above them, so describing them alone gives the same texts.
#[must_use]
pub fn describe(
    evidence: &Evidence<'_>,
    groups: &[Group<'_>],
    params: ValidDescribeParams,
) -> Vec<Text> {
    let ValidDescribeParams(params) = params;
    let corpus = counts::Corpus::of(evidence);
    let hits = headings::Hits::of(evidence);
    let portraits: Vec<score::Portrait> = groups
        .par_iter()
        .map(|group| score::portrait(evidence, &corpus, groups, group, params))
        .collect();
    let headings = headings::assign(evidence, &hits, groups, params);
    let names = names::unique(evidence, groups, &portraits, &headings);
    names
        .into_iter()
        .zip(&portraits)
        .map(|(name, portrait)| Text {
            description: sentence::description(evidence, portrait, &name.terms, params),
            name: name.text,
        })
        .collect()
}
