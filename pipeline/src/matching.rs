//! Whether a conversation is about something, by terms and by example sentences: no model needed.
//!
//! The screener and the facets that are answered by rules both ask this. Only what the person wrote
//! is looked at. A term is found word by word, whatever its case, number or width; an example by the
//! cosine of its sentence vector to those of the person's messages.

mod nearness;
mod terms;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::conversation::Conversation;
use crate::embed::Embedder;
use nearness::Nearness;
use terms::Terms;

/// Terms and example sentences that say yes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchSpec {
    /// Words or phrases; `*` at the end of one stands for any further letters.
    #[serde(default)]
    pub terms: Vec<String>,
    /// Sentences like those that people write.
    #[serde(default)]
    pub examples: Vec<String>,
    /// Least cosine to an example, above 0 and below 1; by default one that suits the vectors.
    pub similarity: Option<f32>,
}

/// What of a conversation is compared with examples.
pub fn compared(conversation: &Conversation) -> impl Iterator<Item = String> {
    let messages = conversation.user_texts().take(nearness::MESSAGES);
    messages.map(|message| message.chars().take(nearness::CHARACTERS).collect())
}

/// Why a rule cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MatchError {
    /// A term that would match nothing.
    #[error("the term {0:?} has no letter or digit to look for")]
    Term(String),
    /// An example that is empty.
    #[error("an example is empty")]
    Example,
    /// A cosine that is none.
    #[error("similarity is a cosine, above 0 and below 1, and not {0}")]
    Similarity(f32),
}

impl MatchSpec {
    /// Whether it says nothing at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.examples.is_empty()
    }

    /// Checks that every part can match something.
    ///
    /// # Errors
    /// When one cannot.
    pub fn check(&self) -> Result<(), MatchError> {
        if let Some(term) = self.terms.iter().find(|term| !terms::can_match(term)) {
            return Err(MatchError::Term(term.clone()));
        }
        if self
            .examples
            .iter()
            .any(|example| example.trim().is_empty())
        {
            return Err(MatchError::Example);
        }
        match self.similarity {
            Some(cosine) if !(cosine > 0.0 && cosine < 1.0) => Err(MatchError::Similarity(cosine)),
            _ => Ok(()),
        }
    }

    /// What it goes by, for readers: `terms`, `example sentences`, or both.
    #[must_use]
    pub const fn means(&self) -> &'static str {
        match (self.terms.is_empty(), self.examples.is_empty()) {
            (false, false) => "terms and example sentences",
            (true, false) => "example sentences",
            _ => "terms",
        }
    }
}

/// For each conversation the rule that fits it best, if any: the one of which most different terms
/// occur (the first of several); where no term of any rule occurs, the one with the nearest example.
///
/// `step` is told how many further conversations are done. The result does not depend on the number
/// of threads.
#[must_use]
pub fn best(
    rules: &[MatchSpec],
    conversations: &[Conversation],
    embedder: &dyn Embedder,
    step: &(dyn Fn(u64) + Sync),
) -> Vec<Option<u32>> {
    let lists: Vec<&[String]> = rules.iter().map(|rule| rule.terms.as_slice()).collect();
    let terms = Terms::new(&lists);
    let mut found: Vec<Option<u32>> = conversations
        .par_iter()
        .map(|conversation| terms.best(conversation.user_texts()))
        .collect();
    let open: Vec<usize> = (0..found.len()).filter(|&i| found[i].is_none()).collect();
    step((found.len() - open.len()) as u64);
    let near = Nearness::new(rules, embedder);
    for block in open.chunks(nearness::BLOCK) {
        let conversations: Vec<&Conversation> = block.iter().map(|&i| &conversations[i]).collect();
        for (&i, best) in block.iter().zip(near.best(&conversations)) {
            found[i] = best;
        }
        step(block.len() as u64);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::Message;
    use crate::conversation::Role;
    use crate::embed::lexical::{Lexical, LexicalParams};

    fn said(text: &str) -> Conversation {
        Conversation {
            messages: vec![Message {
                role: Role::User,
                content: text.to_owned(),
                ..Message::default()
            }],
            turns: 1,
            ..Conversation::default()
        }
    }

    fn rule(terms: &[&str], examples: &[&str]) -> MatchSpec {
        let owned = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect();
        MatchSpec {
            terms: owned(terms),
            examples: owned(examples),
            similarity: None,
        }
    }

    #[test]
    fn terms_decide_before_examples_and_most_terms_win() {
        let conversations = [
            said("Which ballots are counted on election day?"),
            said("I need a recipe for an election party cake with flour"),
            said("How do I register to vote in my state this year?"),
            said("Why is the sky blue?"),
        ];
        let rules = [
            rule(&["election"], &["How do I register to vote in my state?"]),
            rule(&["recipe", "cake"], &[]),
        ];
        let embedder = Lexical::new(LexicalParams::default());
        assert_eq!(
            best(&rules, &conversations, &embedder, &|_| ()),
            [Some(0), Some(1), Some(0), None]
        );
    }

    #[test]
    fn every_conversation_is_reported_as_done() {
        let conversations = [said("One vote"), said("Two boats"), said("")];
        let done = std::sync::atomic::AtomicU64::new(0);
        let embedder = Lexical::new(LexicalParams::default());
        let step = |n| {
            done.fetch_add(n, std::sync::atomic::Ordering::Relaxed);
        };
        let found = best(&[rule(&["votes"], &[])], &conversations, &embedder, &step);
        assert_eq!(found, [Some(0), None, None]);
        assert_eq!(done.into_inner(), 3);
    }
}
