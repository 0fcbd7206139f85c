//! Which further fields of a record become metadata of its conversation.
//!
//! Invariant: what names an account never does; what tells where a person is (or is an id, a time
//! or a text) does so only where the user asks for it by name.

use std::collections::{BTreeMap, BTreeSet};

use super::loose::Scalar;

/// Characters of a value at most: a longer one is a text, not a value that many share.
const MOST_CHARACTERS: usize = 60;

/// Fields of one conversation at most.
const MOST_FIELDS: usize = 40;

/// Whether a field may become metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Yes,
    IfAsked,
    Never,
}

/// Words that name a person or an account wherever they end a field's name.
const PERSON: &[&str] = &[
    "account",
    "accounts",
    "user",
    "users",
    "username",
    "login",
    "email",
    "mail",
    "phone",
    "telephone",
    "author",
    "owner",
    "customer",
    "person",
    "member",
    "password",
    "secret",
    "token",
    "cookie",
];

/// Words that, before `id`, `name` and the like, tell of a person or a device.
const PERSONAL: &[&str] = &[
    "session", "device", "client", "contact", "first", "last", "full", "nick", "display", "real",
];

/// Ends of names that, after a word of a person, name that person.
const NAMING: &[&str] = &[
    "id", "ids", "uuid", "guid", "hash", "name", "key", "handle", "number",
];

/// Words that tell where a person is or how they are connected.
const WHERE: &[&str] = &[
    "country",
    "countries",
    "state",
    "region",
    "city",
    "town",
    "province",
    "county",
    "district",
    "zip",
    "zipcode",
    "postcode",
    "postal",
    "location",
    "geo",
    "geography",
    "latitude",
    "longitude",
    "lat",
    "lon",
    "lng",
    "continent",
    "timezone",
    "tz",
    "nationality",
    "address",
    "place",
    "locale",
    "ip",
    "ips",
    "host",
    "hostname",
    "header",
    "headers",
    "agent",
    "referer",
    "referrer",
    "browser",
    "accept",
];

/// Last words of ids, places of files, and times: nearly every conversation has its own.
const OWN: &[&str] = &[
    "id",
    "ids",
    "uuid",
    "guid",
    "hash",
    "key",
    "url",
    "uri",
    "link",
    "path",
    "file",
    "filename",
    "time",
    "date",
    "datetime",
    "timestamp",
    "at",
    "created",
    "updated",
];

/// Texts that someone wrote.
const WRITTEN: &[&str] = &[
    "name",
    "title",
    "summary",
    "comment",
    "comments",
    "description",
    "note",
    "notes",
    "text",
    "content",
    "message",
    "prompt",
    "subject",
    "question",
    "answer",
    "response",
    "rejected",
];

/// Lower-case words of a name: `userAgent`, `user-agent` and `user_agent` have the same.
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut was_lower = false;
    for c in name.chars() {
        if (!c.is_alphanumeric() || (c.is_uppercase() && was_lower)) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        was_lower = c.is_lowercase();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

fn class(name: &str) -> Class {
    let words = words(name);
    let Some((last, before)) = words.split_last() else {
        return Class::Never;
    };
    let last = last.as_str();
    let names_someone = NAMING.contains(&last)
        && before
            .iter()
            .any(|word| PERSON.contains(&word.as_str()) || PERSONAL.contains(&word.as_str()));
    if PERSON.contains(&last) || names_someone {
        Class::Never
    } else if words.iter().any(|word| WHERE.contains(&word.as_str()))
        || OWN.contains(&last)
        || (before.is_empty() && WRITTEN.contains(&last))
    {
        Class::IfAsked
    } else {
        Class::Yes
    }
}

/// Whether a field of this name would point at an account, so that it can never be metadata.
pub(super) fn names_an_account(name: &str) -> bool {
    class(name) == Class::Never
}

/// The fields that become metadata; `asked` are those that the user names.
pub(super) fn metadata(
    fields: Vec<(String, Scalar)>,
    asked: &BTreeSet<String>,
) -> BTreeMap<String, String> {
    let mut metadata = BTreeMap::new();
    for (name, value) in fields {
        let taken = match class(&name) {
            Class::Yes => name.chars().count() <= MOST_CHARACTERS,
            Class::IfAsked => asked.contains(&name),
            Class::Never => false,
        };
        if !taken || (metadata.len() == MOST_FIELDS && !asked.contains(&name)) {
            continue;
        }
        let value = match value {
            Scalar::Text(text) => text.trim().to_owned(),
            Scalar::Integer(number) => number.to_string(),
            Scalar::Float(number) => number.to_string(),
            Scalar::Bool(truth) => truth.to_string(),
        };
        if !value.is_empty() && value.chars().count() <= MOST_CHARACTERS {
            metadata.insert(name, value);
        }
    }
    metadata
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_into_three_classes() {
        for name in [
            "model",
            "language",
            "turn",
            "toxic",
            "redacted",
            "source",
            "tier",
            "user_tier",
            "is_archived",
            "prompt_tokens",
            "lang",
        ] {
            assert_eq!(class(name), Class::Yes, "{name}");
        }
        for name in [
            "country",
            "state",
            "hashed_ip",
            "ip",
            "header",
            "accept-language",
            "userAgent",
            "user_agent",
            "timezone",
            "geo.city",
            "gizmo_id",
            "update_time",
            "created_at",
            "title",
            "name",
            "conversation_hash",
            "tree_state",
        ] {
            assert_eq!(class(name), Class::IfAsked, "{name}");
        }
        for name in [
            "user",
            "userId",
            "account_uuid",
            "email",
            "user_name",
            "first name",
            "session-id",
            "accountEmail",
            "device_id",
            "",
            "__",
        ] {
            assert_eq!(class(name), Class::Never, "{name}");
        }
    }

    #[test]
    fn short_values_are_taken_and_the_rest_only_where_asked() {
        let fields = || {
            vec![
                ("model".to_owned(), Scalar::Text(" m-1 ".into())),
                ("toxic".to_owned(), Scalar::Bool(false)),
                ("turn".to_owned(), Scalar::Integer(3)),
                ("score".to_owned(), Scalar::Float(0.5)),
                ("essay".to_owned(), Scalar::Text("x".repeat(61))),
                ("country".to_owned(), Scalar::Text("Atlantis".into())),
                ("email".to_owned(), Scalar::Text("a@example.org".into())),
            ]
        };
        let plain = metadata(fields(), &BTreeSet::new());
        let expected = [
            ("model", "m-1"),
            ("score", "0.5"),
            ("toxic", "false"),
            ("turn", "3"),
        ];
        assert!(
            plain
                .iter()
                .map(|(k, v)| (k.as_str(), v.as_str()))
                .eq(expected)
        );
        let asked = BTreeSet::from(["country".to_owned(), "email".to_owned(), "essay".to_owned()]);
        let more = metadata(fields(), &asked);
        assert_eq!(more.len(), plain.len() + 1);
        assert_eq!(more["country"], "Atlantis");
    }
}
