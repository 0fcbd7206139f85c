//! An encrypted vault: says nothing to those without the passphrase, and works like any other.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use kleio_tests::corpus;
use kleio_tests::programs::{kleio, outcome, success};
use kleio_tests::vault::holds;

use crate::desk::{Desk, release};

const PASSPHRASE: &str = "correct horse battery staple";

fn with(command: &mut Command, passphrase: &str) -> String {
    success(command.env("KLEIO_PASSPHRASE", passphrase))
}

fn vault(what: &str, out: &Path) -> Command {
    let mut command = kleio();
    command.args(["vault", what]).arg(out);
    command
}

/// No file but the two that must be in clear says anything.
fn assert_says_nothing(desk: &Desk, out: &Path) {
    let files = corpus::files(&out.join("vault"));
    assert!(files.len() > 20, "{:?}", files.keys());
    let ids: Vec<String> = desk
        .lines()
        .iter()
        .map(|line| line["conversation_id"].as_str().unwrap().to_owned())
        .collect();
    for (name, bytes) in files {
        if [Path::new("vault.json"), Path::new("lock")].contains(&&*name) {
            continue;
        }
        assert!(
            bytes.starts_with(b"KLEIOSF1") || name == Path::new("access.log"),
            "{} is no encrypted file",
            name.display()
        );
        for part in [
            "conversation",
            "\"event\"",
            ids[0].as_str(),
            ids[99].as_str(),
        ] {
            assert!(
                !holds(&bytes, part.as_bytes()),
                "{part} in {}",
                name.display()
            );
        }
    }
}

#[test]
fn encrypted_from_the_start_it_gives_the_same_release_and_resumes() {
    let desk = Desk::new(600);
    let clear = desk.run(&desk.sample, &desk.path("clear"));
    let out = desk.path("out");
    with(&mut vault("encrypt", &out), PASSPHRASE);

    // Killed in the middle, and taken up again.
    let mut child = desk
        .command(&desk.sample, &out)
        .env("KLEIO_PASSPHRASE", PASSPHRASE)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let facets = out.join("vault/stages/facets/stage.json");
    let started = Instant::now();
    while !facets.exists() && child.try_wait().unwrap().is_none() {
        assert!(
            started.elapsed() < Duration::from_secs(120),
            "the run hangs"
        );
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let finished = fs::metadata(&facets).unwrap().modified().unwrap();
    with(&mut desk.command(&desk.sample, &out), PASSPHRASE);
    assert_eq!(fs::metadata(&facets).unwrap().modified().unwrap(), finished);
    assert!(release(&out) == clear, "another release came out");
    assert_says_nothing(&desk, &out);

    // Everything that reads a vault does so with the passphrase, and notes it where it is noted.
    let csv = with(kleio().arg("assignments").arg(&out), PASSPHRASE);
    assert!(csv.lines().count() > 500);
    let log = with(
        kleio().args(["log", "show", "--vault"]).arg(&out),
        PASSPHRASE,
    );
    assert!(log.contains("were listed"), "{log}");
    assert_says_nothing(&desk, &out);
}

#[test]
fn a_wrong_or_missing_passphrase_is_told_and_changes_nothing() {
    let desk = Desk::new(400);
    let out = desk.path("out");
    with(&mut vault("encrypt", &out), PASSPHRASE);
    let before = corpus::files(&out);
    let run = || desk.command(&desk.sample, &out);
    outcome(run().env("KLEIO_PASSPHRASE", "correct horse battery stable"))
        .assert_failed_naming(&["passphrase does not open the vault", "out/vault"]);
    outcome(&mut run()).assert_failed_naming(&[
        "is encrypted",
        "--passphrase-file",
        "KLEIO_PASSPHRASE",
    ]);
    outcome(run().env("KLEIO_PASSPHRASE", "")).assert_failed_naming(&["passphrase is empty"]);
    outcome(run().args(["--passphrase-file", "/nowhere/at/all"]))
        .assert_failed_naming(&["/nowhere/at/all"]);
    let open = desk.path("passphrase");
    fs::write(&open, PASSPHRASE).unwrap();
    fs::set_permissions(&open, fs::Permissions::from_mode(0o644)).unwrap();
    outcome(run().arg("--passphrase-file").arg(&open)).assert_failed_naming(&["chmod 600"]);
    assert!(corpus::files(&out) == before);
    fs::set_permissions(&open, fs::Permissions::from_mode(0o600)).unwrap();
    success(run().arg("--passphrase-file").arg(&open));
    outcome(vault("encrypt", &desk.path("new")).env("KLEIO_PASSPHRASE", "short"))
        .assert_failed_naming(&["too short", "12"]);
    outcome(vault("encrypt", &out).env("KLEIO_PASSPHRASE", PASSPHRASE))
        .assert_failed_naming(&["encrypted already"]);
}

#[test]
fn a_vault_is_encrypted_decrypted_and_given_another_passphrase() {
    let desk = Desk::new(400);
    let out = desk.path("out");
    let clear = desk.run(&desk.sample, &out);
    outcome(&mut vault("decrypt", &out)).assert_failed_naming(&["not encrypted"]);
    success(kleio().arg("assignments").arg(&out));
    with(&mut vault("encrypt", &out), PASSPHRASE);
    assert!(success(&mut vault("status", &out)).contains("is encrypted"));
    assert_says_nothing(&desk, &out);

    let mut passwd = vault("passwd", &out);
    passwd.env("KLEIO_NEW_PASSPHRASE", "four other words now");
    with(&mut passwd, PASSPHRASE);
    outcome(
        desk.command(&desk.sample, &out)
            .env("KLEIO_PASSPHRASE", PASSPHRASE),
    )
    .assert_failed_naming(&["does not open"]);
    let mut again = desk.command(&desk.sample, &out);
    let again = outcome(again.env("KLEIO_PASSPHRASE", "four other words now"));
    assert_eq!(again.code, Some(0), "{again:#?}");
    for stage in ["facets", "embed", "measure"] {
        again.assert_says(&[&format!("{stage} was finished by an earlier run")]);
    }
    with(&mut vault("decrypt", &out), "four other words now");
    let again = outcome(&mut desk.command(&desk.sample, &out));
    again.assert_says(&["measure was finished by an earlier run"]);
    assert!(release(&out) == clear);
    let table = fs::read(out.join("vault/stages/facets/facets.parquet")).unwrap();
    assert!(table.starts_with(b"PAR1"));
    let log = success(kleio().args(["log", "show", "--vault"]).arg(&out));
    for noted in ["listed", "encrypted", "changed the passphrase", "decrypted"] {
        assert!(log.contains(noted), "{noted} is not in: {log}");
    }
    success(kleio().args(["log", "verify", "--vault"]).arg(&out));
}

#[test]
fn a_changed_file_is_not_believed() {
    let desk = Desk::new(400);
    let out = desk.path("out");
    with(&mut vault("encrypt", &out), PASSPHRASE);
    with(&mut desk.command(&desk.sample, &out), PASSPHRASE);
    let key = out.join("vault/key");
    let mut bytes = fs::read(&key).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&key, bytes).unwrap();
    outcome(
        desk.command(&desk.sample, &out)
            .env("KLEIO_PASSPHRASE", PASSPHRASE),
    )
    .assert_failed_naming(&["vault/key", "changed since it was encrypted"]);
    // A header without its encryption does not make it a vault in clear.
    let marker = out.join("vault/vault.json");
    let text = fs::read_to_string(&marker).unwrap();
    let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
    value.as_object_mut().unwrap().remove("encryption");
    fs::write(&marker, value.to_string()).unwrap();
    outcome(&mut desk.command(&desk.sample, &out)).assert_failed_naming(&["vault.json is damaged"]);
}
