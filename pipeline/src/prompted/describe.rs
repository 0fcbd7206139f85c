//! Base clusters named by a model: which conversations it is shown of each.
//!
//! Source: Clio, arXiv 2412.13678, appendix G.5: 50 random members and the 50 nearest outsiders.

use rayon::prelude::*;

use super::desk::{Desk, Step};
use super::hierarchy::Words;
use super::members::{nearest_outsiders, sample};
use super::naming::{Naming, Shown};
use super::prompts::Prompt;
use super::tally::Tally;
use crate::describe::Text;
use crate::llm::{LlmError, Stage};
use crate::matrix::Matrix;

/// Members and outsiders that a model is shown.
pub(crate) const STATEMENTS: usize = 50;

/// The clusters to be named.
pub(crate) struct Clusters<'a> {
    /// Conversations of each, ascending.
    pub(crate) members: &'a [Vec<u32>],
    /// Mean vector of each.
    pub(crate) centroids: &'a Matrix,
    /// Vectors of the conversations.
    pub(crate) vectors: &'a Matrix,
    /// Dense account numbers of the conversations.
    pub(crate) accounts: &'a [u32],
    /// What the facet asks of a name, as a sentence.
    pub(crate) criteria: &'a str,
    /// What a model is shown of a conversation; empty: nothing.
    pub(crate) statement: &'a (dyn Fn(u32) -> String + Sync),
}

/// Names and describes every cluster.
pub(crate) fn describe(
    desk: &Desk<'_>,
    clusters: &Clusters<'_>,
    words: &dyn Words,
    step: Step<'_>,
) -> Result<(Vec<Text>, Tally), LlmError> {
    let members = clusters.members;
    let statements = |conversations: Vec<u32>| -> Vec<String> {
        let shown = conversations.into_iter().map(clusters.statement);
        shown.filter(|statement| !statement.is_empty()).collect()
    };
    let groups: Vec<Shown> = (0..members.len())
        .into_par_iter()
        .map(|cluster| {
            let seed = desk.seed(100, cluster as u64);
            let outside = nearest_outsiders(
                clusters.vectors,
                clusters.centroids,
                members,
                cluster,
                STATEMENTS,
            );
            Shown {
                inside: statements(sample(
                    &members[cluster],
                    clusters.accounts,
                    STATEMENTS,
                    seed,
                )),
                outside: statements(outside),
                words: words.common(&members[cluster]),
                size: members[cluster].len(),
            }
        })
        .collect();
    let unsupported = |group: usize, text: &str| words.unsupported(text, &members[group]);
    let builtin = |indices: &[usize], taken: &[Text]| {
        let groups: Vec<(&[u32], &[Text])> = indices
            .iter()
            .map(|&cluster| (members[cluster].as_slice(), [].as_slice()))
            .collect();
        words.describe(&groups, taken)
    };
    Naming {
        desk: *desk,
        stage: Stage::Describe,
        prompt: Prompt::Describe,
        criteria: clusters.criteria,
        unsupported: &unsupported,
        builtin: &builtin,
    }
    .name(&groups, &[], step)
}
