//! The terms that may be kept of a request: words and phrases that enough accounts use.
//!
//! Invariant: a term below the support asked for is never in here, so a list of term ids can be
//! stored where the words themselves could not.

use std::collections::HashMap;

use kleio_shared::text::Tongue;

/// A word or phrase.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// Its folded words, with a space between them where their script has one.
    pub key: String,
    /// As people write it: the commonest spelling, with its capitals.
    pub display: String,
    /// Ids of its words; empty for a single word.
    pub parts: Vec<u32>,
    /// Distinct accounts that use it, over the whole corpus.
    pub accounts: u32,
    /// Conversations that use it.
    pub conversations: u32,
    /// Its part of speech, as far as the words around it tell.
    pub role: Role,
    /// The language of most conversations that use it, where known.
    pub tongue: Option<Tongue>,
}

/// A part of speech, judged by neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Stands after articles and prepositions and ends phrases.
    Noun,
    /// Stands before other words.
    Modifier,
    /// Stands after `to`, `can`, `I` or opens sentences.
    Verb,
}

/// All terms of a corpus, most used first; a term's id is its position.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Vocabulary {
    terms: Vec<Term>,
    by_key: HashMap<String, u32>,
}

impl Vocabulary {
    /// Wraps `terms`, whose keys must differ; their order is their numbering.
    #[must_use]
    pub fn new(terms: Vec<Term>) -> Self {
        let by_key = terms
            .iter()
            .enumerate()
            .map(|(id, term)| (term.key.clone(), id as u32))
            .collect();
        Self { terms, by_key }
    }

    /// Number of terms.
    #[must_use]
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether nothing is supported.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The term of an id below [`Self::len`].
    #[must_use]
    pub fn term(&self, id: u32) -> &Term {
        &self.terms[id as usize]
    }

    /// The id of a folded word or phrase.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<u32> {
        self.by_key.get(key).copied()
    }

    /// All terms, in the order of their ids.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }
}
