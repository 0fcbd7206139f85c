//! Where the stages ask: a model, the prompts, and the seed of what is drawn for them.

use std::path::Path;

use super::prompts::{PromptError, Prompts};
use crate::conversation::Conversation;
use crate::llm::{Ask, LlmError, Models, Owner, Stage};
use crate::vault::Hasher;
use crate::week::Week;

/// Says whether a reply has the form asked for, and if not, why.
pub type Check<'a> = &'a (dyn Fn(&str) -> Result<(), String> + Sync);

/// Is told how many further answers are there.
pub type Step<'a> = &'a (dyn Fn(u64) + Sync);

/// Who answers. [`Models`] does; tests put a script in its place.
pub trait Asks: Sync {
    /// Whether it answers for `stage` at all.
    fn has(&self, stage: Stage) -> bool;

    /// One reply for each ask, in order; `None` where none passed `check`.
    ///
    /// # Errors
    /// When it makes no sense to go on asking: a budget is used up, too much failed, or nothing can
    /// be reached.
    fn ask(
        &self,
        stage: Stage,
        asks: &[Ask],
        check: Check<'_>,
        step: Step<'_>,
    ) -> Result<Vec<Option<String>>, LlmError>;
}

impl Asks for Models {
    fn has(&self, stage: Stage) -> bool {
        self.target(stage).is_some()
    }

    fn ask(
        &self,
        stage: Stage,
        asks: &[Ask],
        check: Check<'_>,
        step: Step<'_>,
    ) -> Result<Vec<Option<String>>, LlmError> {
        let parse = |reply: &str| check(reply).map(|()| reply.to_owned());
        let replies = self.ask_all(stage, asks, &parse, step)?;
        Ok(replies.into_iter().map(Result::ok).collect())
    }
}

/// What every stage that asks a model needs.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    pub(super) asks: &'a dyn Asks,
    pub(super) prompts: &'a Prompts,
    pub(super) seed: u64,
    owners: Option<&'a Hasher>,
}

impl<'a> Desk<'a> {
    /// A desk at which `asks` answers.
    #[must_use]
    pub fn new(asks: &'a dyn Asks, prompts: &'a Prompts, seed: u64) -> Self {
        Self {
            asks,
            prompts,
            seed,
            owners: None,
        }
    }

    /// Notes with every reply about one conversation whose it is, so that it can be purged.
    pub(crate) const fn with_owners(self, hasher: &'a Hasher) -> Self {
        Self {
            owners: Some(hasher),
            ..self
        }
    }

    /// `ask`, which is about `conversation`.
    pub(super) fn about(&self, conversation: &Conversation, ask: Ask) -> Ask {
        let owner = self.owners.map(|hasher| Owner {
            account: hasher.account_of(conversation).to_string(),
            week: conversation.timestamp.map(Week::of),
        });
        Ask { owner, ..ask }
    }

    /// Asks, and parses what passed.
    pub(super) fn ask_all<T>(
        &self,
        stage: Stage,
        asks: &[Ask],
        parse: &(dyn Fn(&str) -> Result<T, String> + Sync),
        step: Step<'_>,
    ) -> Result<Vec<Option<T>>, LlmError> {
        let check = |reply: &str| parse(reply).map(drop);
        let replies = self.asks.ask(stage, asks, &check, step)?;
        let parsed = |reply: Option<String>| reply.and_then(|reply| parse(&reply).ok());
        Ok(replies.into_iter().map(parsed).collect())
    }

    /// A seed of its own for the `index`-th draw of the step `salt`.
    pub(super) const fn seed(&self, salt: u64, index: u64) -> u64 {
        let mixed = self.seed ^ salt.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed.wrapping_add(index.wrapping_mul(0xD1B5_4A32_D192_ED03))
    }
}

/// The prompts in `directory`, and ours for those that it does not have.
///
/// # Errors
/// When a prompt of it cannot be used.
pub fn open_prompts(directory: Option<&Path>) -> Result<Prompts, PromptError> {
    Prompts::open(directory)
}
