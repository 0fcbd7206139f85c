//! Reads a model's answer strictly: one JSON object, every key known, every value of its kind.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::personal::nobody_in;

/// The JSON object that a reply consists of.
///
/// What some models put around it is taken off: a block of thoughts before it, and the marks of a
/// block of code. Anything else beside it is an error.
///
/// # Errors
/// What is wrong, for the model to read.
pub(super) fn object<T: DeserializeOwned>(reply: &str) -> Result<T, String> {
    let mut text = reply.trim();
    if let Some((_, after)) = text
        .strip_prefix("<think>")
        .and_then(|rest| rest.split_once("</think>"))
    {
        text = after.trim();
    }
    if let Some(block) = text.strip_prefix("```").and_then(|t| t.strip_suffix("```")) {
        text = block.strip_prefix("json").unwrap_or(block).trim();
    }
    serde_json::from_str(text)
        .map_err(|error| format!("It is not one JSON object of the form asked for: {error}."))
}

/// A name and a description, as a model wrote them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) description: String,
}

/// Words of a name, at most.
const NAME_WORDS: usize = 10;
/// Characters of a name, at most: in scripts without spaces words are not counted.
const NAME_CHARACTERS: usize = 90;
/// Characters of a description, at most.
const DESCRIPTION_CHARACTERS: usize = 500;

/// A reply with `name` and `description`.
///
/// # Errors
/// What is wrong, for the model to read.
pub(super) fn draft(reply: &str) -> Result<Draft, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Reply {
        description: String,
        name: String,
    }
    let reply: Reply = object(reply)?;
    let description = one_line(&reply.description);
    if description.is_empty() {
        return Err("The description is empty.".to_owned());
    }
    if description.chars().count() > DESCRIPTION_CHARACTERS {
        return Err("The description is too long: two sentences are enough.".to_owned());
    }
    nobody_in(&description).map_err(|why| format!("The description {why}."))?;
    Ok(Draft {
        name: name(&reply.name)?,
        description,
    })
}

/// Names of headings, each once: `names`, and `notes` that are not looked at.
///
/// # Errors
/// What is wrong, for the model to read.
pub(super) fn names(reply: &str, most: usize) -> Result<Vec<String>, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Reply {
        #[serde(default, rename = "notes")]
        _notes: serde::de::IgnoredAny,
        names: Vec<String>,
    }
    let reply: Reply = object(reply)?;
    let mut names: Vec<String> = Vec::new();
    for proposed in &reply.names {
        let name = name(proposed)?;
        if !names
            .iter()
            .any(|known| known.to_lowercase() == name.to_lowercase())
        {
            names.push(name);
        }
    }
    if names.is_empty() || names.len() > most {
        return Err(format!(
            "There are {} names: give at least 1 and at most {most}.",
            names.len()
        ));
    }
    Ok(names)
}

/// One number of 1 to `most` under `key`; `notes` or `reason` beside it are not looked at.
///
/// # Errors
/// What is wrong, for the model to read.
pub(super) fn number(reply: &str, key: &str, most: usize) -> Result<usize, String> {
    let reply: serde_json::Map<String, serde_json::Value> = object(reply)?;
    if let Some(unknown) = reply
        .keys()
        .find(|k| *k != key && *k != "notes" && *k != "reason")
    {
        return Err(format!("The key {unknown:?} was not asked for."));
    }
    reply
        .get(key)
        .and_then(serde_json::Value::as_u64)
        .and_then(|n| usize::try_from(n).ok())
        .filter(|n| (1..=most).contains(n))
        .ok_or_else(|| format!("The value of {key:?} must be a whole number from 1 to {most}."))
}

fn name(text: &str) -> Result<String, String> {
    let name = one_line(text);
    let name = name.trim_end_matches('.').trim_matches('"').trim();
    let (words, characters) = (name.split_whitespace().count(), name.chars().count());
    if name.is_empty() {
        return Err("A name is empty.".to_owned());
    }
    if words > NAME_WORDS || characters > NAME_CHARACTERS {
        return Err(format!(
            "A name has {words} words: at most {NAME_WORDS} are allowed."
        ));
    }
    nobody_in(name).map_err(|why| format!("A name {why}."))?;
    Ok(name.to_owned())
}

fn one_line(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrappings_are_taken_off_and_nothing_else() {
        let plain = r#"{"description": "People  asked.\nThey did.", "name": "Ask about bread."}"#;
        let expected = Draft {
            name: "Ask about bread".to_owned(),
            description: "People asked. They did.".to_owned(),
        };
        for reply in [
            plain.to_owned(),
            format!("<think>Hm {{}}</think>\n{plain}"),
            format!("```json\n{plain}\n```"),
        ] {
            assert_eq!(draft(&reply), Ok(expected.clone()));
        }
        for reply in [
            "",
            "Yes.",
            "[]",
            "{}",
            &format!("Here it is: {plain}"),
            &format!("{plain} {plain}"),
        ] {
            assert!(draft(reply).is_err(), "{reply}");
        }
    }

    #[test]
    fn a_name_has_at_most_ten_words() {
        let long = "w ".repeat(11);
        let reply = format!(r#"{{"description": "D.", "name": "{long}"}}"#);
        assert_eq!(
            draft(&reply).unwrap_err(),
            "A name has 11 words: at most 10 are allowed."
        );
    }

    #[test]
    fn names_come_once() {
        let reply = r#"{"notes": "n", "names": ["Bread", "bread.", "Wine"]}"#;
        assert_eq!(names(reply, 3).unwrap(), ["Bread", "Wine"]);
        assert!(names(reply, 1).is_err());
        assert!(names(r#"{"names": []}"#, 3).is_err());
        assert!(names(r#"{"names": ["a"], "more": 1}"#, 3).is_err());
    }

    #[test]
    fn a_number_is_within_its_range() {
        assert_eq!(
            number(r#"{"notes": "x", "heading": 3}"#, "heading", 3),
            Ok(3)
        );
        for reply in [
            r#"{"heading": 4}"#,
            r#"{"heading": 0}"#,
            r#"{"heading": "2"}"#,
            r#"{"heading": 2.5}"#,
            r#"{"heading": 2, "also": 3}"#,
        ] {
            assert!(number(reply, "heading", 3).is_err(), "{reply}");
        }
    }
}
