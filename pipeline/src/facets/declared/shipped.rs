//! The facets that every run has unless `leave_out` names them.

use super::{FacetKind, FacetSpec};
use crate::facets::measures::Measure;
use crate::matching::MatchSpec;

/// What the person wants, as text: what conversations are clustered by.
pub const REQUEST: &str = "request";
/// What kind of work the assistant is asked to do.
pub const TASK: &str = "task";
/// The person's language.
pub const LANGUAGE: &str = "language";
/// Messages in the conversation.
pub const TURNS: &str = "turns";
/// How much the conversation should worry someone, 1 to 5.
pub const CONCERN: &str = "concern";
/// Whether the assistant refused.
pub const REFUSAL: &str = "refusal";
/// How much the person wrote.
pub const LENGTH: &str = "length";
/// The part of the week in which it began.
pub const HOUR: &str = "hour of week";

/// Shipped facets, in the order of display.
#[must_use]
pub fn shipped() -> Vec<FacetSpec> {
    let text = |name: &str, question: &str, prefix: &str, criteria: &str| FacetSpec {
        answer_prefix: Some(prefix.to_owned()),
        criteria: Some(criteria.to_owned()),
        ..spec(name, FacetKind::Text, question)
    };
    let computed = |name: &str, of: Measure, question: &str| {
        let bands = of.bands().to_vec();
        spec(name, FacetKind::Computed { of, bands }, question)
    };
    vec![
        spec(
            LANGUAGE,
            FacetKind::Language,
            "In which human language does the person write?",
        ),
        text(
            REQUEST,
            "What does the person want from the assistant, taken as a whole?",
            "The person wants to",
            "A name is a request in the imperative, such as “Fix a failing web page”.",
        ),
        text(
            TASK,
            "What kind of work is the assistant asked to do?",
            "The task is to",
            "A name says what kind of work is done, such as “Translate everyday texts”.",
        ),
        computed(TURNS, Measure::Turns, "How many messages does it have?"),
        spec(
            CONCERN,
            FacetKind::Scale { from: 1, to: 5 },
            "How much should it worry someone, from 1 (benign) to 5 (severe)?",
        ),
        spec(
            REFUSAL,
            FacetKind::Boolean {
                rule: MatchSpec::default(),
            },
            "Did the assistant refuse?",
        ),
        computed(
            LENGTH,
            Measure::Length,
            "How many characters did the person write? (A Chinese, Japanese or Korean one counts as two.)",
        ),
        spec(
            HOUR,
            FacetKind::Computed {
                of: Measure::HourOfWeek,
                bands: Vec::new(),
            },
            "On which day and in which part of it did it begin (UTC)?",
        ),
    ]
}

fn spec(name: &str, kind: FacetKind, question: &str) -> FacetSpec {
    FacetSpec {
        name: name.to_owned(),
        kind,
        question: Some(question.to_owned()),
        answer_prefix: None,
        criteria: None,
        shipped: true,
    }
}
