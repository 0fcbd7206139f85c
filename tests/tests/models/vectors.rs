//! Runs whose sentence vectors come from a server: nothing is paid twice, a text that it refuses costs one
//! conversation its cluster, and what was spent is told in the secure zone only.

use std::fs;
use std::path::{Path, PathBuf};

use kleio_tests::corpus;
use kleio_tests::model_server::{Call, ModelServer, Say};
use kleio_tests::programs::{Outcome, kleio, outcome, success};
use tempfile::TempDir;

/// Conversations of the sample.
const COUNT: usize = 300;

struct Desk {
    directory: TempDir,
    sample: PathBuf,
    config: PathBuf,
}

impl Desk {
    fn new(server: &ModelServer, more: &str) -> Self {
        let directory = TempDir::new().unwrap();
        let sample = corpus::sample(directory.path(), COUNT, 5);
        let config = directory.path().join("kleio.toml");
        let desk = Self {
            directory,
            sample,
            config,
        };
        desk.configure(server, more);
        desk
    }

    fn configure(&self, server: &ModelServer, more: &str) {
        let url = server.url();
        let text = format!(
            "embedder = \"api\"\nprofile = \"open-data\"\n{more}\n[embedding]\nprovider = \"openai\"\nmodel = \"m\"\nurl = {url:?}\nfirst_pause_seconds = 0.01\n",
        );
        fs::write(&self.config, text).unwrap();
    }

    fn run(&self) -> Outcome {
        let out = self.directory.path().join("out");
        let mut command = kleio();
        command.arg("run").arg(&self.sample).arg("--out").arg(out);
        outcome(command.arg("--config").arg(&self.config))
    }

    fn out(&self, name: &str) -> PathBuf {
        self.directory.path().join("out").join(name)
    }
}

/// A vector of the words of a text, each with an axis of its own among a few.
fn of_words(call: &Call) -> Say {
    let vector = |text: &str| {
        let mut vector = vec![0.01_f32; 24];
        for word in text.split_whitespace() {
            let axis = word
                .bytes()
                .fold(7_usize, |sum, b| sum * 31 % 9_973 + usize::from(b));
            vector[axis % 24] += 1.0;
        }
        vector
    };
    Say::Vectors(call.messages.iter().map(|(_, text)| vector(text)).collect())
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_plan_asks_nothing_and_counts_what_a_run_would_send() {
    let server = ModelServer::start(of_words);
    let desk = Desk::new(&server, "");
    let mut command = kleio();
    command.arg("plan").arg(&desk.sample);
    let plan = success(command.arg("--config").arg(&desk.config));
    assert!(server.calls().is_empty(), "the plan asked the server");
    let line = plan
        .lines()
        .find(|line| line.trim_start().starts_with("embed "));
    let line = line.unwrap_or_else(|| panic!("no embedding in {plan}"));
    assert!(line.contains("calls") && line.contains("$0.00"), "{line}");
    assert!(plan.contains("Vectors: openai m"), "{plan}");
}

#[test]
fn a_run_pays_once_and_says_what_it_paid_in_the_vault_alone() {
    let server = ModelServer::start(of_words);
    let desk = Desk::new(&server, "");
    let first = desk.run();
    assert_eq!(first.code, Some(0), "{first:#?}");
    let calls = server.calls().len();
    assert!(calls > COUNT / 64, "{calls}");
    let said = text(&desk.out("vault/summary.txt"));
    for told in [
        "Asked by this run:",
        "  embed: ",
        "Spent in this vault so far: 0.00 USD and",
    ] {
        assert!(
            first.stdout.contains(told) && said.contains(told),
            "{told}: {said}"
        );
    }
    let before = corpus::files(&desk.out("release"));
    for (name, bytes) in &before {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("Spent in"), "{}", name.display());
    }
    // Every stage is done again, from the vectors in the vault.
    fs::remove_dir_all(desk.out("vault/stages")).unwrap();
    let again = desk.run();
    assert_eq!(again.code, Some(0), "{again:#?}");
    assert_eq!(server.calls().len(), calls, "something was paid twice");
    assert!(corpus::files(&desk.out("release")) == before);
}

#[test]
fn a_text_that_is_refused_costs_one_conversation_its_cluster() {
    let sample = TempDir::new().unwrap();
    let sample = corpus::sample(sample.path(), COUNT, 5);
    let first: serde_json::Value =
        serde_json::from_str(text(&sample).lines().next().unwrap()).unwrap();
    let said = first["messages"][0]["content"].as_str().unwrap().to_owned();
    let refused: String = said.chars().take(40).collect();
    let server = ModelServer::start(move |call| {
        if call
            .messages
            .iter()
            .any(|(_, text)| text.starts_with(&refused))
        {
            Say::Error(400, "content_filter", vec![])
        } else {
            of_words(call)
        }
    });
    let desk = Desk::new(&server, "");
    let run = desk.run();
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert!(
        run.stdout.contains("conversations without a vector")
            && run.stdout.contains("or have no vector"),
        "{}",
        run.stdout
    );
    let assignments = success(kleio().arg("assignments").arg(desk.out("vault")));
    let id = first["conversation_id"].as_str().unwrap();
    let line = assignments.lines().find(|line| line.contains(id)).unwrap();
    let labels = line.split_once(',').map_or("", |(_, labels)| labels);
    assert!(
        labels.chars().all(|c| c == ','),
        "it is in a cluster: {line}"
    );
    // With no failure allowed the run stops, and says which table allows more.
    let out = desk.out("");
    fs::remove_dir_all(out).unwrap();
    let strict = text(&desk.config) + "max_failures = 0.0\n";
    fs::write(&desk.config, strict).unwrap();
    desk.run()
        .assert_failed_naming(&["embed", "max_failures in [embedding]", "content_filter"]);
    assert!(!desk.out("release").exists());
}

#[test]
fn a_budget_ends_a_run_that_a_larger_one_goes_on_with() {
    // What all of it takes, by a run without a budget.
    let server = ModelServer::start(of_words);
    let run = Desk::new(&server, "").run();
    assert_eq!(run.code, Some(0), "{run:#?}");
    let words = |text: &String| text.split_whitespace().count();
    let half = sent(&server).iter().map(words).sum::<usize>() / 2;

    let server = ModelServer::start(of_words);
    let desk = Desk::new(
        &server,
        &format!("[models]\nbudget = {{ tokens = {half} }}"),
    );
    let reached = format!("budget of {half} tokens");
    desk.run()
        .assert_failed_naming(&[reached.as_str(), "embed", "Raise budget"]);
    let before = sent(&server).len();
    assert!(before > 64, "{before}");
    desk.configure(&server, "[models]\nbudget = { tokens = 10_000_000 }");
    let run = desk.run();
    assert_eq!(run.code, Some(0), "{run:#?}");
    let mut all = sent(&server);
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count, "a text was paid twice");
}

/// Every text that the server was sent.
fn sent(server: &ModelServer) -> Vec<String> {
    let calls = server.calls().into_iter();
    let texts = calls.flat_map(|call| call.messages).map(|(_, text)| text);
    texts.collect()
}
