//! The routes of the API and the form of its errors.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::fixture::{SCRIPT, Server};

#[test]
fn health_says_that_all_is_well() {
    let answer = Server::new().get("/api/v1/health", &[]);
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json()["status"], "ok");
    assert_eq!(answer.json()["client"], true);
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[test]
fn releases_are_listed_by_content_hash() {
    let server = Server::new();
    let answer = server.get("/api/v1/releases", &[]);
    assert_eq!(
        answer.json(),
        json!({"releases": [{
            "id": server.id(), "title": "A fixture", "profile": "analyst", "conversations": 200,
        }]})
    );
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-cache");
}

#[test]
fn the_two_files_of_a_release_are_served_byte_for_byte() {
    let server = Server::new();
    for file in ["manifest.json", "clusters.json"] {
        let path = format!("/api/v1/releases/{}/{file}", server.id());
        let answer = server.get(&path, &[]);
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(
            answer.body,
            std::fs::read(server.directory.path().join(file)).unwrap()
        );
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(
            answer.header("cache-control"),
            "public, max-age=31536000, immutable"
        );
    }
}

#[test]
fn a_release_changed_on_disk_while_the_server_runs_is_not_seen() {
    let server = Server::new();
    let path = format!("/api/v1/releases/{}/clusters.json", server.id());
    let before = server.get(&path, &[]).body;
    std::fs::write(server.directory.path().join("clusters.json"), "[]").unwrap();
    assert_eq!(server.get(&path, &[]).body, before);
}

#[test]
fn head_answers_like_get_without_the_body() {
    let server = Server::new();
    for path in [
        format!("/api/v1/releases/{}/manifest.json", server.id()),
        "/api/v1/releases".to_owned(),
        SCRIPT.to_owned(),
    ] {
        let get = server.get(&path, &[]);
        let head = server.ask(Method::HEAD, &path, &[]);
        assert_eq!(head.status, get.status, "{path}");
        assert!(head.body.is_empty(), "{path}");
        assert_eq!(head.header("etag"), get.header("etag"), "{path}");
        assert_eq!(
            head.header("content-length"),
            get.body.len().to_string(),
            "{path}"
        );
    }
}

#[test]
fn unknown_addresses_get_the_error_envelope() {
    let server = Server::new();
    for path in [
        "/api",
        "/api/",
        "/api/v1",
        "/api/v2/releases",
        "/api/v1/nothing",
        &format!("/api/v1/releases/{}", server.id()),
        &format!("/api/v1/releases/{}/vault.json", server.id()),
        &format!("/api/v1/releases/{}/../../manifest.json", server.id()),
    ] {
        // A browser's Accept must not turn an API error into the start page.
        let answer = server.get(path, &[("accept", "text/html")]);
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.error_code(), "not_found", "{path}");
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[test]
fn an_unknown_release_is_named_as_such() {
    let server = Server::new();
    for id in ["000000000000", "..%2f..%2fetc", "%ff"] {
        for file in ["manifest.json", "clusters.json"] {
            let answer = server.get(&format!("/api/v1/releases/{id}/{file}"), &[]);
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}");
            let expected = if id == "%ff" {
                "not_found"
            } else {
                "release_not_found"
            };
            assert_eq!(answer.error_code(), expected, "{id}");
        }
    }
}

#[test]
fn only_reading_is_allowed() {
    let server = Server::new();
    for path in ["/api/v1/releases", "/api/v1/health", "/", "/nothing"] {
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
            let answer = server.ask(method.clone(), path, &[]);
            assert_eq!(
                answer.status,
                StatusCode::METHOD_NOT_ALLOWED,
                "{method} {path}"
            );
            assert_eq!(answer.error_code(), "method_not_allowed");
            assert_eq!(answer.header("allow"), "GET,HEAD");
        }
    }
}

#[test]
fn every_answer_has_the_security_headers() {
    let server = Server::new();
    for path in ["/", "/api/v1/releases", "/api/v1/nothing", SCRIPT] {
        let answer = server.get(path, &[]);
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert!(answer.header("permissions-policy").contains("camera=()"));
        let policy = answer.header("content-security-policy");
        for directive in [
            "default-src 'self';",
            "style-src 'self';",
            "connect-src 'self';",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(directive), "{path}: {directive}: {policy}");
        }
    }
}
