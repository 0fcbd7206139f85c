//! The gate from outside: what `kleio verify` finds and the server refuses, a second release of the same
//! vault, and a release with noise.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test, a panic is the report"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use kleio_shared::release::{CLUSTERS_FILE, MANIFEST_FILE};
use kleio_tests::corpus;
use kleio_tests::programs::{Outcome, kleio, kleio_server, outcome, success};
use kleio_tests::server::Server;
use kleio_verify::fixtures;
use serde_json::Value;
use tempfile::TempDir;

/// A sample, and where to write releases of it.
struct Scene {
    directory: TempDir,
    config: PathBuf,
    lines: Vec<String>,
}

impl Scene {
    fn new(conversations: usize) -> Self {
        let directory = TempDir::new().unwrap();
        let sample = corpus::sample(directory.path(), conversations, 11);
        let text = fs::read_to_string(sample).unwrap();
        Self {
            config: corpus::quick_config(directory.path()),
            lines: text.lines().map(str::to_owned).collect(),
            directory,
        }
    }

    fn out(&self) -> PathBuf {
        self.directory.path().join("out")
    }

    fn release(&self) -> PathBuf {
        self.out().join("release")
    }

    /// Runs on the first `count` conversations.
    fn run(&self, count: usize, more: &[&str]) -> Outcome {
        let input = self.directory.path().join("input.jsonl");
        fs::write(&input, self.lines[..count].join("\n") + "\n").unwrap();
        let mut run = kleio();
        run.arg("run").arg(&input).args(more);
        run.arg("--config").arg(&self.config);
        outcome(run.arg("--out").arg(self.out()))
    }

    /// The conversations of every cluster of the release.
    fn members(&self) -> BTreeMap<String, BTreeSet<String>> {
        let csv = success(kleio().arg("assignments").arg(self.out().join("vault")));
        let mut members: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for line in csv.lines().skip(1) {
            let mut fields = line.split(',');
            let conversation = fields.next().unwrap().to_owned();
            for cluster in fields.filter(|field| !field.is_empty()) {
                let of = members.entry(cluster.to_owned()).or_default();
                of.insert(conversation.clone());
            }
        }
        members
    }

    fn manifest(&self) -> Value {
        serde_json::from_slice(&fs::read(self.release().join(MANIFEST_FILE)).unwrap()).unwrap()
    }

    fn clusters(&self) -> Vec<Value> {
        serde_json::from_slice(&fs::read(self.release().join(CLUSTERS_FILE)).unwrap()).unwrap()
    }
}

/// Writes a release of changed clusters, with hashes that fit.
fn forge(from: &Scene, to: &Path, change: impl FnOnce(&mut Vec<Value>)) {
    let mut clusters = from.clusters();
    change(&mut clusters);
    let mut manifest = from.manifest();
    let files = manifest["files"].as_array_mut().unwrap();
    files.retain(|file| file["path"] != CLUSTERS_FILE);
    let (manifest, clusters) = fixtures::files(manifest, clusters.into());
    fs::create_dir_all(to).unwrap();
    for file in fs::read_dir(from.release()).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
    fs::write(to.join(CLUSTERS_FILE), clusters).unwrap();
    fs::write(to.join(MANIFEST_FILE), manifest).unwrap();
}

fn verify(release: &Path) -> Outcome {
    outcome(kleio().arg("verify").arg(release))
}

#[test]
fn a_release_is_sound_and_a_forged_one_is_refused_by_all() {
    let scene = Scene::new(1_500);
    assert_eq!(scene.run(1_500, &[]).code, Some(0));
    let sound = verify(&scene.release());
    assert_eq!(sound.code, Some(0), "{sound:#?}");
    assert!(sound.stdout.contains("withheld cells"), "{}", sound.stdout);

    let named = scene.directory.path().join("named");
    forge(&scene, &named, |clusters| {
        clusters[0]["description"] = "People write to jane.roe@example.org.".into();
    });
    let found = verify(&named);
    assert_eq!(found.code, Some(1));
    assert!(
        found.stdout.contains("level 1 of the auditor"),
        "{}",
        found.stdout
    );
    assert!(!found.text().contains("jane"), "a finding quotes nothing");
    let mut server = kleio_server();
    outcome(server.arg("--release").arg(&named)).assert_failed_naming(&[
        "was refused",
        "auditor",
        "kleio verify",
    ]);

    // One hidden cell less, and its neighbours follow from sums.
    let told = scene.directory.path().join("told");
    forge(&scene, &told, |clusters| {
        let cluster = clusters
            .iter_mut()
            .find(|c| {
                c["facets"]["language"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(Value::is_null)
            })
            .expect("some language is hidden somewhere");
        let total = cluster["conversations"].as_u64().unwrap();
        let cells = cluster["facets"]["language"].as_array_mut().unwrap();
        let shown: u64 = cells.iter().filter_map(Value::as_u64).sum();
        let rest = total - shown;
        let first = cells.iter().position(Value::is_null).unwrap();
        cells[first] = rest.into();
    });
    let found = verify(&told);
    assert_ne!(found.code, Some(0), "{found:#?}");
}

#[test]
fn the_same_again_is_the_same_and_a_little_more_is_not_released() {
    let scene = Scene::new(1_510);
    assert_eq!(scene.run(1_500, &[]).code, Some(0));
    let first = corpus::files(&scene.release());
    let again = scene.run(1_500, &[]);
    assert_eq!(again.code, Some(0), "{again:#?}");
    assert!(again.stderr.contains("measure was finished"), "{again:#?}");
    assert!(
        corpus::files(&scene.release()) == first,
        "the same input gave another release"
    );

    // Three conversations more: whatever is released under a name that was there before, either nobody
    // came or went, or so many did that nothing is learnt of a few.
    let then = scene.members();
    let more = scene.run(1_503, &[]);
    assert_eq!(more.code, Some(0), "{more:#?}");
    for (id, now) in scene.members() {
        let Some(before) = then.get(&id) else {
            continue;
        };
        let changed = now.symmetric_difference(before).count();
        assert!(
            changed == 0 || changed >= 15,
            "{changed} came to {id} or went"
        );
    }
    let report = verify(&scene.release());
    assert_eq!(report.code, Some(0), "{report:#?}");
}

#[test]
fn without_accounts_the_release_says_so() {
    let scene = Scene::new(400);
    let bare: Vec<String> = scene
        .lines
        .iter()
        .map(|line| {
            let mut conversation: Value = serde_json::from_str(line).unwrap();
            conversation.as_object_mut().unwrap().remove("account_id");
            conversation.to_string()
        })
        .collect();
    let scene = Scene {
        lines: bare,
        ..scene
    };
    let run = scene.run(400, &[]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert!(
        run.stdout.contains("each counts as its own account"),
        "{}",
        run.stdout
    );
    assert_eq!(scene.manifest()["accounts_known"], false);
    assert!(
        verify(&scene.release())
            .stdout
            .contains("named no accounts")
    );
    let tree = |more: &[&str]| outcome(kleio().arg("tree").arg(scene.release()).args(more));
    assert!(tree(&[]).stdout.contains("named no accounts"));
    let json = tree(&["--json"]);
    assert!(json.stderr.contains("named no accounts"), "{json:#?}");
    assert!(serde_json::from_str::<Value>(&json.stdout).is_ok());
    says_on_the_server(&scene.release());
}

/// Where conversations named no accounts, the server says so when it starts, in its lists, and of each release.
fn says_on_the_server(release: &Path) {
    let server = Server::start(release);
    assert!(
        server.greeting().contains("each counted as an account"),
        "{}",
        server.greeting()
    );
    let listed = server.json("/api/v1/releases")["releases"][0].clone();
    assert_eq!(listed["accounts_known"], false, "{listed}");
    let said = server.stop("TERM");
    assert!(said.stderr.contains("named no accounts"), "{said:#?}");

    let data = TempDir::new().unwrap();
    let manage = |arguments: &[&str]| {
        let mut command = kleio_server();
        success(command.args(arguments).arg("--data").arg(data.path()))
    };
    manage(&["release", "publish", &release.display().to_string()]);
    let list = manage(&["release", "list"]);
    assert!(list.contains("accounts unknown"), "{list}");
    let server = Server::with_data(data.path());
    assert!(
        server.greeting().contains("1 of 1 without accounts"),
        "{}",
        server.greeting()
    );
}

#[test]
fn a_release_with_noise_says_what_it_cost_and_spends_it_once() {
    let scene = Scene::new(1_500);
    let budget = ["--dp-epsilon", "40", "--dp-delta", "0.00001"];
    let run = scene.run(1_500, &budget);
    assert_eq!(run.code, Some(0), "{run:#?}");
    let dp = &scene.manifest()["dp"];
    let sum = |what: &str| -> f64 {
        let ledger = dp["ledger"].as_array().unwrap();
        ledger
            .iter()
            .map(|entry| entry[what].as_f64().unwrap())
            .sum()
    };
    assert!((sum("epsilon") - dp["epsilon"].as_f64().unwrap()).abs() < 1e-9);
    assert!(
        sum("epsilon") <= 40.0 && sum("epsilon") > 39.0,
        "{}",
        sum("epsilon")
    );
    assert!(sum("delta") <= 0.00001, "{}", sum("delta"));
    let report = verify(&scene.release());
    assert_eq!(report.code, Some(0), "{report:#?}");
    let first = corpus::files(&scene.release());
    assert_eq!(scene.run(1_500, &budget).code, Some(0));
    assert!(
        corpus::files(&scene.release()) == first,
        "noise was drawn twice"
    );

    let refused = scene.run(1_500, &["--dp-epsilon", "0"]);
    refused.assert_failed_naming(&["--dp-epsilon is not above 0"]);
    let none = success(kleio().args(["run", "--help"]));
    assert!(none.contains("--dp-delta"));
}
