//! Screening by a model: one yes-or-no question about every conversation.
//!
//! Source: Clio, arXiv 2412.13678, appendix G.3.

use serde::Deserialize;

use super::answer;
use super::desk::{Desk, Step};
use super::prompts::Prompt;
use super::tally::Tally;
use super::template::Filling;
use super::transcript::{Budget, transcript};
use crate::conversation::Conversation;
use crate::llm::{Ask, LlmError, Stage};

/// Tokens of an answer, at most: with room for a model that thinks first.
const TOKENS: u32 = 200;

/// For every conversation whether the answer to `question` is yes; `None` where the model gave none.
///
/// # Errors
/// When it makes no sense to go on asking.
pub fn screen(
    desk: &Desk<'_>,
    question: &str,
    conversations: &[Conversation],
    step: Step<'_>,
) -> Result<(Vec<Option<bool>>, Tally), LlmError> {
    let asks: Vec<Ask> = conversations
        .iter()
        .map(|conversation| {
            let shown = transcript(conversation, Budget::default());
            let fillings = [
                ("conversation", Filling::Data(shown)),
                ("question", Filling::Ours(question.trim().to_owned())),
            ];
            let ask = desk.prompts.ask(Prompt::Screen, &fillings, TOKENS);
            desk.about(conversation, ask)
        })
        .collect();
    let answers = desk.ask_all(Stage::Screen, &asks, &yes_or_no, step)?;
    let mut tally = Tally::default();
    tally.count(&answers);
    Ok((answers, tally))
}

fn yes_or_no(reply: &str) -> Result<bool, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Reply {
        answer: String,
    }
    let reply: Reply = answer::object(reply)?;
    match reply.answer.trim().to_lowercase().as_str() {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("The answer must be \"yes\" or \"no\".".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::Role;
    use crate::prompted::tests::{Script, conversation, desk};

    #[test]
    fn answers_are_yes_no_or_missing() {
        let conversations =
            ["vote", "bread", "riddle"].map(|text| conversation(&[(Role::User, text)]));
        let script = Script::new(|_, ask: &Ask| match ask.user.as_str() {
            text if text.contains("vote") => r#"{"answer": "Yes"}"#.to_owned(),
            text if text.contains("bread") => r#"{"answer": "no"}"#.to_owned(),
            _ => "Perhaps.".to_owned(),
        });
        let (answers, tally) = desk(&script, |desk| {
            screen(desk, "Is it about an election?", &conversations, &|_| ()).unwrap()
        });
        assert_eq!(answers, [Some(true), Some(false), None]);
        assert_eq!((tally.asked, tally.failed), (3, 1));
    }
}
