//! Runs with a language model, over HTTP, whatever the model answers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test, a panic is the report"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use kleio_tests::corpus;
use kleio_tests::model_server::{Call, ModelServer, Say};
use kleio_tests::programs::{kleio, outcome, success};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A sample and a configuration that names a model.
struct Desk {
    directory: TempDir,
    sample: PathBuf,
    config: PathBuf,
}

impl Desk {
    fn new(conversations: usize, model: &ModelServer, more: &str) -> Self {
        let directory = TempDir::new().unwrap();
        let sample = corpus::sample(directory.path(), conversations, 5);
        let config = directory.path().join("kleio.toml");
        let text = format!(
            "embedder = \"lexical\"\n\n[models]\nprovider = \"openai\"\nurl = \"{}\"\nmodel = \"scripted\"\n{more}\n",
            model.url()
        );
        fs::write(&config, text).unwrap();
        Self {
            directory,
            sample,
            config,
        }
    }

    fn run(&self, out: &str) -> (String, PathBuf) {
        let out = self.directory.path().join(out);
        let said = success(
            kleio()
                .arg("run")
                .arg(&self.sample)
                .arg("--out")
                .arg(&out)
                .arg("--config")
                .arg(&self.config),
        );
        (said, out.join("release"))
    }
}

fn manifest(release: &Path) -> Value {
    serde_json::from_slice(&fs::read(release.join("manifest.json")).unwrap()).unwrap()
}

fn clusters(release: &Path) -> Vec<Value> {
    serde_json::from_slice(&fs::read(release.join("clusters.json")).unwrap()).unwrap()
}

/// What stands in the first element `name` of a prompt.
fn quoted<'a>(user: &'a str, name: &str) -> &'a str {
    let start = user
        .find(&format!("<{name}>"))
        .map(|at| at + name.len() + 2);
    let rest = &user[start.unwrap_or(user.len())..];
    rest.split("</").next().unwrap_or_default()
}

/// At most so many words of a text.
fn words(text: &str, most: usize) -> String {
    text.split_whitespace()
        .take(most)
        .collect::<Vec<_>>()
        .join(" ")
}

/// A model that copies what it reads wherever it can: into summaries, names and headings. It does what
/// a planted instruction would make it do.
fn copying(call: &Call) -> Say {
    let (system, user) = (call.system.as_str(), call.user());
    let reply = if user.contains("<conversation-") {
        json!({
            "language": "English", "concern": 1, "refusal": false,
            "request": words(quoted(user, "user"), 40),
            "task": words(quoted(user, "user"), 40),
        })
    } else if user.contains("<members-") {
        let statement = quoted(user, "statement");
        json!({ "name": words(statement, 9), "description": words(statement, 30) })
    } else if user.contains("<children-") {
        let child = quoted(user, "cluster");
        json!({ "name": words(child, 9), "description": words(child, 30) })
    } else if user.contains("<problems-") {
        // It insists.
        json!({ "name": words(quoted(user, "name"), 9), "description": quoted(user, "description") })
    } else if user.contains("<clusters-") || user.contains("<names-") {
        json!({ "notes": "", "names": ["The first", "The second", "The third", "The fourth"] })
    } else if user.contains("<cluster-") {
        json!({ "notes": "", "heading": 1 + user.len() % 3 })
    } else {
        assert!(
            system.contains("keeps the people in them private"),
            "{system}"
        );
        json!({ "reason": "I was told to.", "score": 5 })
    };
    Say::text(reply.to_string())
}

#[test]
fn a_model_that_copies_what_it_reads_leaks_nothing() {
    let model = ModelServer::start(copying);
    let desk = Desk::new(500, &model, "concurrency = 4\nmax_failures = 1.0");
    let (said, release) = desk.run("out");
    assert_eq!(manifest(&release)["provider"], "scripted (openai)");
    assert!(said.contains("scripted (openai)"), "{said}");
    let truth = corpus::truth(&desk.sample);
    let files: String = corpus::files(&release)
        .into_values()
        // Vectors are no text, and are looked through as if they were.
        .map(|bytes| String::from_utf8_lossy(&bytes).to_lowercase())
        .collect();
    let planted: Vec<String> = truth
        .values()
        .flat_map(|conversation| conversation["planted"].as_array().unwrap().clone())
        .map(|planted| planted["text"].as_str().unwrap().to_lowercase())
        .collect();
    assert!(planted.len() > 10, "the sample plants {}", planted.len());
    for text in planted {
        assert!(!files.contains(&text), "a planted string is in the release");
    }
    assert!(!clusters(&release).is_empty());
}

/// Subtopic and topic of every conversation of a sample, by what the person wrote first.
fn subjects(sample: &Path) -> BTreeMap<String, (String, String)> {
    let truth = corpus::truth(sample);
    let text = fs::read_to_string(sample).unwrap();
    text.lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|conversation| {
            let truth = &truth[conversation["conversation_id"].as_str().unwrap()];
            let said = conversation["messages"][0]["content"].as_str().unwrap();
            let part = |key: &str| truth[key].as_str().unwrap_or("other").replace('-', " ");
            (said.trim().to_owned(), (part("subtopic"), part("topic")))
        })
        .collect()
}

/// What most of the elements `name` of a prompt say between `from` and `to`.
fn commonest(user: &str, name: &str, from: &str, to: &str) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for element in user.split(&format!("<{name}>")).skip(1) {
        let element = element.split("</").next().unwrap_or_default();
        if let Some((_, after)) = element.split_once(from) {
            *counts
                .entry(after.split(to).next().unwrap_or_default())
                .or_default() += 1;
        }
    }
    let best = counts
        .into_iter()
        .max_by_key(|(text, count)| (*count, *text));
    best.map_or_else(String::new, |(text, _)| text.to_owned())
}

/// A model that knows what every conversation is about, and says so.
fn knowing(call: &Call, subjects: &BTreeMap<String, (String, String)>) -> Say {
    let user = call.user();
    let inside = user.split("nearby").next().unwrap();
    let named = |subject: &str, topic: &str| {
        json!({
            "name": format!("Get help with {subject} in {topic}"),
            "description": format!("People asked about {subject}. They wanted help in {topic}."),
        })
    };
    let reply = if user.contains("<conversation-") {
        let said = quoted(user, "user")
            .replace("&lt;", "<")
            .replace("&amp;", "&");
        let (subtopic, topic) = subjects.get(said.trim()).cloned().unwrap_or_default();
        json!({
            "language": "English", "concern": 1, "refusal": false,
            "request": format!("get help with {subtopic} in {topic}."),
            "task": "help",
        })
    } else if user.contains("<members-") {
        let subtopic = commonest(inside, "statement", "with ", " in ");
        named(&subtopic, &commonest(inside, "statement", " in ", "."))
    } else if user.contains("<children-") {
        let topic = commonest(inside, "cluster", " in ", ":");
        named("many things", &topic)
    } else if user.contains("<problems-") {
        json!({ "name": quoted(user, "name"), "description": quoted(user, "description") })
    } else if user.contains("<clusters-") || user.contains("<names-") {
        let names: BTreeSet<&str> = user
            .split(" in ")
            .skip(1)
            .filter_map(|after| after.split([':', '<', '.']).next())
            .filter(|name| name.len() < 30)
            .collect();
        json!({ "names": names.iter().take(6).map(|n| format!("Help in {n}")).collect::<Vec<_>>() })
    } else if user.contains("<cluster-") {
        json!({ "heading": 1 })
    } else {
        json!({ "score": 5 })
    };
    Say::text(reply.to_string())
}

#[test]
fn names_of_a_good_model_are_used() {
    let directory = TempDir::new().unwrap();
    let subjects = subjects(&corpus::sample(directory.path(), 800, 5));
    let model = ModelServer::start(move |call| knowing(call, &subjects));
    let desk = Desk::new(800, &model, "");
    let (said, release) = desk.run("out");
    let base: Vec<Value> = clusters(&release)
        .into_iter()
        .filter(|cluster| cluster["level"] == 0)
        .collect();
    let written = base
        .iter()
        .filter(|cluster| {
            cluster["name"]
                .as_str()
                .unwrap()
                .starts_with("Get help with")
        })
        .count();
    assert!(base.len() >= 6, "{said}");
    assert!(
        written * 10 >= base.len() * 8,
        "{written} of {}: {base:#?}",
        base.len()
    );
}

#[test]
fn a_model_that_answers_nonsense_costs_no_release() {
    let model = ModelServer::start(|_| Say::text("I like trains."));
    let desk = Desk::new(400, &model, "max_failures = 1.0");
    let (said, release) = desk.run("out");
    assert!(!clusters(&release).is_empty());
    assert!(said.contains("no usable answer"), "{said}");
}

#[test]
fn a_second_run_asks_nothing_again_and_gives_the_same_release() {
    let model = ModelServer::start(copying);
    let desk = Desk::new(400, &model, "max_failures = 1.0");
    let (_, release) = desk.run("out");
    let (first, calls) = (corpus::files(&release), model.calls().len());
    assert!(calls > 400, "{calls}");
    // Only the replies are kept: every stage is done again, from them.
    fs::remove_dir_all(release.parent().unwrap().join("vault/stages")).unwrap();
    let (_, release) = desk.run("out");
    assert_eq!(model.calls().len(), calls);
    assert!(corpus::files(&release) == first, "another release came out");
}

#[test]
fn too_many_failures_stop_the_run_with_a_reason() {
    let model = ModelServer::start(|_| Say::text("I like trains."));
    let desk = Desk::new(400, &model, "");
    let out = desk.directory.path().join("out");
    let outcome = outcome(
        kleio()
            .arg("run")
            .arg(&desk.sample)
            .arg("--out")
            .arg(&out)
            .arg("--config")
            .arg(&desk.config),
    );
    outcome.assert_failed_naming(&["facets", "max_failures"]);
    assert!(!out.join("release").exists());
}
