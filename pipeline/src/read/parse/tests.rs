//! Records of our own form, and what is wrong with them. The other forms have tests of their own.

use proptest::prelude::*;

use super::*;
use crate::read::{ReadParams, tests::fixtures};

const HI: &str = r#""messages":[{"role":"user","content":"hi"}]"#;

fn params(format: Option<Format>) -> ValidReadParams {
    let params = ReadParams {
        format,
        ..ReadParams::default()
    };
    params.check().unwrap()
}

fn parsed(line: &str) -> Result<Parsed, Reason> {
    parse(line.as_bytes(), &params(None)).map_err(|fault| fault.reason)
}

#[test]
fn both_forms_of_line_are_read() {
    let ours = parsed(&format!(
        r#"{{"conversation_id":"c","account_id":"a","timestamp":"2024-05-01T00:00:00Z","source":"s",{HI}}}"#
    ))
    .unwrap();
    let other = parsed(&format!(
        r#"{{"conversation_id":"c","user_id":"a","timestamp":"2024-05-01","source":"s",{HI}}}"#
    ))
    .unwrap();
    assert_eq!(ours, other);
    assert_eq!(ours.account.as_deref(), Some("a"));
    assert_eq!(ours.timestamp.unwrap().to_string(), "2024-05-01T00:00:00Z");
    assert_eq!(ours.metadata["source"], "s");
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
        r#"{"messages":[{"role":"developer","content":"s"},{"role":"Human","content":"q"},
            {"role":"gpt","content":null},{"role":"tool","content":""},{"role":"tool","content":"r"},
            {"role":"chatbot","content":[{"type":"text","text":"a"}]}]}"#,
    )
    .unwrap();
    let roles: Vec<_> = chat.messages.iter().map(|m| m.role).collect();
    assert_eq!(
        roles,
        [Role::System, Role::User, Role::Tool, Role::Assistant]
    );
    assert_eq!(chat.turns, 6);
}

#[test]
fn each_fault_has_its_reason() {
    for (line, reason) in [
        ("{", Reason::BrokenJson),
        ("{} {}", Reason::BrokenJson),
        ("[1,2]", Reason::BadMessage),
        ("[]", Reason::NoMessages),
        ("null", Reason::NotAnObject),
        ("7", Reason::NotAnObject),
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
            r#"{"messages":[{"role":"user","content":[{"type":"image_url"}]}]}"#,
            Reason::NoUserText,
        ),
        (
            r#"{"messages":[{"role":"assistant","content":"a"}]}"#,
            Reason::NoUserText,
        ),
        (
            r#"{"message_id":"m","message_tree_id":"t","text":"hi","role":"prompter"}"#,
            Reason::LoneMessage,
        ),
    ] {
        assert_eq!(parsed(line), Err(reason), "{line}");
    }
}

#[test]
fn a_form_that_is_named_is_the_only_one() {
    let line = format!("{{{HI}}}");
    assert!(parse(line.as_bytes(), &params(Some(Format::Kleio))).is_ok());
    let fault = parse(line.as_bytes(), &params(Some(Format::WildChat))).unwrap_err();
    assert_eq!(fault.reason, Reason::OtherForm);
}

#[test]
fn faults_point_into_the_line() {
    let fault = parse(b"{\"a\":\xff}", &params(None)).unwrap_err();
    assert_eq!((fault.reason, fault.column), (Reason::InvalidUtf8, Some(6)));
    let fault = parse(b"{\"a\" 1}", &params(None)).unwrap_err();
    assert_eq!((fault.reason, fault.column), (Reason::BrokenJson, Some(6)));
    let fault = parse(b"{\n\"a\" 1}", &params(None)).unwrap_err();
    assert_eq!((fault.reason, fault.line), (Reason::BrokenJson, 1));
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
        let _ = parse(&line, &params(None));
        let _ = parse_text(&line, &params(None));
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

    /// Any value of a fixture may be replaced by any other JSON.
    #[test]
    fn no_form_panics_on_values_it_does_not_expect(
        which in 0..fixtures::JSON.len(),
        place in any::<prop::sample::Index>(),
        value in prop::sample::select(vec!["null", "7", "\"x\"", "[]", "{}", "[{}]", "true", "1e300", "[[[null]]]"]),
    ) {
        let (_, text) = fixtures::JSON[which];
        let mut json: serde_json::Value = serde_json::from_str(text).unwrap();
        let pointers = fixtures::pointers(&json);
        let pointer = place.get(&pointers);
        *json.pointer_mut(pointer).unwrap() = serde_json::from_str(value).unwrap();
        let _ = parsed(&json.to_string());
    }
}
