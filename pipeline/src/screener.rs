//! One yes/no question that narrows the population before anything else (Clio, arXiv 2412.13678,
//! appendix G.3): an election, a new capability.
//!
//! It is answered by terms and example sentences, or by a language model. The release says that it
//! was asked, by what, and what share remained.
//!
//! Invariant: whatever is measured later is measured on conversations that were kept.

mod stored;

use serde::{Deserialize, Serialize};

use crate::conversation::Conversation;
use crate::embed::Embedder;
use crate::matching::{self, MatchError, MatchSpec};

/// The question, and who answers it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct ScreenSpec {
    /// For readers of the release, and for the model where there is one.
    pub question: String,
    /// What answers.
    pub by: ScreenBy,
}

/// What answers the screener's question.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScreenBy {
    /// Terms and example sentences.
    Rules(MatchSpec),
    /// A language model.
    Model,
}

/// `[screen]` as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    question: String,
    #[serde(default)]
    terms: Vec<String>,
    #[serde(default)]
    examples: Vec<String>,
    similarity: Option<f32>,
}

/// Why `[screen]` cannot be used.
#[derive(Debug, thiserror::Error)]
enum ScreenSpecError {
    #[error("the screener's question is empty; it is what a reader of the release sees")]
    NoQuestion,
    #[error("screener: {0}")]
    Rule(#[from] MatchError),
    #[error(
        "screener: similarity says how near to an example is near enough; give examples, or take it out"
    )]
    NoExamples,
}

impl TryFrom<Written> for ScreenSpec {
    type Error = ScreenSpecError;

    fn try_from(written: Written) -> Result<Self, ScreenSpecError> {
        if written.question.trim().is_empty() {
            return Err(ScreenSpecError::NoQuestion);
        }
        if written.similarity.is_some() && written.examples.is_empty() {
            return Err(ScreenSpecError::NoExamples);
        }
        let rule = MatchSpec {
            terms: written.terms,
            examples: written.examples,
            similarity: written.similarity,
        };
        rule.check()?;
        Ok(Self {
            question: written.question,
            by: if rule.is_empty() {
                ScreenBy::Model
            } else {
                ScreenBy::Rules(rule)
            },
        })
    }
}

/// What the screener said of every conversation that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screening {
    /// The question.
    pub question: String,
    /// What answered it, for readers: `terms`, `example sentences (muse-v3)`, a model's name.
    pub by: String,
    /// Whether a conversation stays, in input order.
    pub kept: Vec<bool>,
}

impl Screening {
    /// Asks `rule` of every conversation; `step` is told how many further ones are done.
    #[must_use]
    pub fn by_rule(
        question: &str,
        rule: &MatchSpec,
        conversations: &[Conversation],
        embedder: &dyn Embedder,
        step: &(dyn Fn(u64) + Sync),
    ) -> Self {
        let rules = std::slice::from_ref(rule);
        let found = matching::best(rules, conversations, embedder, step);
        let by = if rule.examples.is_empty() {
            rule.means().to_owned()
        } else {
            format!("{} ({})", rule.means(), embedder.name())
        };
        Self {
            question: question.to_owned(),
            by,
            kept: found.iter().map(Option::is_some).collect(),
        }
    }

    /// The conversations that stay, of those that were asked about.
    #[must_use]
    pub fn keep(&self, conversations: Vec<Conversation>) -> Vec<Conversation> {
        conversations
            .into_iter()
            .zip(&self.kept)
            .filter_map(|(conversation, &kept)| kept.then_some(conversation))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::{Message, Role};
    use crate::embed::lexical::{Lexical, LexicalParams};

    fn parse(text: &str) -> Result<ScreenSpec, String> {
        toml::from_str(text).map_err(|error: toml::de::Error| error.to_string())
    }

    #[test]
    fn without_rules_a_model_is_asked() {
        let spec = parse("question = \"Is it?\"").unwrap();
        assert_eq!(spec.by, ScreenBy::Model);
        assert!(parse("question = \" \"").unwrap_err().contains("empty"));
        let error = parse("question = \"Is it?\"\nterms = [\"x\"]\nsimilarity = 0.5").unwrap_err();
        assert!(error.contains("give examples"), "{error}");
    }

    #[test]
    fn only_what_fits_is_kept() {
        let said = |text: &str| Conversation {
            id: text.to_owned(),
            messages: vec![Message {
                role: Role::User,
                content: text.to_owned(),
                ..Message::default()
            }],
            ..Conversation::default()
        };
        let all = vec![
            said("Who may vote?"),
            said("Why so blue?"),
            said("A new ballot"),
        ];
        let rule = MatchSpec {
            terms: vec!["vote".into(), "ballots".into()],
            ..MatchSpec::default()
        };
        let lexical = Lexical::new(LexicalParams::default());
        let screening = Screening::by_rule("Elections?", &rule, &all, &lexical, &|_| ());
        assert_eq!(screening.by, "terms");
        let ids: Vec<String> = screening.keep(all).into_iter().map(|c| c.id).collect();
        assert_eq!(ids, ["Who may vote?", "A new ballot"]);
    }
}
