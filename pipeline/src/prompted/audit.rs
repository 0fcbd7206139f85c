//! The auditor: a model's judgement of how private a cluster's text is.
//!
//! Source: Clio, arXiv 2412.13678, appendix G.8. It comes on top of the gate, which trusts no model.

use super::answer::{self, Draft};
use super::desk::{Desk, Step};
use super::fence::Marked;
use super::prompts::Prompt;
use super::tally::Tally;
use super::template::Filling;
use crate::llm::{Ask, LlmError, Stage};

/// The lowest score with which a text may be used, of 1 (identifies someone) to 5 (nothing particular).
pub const LEAST_SCORE: u8 = 3;

/// Tokens of an answer, at most.
const TOKENS: u32 = 300;

/// The score of each text (name and description), 1 to 5; `None` where the model gave none.
///
/// # Errors
/// When it makes no sense to go on asking.
pub fn audit(
    desk: &Desk<'_>,
    texts: &[(&str, &str)],
    step: Step<'_>,
) -> Result<Vec<Option<u8>>, LlmError> {
    let asks: Vec<Ask> = texts
        .iter()
        .map(|(name, description)| {
            let text = Marked::quote(&format!("{name}: {description}"));
            desk.prompts
                .ask(Prompt::Audit, &[("text", Filling::Data(text))], TOKENS)
        })
        .collect();
    let parse = |reply: &str| answer::number(reply, "score", 5).map(|score| score as u8);
    desk.ask_all(Stage::Audit, &asks, &parse, step)
}

/// For each draft whether the auditor lets it through. One that could not be judged is not let through.
pub(super) fn passes(
    desk: &Desk<'_>,
    drafts: &[&Draft],
    tally: &mut Tally,
) -> Result<Vec<bool>, LlmError> {
    let texts: Vec<(&str, &str)> = drafts
        .iter()
        .map(|draft| (draft.name.as_str(), draft.description.as_str()))
        .collect();
    let scores = audit(desk, &texts, &|_| ())?;
    tally.count_audit(&scores, LEAST_SCORE);
    Ok(scores
        .into_iter()
        .map(|score| score.is_some_and(|score| score >= LEAST_SCORE))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompted::tests::{Script, desk};

    #[test]
    fn only_a_score_of_three_passes() {
        let script = Script::new(|_, ask: &Ask| {
            let number = ask
                .user
                .split("Text ")
                .nth(1)
                .and_then(|text| text.chars().next());
            match number.unwrap() {
                '7' => "I would rather not.".to_owned(),
                number => format!(r#"{{"reason": "r", "score": {number}}}"#),
            }
        });
        let drafts: Vec<Draft> = (0..8)
            .map(|n| Draft {
                name: format!("Text {n}"),
                description: "D.".to_owned(),
            })
            .collect();
        let all: Vec<&Draft> = drafts.iter().collect();
        let mut tally = Tally::default();
        let passed = desk(&script, |desk| passes(desk, &all, &mut tally).unwrap());
        assert_eq!(
            passed,
            [false, false, false, true, true, true, false, false]
        );
        // Scores of 0 and 6 are no answers.
        assert_eq!((tally.audited, tally.unjudged, tally.objected), (8, 3, 2));
    }
}
