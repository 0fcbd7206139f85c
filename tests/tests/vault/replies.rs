//! Replies of models: sealed in an encrypted vault, purged with the account, and never paid for twice.

use std::fs;
use std::path::Path;
use std::process::Command;

use kleio_tests::corpus;
use kleio_tests::model_server::{Call, ModelServer, Say};
use kleio_tests::programs::{kleio, success};
use kleio_tests::vault::holds;
use serde_json::Value;

use crate::desk::Desk;

/// So many characters of a message tell it from all others.
const TELLING: usize = 60;

/// A model that says nothing that can be used, but quotes.
fn quoting(call: &Call) -> Say {
    let user = call.user();
    let said = user.split_once("<user>").map_or("", |(_, rest)| rest);
    let said: String = said.chars().take(TELLING).collect();
    Say::text(format!("They say: {said}"))
}

fn first_words(line: &Value) -> String {
    let messages = line["messages"].as_array().unwrap();
    let first = messages.iter().find(|message| message["role"] == "user");
    let text = first.unwrap()["content"].as_str().unwrap();
    text.chars().take(TELLING).collect()
}

/// What all files of the cache say.
fn replies(out: &Path) -> Vec<u8> {
    let files = corpus::files(&out.join("vault"));
    let of_cache = |name: &Path| name.to_string_lossy().starts_with("replies.sqlite");
    let files = files.into_iter().filter(|(name, _)| of_cache(name));
    files.flat_map(|(_, bytes)| bytes).collect()
}

#[test]
fn replies_are_purged_with_their_account_and_sealed_with_the_vault() {
    let model = ModelServer::start(quoting);
    let desk = Desk::new(300);
    let config = desk.path("models.toml");
    let builtin: String = ["describe", "hierarchy", "audit"]
        .map(|stage| format!("[models.{stage}]\nmodel = \"builtin\"\n"))
        .concat();
    let text = format!(
        "embedder = \"lexical\"\n[models]\nprovider = \"openai\"\nurl = \"{}\"\nmodel = \"m\"\nmax_failures = 1.0\n{builtin}",
        model.url()
    );
    fs::write(&config, text).unwrap();
    let out = desk.path("out");
    let run = |passphrase: Option<&str>| {
        let mut command = kleio();
        command.arg("run").arg(&desk.sample).arg("--out").arg(&out);
        command.args(["--profile", "open-data", "--config"]);
        command.arg(&config);
        secret(&mut command, passphrase);
        success(&mut command);
    };
    run(None);
    let lines = desk.lines();
    let gone = lines[0]["account_id"].as_str().unwrap();
    let is_gone = |line: &&Value| line["account_id"] == gone;
    // Some begin with a mark that a prompt has to escape; those are quoted in other words.
    let kept = |bytes: &[u8], line: &&Value| holds(bytes, first_words(line).as_bytes());
    let before = replies(&out);
    let quoted: Vec<&Value> = lines.iter().filter(|line| kept(&before, line)).collect();
    assert!(quoted.len() > 250, "{} of {}", quoted.len(), lines.len());
    assert!(quoted.iter().any(is_gone));

    let mut purge = kleio();
    purge
        .args(["purge", "--account", gone, "--vault"])
        .arg(&out);
    let told = success(&mut purge);
    assert!(told.contains("replies of models"), "{told}");
    let after = replies(&out);
    for line in &quoted {
        // Somebody else may have begun in the same words.
        let shared = quoted
            .iter()
            .filter(|other| !is_gone(other))
            .any(|other| first_words(other) == first_words(line));
        assert_eq!(kept(&after, line), !is_gone(line) || shared);
    }
    let calls = model.calls().len();
    run(None);
    assert_eq!(
        model.calls().len(),
        calls,
        "what was paid for was asked again"
    );

    let secret_words = Some("correct horse battery");
    success(secret(
        kleio().args(["vault", "encrypt"]).arg(&out),
        secret_words,
    ));
    run(secret_words);
    assert_eq!(model.calls().len(), calls);
    let sealed = replies(&out);
    assert!(!sealed.is_empty());
    for line in &quoted {
        assert!(!kept(&sealed, line));
    }
    assert!(!holds(&sealed, b"They say"));
    let mut purge = kleio();
    let other = quoted.iter().find(|line| !is_gone(line)).unwrap();
    let other = other["account_id"].as_str().unwrap();
    purge
        .args(["purge", "--account", other, "--vault"])
        .arg(&out);
    let told = success(secret(&mut purge, secret_words));
    assert!(told.contains("replies of models"), "{told}");
    run(secret_words);
    assert_eq!(model.calls().len(), calls);
    success(secret(
        kleio().args(["vault", "decrypt"]).arg(&out),
        secret_words,
    ));
    let again = replies(&out);
    for line in &quoted {
        let account = line["account_id"].as_str().unwrap();
        if account != gone && account != other {
            assert!(kept(&again, line));
        }
    }
}

fn secret<'a>(command: &'a mut Command, passphrase: Option<&str>) -> &'a mut Command {
    if let Some(passphrase) = passphrase {
        command.env("KLEIO_PASSPHRASE", passphrase);
    }
    command
}
