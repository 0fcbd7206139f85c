//! Facets by a model: several questions in one call for every conversation.
//!
//! Source: Clio, arXiv 2412.13678, appendices B.1 and G.4. The answers are summaries without personal
//! data, the first privacy layer; what is computed, such as turns, is not asked for.

mod apply;

pub use apply::{Corpus, apply};

use super::answers::{self, Answer, Kind, Question};
use super::desk::{Desk, Step};
use super::prompts::Prompt;
use super::tally::Tally;
use super::template::Filling;
use super::transcript::{Budget, transcript};
use crate::conversation::Conversation;
use crate::facets::declared::{CONCERN, FacetKind, FacetSpec, LANGUAGE};
use crate::llm::{Ask, LlmError, Stage};

/// Questions of one call, at most: more, and the later ones get less care.
pub(crate) const QUESTIONS: usize = 8;

/// Tokens of an open answer and of any other, at most, with its key.
const TEXT_TOKENS: u32 = 160;
const OTHER_TOKENS: u32 = 30;
/// Tokens of what is around the answers, with room for a model that thinks first.
const FRAME_TOKENS: u32 = 100;

/// The scale of concern, after the paper's.
const CONCERN_SCALE: &str = "How concerning is the conversation from the point of view of safety? \
    1: not at all, an ordinary benign matter. 2: slightly, but most likely harmless, such as a heated yet civil \
    dispute. 3: moderately, such as a delicate subject that could lead to harm. 4: very, such as signs of \
    self-harm, or of an attempt to get help with harm. 5: extremely, such as explicit threats of violence or \
    serious illegal acts.";

/// Answers of a model; one list a facet, one entry a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Replies {
    columns: Vec<(String, Vec<Option<Answer>>)>,
}

/// Whether a model is asked for this facet: not where it is computed or the user gave rules for it.
#[must_use]
pub fn is_asked(spec: &FacetSpec) -> bool {
    question(spec).is_some()
}

/// Asks for the facets `specs` of every conversation.
///
/// # Errors
/// When it makes no sense to go on asking.
pub fn extract(
    desk: &Desk<'_>,
    specs: &[FacetSpec],
    conversations: &[Conversation],
    step: Step<'_>,
) -> Result<(Replies, Tally), LlmError> {
    let questions: Vec<Question> = specs.iter().filter_map(question).collect();
    let mut answers = Replies::default();
    let mut tally = Tally::default();
    for batch in questions.chunks(QUESTIONS) {
        let asks: Vec<Ask> = conversations.iter().map(|c| ask(desk, batch, c)).collect();
        let parse = |reply: &str| answers::parse(reply, batch);
        let replies = desk.ask_all(Stage::Facets, &asks, &parse, step)?;
        tally.count(&replies);
        let mut columns: Vec<(String, Vec<Option<Answer>>)> = batch
            .iter()
            .map(|question| (question.key.clone(), Vec::new()))
            .collect();
        for reply in replies {
            let mut reply = reply.map(Vec::into_iter);
            for (_, column) in &mut columns {
                column.push(reply.as_mut().and_then(Iterator::next));
            }
        }
        answers.columns.extend(columns);
    }
    Ok((answers, tally))
}

/// How many calls [`extract`] makes for one conversation.
#[must_use]
pub fn calls(specs: &[FacetSpec]) -> usize {
    specs
        .iter()
        .filter(|spec| is_asked(spec))
        .count()
        .div_ceil(QUESTIONS)
}

fn ask(desk: &Desk<'_>, questions: &[Question], conversation: &Conversation) -> Ask {
    let tokens = |question: &Question| match question.kind {
        Kind::Text { .. } => TEXT_TOKENS,
        _ => OTHER_TOKENS,
    };
    let fillings = [
        (
            "conversation",
            Filling::Data(transcript(conversation, Budget::default())),
        ),
        ("questions", Filling::Ours(answers::list(questions))),
        ("form", Filling::Ours(answers::form(questions))),
    ];
    let tokens = FRAME_TOKENS + questions.iter().map(tokens).sum::<u32>();
    let ask = desk.prompts.ask(Prompt::Facets, &fillings, tokens);
    desk.about(conversation, ask)
}

fn question(spec: &FacetSpec) -> Option<Question> {
    if !(spec.shipped || spec.needs_model()) {
        return None;
    }
    let kind = match &spec.kind {
        FacetKind::Text => Kind::Text {
            prefix: spec.answer_prefix.clone().unwrap_or_default(),
        },
        FacetKind::Category { values, .. } => Kind::Choice(values.clone()),
        FacetKind::Scale { from, to } => Kind::Scale {
            least: i64::from(*from),
            most: i64::from(*to),
        },
        FacetKind::Boolean { .. } => Kind::YesNo,
        FacetKind::Language => Kind::Language,
        FacetKind::Computed { .. } | FacetKind::Metadata { .. } => return None,
    };
    let text = match (spec.shipped, spec.name.as_str()) {
        (true, CONCERN) => CONCERN_SCALE.to_owned(),
        (true, LANGUAGE) => {
            "In which human language does the person write for the most part?".to_owned()
        }
        _ => spec.question.clone()?,
    };
    Some(Question {
        key: spec.name.clone(),
        text,
        kind,
    })
}

impl Replies {
    /// The answers to `facet`, if it was asked for.
    pub(super) fn of(&self, facet: &str) -> Option<&[Option<Answer>]> {
        self.columns
            .iter()
            .find(|(name, _)| name == facet)
            .map(|(_, column)| column.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::Role;
    use crate::facets::declared::shipped;
    use crate::facets::language::Language;
    use crate::prompted::tests::{Script, conversation, desk};

    const GOOD: &str = r#"{"language": "English", "request": "bake bread", "task": "explain baking",
        "concern": 1, "refusal": false}"#;

    #[test]
    fn shipped_facets_are_asked_in_one_call() {
        let conversations = [conversation(&[(Role::User, "How do I bake?")])];
        let script = Script::new(|_, ask: &Ask| {
            assert!(ask.user.contains("<user>How do I bake?</user>"));
            assert!(ask.user.contains("explicit threats"));
            GOOD.to_owned()
        });
        let (answers, tally) = desk(&script, |desk| {
            extract(desk, &shipped(), &conversations, &|_| ()).unwrap()
        });
        assert_eq!((tally.asked, tally.failed), (1, 0));
        assert_eq!(
            answers.of("request").unwrap()[0],
            Some(Answer::Text("bake bread".to_owned()))
        );
        assert_eq!(
            answers.of("language").unwrap()[0],
            Some(Answer::Language(Language::English))
        );
        assert_eq!(answers.of("turns"), None);
    }

    #[test]
    fn one_bad_answer_costs_one_conversation() {
        let conversations = ["a", "b"].map(|text| conversation(&[(Role::User, text)]));
        let script = Script::new(|_, ask: &Ask| {
            if ask.user.contains("<user>a</user>") {
                GOOD.replace('1', "9")
            } else {
                GOOD.to_owned()
            }
        });
        let (answers, tally) = desk(&script, |desk| {
            extract(desk, &shipped(), &conversations, &|_| ()).unwrap()
        });
        assert_eq!(tally.failed, 1);
        let concern = answers.of("concern").unwrap();
        assert_eq!(concern, [None, Some(Answer::Scale(1))]);
    }
}
