//! `kleio-server` as a process: what it prints, when it refuses to start, how it stops.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test, a panic is the report"
)]

use std::fs;
use std::net::TcpListener;

use kleio_tests::demo::demo;
use kleio_tests::programs::{kleio_server, outcome};
use kleio_tests::server::Server;

#[test]
fn it_says_where_it_is_and_stops_when_asked() {
    for signal in ["INT", "TERM"] {
        let server = Server::start(&demo().release());
        assert!(
            server.greeting().starts_with("Kleio is serving "),
            "{}",
            server.greeting()
        );
        assert!(
            server.greeting().contains(server.address()),
            "{}",
            server.greeting()
        );
        assert!(
            server.greeting().contains("Ctrl-C stops it"),
            "{}",
            server.greeting()
        );
        assert_eq!(server.get("/api/v1/health", "identity").status, 200);
        let outcome = server.stop(signal);
        assert_eq!(outcome.code, Some(0), "{signal}: {outcome:#?}");
    }
}

#[test]
fn a_browser_that_keeps_its_connection_does_not_keep_the_server() {
    let server = Server::start(&demo().release());
    let idle = std::net::TcpStream::connect(server.address()).unwrap();
    let outcome = server.stop("TERM");
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    drop(idle);
}

#[test]
fn a_port_in_use() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let mut server = kleio_server();
    server.arg("--release").arg(demo().release());
    server.args(["--bind", &format!("127.0.0.1:{port}")]);
    outcome(&mut server).assert_failed_naming(&[&port, "in use", "another port", "--bind"]);
}

#[test]
fn an_address_that_is_none_or_of_another_machine() {
    let data = tempfile::TempDir::new().unwrap();
    for (address, what) in [
        ("somewhere", "127.0.0.1:8080"),
        ("127.0.0.1:99999", "127.0.0.1:8080"),
        ("192.0.2.1:8080", "does not have the address 192.0.2.1"),
    ] {
        let mut server = kleio_server();
        server
            .arg("--release")
            .arg(demo().release())
            .args(["--bind", address, "--behind-proxy", "192.0.2.9"])
            .arg("--data")
            .arg(data.path());
        outcome(&mut server).assert_failed_naming(&[address.split(':').next().unwrap(), what]);
    }
}

#[test]
fn an_analyst_release_is_not_shown_to_the_network_by_accident() {
    let mut server = kleio_server();
    server
        .arg("--release")
        .arg(demo().release())
        .args(["--bind", "0.0.0.0:0"]);
    outcome(&mut server).assert_failed_naming(&["analyst", "login", "--data", "--tls-cert"]);
}

#[test]
fn passwords_do_not_cross_the_network_in_the_clear_by_accident() {
    let data = tempfile::TempDir::new().unwrap();
    let mut server = kleio_server();
    server
        .args(["--bind", "0.0.0.0:0", "--data"])
        .arg(data.path());
    outcome(&mut server).assert_failed_naming(&["unencrypted", "--tls-cert", "--behind-proxy"]);
}

#[test]
fn a_server_of_nothing_says_what_to_give_it() {
    outcome(&mut kleio_server()).assert_failed_naming(&["--release DIR", "--data DIRECTORY"]);
}

#[test]
fn a_release_directory_that_is_not_one() {
    let directory = tempfile::TempDir::new().unwrap();
    let path = directory.path().display().to_string();
    let mut server = kleio_server();
    server.arg("--release").arg(directory.path());
    outcome(&mut server).assert_failed_naming(&[
        &path,
        "not a Kleio release",
        "manifest.json",
        "kleio run",
    ]);

    let mut server = kleio_server();
    server.args(["--release", "/nowhere/at/all"]);
    outcome(&mut server).assert_failed_naming(&["/nowhere/at/all", "does not exist", "kleio run"]);
}

#[test]
fn the_vault_is_not_a_release() {
    let vault = demo().out().join("vault");
    let mut server = kleio_server();
    server.arg("--release").arg(&vault);
    outcome(&mut server)
        .assert_failed_naming(&[&vault.display().to_string(), "not a Kleio release"]);
}

#[test]
fn a_release_that_was_changed() {
    let directory = tempfile::TempDir::new().unwrap();
    for file in ["manifest.json", "clusters.json", "vectors.bin"] {
        fs::copy(demo().release().join(file), directory.path().join(file)).unwrap();
    }
    let clusters = directory.path().join("clusters.json");
    let text = fs::read_to_string(&clusters).unwrap();
    fs::write(&clusters, text + " ").unwrap();
    let mut server = kleio_server();
    server.arg("--release").arg(directory.path());
    outcome(&mut server).assert_failed_naming(&[
        &directory.path().display().to_string(),
        "clusters.json",
        "changed or damaged",
        "Copy the release again",
    ]);
}
