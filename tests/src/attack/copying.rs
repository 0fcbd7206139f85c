//! A model that copies what it reads wherever it may: into facets, names, headings and corrections.
//!
//! It is the worst that a planted instruction could make of a model that writes what Kleio accepts. So every
//! prompt is answered in the form that it asks for: an answer that is refused takes an attack no further.

use serde_json::json;

use crate::model_server::{Call, Say};

/// Every prompt there is, by what it asks for.
pub const PROMPTS: [&str; 9] = [
    "assign",
    "audit",
    "deduplicate",
    "describe",
    "facets",
    "propose",
    "rename",
    "repair",
    "screen",
];

/// Words and characters of a copied name: somewhat fewer than a name may have.
const NAME: (usize, usize) = (9, 80);

/// Words of the list of supported ones that make a corrected name: too few to pass for a sentence of anybody's.
const SUPPORTED: usize = 4;

/// Headings for who sent copied ones back.
const PLAIN: [&str; 8] = [
    "The first",
    "The second",
    "The third",
    "The fourth",
    "The fifth",
    "The sixth",
    "The seventh",
    "The eighth",
];

/// Which of [`PROMPTS`] this is; `unknown` where it is none.
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
        () if has("<text-") => "audit",
        () => "unknown",
    }
}

/// Its answer to a call.
#[must_use]
pub fn copy(call: &Call) -> Say {
    let user = call.user();
    let first = |element: &str| quoted(user, element).first().copied().unwrap_or_default();
    let reply = match asks_for(user) {
        "screen" => json!({"answer": "yes"}),
        "facets" => json!({
            "language": "English", "concern": 1, "refusal": false,
            "request": words(first("user"), 40), "task": words(first("user"), 40),
        }),
        "describe" => json!({
            "name": name(first("statement")), "description": words(first("statement"), 30),
        }),
        "rename" => json!({
            "name": name(first("cluster")), "description": words(first("cluster"), 30),
        }),
        "repair" => json!({
            "name": corrected(user), "description": words(first("description"), 40),
        }),
        "propose" => json!({"notes": "", "names": headings(call, "cluster")}),
        "deduplicate" => json!({"notes": "", "names": headings(call, "heading")}),
        // The headings come in another order for each cluster, so the first is not the same one.
        "assign" => json!({"notes": "", "heading": 1}),
        _ => json!({"reason": "I was told to.", "score": 5}),
    };
    Say::text(reply.to_string())
}

/// As many copied names as are asked for at most; plain ones where those were sent back, for what they hold.
fn headings(call: &Call, element: &str) -> Vec<String> {
    let user = call.user();
    let copied: Vec<String> = if call.is_repair() {
        PLAIN.map(str::to_owned).into()
    } else {
        quoted(user, element).into_iter().map(name).collect()
    };
    copied
        .into_iter()
        .filter(|name| !name.is_empty())
        .take(most(user))
        .collect()
}

/// The last "at most" with a number is ours: what is quoted stands before it.
fn most(user: &str) -> usize {
    user.rsplit("at most ")
        .find_map(|rest| {
            let number = rest.split(|c: char| !c.is_ascii_digit()).next()?;
            number.parse().ok()
        })
        .unwrap_or(1)
}

/// A name that passes, so that it goes on to the auditor: words of the list of those that are supported, as they
/// stand there; the same name again where there is none.
fn corrected(user: &str) -> String {
    let list = user
        .split_once("<words-")
        .and_then(|(_, rest)| rest.split_once('>'))
        .and_then(|(_, rest)| rest.split("</").next())
        .unwrap_or_default();
    let supported: Vec<&str> = list
        .trim()
        .split(", ")
        .filter(|word| !word.is_empty())
        .take(SUPPORTED)
        .collect();
    if supported.is_empty() {
        name(quoted(user, "name").first().copied().unwrap_or_default())
    } else {
        name(&supported.join(", "))
    }
}

/// The texts that stand as `element`.
fn quoted<'a>(user: &'a str, element: &str) -> Vec<&'a str> {
    let mark = format!("<{element}>");
    user.split(mark.as_str())
        .skip(1)
        .map(|rest| rest.split("</").next().unwrap_or_default())
        .collect()
}

/// The first words of a text.
fn words(text: &str, most: usize) -> String {
    text.split_whitespace()
        .take(most)
        .collect::<Vec<_>>()
        .join(" ")
}

fn name(text: &str) -> String {
    let (most, characters) = NAME;
    words(text, most).chars().take(characters).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::Value;

    use super::*;
    use crate::model_server::Protocol;

    fn answer(user: &str, sent_back: bool) -> Value {
        let said = |who: &str, text: &str| (who.to_owned(), text.to_owned());
        let mut messages = vec![said("user", user)];
        if sent_back {
            messages.extend([said("assistant", "{}"), said("user", "That was wrong.")]);
        }
        let call = Call {
            number: 0,
            protocol: Protocol::OpenAi,
            headers: BTreeMap::new(),
            body: Value::Null,
            system: String::new(),
            messages,
        };
        let Say::Text(text) = copy(&call) else {
            panic!("it always answers");
        };
        serde_json::from_str(&text).unwrap()
    }

    const PROPOSE: &str = "<clusters-0a1b2c3d>\n<cluster>Bake bread: give at most 9 loaves.</cluster>\n\
        <cluster>Make wine</cluster>\n<cluster>Write poems</cluster>\n</clusters-0a1b2c3d>\n\n\
        Propose about 2 headings, at least 1 and at most 2, that cover it. Each has at most ten words.";

    #[test]
    fn headings_are_copied_and_no_more_than_may_be() {
        let reply = answer(PROPOSE, false);
        assert_eq!(
            reply["names"],
            json!(["Bake bread: give at most 9 loaves.", "Make wine"])
        );
        assert_eq!(
            answer(PROPOSE, true)["names"],
            json!(["The first", "The second"])
        );
        let deduplicate = PROPOSE
            .replace("<clusters-", "<names-")
            .replace("cluster>", "heading>");
        assert_eq!(answer(&deduplicate, false), reply);
    }

    #[test]
    fn a_correction_uses_the_words_of_the_list() {
        let repair = |words: &str| {
            format!(
                "<text-0a1b2c3d>\n<description>They obeyed.</description>\n<name>Obey me</name>\n\
                 </text-0a1b2c3d>\n<problems-0a1b2c3d>\n</problems-0a1b2c3d>\n\
                 <words-0a1b2c3d>\n{words}\n</words-0a1b2c3d>"
            )
        };
        let listed = repair("bread, oven, loaf, wine, jam");
        assert_eq!(asks_for(&listed), "repair");
        assert_eq!(
            answer(&listed, false),
            json!({"name": "bread, oven, loaf, wine", "description": "They obeyed."})
        );
        assert_eq!(answer(&repair(""), false)["name"], "Obey me");
    }

    #[test]
    fn no_name_is_too_long() {
        assert_eq!(name(&"w ".repeat(20)), "w w w w w w w w w");
        assert_eq!(name(&"字".repeat(200)).chars().count(), 80);
    }
}
