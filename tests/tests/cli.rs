//! What `kleio` prints for people and for programs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test, a panic is the report"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use kleio_tests::corpus;
use kleio_tests::demo::{CONVERSATIONS, demo};
use kleio_tests::programs::{kleio, outcome, success};
use serde_json::Value;

fn tree_json() -> Vec<Value> {
    let text = success(kleio().args(["tree", "--json"]).arg(demo().release()));
    serde_json::from_str(&text).unwrap()
}

#[test]
fn the_tree_for_programs_has_exactly_the_promised_fields() {
    let clusters = tree_json();
    assert!(clusters.len() > 10, "{}", clusters.len());
    let promised: BTreeSet<&str> = [
        "id",
        "level",
        "parent",
        "name",
        "description",
        "conversations",
    ]
    .into();
    for cluster in &clusters {
        let fields: BTreeSet<&str> = cluster
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(fields, promised);
        assert!(
            cluster["id"].is_string() && cluster["level"].is_u64(),
            "{cluster}"
        );
        assert!(
            cluster["parent"].is_string() || cluster["parent"].is_null(),
            "{cluster}"
        );
        assert!(
            !cluster["name"].as_str().unwrap().trim().is_empty(),
            "{cluster}"
        );
        // A description that did not pass the gate is left out.
        let description = cluster["description"].as_str().unwrap();
        assert!(
            description.is_empty() || description.ends_with('.'),
            "{cluster}"
        );
        assert!(
            cluster["conversations"].as_u64().unwrap() >= 25,
            "{cluster}"
        );
    }
}

#[test]
fn the_tree_is_one() {
    let clusters = tree_json();
    let by_id: BTreeMap<&str, &Value> = clusters
        .iter()
        .map(|cluster| (cluster["id"].as_str().unwrap(), cluster))
        .collect();
    assert_eq!(by_id.len(), clusters.len(), "ids are unique");
    let levels: BTreeSet<u64> = clusters
        .iter()
        .map(|c| c["level"].as_u64().unwrap())
        .collect();
    assert!(levels.len() >= 3, "at least three levels: {levels:?}");
    assert_eq!(
        levels,
        (0..levels.len() as u64).collect(),
        "levels without a gap"
    );

    let mut children: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for cluster in &clusters {
        match cluster["parent"].as_str() {
            Some(parent) => {
                let level = by_id[parent]["level"].as_u64().unwrap();
                assert_eq!(level, cluster["level"].as_u64().unwrap() + 1, "{cluster}");
                children.entry(parent).or_default().push(cluster);
            }
            None => assert_eq!(
                cluster["level"].as_u64(),
                levels.last().copied(),
                "{cluster}"
            ),
        }
    }
    for (parent, children) in children {
        assert!(children.len() >= 2, "{parent} has a single child");
        let names: BTreeSet<_> = children
            .iter()
            .map(|c| c["name"].as_str().unwrap())
            .collect();
        assert_eq!(
            names.len(),
            children.len(),
            "siblings share a name: {names:?}"
        );
        let sum: u64 = children
            .iter()
            .map(|c| c["conversations"].as_u64().unwrap())
            .sum();
        assert_eq!(
            Some(sum),
            by_id[parent]["conversations"].as_u64(),
            "{parent}"
        );
    }
}

#[test]
fn the_tree_for_people_shows_every_name_under_its_parent() {
    let text = success(kleio().arg("tree").arg(demo().release()));
    let clusters = tree_json();
    let top = clusters
        .iter()
        .map(|c| c["level"].as_u64().unwrap())
        .max()
        .unwrap();
    for cluster in &clusters {
        let name = cluster["name"].as_str().unwrap();
        let line = text
            .lines()
            .find(|line| line.trim_start().starts_with(&format!("{name}  ")))
            .unwrap_or_else(|| panic!("{name} is not in:\n{text}"));
        let indent = line.len() - line.trim_start().len();
        assert_eq!(
            indent as u64 / 2,
            top - cluster["level"].as_u64().unwrap(),
            "{line}"
        );
        assert!(
            line.contains(&cluster["conversations"].to_string()),
            "{line}"
        );
    }
}

#[test]
fn the_tree_can_be_asked_for_by_the_output_directory_too() {
    let of_out = success(kleio().arg("tree").arg(demo().out()));
    assert_eq!(of_out, success(kleio().arg("tree").arg(demo().release())));
}

#[test]
fn assignments_are_csv_with_a_line_a_conversation() {
    let clusters = tree_json();
    let sizes: BTreeMap<&str, u64> = clusters
        .iter()
        .map(|c| {
            (
                c["id"].as_str().unwrap(),
                c["conversations"].as_u64().unwrap(),
            )
        })
        .collect();
    let parents: BTreeMap<&str, Option<&str>> = clusters
        .iter()
        .map(|c| (c["id"].as_str().unwrap(), c["parent"].as_str()))
        .collect();
    let levels = 1 + clusters
        .iter()
        .map(|c| c["level"].as_u64().unwrap())
        .max()
        .unwrap() as usize;

    let csv = success(kleio().arg("assignments").arg(demo().out().join("vault")));
    let mut lines = csv.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let mut expected = vec!["conversation_id".to_owned()];
    expected.extend((0..levels).map(|level| format!("level{level}")));
    assert_eq!(header, expected);

    let mut counted: BTreeMap<&str, u64> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for line in lines {
        let fields: Vec<&str> = line.split(',').collect();
        assert_eq!(fields.len(), levels + 1, "{line}");
        assert!(
            ids.insert(fields[0].to_owned()),
            "{} comes twice",
            fields[0]
        );
        for (level, id) in fields[1..]
            .iter()
            .enumerate()
            .filter(|(_, id)| !id.is_empty())
        {
            assert!(sizes.contains_key(id), "{id} is not in the release");
            *counted.entry(id).or_default() += 1;
            if let Some(parent) = fields.get(level + 2).filter(|parent| !parent.is_empty()) {
                assert_eq!(parents[id], Some(*parent), "{line}");
            }
        }
    }
    assert_eq!(
        counted, sizes,
        "as many lines as the release says conversations"
    );
    let truth: BTreeSet<String> = corpus::truth(&demo().sample()).into_keys().collect();
    assert_eq!(ids, truth, "every conversation has a line");
    assert_eq!(ids.len(), CONVERSATIONS);
}

#[test]
fn a_run_says_what_it_read_what_it_made_and_what_to_do_next() {
    let directory = tempfile::TempDir::new().unwrap();
    let sample = corpus::sample(directory.path(), 1_500, 3);
    let out = directory.path().join("out");
    let said = success(kleio().arg("run").arg(&sample).arg("--out").arg(&out));
    let release = out.join("release").display().to_string();
    for part in [
        "1500",
        "rejected",
        "level 0",
        "uppressed",
        &format!("kleio-server --release {release}"),
    ] {
        assert!(said.contains(part), "{part:?} is not in: {said}");
    }
}

#[test]
fn profiles_set_thresholds_and_the_manifest_holds_them() {
    let directory = tempfile::TempDir::new().unwrap();
    let sample = corpus::sample(directory.path(), 400, 3);
    let config = corpus::quick_config(directory.path());
    for (profile, conversations) in [("analyst", 25), ("open-data", 2)] {
        let out = directory.path().join(profile);
        let mut run = kleio();
        run.arg("run")
            .arg(&sample)
            .args(["--profile", profile, "--out"])
            .arg(&out);
        success(run.arg("--config").arg(&config));
        let manifest = fs::read(out.join("release/manifest.json")).unwrap();
        let manifest: Value = serde_json::from_slice(&manifest).unwrap();
        assert_eq!(manifest["policy"]["profile"], profile);
        assert_eq!(
            manifest["policy"]["cluster"]["conversations"],
            conversations
        );
    }
    let mut run = kleio();
    run.arg("run")
        .arg(&sample)
        .args(["--profile", "public", "--out"]);
    let refused = outcome(
        run.arg(directory.path().join("public"))
            .arg("--config")
            .arg(&config),
    );
    refused.assert_failed_naming(&["public", "500", "250", "another profile"]);
    assert!(!directory.path().join("public/release").exists());
}

#[test]
fn help_names_every_command() {
    let help = success(kleio().arg("--help"));
    for command in ["run", "sample", "tree", "verify", "assignments", "model"] {
        assert!(
            help.contains(&format!("  {command} ")),
            "{command} is not in: {help}"
        );
    }
    outcome(&mut kleio()).assert_failed_naming(&["Usage"]);
}

#[test]
fn a_run_with_a_screener_and_no_sample_speaks_of_no_sample() {
    let directory = tempfile::tempdir().unwrap();
    let sample = corpus::sample(directory.path(), 300, 5);
    let config = directory.path().join("kleio.toml");
    let text = "embedder = \"lexical\"\nprofile = \"open-data\"\n[screen]\nquestion = \"Is anything asked?\"\nterms = [\"how\", \"what\", \"write\"]\n";
    fs::write(&config, text).unwrap();
    let out = directory.path().join("out");
    let said = success(
        kleio()
            .arg("run")
            .arg(&sample)
            .arg("--out")
            .arg(&out)
            .arg("--config")
            .arg(&config),
    );
    assert!(
        said.contains("Read 300 conversations, of which the screener kept"),
        "{said}"
    );
    assert!(!said.contains("sample"), "{said}");
    assert!(
        !said.contains("screener kept 300"),
        "the screener takes some out: {said}"
    );
    // The same stays in the vault.
    let kept = fs::read_to_string(out.join("vault/summary.txt")).unwrap();
    assert_eq!(said.trim(), kept.trim());
}

#[test]
fn labelled_texts_in_several_languages_have_their_accuracy_by_language() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("mixed.jsonl");
    let lines: String = (0..240)
        .map(|i| {
            let (text, lang) = match i % 2 {
                0 => (
                    ["How do I bake bread", "Fix my bicycle tyre"][i / 2 % 2],
                    "en",
                ),
                _ => (
                    ["Wie backe ich Brot", "Repariere meinen Fahrradreifen"][i / 2 % 2],
                    "de",
                ),
            };
            let label = ["baking", "repair"][i / 2 % 2];
            let line =
                serde_json::json!({"text": format!("{text} {i}"), "label": label, "lang": lang});
            format!("{line}\n")
        })
        .collect();
    fs::write(&file, lines).unwrap();
    let said = success(
        kleio()
            .args(["eval", "reconstruct", "--embedder", "lexical"])
            .arg(&file),
    );
    let (_, table) = said
        .split_once("Reconstruction by language")
        .unwrap_or_else(|| panic!("{said}"));
    let rows: Vec<&str> = table
        .lines()
        .filter(|line| line.contains("mixed, labels"))
        .collect();
    for language in ["de", "en"] {
        let row = rows
            .iter()
            .find(|row| row.split_whitespace().any(|word| word == language));
        assert!(
            row.is_some_and(|row| row.contains("120")),
            "{language}: {table}"
        );
    }
}
