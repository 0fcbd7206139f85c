//! The questions of one facet call, and the answers that are accepted.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::answer;
use super::personal::nobody_in;
use crate::facets::language::Language;

/// Characters of an open answer, at most; two sentences need fewer.
const TEXT_CHARACTERS: usize = 500;

/// One question about a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    /// Its key in the answer: the facet's name.
    pub(super) key: String,
    /// The question itself.
    pub(super) text: String,
    pub(super) kind: Kind,
}

/// What an answer may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// At most two sentences that go on after a prefix.
    Text { prefix: String },
    /// One of a list.
    Choice(Vec<String>),
    /// A whole number of a range, both ends included.
    Scale { least: i64, most: i64 },
    /// True or false.
    YesNo,
    /// The English name of a human language.
    Language,
}

/// An answer that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    Text(String),
    /// Position in the list.
    Choice(usize),
    Scale(i64),
    YesNo(bool),
    Language(Language),
}

/// The questions as a list for the prompt.
pub(super) fn list(questions: &[Question]) -> String {
    let mut list = String::new();
    for question in questions {
        let _ = write!(list, "- \"{}\": {}", question.key, question.text.trim());
        let _ = match &question.kind {
            Kind::Text { prefix } if prefix.is_empty() => writeln!(list),
            Kind::Text { prefix } => {
                writeln!(
                    list,
                    " Write only what follows after \"{}\".",
                    prefix.trim()
                )
            }
            Kind::Choice(values) => writeln!(list, " Answer with one of: {}.", quoted(values)),
            Kind::Scale { least, most } => {
                writeln!(list, " Answer with a whole number from {least} to {most}.")
            }
            Kind::YesNo => writeln!(list, " Answer with true or false."),
            Kind::Language => writeln!(
                list,
                " Answer with the full English name of one human language, or \"Unknown\"; programming languages do not count."
            ),
        };
    }
    list.trim_end().to_owned()
}

/// The form of the reply.
pub(super) fn form(questions: &[Question]) -> String {
    let keys: Vec<String> = questions
        .iter()
        .map(|question| {
            let value = match &question.kind {
                Kind::Text { .. } | Kind::Language | Kind::Choice(_) => "\"…\"",
                Kind::Scale { .. } => "NUMBER",
                Kind::YesNo => "true or false",
            };
            format!("\"{}\": {value}", question.key)
        })
        .collect();
    format!("{{{}}}", keys.join(", "))
}

/// The answers in a reply, in the order of the questions.
///
/// # Errors
/// What is wrong, for the model to read.
pub(super) fn parse(reply: &str, questions: &[Question]) -> Result<Vec<Answer>, String> {
    let mut values: Map<String, Value> = answer::object(reply)?;
    let answers = questions
        .iter()
        .map(|question| {
            let value = values
                .remove(&question.key)
                .ok_or_else(|| format!("The key {:?} is missing.", question.key))?;
            accept(&value, &question.kind)
                .map_err(|why| format!("The value of {:?} {why}.", question.key))
        })
        .collect::<Result<Vec<Answer>, String>>()?;
    match values.keys().next() {
        Some(unknown) => Err(format!("The key {unknown:?} was not asked for.")),
        None => Ok(answers),
    }
}

fn accept(value: &Value, kind: &Kind) -> Result<Answer, String> {
    match kind {
        Kind::Text { prefix } => text(value, prefix).map(Answer::Text),
        Kind::Choice(values) => value
            .as_str()
            .and_then(|said| values.iter().position(|v| same(v, said)))
            .map(Answer::Choice)
            .ok_or_else(|| format!("must be one of {}", quoted(values))),
        Kind::Scale { least, most } => value
            .as_i64()
            .filter(|number| (least..=most).contains(&number))
            .map(Answer::Scale)
            .ok_or_else(|| format!("must be a whole number from {least} to {most}")),
        Kind::YesNo => value
            .as_bool()
            .map(Answer::YesNo)
            .ok_or_else(|| "must be true or false".to_owned()),
        Kind::Language => value
            .as_str()
            .and_then(|said| Language::ALL.iter().copied().find(|l| same(l.name(), said)))
            .map(Answer::Language)
            .ok_or_else(|| "must be the full English name of a human language".to_owned()),
    }
}

/// An open answer on one line, without the prefix that it was to go on after.
fn text(value: &Value, prefix: &str) -> Result<String, String> {
    let said = value.as_str().ok_or("must be a text")?;
    let line = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let prefix = prefix.trim();
    let rest = match line.get(..prefix.len()) {
        Some(start) if same(start, prefix) => line[prefix.len()..].trim_start().to_owned(),
        _ => line,
    };
    if rest.is_empty() {
        return Err("is empty".to_owned());
    }
    if rest.chars().count() > TEXT_CHARACTERS {
        return Err("is too long: two sentences are enough".to_owned());
    }
    nobody_in(&rest)?;
    Ok(rest)
}

fn same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

fn quoted(values: &[String]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
    quoted.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn questions() -> Vec<Question> {
        let question = |key: &str, kind| Question {
            key: key.to_owned(),
            text: format!("What about {key}?"),
            kind,
        };
        vec![
            question(
                "request",
                Kind::Text {
                    prefix: "The request is to".to_owned(),
                },
            ),
            question(
                "mood",
                Kind::Choice(vec!["calm".to_owned(), "angry".to_owned()]),
            ),
            question("concern", Kind::Scale { least: 1, most: 5 }),
            question("refusal", Kind::YesNo),
            question("language", Kind::Language),
        ]
    }

    #[test]
    fn the_prompt_says_what_is_accepted() {
        insta::assert_snapshot!(list(&questions()), @r#"
        - "request": What about request? Write only what follows after "The request is to".
        - "mood": What about mood? Answer with one of: "calm", "angry".
        - "concern": What about concern? Answer with a whole number from 1 to 5.
        - "refusal": What about refusal? Answer with true or false.
        - "language": What about language? Answer with the full English name of one human language, or "Unknown"; programming languages do not count.
        "#);
        insta::assert_snapshot!(form(&questions()), @r#"{"request": "…", "mood": "…", "concern": NUMBER, "refusal": true or false, "language": "…"}"#);
    }

    #[test]
    fn good_answers_are_taken() {
        let reply = r#"{"language": "german", "request": "The request is to bake\n bread.", "mood": "Calm",
            "concern": 2, "refusal": false}"#;
        assert_eq!(
            parse(reply, &questions()).unwrap(),
            [
                Answer::Text("bake bread.".to_owned()),
                Answer::Choice(0),
                Answer::Scale(2),
                Answer::YesNo(false),
                Answer::Language(Language::German),
            ]
        );
    }

    #[test]
    fn every_other_answer_is_refused_with_its_reason() {
        let good = r#"{"request": "r", "mood": "calm", "concern": 1, "refusal": true, "language": "Thai"}"#;
        assert!(parse(good, &questions()).is_ok());
        for (from, to, why) in [
            ("\"r\"", "\" \"", "\"request\" is empty"),
            (
                "\"r\"",
                "\"call 555-867-5309 or jane.roe@example.org\"",
                "\"request\" holds personal data",
            ),
            ("\"r\"", "7", "\"request\" must be a text"),
            ("calm", "merry", "must be one of \"calm\", \"angry\""),
            ("1", "6", "from 1 to 5"),
            ("1", "\"1\"", "from 1 to 5"),
            ("true", "\"yes\"", "true or false"),
            ("Thai", "Python", "human language"),
            ("\"mood\": \"calm\", ", "", "\"mood\" is missing"),
            ("{", "{\"more\": 1, ", "\"more\" was not asked for"),
        ] {
            let error = parse(&good.replacen(from, to, 1), &questions()).unwrap_err();
            assert!(error.contains(why), "{from} → {to}: {error}");
        }
    }
}
