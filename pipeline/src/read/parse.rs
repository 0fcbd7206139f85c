//! From one line to one conversation, or to the reason why not.

use jiff::Timestamp;

use super::{
    ReadLimits, Reason, Warning,
    json::{self, Loose, Scalar},
    shorten::shorten,
    time::timestamp,
};
use crate::conversation::{Message, Role};

/// Longer ids are no ids but a mistake; they would fill memory and every table.
const ID_BYTES: usize = 512;

/// A conversation whose id is not settled yet.
#[derive(Debug, PartialEq)]
pub(super) struct Parsed {
    /// None: the line has none, and gets one from its place.
    pub(super) id: Option<String>,
    pub(super) account: Option<String>,
    pub(super) timestamp: Option<Timestamp>,
    pub(super) messages: Vec<Message>,
    pub(super) turns: u32,
    pub(super) shortened: bool,
    pub(super) warning: Option<Warning>,
}

/// Why a line is no conversation, and at which byte (from 1) where that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) reason: Reason,
    pub(super) column: Option<usize>,
}

impl From<Reason> for Fault {
    fn from(reason: Reason) -> Self {
        Self {
            reason,
            column: None,
        }
    }
}

/// Parses one line.
pub(super) fn parse(line: &[u8], limits: ReadLimits) -> Result<Parsed, Fault> {
    let text = str::from_utf8(line).map_err(|e| Fault {
        reason: Reason::InvalidUtf8,
        column: Some(e.valid_up_to() + 1),
    })?;
    let line = match serde_json::from_str::<Loose<json::Line>>(text) {
        Ok(Loose::Is(line)) => line,
        Ok(_) => return Err(Reason::NotAnObject.into()),
        Err(e) => {
            return Err(Fault {
                reason: Reason::BrokenJson,
                column: (e.line() == 1).then_some(e.column()),
            });
        }
    };
    let (mut messages, turns) = messages(line.messages)?;
    let shortened = shorten(&mut messages, limits.characters.get());
    let (timestamp, warning) = match timestamp(&line.timestamp) {
        Ok(time) => (time, None),
        Err(warning) => (None, Some(warning)),
    };
    Ok(Parsed {
        id: id(line.conversation_id)?,
        account: match id(line.account_id)? {
            Some(account) => Some(account),
            None => id(line.user_id)?,
        },
        timestamp,
        messages,
        turns,
        shortened,
        warning,
    })
}

fn messages(list: Loose<Vec<Loose<json::Message>>>) -> Result<(Vec<Message>, u32), Reason> {
    let list = match list {
        Loose::Absent => return Err(Reason::NoMessages),
        Loose::Is(list) if list.is_empty() => return Err(Reason::NoMessages),
        Loose::Is(list) => list,
        Loose::Other => return Err(Reason::BadMessage),
    };
    let turns = u32::try_from(list.len()).unwrap_or(u32::MAX);
    let mut messages = Vec::with_capacity(list.len());
    for message in list {
        let Loose::Is(json::Message {
            role: Loose::Is(Scalar::Text(role)),
            content,
        }) = message
        else {
            return Err(Reason::BadMessage);
        };
        match content {
            Loose::Is(json::Content(content)) if !content.trim().is_empty() => {
                let role = self::role(&role);
                messages.push(Message { role, content });
            }
            Loose::Is(_) | Loose::Absent => {}
            Loose::Other => return Err(Reason::BadMessage),
        }
    }
    if !messages.iter().any(|m| m.role == Role::User) {
        return Err(Reason::NoUserText);
    }
    Ok((messages, turns))
}

fn role(name: &str) -> Role {
    let is = |names: &[&str]| names.iter().any(|n| name.trim().eq_ignore_ascii_case(n));
    if is(&["user", "human", "prompter"]) {
        Role::User
    } else if is(&["assistant", "gpt", "bot", "model", "chatbot"]) {
        Role::Assistant
    } else {
        Role::Other
    }
}

fn id(value: Loose<Scalar>) -> Result<Option<String>, Reason> {
    let text = match value {
        Loose::Absent => return Ok(None),
        Loose::Is(Scalar::Text(text)) => text,
        Loose::Is(Scalar::Integer(number)) => number.to_string(),
        Loose::Is(Scalar::Float(_)) | Loose::Other => return Err(Reason::BadId),
    };
    match text.trim() {
        "" => Ok(None),
        id if id.len() > ID_BYTES => Err(Reason::BadId),
        id => Ok(Some(id.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HI: &str = r#""messages":[{"role":"user","content":"hi"}]"#;

    fn parsed(line: &str) -> Result<Parsed, Reason> {
        parse(line.as_bytes(), ReadLimits::default()).map_err(|fault| fault.reason)
    }

    #[test]
    fn both_forms_of_line_are_read() {
        let ours = parsed(&format!(
            r#"{{"conversation_id":"c","account_id":"a","timestamp":"2024-05-01T00:00:00Z","tier":"free",{HI}}}"#
        ))
        .unwrap();
        let other = parsed(&format!(
            r#"{{"conversation_id":"c","user_id":"a","timestamp":"2024-05-01","source":"s",{HI}}}"#
        ))
        .unwrap();
        assert_eq!(ours, other);
        assert_eq!(ours.account.as_deref(), Some("a"));
        assert_eq!(ours.timestamp.unwrap().to_string(), "2024-05-01T00:00:00Z");
    }

    #[test]
    fn ids_may_be_numbers_and_absent_ones_null() {
        let numbers = parsed(&format!(r#"{{"conversation_id":7,"user_id":-8,{HI}}}"#)).unwrap();
        assert_eq!(numbers.id.as_deref(), Some("7"));
        assert_eq!(numbers.account.as_deref(), Some("-8"));
        let nulls = parsed(&format!(
            r#"{{"conversation_id":null,"account_id":null,"user_id":"u","timestamp":null,{HI}}}"#
        ))
        .unwrap();
        assert_eq!((nulls.id, nulls.account), (None, Some("u".into())));
        assert_eq!(nulls.warning, None);
        for bad in ["[]", "1.5", "true", &format!("\"{}\"", "x".repeat(513))] {
            let line = format!(r#"{{"conversation_id":{bad},{HI}}}"#);
            assert_eq!(parsed(&line), Err(Reason::BadId));
        }
    }

    #[test]
    fn roles_and_turns() {
        let chat = parsed(
            r#"{"messages":[{"role":"system","content":"s"},{"role":"Human","content":"q"},
                {"role":"gpt","content":null},{"role":"tool","content":""},
                {"role":"chatbot","content":[{"type":"text","text":"a"}]}]}"#,
        )
        .unwrap();
        let roles: Vec<_> = chat.messages.iter().map(|m| m.role).collect();
        assert_eq!(roles, [Role::Other, Role::User, Role::Assistant]);
        assert_eq!(chat.turns, 5);
    }

    #[test]
    fn each_fault_has_its_reason() {
        for (line, reason) in [
            ("{", Reason::BrokenJson),
            ("{} {}", Reason::BrokenJson),
            ("[1,2]", Reason::NotAnObject),
            ("null", Reason::NotAnObject),
            ("{}", Reason::NoMessages),
            (r#"{"messages":null}"#, Reason::NoMessages),
            (r#"{"messages":[]}"#, Reason::NoMessages),
            (r#"{"messages":"hi"}"#, Reason::BadMessage),
            (r#"{"messages":["hi"]}"#, Reason::BadMessage),
            (r#"{"messages":[{"content":"hi"}]}"#, Reason::BadMessage),
            (
                r#"{"messages":[{"role":1,"content":"hi"}]}"#,
                Reason::BadMessage,
            ),
            (
                r#"{"messages":[{"role":"user","content":5}]}"#,
                Reason::BadMessage,
            ),
            (
                r#"{"messages":[{"role":"user","content":" \n"}]}"#,
                Reason::NoUserText,
            ),
            (
                r#"{"messages":[{"role":"assistant","content":"a"}]}"#,
                Reason::NoUserText,
            ),
        ] {
            assert_eq!(parsed(line), Err(reason), "{line}");
        }
    }

    #[test]
    fn faults_point_into_the_line() {
        let fault = parse(b"{\"a\":\xff}", ReadLimits::default()).unwrap_err();
        assert_eq!((fault.reason, fault.column), (Reason::InvalidUtf8, Some(6)));
        let fault = parse(b"{\"a\" 1}", ReadLimits::default()).unwrap_err();
        assert_eq!((fault.reason, fault.column), (Reason::BrokenJson, Some(6)));
    }

    #[test]
    fn a_bad_time_is_dropped_and_the_conversation_kept() {
        let chat = parsed(&format!(r#"{{"timestamp":-5,{HI}}}"#)).unwrap();
        assert_eq!(
            (chat.timestamp, chat.warning),
            (None, Some(Warning::AbsurdTime))
        );
    }

    #[test]
    fn deep_nesting_is_refused_not_followed() {
        let deep = format!("{{\"x\":{}", "[".repeat(1 << 20));
        assert_eq!(parsed(&deep), Err(Reason::BrokenJson));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(line in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = parse(&line, ReadLimits::default());
        }

        #[test]
        fn no_json_makes_it_panic(
            id in "\"[a-z]{0,3}\"|-?[0-9]{1,25}|null|\\[\\]",
            time in "\"[0-9T:. Z+-]{0,24}\"|-?[0-9]{1,25}(e[0-9]{1,3})?|null",
            content in "\"[a-zé好 ]{0,30}\"|null|\\[\"a\",\\{\"text\":\"b\"\\}\\]|7",
        ) {
            let line = format!(
                r#"{{"conversation_id":{id},"timestamp":{time},"messages":[{{"role":"user","content":{content}}}]}}"#
            );
            if let Ok(chat) = parsed(&line) {
                prop_assert!(chat.messages.iter().any(|m| m.role == Role::User && !m.content.is_empty()));
            }
        }
    }
}
