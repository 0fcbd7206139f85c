//! What becomes of good, unsupported, repeated and missing drafts.

use super::*;
use crate::prompted::tests::{Script, desk};

fn group(inside: &str, size: usize) -> Shown {
    Shown {
        inside: vec![inside.to_owned()],
        outside: Vec::new(),
        words: vec!["bread".to_owned(), "wine".to_owned()],
        size,
    }
}

fn reply(name: &str, description: &str) -> String {
    format!(r#"{{"name": "{name}", "description": "{description}"}}"#)
}

/// Names `groups`; only "bread" and "wine" have support.
fn name(script: &Script<'_>, groups: &[Shown], taken: &[Text]) -> (Vec<Text>, Tally) {
    let unsupported = |_: usize, text: &str| {
        let mut words = content_words(text);
        words.retain(|word| word != "bread" && word != "wine");
        words
    };
    let builtin = |indices: &[usize], _: &[Text]| -> Vec<Text> {
        let text = |i: &usize| Text {
            name: format!("Builtin {i}"),
            description: format!("Plain {i}."),
        };
        indices.iter().map(text).collect()
    };
    desk(script, |desk| {
        let naming = Naming {
            desk: *desk,
            stage: Stage::Describe,
            prompt: Prompt::Describe,
            criteria: "",
            unsupported: &unsupported,
            builtin: &builtin,
        };
        naming.name(groups, taken, &|_| ()).unwrap()
    })
}

const PASS: &str = r#"{"reason": "r", "score": 5}"#;

#[test]
fn a_supported_draft_is_used_as_it_is() {
    let script = Script::new(|stage, _: &Ask| match stage {
        Stage::Audit => PASS.to_owned(),
        _ => reply("Ask about bread", "People asked about bread."),
    });
    let (texts, tally) = name(&script, &[group("a", 1)], &[]);
    assert_eq!(texts[0].name, "Ask about bread");
    assert_eq!(texts[0].description, "People asked about bread.");
    assert_eq!((tally.failed, tally.replaced), (0, 0));
}

#[test]
fn an_unsupported_word_is_corrected_once_and_then_replaced() {
    // The first group's model learns, the second one's does not; the third one's writes an
    // unsupported description to a supported name.
    let script = Script::new(|stage, ask: &Ask| match stage {
        Stage::Audit => PASS.to_owned(),
        _ if ask
            .user
            .contains("too few people of the group used these words: zanzibar") =>
        {
            if ask.user.contains("learner") {
                reply("Ask about wine", "People asked about wine.")
            } else if ask.user.contains("half") {
                reply("Ask about bread", "People asked about Zanzibar.")
            } else {
                reply("Ask about Zanzibar", "People asked.")
            }
        }
        _ if ask.user.contains(">first<") => reply("Learner of Zanzibar", "People asked. learner"),
        _ if ask.user.contains(">third<") => reply("Ask half of Zanzibar", "half."),
        _ => reply("Ask about Zanzibar", "People asked."),
    });
    let groups = [group("first", 3), group("second", 2), group("third", 1)];
    let (texts, tally) = name(&script, &groups, &[]);
    let names: Vec<&str> = texts.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names[1], "Builtin 1");
    assert!(
        texts
            .iter()
            .all(|t| !t.name.contains("Zanzibar") && !t.description.contains("Zanzibar"))
    );
    assert!(tally.replaced >= 1);
}

#[test]
fn a_name_is_given_once_to_the_larger_group() {
    let script = Script::new(|stage, _: &Ask| match stage {
        Stage::Audit => PASS.to_owned(),
        _ => reply("Ask about bread and wine", "People asked."),
    });
    let (texts, _) = name(&script, &[group("a", 1), group("b", 2)], &[]);
    assert_eq!(texts[1].name, "Ask about bread and wine");
    assert_eq!(texts[0].name, "Builtin 0");
    let taken = [Text {
        name: "Of wine and bread".to_owned(),
        description: String::new(),
    }];
    let (texts, _) = name(&script, &[group("a", 1)], &taken);
    assert_eq!(texts[0].name, "Builtin 0");
}

#[test]
fn what_the_auditor_fails_or_the_model_never_said_is_builtin() {
    let script = Script::new(|stage, ask: &Ask| match stage {
        Stage::Audit => r#"{"reason": "r", "score": 2}"#.to_owned(),
        _ if ask.user.contains(">silent<") => "I will not.".to_owned(),
        _ => reply("Ask about bread", "People asked."),
    });
    let mut empty = group("", 1);
    empty.inside.clear();
    let (texts, tally) = name(&script, &[group("a", 2), group("silent", 1), empty], &[]);
    let names: Vec<&str> = texts.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names, ["Builtin 0", "Builtin 1", "Builtin 2"]);
    assert_eq!((tally.failed, tally.replaced), (1, 3));
}
