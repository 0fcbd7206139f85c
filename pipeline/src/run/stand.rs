//! What a model's names stand on: summaries to be shown, words with support, the builtin namer.

use kleio_shared::policy::Policy;
use kleio_shared::text::{content_phrases, content_words};

use super::RunError;
use super::texts::{self, Evidence};
use crate::describe::{self, Group, Text, ValidDescribeParams};
use crate::facets::Facets;
use crate::prompted::hierarchy::Words;

/// Words that a model is offered for a group, at most.
const OFFERED: usize = 60;
/// Terms of a statement that is made of terms.
const TERMS: usize = 12;

/// Facets and evidence of a run.
pub(super) struct Stand<'a> {
    facets: &'a Facets,
    pub(super) accounts: &'a [u32],
    evidence: &'a Evidence<'a>,
    summaries: Option<&'a [Option<String>]>,
    /// What the facet that is clustered by asks of a name.
    pub(super) criteria: &'a str,
    least: u64,
    builtin: ValidDescribeParams,
}

impl<'a> Stand<'a> {
    /// `by` is the open-text facet that is clustered by.
    pub(super) fn new(
        facets: &'a Facets,
        accounts: &'a [u32],
        evidence: &'a Evidence<'a>,
        by: &str,
        criteria: &'a str,
        policy: &Policy,
    ) -> Result<Self, RunError> {
        Ok(Self {
            facets,
            accounts,
            evidence,
            summaries: summaries(facets, by),
            criteria,
            least: policy.word_support(),
            builtin: texts::params(policy).check()?,
        })
    }

    /// What a model is shown of a conversation: its summary, or where there is none, its speech act
    /// and terms, which enough accounts use; never its own words. Empty where nothing is known.
    pub(super) fn statement(&self, conversation: u32) -> String {
        let row = conversation as usize;
        if let Some(summary) = self.summaries.and_then(|all| all[row].clone()) {
            return summary;
        }
        let requests = &self.facets.requests;
        // Ids count from the most used: the last ones say most.
        let terms = requests.terms[row].iter().rev().take(TERMS);
        let terms: Vec<&str> = terms
            .map(|&id| requests.vocabulary.term(id).display.as_str())
            .collect();
        if terms.is_empty() {
            return String::new();
        }
        format!("{}: {}", requests.acts[row].key(), terms.join(", "))
    }
}

/// The open answers that conversations are clustered by, if a model gave any.
pub(super) fn summaries<'a>(facets: &'a Facets, by: &str) -> Option<&'a [Option<String>]> {
    facets
        .open
        .iter()
        .find(|open| open.name == by)
        .map(|open| open.texts.as_slice())
}

impl Words for Stand<'_> {
    fn unsupported(&self, text: &str, members: &[u32]) -> Vec<String> {
        let support = self.evidence.word_support(text, members);
        let few = |word: &String| support.get(word).copied().unwrap_or(0) < self.least;
        let mut keys = content_words(text);
        keys.extend(content_phrases(text));
        keys.retain(few);
        keys
    }

    fn common(&self, members: &[u32]) -> Vec<String> {
        let vocabulary = &self.facets.requests.vocabulary;
        describe::supported_terms(&self.evidence.0, members, self.least)
            .into_iter()
            .map(|term| vocabulary.term(term).display.clone())
            .filter(|word| !content_words(word).is_empty())
            .take(OFFERED)
            .collect()
    }

    fn describe(&self, groups: &[(&[u32], &[Text])], taken: &[Text]) -> Vec<Text> {
        let groups: Vec<Group<'_>> = groups
            .iter()
            .map(|&(members, children)| Group {
                members,
                outsiders: &[],
                children,
            })
            .collect();
        self.builtin.describe(&self.evidence.0, &groups, taken)
    }
}
