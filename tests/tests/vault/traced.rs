//! A trace needs two persons, shows files and places, and is in a log that nobody can change unseen.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kleio_tests::programs::{Outcome, kleio, outcome, success};
use serde_json::Value;

use crate::desk::Desk;

const PURPOSE: &str = "a complaint about these answers";

/// A vault with two persons, and a cluster in it with its conversations.
struct Scene {
    desk: Desk,
    out: PathBuf,
    cluster: String,
    members: BTreeSet<String>,
}

impl Scene {
    fn new() -> Self {
        let desk = Desk::new(500);
        let out = desk.path("out");
        desk.run(&desk.sample, &out);
        let tree = success(kleio().args(["tree", "--json"]).arg(out.join("release")));
        let tree: Vec<Value> = serde_json::from_str(&tree).unwrap();
        let cluster = tree.iter().find(|cluster| cluster["level"] == 0).unwrap();
        let cluster = cluster["id"].as_str().unwrap().to_owned();
        // As long as there are no persons, whoever has the vault sees everything.
        let csv = success(kleio().arg("assignments").arg(&out));
        let of_cluster = |line: &&str| line.split(',').nth(1) == Some(cluster.as_str());
        let id = |line: &str| line.split(',').next().unwrap().to_owned();
        let members = csv.lines().filter(of_cluster).map(id).collect();
        let scene = Self {
            desk,
            out,
            cluster,
            members,
        };
        for name in ["anna", "ben", "carl"] {
            success(kleio().args(["person", "key"]).arg(scene.key(name)));
        }
        for name in ["anna", "ben"] {
            success(&mut scene.add(name));
        }
        scene
    }

    fn key(&self, name: &str) -> PathBuf {
        self.desk.path(&format!("{name}.key"))
    }

    fn add(&self, name: &str) -> Command {
        let mut command = kleio();
        command.args(["person", "add", name]);
        command.arg(self.desk.path(&format!("{name}.key.pub")));
        command.arg("--vault").arg(&self.out);
        command
    }

    fn trace(&self, name: &str, purpose: &str) -> Command {
        let mut command = kleio();
        command.args(["trace", &self.cluster, "--purpose", purpose, "--as", name]);
        command.arg("--key").arg(self.key(name));
        command.arg("--vault").arg(&self.out);
        command
    }

    /// Asks; gives the request.
    fn asked(&self, name: &str, file: &str) -> PathBuf {
        let path = self.desk.path(file);
        let told = success(self.trace(name, PURPOSE).arg("--request").arg(&path));
        assert!(told.contains("Nothing is shown yet"), "{told}");
        assert!(!told.contains("sample.jsonl"), "{told}");
        path
    }

    fn approve(&self, request: &Path, name: &str) -> Outcome {
        let mut command = kleio();
        command.arg("approve").arg(request).args(["--as", name]);
        outcome(command.arg("--key").arg(self.key(name)))
    }

    fn log(&self, what: &[&str]) -> Outcome {
        outcome(kleio().arg("log").args(what).arg("--vault").arg(&self.out))
    }
}

#[test]
fn two_persons_see_where_the_conversations_of_a_cluster_are() {
    let scene = Scene::new();
    let request = scene.asked("anna", "request.json");
    let shown = success(kleio().arg("approve").arg(&request));
    assert!(shown.contains(PURPOSE) && shown.contains("anna"), "{shown}");
    let approved = scene.approve(&request, "ben");
    assert_eq!(approved.code, Some(0), "{approved:#?}");
    let approval = scene.desk.path("request.approved.json");

    let mut show = scene.trace("anna", PURPOSE);
    let shown = outcome(show.arg("--approval").arg(&approval));
    assert_eq!(shown.code, Some(0), "{shown:#?}");
    let lines = scene.desk.lines();
    let mut traced = BTreeSet::new();
    for (index, row) in shown.stdout.lines().enumerate() {
        if index == 0 {
            assert_eq!(row, "file,unit,number");
            continue;
        }
        let number = row
            .strip_prefix(&format!("{},line,", scene.desk.sample.display()))
            .unwrap_or_else(|| panic!("{row}"));
        let line = &lines[number.parse::<usize>().unwrap() - 1];
        traced.insert(line["conversation_id"].as_str().unwrap().to_owned());
    }
    assert!(!scene.members.is_empty());
    assert_eq!(traced, scene.members);

    let log = scene.log(&["show"]);
    assert_eq!(log.code, Some(0), "{log:#?}");
    log.assert_says(&[
        "added anna",
        "anna asked for cluster",
        &format!("anna saw {} references", scene.members.len()),
        "approved by ben",
        PURPOSE,
        "were listed",
    ]);
    for member in &scene.members {
        assert!(!log.stdout.contains(member), "the log names a conversation");
    }
    // The head that was shown belongs to the log, whatever came after it.
    let head = shown.stderr.split_whitespace().last().unwrap().to_owned();
    let verified = scene.log(&["verify", "--noted", &head]);
    assert_eq!(verified.code, Some(0), "{verified:#?}");
}

#[test]
fn nothing_is_shown_without_a_second_person() {
    let scene = Scene::new();
    outcome(kleio().arg("assignments").arg(&scene.out))
        .assert_failed_naming(&["persons who agree", "kleio trace"]);
    let request = scene.asked("anna", "request.json");
    scene
        .approve(&request, "anna")
        .assert_failed_naming(&["somebody else has to approve"]);

    // Somebody whom anna adds is as good as anna.
    outcome(&mut scene.add("carl")).assert_failed_naming(&["--as NAME", "--key FILE"]);
    let mut add = scene.add("carl");
    success(
        add.args(["--as", "anna"])
            .arg("--key")
            .arg(scene.key("anna")),
    );
    assert_eq!(scene.approve(&request, "carl").code, Some(0));
    let approval = scene.desk.path("request.approved.json");
    let show = |name: &str, purpose: &str| {
        let mut command = scene.trace(name, purpose);
        outcome(command.arg("--approval").arg(&approval))
    };
    show("anna", PURPOSE).assert_failed_naming(&["Nothing is shown", "count as one person"]);

    // Ben approves, but not everything, and not for everybody.
    fs::remove_file(&approval).unwrap();
    assert_eq!(scene.approve(&request, "ben").code, Some(0));
    show("anna", "something else").assert_failed_naming(&["another purpose"]);
    show("ben", PURPOSE).assert_failed_naming(&["another person"]);
    let text = fs::read_to_string(&approval).unwrap();
    fs::write(&approval, text.replace(PURPOSE, "curiosity")).unwrap();
    show("anna", "curiosity").assert_failed_naming(&["changed after it was signed"]);
    fs::write(&approval, &text).unwrap();

    // Another run has other clusters.
    let mut other = scene.desk.command(&scene.desk.sample, &scene.out);
    success(other.args(["--seed", "9"]));
    let refused = show("anna", PURPOSE);
    assert_ne!(refused.code, Some(0));
    assert!(!refused.stdout.contains("sample.jsonl"), "{refused:#?}");

    let log = scene.log(&["show"]);
    assert_eq!(log.stdout.matches("was not shown").count(), 5, "{log:#?}");
    assert_eq!(scene.log(&["verify"]).code, Some(0));
}

#[test]
fn a_request_is_good_for_its_time() {
    let scene = Scene::new();
    let mut ask = scene.trace("anna", PURPOSE);
    outcome(ask.args(["--valid", "8d"])).assert_failed_naming(&["at most 7 days"]);
    let request = scene.asked("anna", "request.json");
    assert_eq!(scene.approve(&request, "ben").code, Some(0));
    let text = fs::read_to_string(&request).unwrap();
    let request: Value = serde_json::from_str(&text).unwrap();
    let until = request["request"]["until"].as_str().unwrap();
    let at = request["request"]["at"].as_str().unwrap();
    assert!(until > at && until[..10] != at[..10], "{at} {until}");
    outcome(&mut scene.trace("nobody", PURPOSE)).assert_failed_naming(&["nobody.key"]);
    let mut stranger = scene.trace("carl", PURPOSE);
    outcome(&mut stranger).assert_failed_naming(&["no person carl"]);
    let mut unknown = kleio();
    unknown.args(["trace", "c9999", "--purpose", PURPOSE, "--as", "anna"]);
    unknown.arg("--key").arg(scene.key("anna"));
    outcome(unknown.arg("--vault").arg(&scene.out)).assert_failed_naming(&["no cluster c9999"]);
}

#[test]
fn any_change_of_the_log_is_found_and_stops_traces() {
    let scene = Scene::new();
    scene.asked("anna", "request.json");
    let path = scene.out.join("vault/access.log");
    let whole = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    assert_eq!(lines.len(), 4);
    let of = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect();
    let changes: [(&str, String); 6] = [
        ("a changed word", whole.replace("complaint", "question")),
        ("a deleted entry", of(&[lines[0], lines[1], lines[3]])),
        (
            "reordered entries",
            of(&[lines[0], lines[2], lines[1], lines[3]]),
        ),
        ("a cut end", of(&lines[..3])),
        (
            "an added entry",
            of(&[lines[0], lines[1], lines[2], lines[3], lines[3]]),
        ),
        ("an empty log", String::new()),
    ];
    for (what, changed) in changes {
        assert_ne!(changed, whole);
        fs::write(&path, changed).unwrap();
        let found = scene.log(&["verify"]);
        assert_ne!(found.code, Some(0), "{what}: {found:#?}");
        assert!(found.stderr.contains("access.log"), "{what}: {found:#?}");
        let asked = outcome(&mut scene.trace("anna", PURPOSE));
        asked.assert_failed_naming(&["Nothing is shown"]);
        outcome(kleio().arg("assignments").arg(&scene.out)).assert_failed_naming(&["access.log"]);
    }
    fs::write(&path, &whole).unwrap();
    let found = scene.log(&["verify"]);
    assert_eq!(found.code, Some(0), "{found:#?}");

    // Put back as it was before, log and head alike: only a head that was kept elsewhere finds it.
    let head = scene.out.join("vault/access.head");
    let before = fs::read(&head).unwrap();
    scene.asked("ben", "second.json");
    let noted = scene.log(&["verify"]).stdout;
    let noted = noted
        .lines()
        .find_map(|line| line.strip_prefix("Head: "))
        .unwrap()
        .to_owned();
    fs::write(&path, &whole).unwrap();
    fs::write(&head, before).unwrap();
    scene
        .log(&["verify"])
        .assert_says(&["Not checked against a head"]);
    scene
        .log(&["verify", "--noted", &noted])
        .assert_failed_naming(&["its end was cut off"]);
}
