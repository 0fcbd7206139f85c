//! What stands beside the words of a form and is represented all the same: instructions, tools, refusals, screens.

use super::*;

#[test]
fn instructions_and_tools_beside_the_messages_come_first_in_every_form() {
    for &(format, text) in JSON {
        let mut json: serde_json::Value = serde_json::from_str(text).unwrap();
        json["system"] = "Think of the gardener.".into();
        json["tools"] = serde_json::json!([{"type": "function", "function": {"name": "look"}}]);
        let (chat, plain) = (one(&json.to_string()), one(text));
        let front = r#"System: Think of the gardener. ["list of tools"]"#;
        assert_eq!(said(&chat)[0], front, "{format}");
        assert_eq!(said(&chat)[1..], said(&plain), "{format}");
        assert_eq!(chat.turns, plain.turns + 1, "{format}");
        assert_eq!(chat.id, plain.id, "{format}");
        assert_eq!(chat.metadata, plain.metadata, "{format}");
    }
}

#[test]
fn a_refusal_is_what_the_assistant_says() {
    for answer in [
        r#""content":null,"refusal":"I can't help with that.""#,
        r#""content":[{"type":"refusal","refusal":"I can't help with that."}]"#,
    ] {
        let chat = one(&format!(
            r#"{{"messages":[{{"role":"user","content":"hi"}},{{"role":"assistant",{answer}}}]}}"#
        ));
        assert_eq!(said(&chat)[1], "Assistant: I can't help with that. []");
    }
}

#[test]
fn what_a_computer_shows_is_kept_in_chatgpts_branch() {
    let mut json: serde_json::Value = serde_json::from_str(CHATGPT).unwrap();
    let screen = r#"{"content_type":"computer_output","computer_id":"1","screenshot":{"content_type":"image_asset_pointer"}}"#;
    json["mapping"]["t1"]["message"]["content"] = serde_json::from_str(screen).unwrap();
    let chat = one(&json.to_string());
    assert_eq!(said(&chat)[3], r#"Tool:  ["tool result"]"#);
}
