//! What was purged is gone from the vault and from every later release, whatever the input still holds.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use kleio::vault::Vault;
use kleio_tests::programs::{kleio, outcome, success};
use kleio_tests::vault::{holds, said};
use serde_json::Value;

use crate::desk::{Desk, release};

fn purge(out: &Path, what: &[&str]) -> String {
    success(kleio().arg("purge").args(what).arg("--vault").arg(out))
}

fn account(line: &Value) -> &str {
    line["account_id"].as_str().unwrap()
}

/// The account with most conversations.
fn busiest(desk: &Desk) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for line in desk.lines() {
        *counts.entry(account(&line).to_owned()).or_default() += 1;
    }
    let busiest = counts.into_iter().max_by_key(|(_, count)| *count).unwrap();
    assert!(busiest.1 >= 2, "{busiest:?}");
    busiest.0
}

#[test]
fn a_purged_account_leaves_no_trace() {
    let desk = Desk::new(600);
    let out = desk.path("out");
    let whole = desk.run(&desk.sample, &out);
    let gone = busiest(&desk);
    let hash = Vault::open(&out).unwrap().account_hash(&gone).to_string();
    let raw: Vec<u8> = (0..32)
        .step_by(2)
        .map(|at| u8::from_str_radix(&hash[at..at + 2], 16).unwrap())
        .collect();
    let traces = |out: &Path| -> usize {
        let files = said(&out.join("vault"));
        let holds = |bytes: &&Vec<u8>| {
            [hash.as_bytes(), raw.as_slice(), gone.as_bytes()]
                .iter()
                .any(|trace| holds(bytes, trace))
        };
        files.values().filter(holds).count()
    };
    assert!(traces(&out) > 0, "the hash is there before");

    let told = purge(&out, &["--account", &gone]);
    assert!(
        told.contains("Purged") && told.contains("put a new one"),
        "{told}"
    );
    assert_eq!(traces(&out), 0);

    let without = desk.only("without.jsonl", |line| account(line) != gone);
    let expected = desk.run(&without, &desk.path("without"));
    assert!(expected != whole, "the account makes a difference");
    let again = outcome(&mut desk.command(&desk.sample, &out));
    assert_eq!(again.code, Some(0), "{again:#?}");
    again.assert_says(&["were purged from this vault"]);
    assert!(
        release(&out) == expected,
        "the purged account is in the release"
    );
    assert_eq!(traces(&out), 0, "the run brought it back");

    // Purged once, it stays out, also when everything else is purged.
    purge(&out, &["--all"]);
    assert!(desk.run(&desk.sample, &out) == expected);
    let log = success(kleio().args(["log", "show", "--vault"]).arg(&out));
    assert!(
        log.contains("purged one account") && log.contains("purged everything"),
        "{log}"
    );
    assert!(!log.contains(&gone));
}

#[test]
fn a_sample_is_drawn_as_if_the_account_had_never_been_there() {
    let desk = Desk::new(800);
    let out = desk.path("out");
    let gone = busiest(&desk);
    let without = desk.only("without.jsonl", |line| account(line) != gone);
    let run = |input: &Path, out: &Path| {
        let mut command = desk.command(input, out);
        success(command.args(["--sample", "300", "--sample-by", "account"]));
        release(out)
    };
    run(&desk.sample, &out);
    // By standard input, so that the id stands in no list of processes.
    let mut child = kleio()
        .args(["purge", "--account", "-", "--vault"])
        .arg(&out)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    writeln!(child.stdin.take().unwrap(), "{gone}").unwrap();
    assert!(child.wait().unwrap().success());
    assert!(run(&desk.sample, &out) == run(&without, &desk.path("without")));
}

#[test]
fn old_conversations_leave_no_trace() {
    let desk = Desk::new(600);
    let out = desk.path("out");
    desk.run(&desk.sample, &out);
    let mut times: Vec<String> = desk
        .lines()
        .iter()
        .map(|line| line["timestamp"].as_str().unwrap().to_owned())
        .collect();
    times.sort();
    // In the middle of a week, most likely.
    let day = times[times.len() / 3][..10].to_owned();
    let told = purge(&out, &["--older-than", &day]);
    assert!(told.contains("Purged"), "{told}");
    let recent = desk.only("recent.jsonl", |line| {
        line["timestamp"].as_str().unwrap() >= day.as_str()
    });
    let expected = desk.run(&recent, &desk.path("recent"));
    assert!(desk.run(&desk.sample, &out) == expected);
    // An earlier day brings nothing back.
    purge(&out, &["--older-than", "2001-01-01"]);
    assert!(desk.run(&desk.sample, &out) == expected);

    let everything = outcome(
        kleio()
            .args(["purge", "--older-than", "2999-01-01", "--vault"])
            .arg(&out),
    );
    assert_eq!(everything.code, Some(0), "{everything:#?}");
    outcome(&mut desk.command(&desk.sample, &out)).assert_failed_naming(&["purged"]);
}

#[test]
fn a_purge_says_what_it_wants() {
    let desk = Desk::new(100);
    outcome(
        kleio()
            .args(["purge", "--all", "--vault"])
            .arg(desk.path("none")),
    )
    .assert_failed_naming(&["is not a vault"]);
    outcome(kleio().args(["purge", "--vault"]).arg(desk.path("none"))).assert_failed_naming(&[
        "--older-than",
        "--account",
        "--all",
    ]);
    outcome(kleio().args(["purge", "--older-than", "soon", "--vault", "x"]))
        .assert_failed_naming(&["90d"]);
}
