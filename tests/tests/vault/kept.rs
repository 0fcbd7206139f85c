//! What is kept: no conversation, no account id, and nothing that others than the owner can read.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use aho_corasick::AhoCorasickBuilder;
use kleio_tests::corpus;
use kleio_tests::programs::{self, kleio, success};
use kleio_tests::vault::said;

use crate::desk::Desk;

/// So many characters of what somebody wrote are a quotation.
const QUOTED: usize = 40;

#[test]
fn the_vault_holds_no_planted_string_no_account_and_no_part_of_a_message() {
    let desk = Desk::new(1_500);
    let out = desk.path("out");
    // As it is for most people: thresholds of the usual profile, and all vectors there are.
    success(kleio().arg("run").arg(&desk.sample).arg("--out").arg(&out));
    let mut forbidden = BTreeSet::new();
    for truth in corpus::truth(&desk.sample).values() {
        for planted in truth["planted"].as_array().unwrap() {
            forbidden.insert(planted["text"].as_str().unwrap().to_owned());
        }
    }
    assert!(forbidden.len() > 50, "{}", forbidden.len());
    for line in desk.lines() {
        forbidden.insert(line["account_id"].as_str().unwrap().to_owned());
        for message in line["messages"].as_array().unwrap() {
            let text: Vec<char> = message["content"].as_str().unwrap().chars().collect();
            for part in text.chunks_exact(QUOTED) {
                forbidden.insert(part.iter().collect());
            }
        }
    }
    let words: Vec<&String> = forbidden.iter().collect();
    let finder = AhoCorasickBuilder::new()
        .ascii_case_insensitive(true)
        .build(&words)
        .unwrap();
    let vault = said(&out.join("vault"));
    assert!(vault.len() > 20, "{:?}", vault.keys());
    for (name, bytes) in &vault {
        let found = finder.find_overlapping_iter(bytes).next();
        let found = found.map(|found| words[found.pattern().as_usize()]);
        assert_eq!(found, None, "in {}", name.display());
    }
    // The finder does find what is there.
    let ids = &vault[Path::new("stages/facets/facets.parquet")];
    let id = desk.lines()[0]["conversation_id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(kleio_tests::vault::holds(ids, id.as_bytes()));
}

/// Everything in `vault` that others than its owner may touch. What goes away meanwhile is passed over.
fn open_to_others(vault: &Path) -> Vec<PathBuf> {
    let mut open = Vec::new();
    let mut left = vec![vault.to_owned()];
    while let Some(path) = left.pop() {
        let Ok(about) = std::fs::symlink_metadata(&path) else {
            continue;
        };
        let expected = if about.is_dir() { 0o700 } else { 0o600 };
        if about.permissions().mode() & 0o777 != expected {
            open.push(path.clone());
        }
        if about.is_dir() {
            let entries = std::fs::read_dir(&path).into_iter().flatten().flatten();
            left.extend(entries.map(|entry| entry.path()));
        }
    }
    open
}

#[test]
fn nobody_else_can_read_any_file_at_any_moment() {
    let desk = Desk::new(600);
    let out = desk.path("out");
    let vault = out.join("vault");
    // Whatever the shell would allow.
    let lavish = |of: &Command| {
        let mut command = Command::new("sh");
        command.args(["-c", "umask 000; exec \"$0\" \"$@\""]);
        command.arg(programs::path("kleio")).args(of.get_args());
        command.stdin(Stdio::null());
        command
    };
    let mut child = lavish(&desk.command(&desk.sample, &out))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut looks = 0;
    let status = loop {
        if vault.join("vault.json").exists() {
            assert_eq!(open_to_others(&vault), Vec::<PathBuf>::new());
            looks += 1;
        }
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    assert!(status.success() && looks > 10, "{looks}");
    success(&mut lavish(kleio().arg("assignments").arg(&out)));
    let mut purge = kleio();
    purge
        .args(["purge", "--account", "nobody", "--vault"])
        .arg(&out);
    success(&mut lavish(&purge));
    assert!(vault.join("access.log").exists() && vault.join("purged.json").exists());
    assert_eq!(open_to_others(&vault), Vec::<PathBuf>::new());

    // A vault that was copied with other permissions is closed again.
    for name in ["key", "stages"] {
        let wide = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(vault.join(name), wide).unwrap();
    }
    desk.run(&desk.sample, &out);
    assert_eq!(open_to_others(&vault), Vec::<PathBuf>::new());
}
