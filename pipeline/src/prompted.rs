//! The stages that a language model can do: screening, facets, names, the hierarchy, the auditor.
//!
//! Each follows the paper's prompt in intent (Clio, arXiv 2412.13678, appendix G) with words of our own,
//! in `pipeline/prompts`. What is quoted is set apart and comes before the task (`fence`), answers are
//! read strictly (`answer`), and what fails is counted ([`Tally`]) and done the builtin way.
//!
//! Invariant: a model decides nothing about privacy. Its words pass k-support before they are used and
//! again at the gate; its answers choose among allowed values only.

mod answer;
mod answers;
mod audit;
pub(crate) mod describe;
mod desk;
pub mod facets;
mod fence;
pub(crate) mod hierarchy;
mod members;
mod naming;
mod personal;
mod prompts;
mod screen;
mod tally;
mod template;
mod transcript;

pub use audit::{LEAST_SCORE, audit};
pub use desk::{Asks, Check, Desk, Step, open_prompts};
pub use prompts::{PromptError, Prompts};
pub use screen::screen;
pub use tally::Tally;
pub(crate) use transcript::CHARACTERS;

#[cfg(test)]
pub(crate) mod tests {
    //! A script in the place of a model.

    use super::*;
    use crate::conversation::{Conversation, Message, Role};
    use crate::llm::{Ask, LlmError, Stage};

    /// What a script is: the reply to every ask.
    type Reply<'a> = dyn Fn(Stage, &Ask) -> String + Sync + 'a;

    /// Answers as it is written, and is asked a second time where that does not pass.
    pub(crate) struct Script<'a>(Box<Reply<'a>>);

    impl<'a> Script<'a> {
        pub(crate) fn new(reply: impl Fn(Stage, &Ask) -> String + Sync + 'a) -> Self {
            Self(Box::new(reply))
        }
    }

    impl Asks for Script<'_> {
        fn has(&self, _: Stage) -> bool {
            true
        }

        fn ask(
            &self,
            stage: Stage,
            asks: &[Ask],
            check: Check<'_>,
            step: Step<'_>,
        ) -> Result<Vec<Option<String>>, LlmError> {
            let replies = asks.iter().map(|ask| {
                step(1);
                let reply = (self.0)(stage, ask);
                check(&reply).is_ok().then_some(reply)
            });
            Ok(replies.collect())
        }
    }

    /// Does something at a desk with our prompts and seed 7.
    pub(crate) fn desk<T>(script: &Script<'_>, work: impl FnOnce(&Desk<'_>) -> T) -> T {
        let prompts = open_prompts(None).unwrap();
        work(&Desk::new(script, &prompts, 7))
    }

    pub(crate) fn conversation(messages: &[(Role, &str)]) -> Conversation {
        Conversation {
            id: "c".to_owned(),
            messages: messages
                .iter()
                .map(|(role, content)| Message {
                    role: *role,
                    content: (*content).to_owned(),
                    ..Message::default()
                })
                .collect(),
            turns: messages.len() as u32,
            ..Conversation::default()
        }
    }
}
