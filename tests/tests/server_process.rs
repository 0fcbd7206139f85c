//! `kleio-server` as a process: what it prints, when it refuses to start, how it stops.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test, a panic is the report"
)]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::Stdio;

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

#[test]
fn metrics_are_at_a_port_of_their_own_and_name_nobody() {
    let mut child = kleio_server()
        .arg("--release")
        .arg(demo().release())
        .args(["--bind", "127.0.0.1:0", "--metrics", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let addresses: Vec<String> = output
        .lines()
        .map(Result::unwrap)
        .map(|line| line.split_once("http://").unwrap().1.to_owned())
        .map(|rest| rest.split('/').next().unwrap().to_owned())
        .take(2)
        .collect();
    let [monitor, main] = &addresses[..] else {
        panic!("it does not say where it is: {addresses:?}");
    };
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let get = |address: &str, path: &str| {
        let mut answer = agent.get(format!("http://{address}{path}")).call().unwrap();
        let text = answer.body_mut().read_to_string().unwrap();
        (answer.status().as_u16(), text)
    };
    let (_, releases) = get(main, "/api/v1/releases");
    let releases: serde_json::Value = serde_json::from_str(&releases).unwrap();
    let id = releases["releases"][0]["id"].as_str().unwrap();
    let (status, clusters) = get(main, &format!("/api/v1/releases/{id}/clusters.json"));
    assert_eq!(status, 200);
    let clusters: serde_json::Value = serde_json::from_str(&clusters).unwrap();
    assert_eq!(get(monitor, "/health/live"), (200, "ok\n".to_owned()));
    assert_eq!(get(monitor, "/health/ready"), (200, "ready\n".to_owned()));
    let (status, metrics) = get(monitor, "/metrics");
    assert_eq!(status, 200);
    assert!(metrics.contains("\nkleio_releases 1\n"), "{metrics}");
    assert!(
        !metrics.contains(id) && !metrics.contains("127.0.0"),
        "{metrics}"
    );
    for cluster in clusters.as_array().unwrap() {
        let name = cluster["name"].as_str().unwrap();
        assert!(!metrics.contains(name), "{name} is in {metrics}");
    }
    for path in ["/metrics", "/health/live", "/health/ready"] {
        assert_eq!(get(main, path).0, 404, "{path}");
    }
    for path in ["/", "/api/v1/releases"] {
        assert_eq!(get(monitor, path), (404, String::new()), "{path}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
}
