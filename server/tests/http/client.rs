//! The client's files, pages within it, and a server built without one.

use axum::http::StatusCode;

use crate::fixture::{INDEX, SCRIPT, Server};

#[test]
fn the_start_page_is_checked_at_every_visit_and_hashed_files_never() {
    let server = Server::new();
    let index = server.get("/", &[]);
    assert_eq!(&index.body[..], INDEX.as_bytes());
    assert_eq!(index.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(index.header("cache-control"), "no-cache");
    let script = server.get(SCRIPT, &[]);
    assert_eq!(
        script.header("content-type"),
        "text/javascript; charset=utf-8"
    );
    assert!(script.header("cache-control").contains("immutable"));
}

#[test]
fn pages_within_the_client_get_the_start_page() {
    let server = Server::new();
    let answer = server.get("/cluster/0-5f3a", &[("accept", "text/html,*/*;q=0.8")]);
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(&answer.body[..], INDEX.as_bytes());
}

#[test]
fn a_missing_file_is_missing_and_not_the_start_page() {
    let server = Server::new();
    for path in [
        "/old-1f00c0ffee15bad1.js",
        "/%2e%2e/Cargo.toml",
        "//etc/passwd",
    ] {
        let answer = server.get(path, &[("accept", "*/*")]);
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.error_code(), "not_found", "{path}");
    }
}

#[test]
fn the_policy_allows_the_start_page_its_own_script_only() {
    let answer = Server::new().get("/", &[]);
    let policy = answer.header("content-security-policy");
    // SHA-256 of `start();`, by `printf 'start();' | openssl dgst -sha256 -binary | base64`.
    assert!(
        policy.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-E6jQvrT2ZivWG9GJ4AAEZf4MhI7l3QkLroW4hgvUT4c='; "),
        "{policy}"
    );
    assert!(!policy.contains("unsafe-inline"), "{policy}");
}

#[test]
fn without_a_client_the_page_says_what_to_run_and_the_data_is_served() {
    let server = Server::without_client();
    let answer = server.get("/", &[]);
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    let page = String::from_utf8(answer.body.to_vec()).unwrap();
    assert!(page.contains("make client"), "{page}");
    assert_eq!(server.get("/api/v1/releases", &[]).status, StatusCode::OK);
    assert_eq!(server.get("/api/v1/health", &[]).json()["client"], false);
}
