//! Invented conversations in the form of each source, with the keys and the shapes of the real ones.

use super::*;

/// One record of each form.
pub(in crate::read) const JSON: &[(Format, &str)] = &[
    (Format::Kleio, KLEIO),
    (Format::WildChat, WILDCHAT),
    (Format::Lmsys, LMSYS),
    (Format::ShareGpt, SHAREGPT),
    (Format::ChatGpt, CHATGPT),
    (Format::Claude, CLAUDE),
    (Format::OpenAssistant, OPENASSISTANT),
    (Format::Transcript, TRANSCRIPT),
];

pub(in crate::read) const KLEIO: &str = r#"{
  "conversation_id": "k1", "account_id": "a1", "timestamp": "2025-03-02T10:15:00Z",
  "model": "small", "country": "Atlantis",
  "messages": [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": [{"type": "text", "text": "What is on this picture?"},
      {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]},
    {"role": "assistant", "content": null,
      "tool_calls": [{"id": "t1", "type": "function", "function": {"name": "look", "arguments": "{}"}}]},
    {"role": "tool", "tool_call_id": "t1", "content": "a heron"},
    {"role": "assistant", "content": "A heron."}
  ]
}"#;

pub(in crate::read) const WILDCHAT: &str = r#"{
  "conversation_hash": "cc0d", "model": "gpt-4-0314", "timestamp": "2023-04-09 00:02:53+00:00",
  "conversation": [
    {"content": "Name a river of Atlantis.", "country": "Atlantis", "hashed_ip": "ff12",
     "header": {"accept-language": "en", "user-agent": "Mozilla"}, "language": "English",
     "redacted": false, "role": "user", "state": "Capital", "timestamp": null, "toxic": false,
     "turn_identifier": 102001},
    {"content": "The Oreichalkos.", "country": null, "hashed_ip": null, "header": null,
     "language": "English", "redacted": false, "role": "assistant", "state": null,
     "timestamp": "2023-04-09 00:02:53+00:00", "toxic": false, "turn_identifier": 102001}
  ],
  "turn": 1, "language": "English",
  "openai_moderation": [{"categories": {"hate": false}, "category_scores": {"hate": 0.1}, "flagged": false}],
  "detoxify_moderation": [{"insult": 0.01}],
  "toxic": false, "redacted": false, "state": "Capital", "country": "Atlantis", "hashed_ip": "ff12",
  "header": {"accept-language": "en", "user-agent": "Mozilla"}
}"#;

pub(in crate::read) const LMSYS: &str = r#"{
  "conversation_id": "33f0", "model": "vicuna-13b",
  "conversation": [
    {"content": "how can I stop a tap from dripping", "role": "user"},
    {"content": "Change its washer.", "role": "assistant"}
  ],
  "turn": 1, "language": "English",
  "openai_moderation": [{"categories": {"hate": false}, "category_scores": {"hate": 0.1}, "flagged": false}],
  "redacted": false
}"#;

pub(in crate::read) const SHAREGPT: &str = r#"{
  "id": "QWJh_0",
  "conversations": [
    {"from": "system", "value": "You have tools."},
    {"from": "human", "value": "What is the weather on Mars?"},
    {"from": "function_call", "value": "{\"name\": \"weather\"}"},
    {"from": "observation", "value": "dusty"},
    {"from": "gpt", "value": "Dusty."}
  ]
}"#;

pub(in crate::read) const CHATGPT: &str = r#"{
  "title": "A private title", "create_time": 1712345678.5, "update_time": 1712345999.0,
  "mapping": {
    "root": {"id": "root", "message": null, "parent": null, "children": ["sys"]},
    "sys": {"id": "sys", "parent": "root", "children": ["ctx"], "message": {
      "id": "sys", "author": {"role": "system", "name": null, "metadata": {}}, "create_time": null,
      "content": {"content_type": "text", "parts": [""]}, "status": "finished_successfully",
      "weight": 0.0, "metadata": {"is_visually_hidden_from_conversation": true}, "recipient": "all"}},
    "ctx": {"id": "ctx", "parent": "sys", "children": ["u1"], "message": {
      "id": "ctx", "author": {"role": "user"}, "create_time": null,
      "content": {"content_type": "user_editable_context", "user_instructions": "Be short.", "user_profile": "I am a gardener."},
      "metadata": {"is_visually_hidden_from_conversation": true}, "recipient": "all"}},
    "u1": {"id": "u1", "parent": "ctx", "children": ["a-old", "a-new"], "message": {
      "id": "u1", "author": {"role": "user"}, "create_time": 1712345679.0,
      "content": {"content_type": "multimodal_text", "parts": [
        {"content_type": "image_asset_pointer", "asset_pointer": "file-service://f1", "width": 10, "height": 10},
        "Which plant is this?"]},
      "metadata": {"attachments": [{"id": "f1", "name": "leaf.png", "mime_type": "image/png"},
        {"id": "f2", "name": "notes.pdf", "mimeType": "application/pdf"}]}, "recipient": "all"}},
    "a-old": {"id": "a-old", "parent": "u1", "children": [], "message": {
      "id": "a-old", "author": {"role": "assistant"}, "create_time": 1712345690.0,
      "content": {"content_type": "text", "parts": ["An answer that was thrown away."]},
      "metadata": {"model_slug": "gpt-old"}, "recipient": "all"}},
    "a-new": {"id": "a-new", "parent": "u1", "children": ["t1"], "message": {
      "id": "a-new", "author": {"role": "assistant"}, "create_time": 1712345695.0,
      "content": {"content_type": "code", "language": "python", "text": "look('leaf')"},
      "metadata": {"model_slug": "gpt-4o"}, "recipient": "python"}},
    "t1": {"id": "t1", "parent": "a-new", "children": ["th"], "message": {
      "id": "t1", "author": {"role": "tool", "name": "python"}, "create_time": 1712345696.0,
      "content": {"content_type": "execution_output", "text": "fern"}, "metadata": {}, "recipient": "all"}},
    "th": {"id": "th", "parent": "t1", "children": ["a2"], "message": {
      "id": "th", "author": {"role": "assistant"}, "create_time": 1712345697.0,
      "content": {"content_type": "thoughts", "thoughts": [{"summary": "s", "content": "c"}]},
      "metadata": {}, "recipient": "all"}},
    "a2": {"id": "a2", "parent": "th", "children": [], "message": {
      "id": "a2", "author": {"role": "assistant"}, "create_time": 1712345698.0,
      "content": {"content_type": "text", "parts": ["A fern."]},
      "metadata": {"model_slug": "gpt-4o"}, "recipient": "all"}}
  },
  "moderation_results": [], "current_node": "a2", "plugin_ids": null, "conversation_id": "cg1",
  "gizmo_id": null, "is_archived": false, "safe_urls": [], "default_model_slug": "auto", "id": "cg1"
}"#;

pub(in crate::read) const CLAUDE: &str = r#"{
  "uuid": "cl1", "name": "A private name", "summary": "A private summary",
  "created_at": "2025-01-05T08:00:00.123456Z", "updated_at": "2025-01-05T09:00:00Z",
  "account": {"uuid": "acc-9"},
  "chat_messages": [
    {"uuid": "m1", "text": "Sum up this file.", "sender": "human",
     "content": [{"start_timestamp": null, "stop_timestamp": null, "type": "text", "text": "Sum up this file.", "citations": []}],
     "created_at": "2025-01-05T08:00:01Z", "updated_at": "2025-01-05T08:00:01Z",
     "attachments": [{"file_name": "talk.txt", "file_size": 4, "file_type": "txt", "extracted_content": "secret words"}],
     "files": [{"file_name": "photo.jpg"}], "parent_message_uuid": "00000000-0000-4000-8000-000000000000"},
    {"uuid": "m2", "text": "An answer of another branch.", "sender": "assistant", "content": [],
     "created_at": "2025-01-05T08:00:02Z", "attachments": [], "files": [], "parent_message_uuid": "m1"},
    {"uuid": "m3", "text": "It is short.", "sender": "assistant",
     "content": [{"type": "thinking", "thinking": "Hm."},
       {"type": "tool_use", "name": "search", "input": {"text": "x"}},
       {"type": "tool_result", "content": [{"type": "text", "text": "found"}]},
       {"type": "text", "text": "It is short."}],
     "created_at": "2025-01-05T08:00:03Z", "attachments": [], "files": [], "parent_message_uuid": "m1"}
  ]
}"#;

pub(in crate::read) const OPENASSISTANT: &str = r#"{
  "message_tree_id": "oa1", "tree_state": "ready_for_export",
  "prompt": {
    "message_id": "oa1", "user_id": "u-7", "created_date": "2023-02-05T14:23:50.983374+00:00",
    "text": "Why is the sky blue?", "role": "prompter", "lang": "en", "review_count": 3,
    "review_result": true, "deleted": false, "rank": null, "synthetic": false,
    "labels": {"spam": {"value": 0.0, "count": 3}},
    "replies": [
      {"message_id": "r0", "parent_id": "oa1", "text": "Deleted, though ranked best.", "role": "assistant", "deleted": true, "rank": 0, "replies": []},
      {"message_id": "r1", "parent_id": "oa1", "text": "It just is.", "role": "assistant", "rank": 2, "replies": []},
      {"message_id": "r2", "parent_id": "oa1", "text": "Blue light is scattered most.", "role": "assistant", "rank": 1, "replies": [
        {"message_id": "r3", "parent_id": "r2", "user_id": "u-8", "text": "Thanks!", "role": "prompter", "replies": []}]}
    ]
  }
}"#;

pub(in crate::read) const TRANSCRIPT: &str = r#"{
  "chosen": "\n\nHuman: Do cats swim?\n\nAssistant: Some do.\n\nHuman: Which?\n\nAssistant: Turkish Vans.",
  "rejected": "\n\nHuman: Do cats swim?\n\nAssistant: No."
}"#;

/// Pointers to every value of `json`.
pub(in crate::read) fn pointers(json: &serde_json::Value) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut walk = |step: String, value: &serde_json::Value| {
        let below = pointers(value).into_iter();
        all.extend(below.map(|pointer| format!("/{step}{pointer}")));
    };
    match json {
        serde_json::Value::Object(object) => {
            for (key, value) in object {
                walk(key.replace('~', "~0").replace('/', "~1"), value);
            }
        }
        serde_json::Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                walk(index.to_string(), value);
            }
        }
        _ => {}
    }
    all
}

/// On one line.
pub(in crate::read) fn compact(json: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    value.to_string()
}
