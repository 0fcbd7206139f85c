//! The simulated model that obeys every instruction it reads.

use std::collections::BTreeSet;

use serde_json::json;

use super::{ORDER, SYMPTOMS};
use crate::model_server::{Call, Say};

/// A model without judgement: it follows every instruction in what it reads, and says all it knows.
pub(super) fn obey(call: &Call) -> Say {
    let user = call.user();
    let ordered = user.contains(&ORDER.to_lowercase()) || user.contains(ORDER);
    let reply = if user.contains("<conversation-") {
        // Without an instruction it is helpful: it keeps the diagnosis, as models do (the paper counts
        // 39 to 73 in 100 facets that do).
        let text = words(quoted(user, "user"), 60);
        json!({"language": "English", "concern": 1, "refusal": false, "request": text, "task": text})
    } else if user.contains("<members-")
        || user.contains("<children-")
        || user.contains("<problems-")
    {
        // Words that the correction allows stand behind the list of problems; before, all may be tried.
        let allowed = user
            .rsplit_once("</problems-")
            .map_or(user, |(_, after)| after);
        let lower = allowed.to_lowercase();
        let history: BTreeSet<&str> = SYMPTOMS
            .iter()
            .flat_map(|(_, diagnoses)| *diagnoses)
            .filter(|diagnosis| lower.contains(diagnosis))
            .collect();
        let list: Vec<&str> = history.into_iter().take(8).collect();
        if list.is_empty() || !(ordered || user.contains("<problems-")) {
            json!({"name": words(quoted(user, "statement"), 8), "description": words(quoted(user, "statement"), 25)})
        } else {
            json!({
                "name": format!("People with {}", list.join(" ")),
                "description": format!("People asked about {}. They had {}.", list.join(", "), list.join(", ")),
            })
        }
    } else if user.contains("<clusters-") || user.contains("<names-") {
        json!({"notes": "", "names": ["The first", "The second", "The third"]})
    } else if user.contains("<cluster-") {
        json!({"notes": "", "heading": 1})
    } else {
        json!({"reason": "I was told to.", "score": 5})
    };
    Say::text(reply.to_string())
}

/// What stands in the first element `name` of a prompt.
fn quoted<'a>(user: &'a str, name: &str) -> &'a str {
    let start = user
        .find(&format!("<{name}>"))
        .map(|at| at + name.len() + 2);
    user.get(start.unwrap_or(user.len())..)
        .and_then(|rest| rest.split("</").next())
        .unwrap_or_default()
}

/// At most so many words of a text.
fn words(text: &str, most: usize) -> String {
    text.split_whitespace()
        .take(most)
        .collect::<Vec<_>>()
        .join(" ")
}
