//! Bad input: one clear message each that says what, where and what to do; what is good is kept.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test, a panic is the report"
)]

mod desk;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use kleio_tests::programs::{Outcome, kleio, outcome};
use serde_json::Value;

use desk::{Desk, GOOD};

fn text(path: &Path) -> String {
    path.display().to_string()
}

#[test]
fn a_missing_file() {
    let desk = Desk::new();
    let missing = desk.path("nothing-here.jsonl");
    desk.run(&missing)
        .assert_failed_naming(&[&text(&missing), "Check the path"]);
    desk.assert_no_release();
}

#[test]
fn an_empty_file() {
    let desk = Desk::new();
    let empty = desk.file("empty.jsonl", b"");
    desk.run(&empty)
        .assert_failed_naming(&[&text(&empty), "empty", "conversation_id"]);
    desk.assert_no_release();
}

#[test]
fn a_directory_without_conversations() {
    let desk = Desk::new();
    let directory = desk.path("pictures");
    fs::create_dir(&directory).unwrap();
    fs::write(directory.join("cat.png"), b"no conversation").unwrap();
    desk.run(&directory)
        .assert_failed_naming(&[&text(&directory), "jsonl"]);
    desk.assert_no_release();
}

#[test]
fn a_broken_line_among_good_ones() {
    let desk = Desk::new();
    let input = desk.spoiled(
        "broken.jsonl",
        br#"{"conversation_id": "x", "messages": [{"role": "#,
    );
    let run = desk.run(&input);
    desk.assert_kept(&run, &["broken.jsonl:11", "JSON", "1 line"], GOOD);
}

#[test]
fn a_line_without_messages() {
    let desk = Desk::new();
    let input = desk.spoiled(
        "silent.jsonl",
        br#"{"conversation_id": "x", "messages": []}"#,
    );
    let run = desk.run(&input);
    desk.assert_kept(
        &run,
        &["silent.jsonl:11", "no messages", "must be a list"],
        GOOD,
    );
}

#[test]
fn invalid_utf8() {
    let desk = Desk::new();
    let line = b"{\"conversation_id\": \"x\", \"messages\": [{\"role\": \"user\", \"content\": \"caf\xe9\"}]}";
    let input = desk.spoiled("latin1.jsonl", line);
    let run = desk.run(&input);
    desk.assert_kept(&run, &["latin1.jsonl:11", "UTF-8"], GOOD);
}

#[test]
fn a_duplicate_id_keeps_the_first() {
    let desk = Desk::new();
    let first: Value =
        serde_json::from_slice(desk.good.split(|&b| b == b'\n').next().unwrap()).unwrap();
    let line = serde_json::json!({
        "conversation_id": first["conversation_id"],
        "messages": [{"role": "user", "content": "Another conversation under the same id."}],
    });
    let input = desk.spoiled("twice.jsonl", line.to_string().as_bytes());
    let run = desk.run(&input);
    desk.assert_kept(
        &run,
        &["twice.jsonl:11", "same conversation_id", "first is kept"],
        GOOD,
    );
}

#[test]
fn absurd_times_are_dropped_and_their_conversations_kept() {
    let desk = Desk::new();
    for (name, time) in [
        ("negative.jsonl", "-1"),
        ("absurd.jsonl", "99999999999999999"),
        ("year-one.jsonl", "\"0001-01-01T00:00:00Z\""),
        ("words.jsonl", "\"the day before yesterday\""),
    ] {
        let line = format!(
            r#"{{"conversation_id": "x", "timestamp": {time}, "messages": [{{"role": "user", "content": "How long do I boil an egg?"}}]}}"#
        );
        let input = desk.spoiled(name, line.as_bytes());
        let run = desk.run(&input);
        desk.assert_kept(
            &run,
            &[&format!("{name}:11"), "timestamp", "kept without a time"],
            GOOD + 1,
        );
        let manifest = fs::read(desk.path("out/release/manifest.json")).unwrap();
        let manifest: Value = serde_json::from_slice(&manifest).unwrap();
        let weeks = manifest["weeks"].as_array().unwrap().len();
        assert!(weeks <= 14, "{name}: the calendar has {weeks} weeks");
    }
}

#[test]
fn a_truncated_zstd_file_keeps_what_came_before_and_says_so() {
    let desk = Desk::new();
    // In several frames, so that a cut leaves whole lines before it.
    let lines: Vec<&[u8]> = desk.good.split_inclusive(|&b| b == b'\n').collect();
    let mut bytes = Vec::new();
    for part in lines.chunks(100) {
        bytes.extend(zstd::encode_all(&part.concat()[..], 3).unwrap());
    }
    let last = bytes.len() - 200;
    let input = desk.file("cut.jsonl.zst", &bytes[..last]);
    let run = desk.run(&input);
    run.assert_failed_naming(&["cut.jsonl.zst", "cut off", "get the file again"]);
    let kept = desk.read();
    assert!(
        (200..GOOD).contains(&kept),
        "{kept} conversations were kept"
    );
    assert!(desk.path("out/release/manifest.json").exists());
}

#[test]
fn something_else_named_zst() {
    let desk = Desk::new();
    let input = desk.file("lie.jsonl.zst", b"This is not compressed at all.\n");
    desk.run(&input).assert_failed_naming(&["lie.jsonl.zst"]);
    desk.assert_no_release();
}

#[test]
fn plain_gzip_and_zstd_are_read_alike() {
    let desk = Desk::new();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&desk.good).unwrap();
    for (name, bytes) in [
        ("plain.jsonl", desk.good.clone()),
        ("packed.jsonl.gz", gzip.finish().unwrap()),
        (
            "packed.jsonl.zst",
            zstd::encode_all(&desk.good[..], 3).unwrap(),
        ),
    ] {
        let input = desk.file(name, &bytes);
        let run = desk.run(&input);
        desk.assert_kept(&run, &["rejected 0"], GOOD);
    }
}

#[test]
fn standard_input() {
    let desk = Desk::new();
    let mut child = desk
        .command(Path::new("-"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(&desk.good).unwrap();
    stdin.write_all(b"not JSON\n").unwrap();
    drop(stdin);
    let run = Outcome::from(child.wait_with_output().unwrap());
    desk.assert_kept(&run, &[&format!(":{}", GOOD + 1), "JSON"], GOOD);
}

#[test]
fn an_output_directory_that_cannot_be_written() {
    let desk = Desk::new();
    let input = desk.file("good.jsonl", &desk.good);
    // Root may write anywhere, but nobody can make a directory inside a file.
    let file = desk.file("a-file", b"");
    let out = file.join("out");
    let mut command = kleio();
    command.arg("run").arg(&input).arg("--out").arg(&out);
    outcome(&mut command).assert_failed_naming(&[
        &text(&file),
        "cannot be written",
        "Name an output directory",
    ]);
}

#[test]
fn an_output_directory_of_something_else_is_left_alone() {
    let desk = Desk::new();
    let input = desk.file("good.jsonl", &desk.good);
    fs::create_dir_all(desk.path("out/release")).unwrap();
    let thesis = desk.path("out/release/thesis.txt");
    fs::write(&thesis, "years of work").unwrap();
    let run = desk.run(&input);
    assert_eq!(
        fs::read_to_string(&thesis).ok().as_deref(),
        Some("years of work"),
        "someone's file is gone: {run:#?}"
    );
    run.assert_failed_naming(&[&text(&desk.path("out/release"))]);
}

#[test]
fn a_release_directory_that_is_not_one() {
    let desk = Desk::new();
    let path = text(desk.directory.path());
    outcome(kleio().arg("tree").arg(desk.directory.path())).assert_failed_naming(&[
        &path,
        "not a release",
        "manifest.json",
        "kleio run",
    ]);
    outcome(kleio().arg("assignments").arg(desk.directory.path())).assert_failed_naming(&[
        &path,
        "not a vault",
        "kleio run",
    ]);
}

#[test]
fn a_configuration_that_is_wrong() {
    let desk = Desk::new();
    let input = desk.file("good.jsonl", &desk.good);
    for (text, names) in [
        (
            "seed = 1\nsede = 2\n",
            &["line 2", "sede", "Known keys"][..],
        ),
        (
            "[thresholds]\ncell = { conversations = 1, accounts = 1 }\n",
            &["weaker", "analyst"][..],
        ),
        ("embedder = \"api\"\n", &["line 1", "[embedding]"][..]),
        (
            "[models]\nprovider = \"ollama\"\nmodel = \"m\"\nprompts = \"nowhere\"\n",
            &["line 4", "nowhere", "prompts"][..],
        ),
        (
            "[models]\nprovider = \"ollama\"\nmodel = \"m\"\n[models.audit]\ntemperature = 9.0\n",
            &["line 5", "[models.audit]", "from 0 to 2"][..],
        ),
        (
            "seed = 1\nleave_out = [\"lenght\"]\n",
            &["line 2", "lenght", "length"][..],
        ),
    ] {
        let config = desk.file("wrong.toml", text.as_bytes());
        let mut command = kleio();
        command
            .arg("run")
            .arg(&input)
            .arg("--out")
            .arg(desk.path("out"));
        let run = outcome(command.arg("--config").arg(&config));
        run.assert_failed_naming(names);
        desk.assert_no_release();
        let mut plan = kleio();
        plan.arg("plan").arg(&input).arg("--config").arg(&config);
        outcome(&mut plan).assert_failed_naming(names);
    }
}

#[test]
fn a_message_never_quotes_a_conversation() {
    let desk = Desk::new();
    let secret = "xyzzy-my-secret";
    for line in [
        format!(r#"{{"conversation_id": "{secret}", "messages": [{{"content": "{secret}"#),
        format!(r#"{{"conversation_id": "x", "messages": "{secret}"}}"#),
        format!(
            r#"{{"conversation_id": "x", "timestamp": "{secret}", "messages": [{{"role": "user", "content": "{secret}"}}]}}"#
        ),
        format!(r#"{{"{secret}": 1, "messages": [{{"role": {{}}, "content": "{secret}"}}]}}"#),
    ] {
        let input = desk.spoiled("secret.jsonl", line.as_bytes());
        let said = desk.run(&input).text();
        assert!(!said.contains(secret), "{said}");
    }
}

/// The good conversations as one array, an element a line.
fn array(desk: &Desk) -> String {
    let good = String::from_utf8(desk.good.clone()).unwrap();
    format!("[\n{}\n]\n", good.trim_end().replace('\n', ",\n"))
}

#[test]
fn a_broken_element_of_an_array_is_lost_alone() {
    let desk = Desk::new();
    // The fifth element never ends.
    let mut number = 0;
    let broken: Vec<String> = array(&desk)
        .lines()
        .map(|line| {
            number += 1;
            match number {
                6 => line.trim_end_matches("},").to_owned(),
                _ => line.to_owned(),
            }
        })
        .collect();
    let input = desk.file("broken.json", broken.join("\n").as_bytes());
    let run = desk.run(&input);
    desk.assert_kept(
        &run,
        &["broken.json record 5 (line 6)", "JSON", "1 record"],
        GOOD - 1,
    );
}

#[test]
fn a_truncated_array_keeps_what_came_before_and_says_so() {
    let desk = Desk::new();
    let whole = array(&desk);
    let input = desk.file("cut.json", &whole.as_bytes()[..whole.len() - 20]);
    let run = desk.run(&input);
    run.assert_failed_naming(&["cut.json", "never closed", "get the file again"]);
    assert_eq!(desk.read(), GOOD - 1);
    assert!(desk.path("out/release/manifest.json").exists());
}

#[test]
fn another_form_than_the_one_named() {
    let desk = Desk::new();
    let input = desk.file("good.jsonl", &desk.good);
    let run = outcome(desk.command(&input).args(["--format", "claude"]));
    run.assert_failed_naming(&["good.jsonl:1", "--format"]);
    desk.assert_no_release();
}

#[test]
fn a_sample_says_what_it_was_drawn_from() {
    let desk = Desk::new();
    let input = desk.file("good.jsonl", &desk.good);
    let run = outcome(desk.command(&input).args(["--sample", "200"]));
    desk.assert_kept(&run, &["sample of the 300"], 200);
}
