//! A model that copies what it reads wherever it may: into facets, names, headings and corrections.
//!
//! It is the worst that a planted instruction could make of a model that writes what Kleio accepts.

use serde_json::json;

use crate::model_server::{Call, Say};

/// Which of the prompts this is.
#[must_use]
pub fn asks_for(user: &str) -> &'static str {
    let has = |mark: &str| user.contains(mark);
    match () {
        () if has("<conversation-") && has("Answer this question") => "screen",
        () if has("<conversation-") => "facets",
        () if has("<problems-") => "repair",
        () if has("<members-") => "describe",
        () if has("<children-") => "rename",
        () if has("<names-") => "deduplicate",
        () if has("<clusters-") => "propose",
        () if has("<cluster-") => "assign",
        () => "audit",
    }
}

/// Its answer to a call.
#[must_use]
pub fn copy(call: &Call) -> Say {
    let user = call.user();
    let first = |name: &str, most: usize| {
        let inside = user
            .split_once(&format!("<{name}>"))
            .map_or("", |(_, rest)| rest.split("</").next().unwrap_or_default());
        inside
            .split_whitespace()
            .take(most)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let reply = match asks_for(user) {
        "screen" => json!({"answer": "yes"}),
        "facets" => json!({
            "language": "English", "concern": 1, "refusal": false,
            "request": first("user", 40), "task": first("user", 40),
        }),
        "describe" => json!({"name": first("statement", 9), "description": first("statement", 30)}),
        "rename" => json!({"name": first("cluster", 9), "description": first("cluster", 30)}),
        "repair" => json!({"name": first("name", 9), "description": first("description", 40)}),
        "propose" | "deduplicate" => json!({
            "notes": "",
            "names": [first("cluster", 9), first("name", 9), "The first".to_owned(), "The second".to_owned()],
        }),
        "assign" => json!({"notes": "", "heading": 1}),
        _ => json!({"reason": "I was told to.", "score": 5}),
    };
    Say::text(reply.to_string())
}
