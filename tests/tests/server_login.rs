//! `kleio-server` with a data directory: users, tokens and releases by command, while a server runs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test, a panic is the report"
)]

use std::path::Path;
use std::time::{Duration, Instant};

use kleio_tests::demo::demo;
use kleio_tests::programs::{kleio_server, outcome, success};
use kleio_tests::server::Server;
use serde_json::Value;

fn manage(data: &Path, arguments: &[&str]) -> String {
    let mut command = kleio_server();
    success(command.args(arguments).arg("--data").arg(data))
}

fn get(server: &Server, path: &str, token: &str) -> (u16, Value) {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let mut request = agent.get(server.url(path));
    if !token.is_empty() {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let mut response = request.call().expect("the server answers");
    let body = response.body_mut().read_to_vec().unwrap();
    let json = serde_json::from_slice(&body).unwrap_or(Value::Null);
    (response.status().as_u16(), json)
}

fn eventually(what: &str, check: impl Fn() -> bool) {
    let started = Instant::now();
    while !check() {
        assert!(started.elapsed() < Duration::from_secs(10), "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn users_tokens_and_releases_are_managed_while_the_server_runs() {
    let data = tempfile::TempDir::new().unwrap();
    let data = data.path();
    let server = Server::with_data(data);
    let invited = manage(
        data,
        &[
            "user",
            "invite",
            "ada",
            "--role",
            "admin",
            "--url",
            "https://k.example/",
        ],
    );
    assert!(
        invited.contains("\nhttps://k.example/invitation/kleio_"),
        "{invited}"
    );
    let made = manage(data, &["token", "make", "ada", "--label", "test"]);
    let token = made.lines().last().unwrap().to_owned();
    let listed = |token: &str| get(&server, "/api/v1/releases", token).1["releases"].clone();
    assert_eq!(listed(&token), serde_json::json!([]));

    let release = demo().release().display().to_string();
    let published = manage(data, &["release", "publish", &release, "--series", "demo"]);
    assert!(
        published.contains("demo 1") && published.contains("users who log in"),
        "{published}"
    );
    eventually("it is not served", || listed(&token)[0]["series"] == "demo");
    assert_eq!(listed(""), serde_json::json!([]), "not without a login");
    let id = listed(&token)[0]["id"].as_str().unwrap().to_owned();
    let manifest = format!("/api/v1/releases/{id}/manifest.json");
    assert_eq!(get(&server, &manifest, &token).0, 200);
    assert_eq!(get(&server, &manifest, "").0, 401);

    manage(data, &["release", "retire", &id]);
    eventually("it is still served", || {
        listed(&token) == serde_json::json!([])
    });
    manage(data, &["release", "rollback", "demo", "--to", "1"]);
    eventually("it is not served again", || {
        listed(&token)[0]["id"] == id.as_str()
    });
    manage(data, &["token", "revoke", "1"]);
    assert_eq!(get(&server, &manifest, &token).0, 401, "at once");

    let head = manage(data, &["log", "head"]);
    let log = manage(data, &["log", "show"]);
    for action in [
        "invited\tada",
        "made token",
        "published\tdemo 1",
        "rolled back",
        "revoked token",
    ] {
        assert!(log.contains(action), "{action} is not in {log}");
    }
    assert!(log.contains("\tada\ttoken\tsaw release\t"), "{log}");
    manage(data, &["log", "verify", "--head", head.trim()]);
    let stopped = server.stop("TERM");
    assert_eq!(stopped.code, Some(0), "{stopped:#?}");
    assert!(
        !stopped.text().contains(&token),
        "a token is in what the server says"
    );
}

#[test]
fn commands_that_cannot_be_done_say_what_to_do() {
    let data = tempfile::TempDir::new().unwrap();
    for (arguments, names) in [
        (&["user", "invite", "ada"][..], &["--role"][..]),
        (&["user", "invite", "a b", "--role", "admin"], &["letters"]),
        (&["user", "role", "ada", "admin"], &["no user called ada"]),
        (
            &["token", "make", "ada", "--label", "x"],
            &["no user called ada"],
        ),
        (&["token", "revoke", "7"], &["token list"]),
        (
            &["release", "publish", "/nowhere"],
            &["/nowhere", "kleio run"],
        ),
        (&["release", "retire", "abc"], &["release list"]),
        (
            &["release", "rollback", "none"],
            &["none", "earlier version"],
        ),
        (&["log", "verify", "--head", "x"], &["64 hex digits"]),
    ] {
        let mut command = kleio_server();
        command.args(arguments).arg("--data").arg(data.path());
        outcome(&mut command).assert_failed_naming(names);
    }
}
