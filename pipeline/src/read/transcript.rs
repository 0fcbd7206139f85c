//! Plain transcripts: lines that begin with `Human:` or `User:`, `Assistant:` and the like.
//!
//! The first name of the person (and of the assistant) in a transcript is theirs throughout, so that
//! `User:` in a text between `Human:` and `Assistant:` is text.

use super::{
    loose::{Loose, Scalar},
    wire::{Content, Message, Messages},
};

/// How speakers are called. Longer names come before those that they begin with.
const NAMES: &[(&str, &str)] = &[
    ("Human", "user"),
    ("HUMAN", "user"),
    ("User", "user"),
    ("USER", "user"),
    ("Prompter", "user"),
    ("You said", "user"),
    ("Assistant", "assistant"),
    ("ASSISTANT", "assistant"),
    ("ChatGPT said", "assistant"),
    ("ChatGPT", "assistant"),
    ("Claude", "assistant"),
    ("AI", "assistant"),
    ("Bot", "assistant"),
    ("GPT", "assistant"),
    ("System", "system"),
    ("SYSTEM", "system"),
    ("Tool", "tool"),
    ("Function", "tool"),
];

/// A line that begins what someone says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Turn<'a> {
    name: &'static str,
    role: &'static str,
    rest: &'a str,
}

/// Reads `Human: …`, also with Markdown around the name.
fn turn(line: &str) -> Option<Turn<'_>> {
    let bare = line.trim_start_matches(['#', '*', ' ', '\t']);
    NAMES.iter().find_map(|&(name, role)| {
        let rest = bare.strip_prefix(name)?.trim_start_matches('*');
        let rest = rest.strip_prefix([':', '：'])?;
        let rest = rest.trim_start_matches('*').trim_start();
        Some(Turn { name, role, rest })
    })
}

/// Whether `text` begins as a transcript does, and the person speaks in it.
pub(super) fn begins(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !is_blank(line));
    match lines.next().and_then(turn) {
        Some(turn) if turn.role == "user" => true,
        Some(turn) if turn.role == "system" => {
            lines.any(|line| self::turn(line).is_some_and(|turn| turn.role == "user"))
        }
        _ => false,
    }
}

/// Whether a conversation may begin with this line.
pub(super) fn opens(line: &str) -> bool {
    turn(line).is_some_and(|turn| matches!(turn.role, "user" | "system"))
}

/// A line of dashes, equals signs or the like, or a form feed.
pub(super) fn separates(line: &str) -> bool {
    let line = line.trim_matches([' ', '\t', '\r']);
    let mut signs = line.chars();
    match signs.next() {
        Some('\u{c}') => true,
        Some(first) if "-=*_#~".contains(first) => {
            line.len() >= 3 && signs.all(|sign| sign == first)
        }
        _ => false,
    }
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty() || separates(line)
}

/// The messages of one transcript. What stands before the first speaker counts as instructions.
pub(super) fn messages(text: &str) -> Messages {
    let mut messages = Messages::new();
    let (mut role, mut said) = ("system", String::new());
    let (mut person, mut assistant) = (None, None);
    for line in text.lines() {
        let turn = turn(line).filter(|turn| match turn.role {
            "user" => *person.get_or_insert(turn.name) == turn.name,
            "assistant" => *assistant.get_or_insert(turn.name) == turn.name,
            // Amid a conversation, `System:` is more likely part of what is discussed.
            "system" => person.is_none(),
            _ => assistant.is_some(),
        });
        match turn {
            Some(turn) => {
                messages.extend(message(role, &said));
                role = turn.role;
                said.clear();
                said.push_str(turn.rest);
            }
            None => {
                said.push('\n');
                said.push_str(line);
            }
        }
    }
    messages.extend(message(role, &said));
    messages
}

fn message(role: &str, said: &str) -> Option<Loose<Message>> {
    let text = said.trim();
    (!text.is_empty()).then(|| {
        Loose::Is(Message {
            role: Loose::Is(Scalar::Text(role.to_owned())),
            content: Loose::Is(Content {
                text: text.to_owned(),
                ..Content::default()
            }),
            ..Message::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<(String, String)> {
        messages(text)
            .into_iter()
            .map(|message| match message {
                Loose::Is(Message {
                    role,
                    content: Loose::Is(content),
                    ..
                }) => (role.text().unwrap().to_owned(), content.text),
                other => panic!("a message: {other:?}"),
            })
            .collect()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|&(role, text)| (role.to_owned(), text.to_owned()))
            .collect()
    }

    #[test]
    fn turns_begin_with_names() {
        assert_eq!(
            said("\n\nHuman: How far is it?\nAnd when?\n\nAssistant: Far.\n\nHuman:\nThanks"),
            pairs(&[
                ("user", "How far is it?\nAnd when?"),
                ("assistant", "Far."),
                ("user", "Thanks")
            ])
        );
        assert_eq!(
            said("**User:** a\n### Assistant: b"),
            pairs(&[("user", "a"), ("assistant", "b")])
        );
    }

    #[test]
    fn other_names_in_between_are_text() {
        assert_eq!(
            said("System: Be kind.\nHuman: What means\nUser: root\nSystem: x\nAssistant: A login."),
            pairs(&[
                ("system", "Be kind."),
                ("user", "What means\nUser: root\nSystem: x"),
                ("assistant", "A login.")
            ])
        );
    }

    #[test]
    fn transcripts_are_told_from_other_texts() {
        for text in ["Human: a", "\n---\n  User: a", "System: b\n\nHuman: c"] {
            assert!(begins(text), "{text}");
        }
        for text in [
            "",
            "hello",
            "Assistant: a",
            "System: only",
            "Human",
            "User guide",
            "Humans: many",
        ] {
            assert!(!begins(text), "{text}");
        }
        assert!(separates("---") && separates(" ===== \r") && separates("\u{c}"));
        assert!(!separates("--") && !separates("-=-") && !separates(""));
    }
}
