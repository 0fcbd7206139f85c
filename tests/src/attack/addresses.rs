//! Every address of the API that can be read, with every value that its parameters may have.
//!
//! The list is made of the server's own description, so that a new route or parameter is asked for too, or named here as
//! one that no value is known for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Values by the parameter's name.
pub type Known = BTreeMap<&'static str, Vec<String>>;

/// Most words of clusters' texts that are searched for, beside the first letters of all.
const WORDS: usize = 120;

/// What parameters may be on a server that shows one release: its clusters as they stand in it.
#[must_use]
pub fn known(release: &str, clusters: &[Value]) -> Known {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let ids: Vec<String> = clusters.iter().map(|one| text(&one["id"])).collect();
    let levels: BTreeSet<u64> = clusters
        .iter()
        .filter_map(|one| one["level"].as_u64())
        .collect();
    let words: BTreeSet<String> = clusters
        .iter()
        .flat_map(|one| [text(&one["name"]), text(&one["description"])])
        .flat_map(|text| {
            let words = text.split(|c: char| !c.is_alphanumeric());
            words.map(str::to_lowercase).collect::<Vec<_>>()
        })
        .filter(|word| !word.is_empty())
        .collect();
    let step = (words.len() / WORDS).max(1);
    let list = |values: &[&str]| {
        values
            .iter()
            .map(|&value| value.to_owned())
            .collect::<Vec<_>>()
    };
    BTreeMap::from([
        ("id", vec![release.to_owned()]),
        ("cluster", ids.clone()),
        ("parent", ids),
        ("level", levels.iter().map(u64::to_string).collect()),
        ("q", words.into_iter().step_by(step).collect()),
        ("skip", list(&["0", "1", "50", "100000"])),
        ("limit", list(&["1", "50", "200"])),
        ("after", list(&["0", "3"])),
    ])
}

/// Addresses of every GET that `openapi` describes: each value of each parameter by itself, and the first of all
/// together.
///
/// # Panics
/// When a parameter has no known value.
#[must_use]
pub fn addresses(openapi: &Value, known: &Known) -> Vec<String> {
    let values = |name: &str| {
        let values = known.get(name);
        values.unwrap_or_else(|| panic!("no value of the parameter {name} is known: add one here"))
    };
    let mut all = Vec::new();
    for (path, item) in openapi["paths"].as_object().into_iter().flatten() {
        let Some(read) = item.get("get") else {
            continue;
        };
        let mut paths = vec![path.clone()];
        let mut queries: Vec<(String, &Vec<String>)> = Vec::new();
        for parameter in read["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().expect("a parameter has a name");
            if parameter["in"] == "path" {
                let mark = format!("{{{name}}}");
                paths = paths
                    .iter()
                    .flat_map(|path| values(name).iter().map(|value| path.replace(&mark, value)))
                    .collect();
            } else if parameter["in"] == "query" {
                queries.push((name.to_owned(), values(name)));
            }
        }
        for path in paths {
            for (name, values) in &queries {
                all.extend(
                    values
                        .iter()
                        .map(|value| format!("{path}?{name}={}", encoded(value))),
                );
            }
            let first: Vec<String> = queries
                .iter()
                .filter_map(|(name, values)| Some(format!("{name}={}", encoded(values.first()?))))
                .collect();
            if !first.is_empty() {
                all.push(format!("{path}?{}", first.join("&")));
            }
            all.push(path);
        }
    }
    all
}

/// A value as it stands in a query.
#[must_use]
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_value_of_every_parameter_is_asked_for() {
        let parameter = |name: &str, place: &str| json!({"name": name, "in": place});
        let openapi = json!({"paths": {
            "/r": {"post": {}},
            "/r/{id}/c": {"get": {"parameters": [
                parameter("id", "path"), parameter("level", "query"), parameter("q", "query"),
            ]}},
        }});
        let cluster = |id: &str, level: u8| json!({"id": id, "level": level, "name": "Bread", "description": "soup é"});
        let known = known("7", &[cluster("a", 1), cluster("b", 0)]);
        assert_eq!(
            addresses(&openapi, &known),
            [
                "/r/7/c?level=0",
                "/r/7/c?level=1",
                "/r/7/c?q=bread",
                "/r/7/c?q=soup",
                "/r/7/c?q=%C3%A9",
                "/r/7/c?level=0&q=bread",
                "/r/7/c",
            ]
        );
    }
}
