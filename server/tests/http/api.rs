//! The routes of the API and the form of its errors.

use axum::http::{Method, StatusCode};
use serde_json::json;

use kleio_server::state::Settings;

use crate::fixture::{SCRIPT, Server, client};

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
            "accounts_known": true, "visibility": "login", "series": null, "version": null, "current": true,
            "published": null,
        }]})
    );
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    let again = server.get(
        "/api/v1/releases",
        &[("if-none-match", answer.header("etag"))],
    );
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

#[test]
fn the_two_files_of_a_release_are_served_byte_for_byte() {
    for (server, caching) in [
        (Server::public(), "public, max-age=31536000, immutable"),
        (Server::new(), "private, no-cache"),
    ] {
        for file in ["manifest.json", "clusters.json"] {
            let path = format!("/api/v1/releases/{}/{file}", server.id());
            let answer = server.get(&path, &[]);
            assert_eq!(answer.status, StatusCode::OK);
            assert_eq!(
                answer.body,
                std::fs::read(server.directory.path().join(file)).unwrap()
            );
            assert_eq!(answer.header("content-type"), "application/json");
            assert_eq!(answer.header("cache-control"), caching);
        }
    }
}

#[test]
fn one_cluster_is_a_piece_of_the_file() {
    let server = Server::new();
    let file = server.get(
        &format!("/api/v1/releases/{}/clusters.json", server.id()),
        &[],
    );
    for cluster in file.json().as_array().unwrap() {
        let id = cluster["id"].as_str().unwrap();
        let path = format!("/api/v1/releases/{}/clusters/{id}", server.id());
        let answer = server.get(&path, &[]);
        assert_eq!(answer.json(), *cluster);
        let whole = std::str::from_utf8(&file.body).unwrap();
        assert!(whole.contains(std::str::from_utf8(&answer.body).unwrap()));
        let again = server.get(&path, &[("if-none-match", answer.header("etag"))]);
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    }
    let path = format!("/api/v1/releases/{}/clusters/0-000000000000", server.id());
    assert_eq!(server.get(&path, &[]).error_code(), "cluster_not_found");
}

#[test]
fn clusters_are_listed_by_level_parent_and_words_in_pages() {
    let server = Server::new();
    let list = |query: &str| {
        let path = format!("/api/v1/releases/{}/clusters{query}", server.id());
        let answer = server.get(&path, &[]);
        assert_eq!(answer.status, StatusCode::OK, "{query}");
        let json = answer.json();
        let names: Vec<String> = json["clusters"]
            .as_array()
            .unwrap()
            .iter()
            .map(|cluster| cluster["name"].as_str().unwrap().to_owned())
            .collect();
        (names, json["total"].clone(), json["next"].clone())
    };
    let all = ["Cooking", "Bread baking", "Vegetable soups"];
    assert_eq!(list("").0, all);
    assert_eq!(list("?level=0").0, all[1..]);
    let cooking = kleio_shared::release::ClusterId::new(1, "Cooking");
    assert_eq!(list(&format!("?parent={cooking}")).0, all[1..]);
    assert_eq!(list("?q=BREAD%20help").0, ["Bread baking"]);
    assert_eq!(list("?q=nothing"), (vec![], json!(0), json!(null)));
    let (names, total, next) = list("?limit=2");
    assert_eq!((names.len(), total, next), (2, json!(3), json!(2)));
    let (names, _, next) = list("?limit=2&skip=2");
    assert_eq!((names.len(), next), (1, json!(null)));
    for bad in [
        "level=x",
        "limit=0",
        "limit=201",
        "skip=-1",
        "color=red",
        "q=a&q=b",
        "q=%ff",
    ] {
        let path = format!("/api/v1/releases/{}/clusters?{bad}", server.id());
        let answer = server.get(&path, &[]);
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{bad}");
        assert_eq!(answer.error_code(), "bad_parameter", "{bad}");
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
            assert!(answer.header("allow").starts_with("GET,HEAD"));
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
            "form-action 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(directive), "{path}: {directive}: {policy}");
        }
        assert_eq!(answer.header("x-frame-options"), "DENY");
        assert_eq!(
            answer.header("strict-transport-security"),
            "",
            "no TLS here"
        );
    }
}

#[test]
fn under_tls_browsers_are_told_to_stay_with_it_and_embedders_are_named() {
    let settings = Settings {
        tls: true,
        embedders: vec!["https://intranet.example".to_owned()],
        ..Settings::default()
    };
    let server = Server::with(client(), settings);
    let page = server.get("/", &[]);
    assert!(
        page.header("strict-transport-security")
            .starts_with("max-age=")
    );
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("frame-ancestors 'self' https://intranet.example"),
        "{policy}"
    );
    assert_eq!(page.header("x-frame-options"), "");
}

#[test]
fn on_this_machine_a_name_from_elsewhere_reads_nothing() {
    let server = Server::new();
    for (host, ok) in [
        ("127.0.0.1:8080", true),
        ("localhost:8080", true),
        ("[::1]:8080", true),
        ("192.168.0.7", true),
        ("evil.example:8080", false),
        ("localhost.evil.example", false),
    ] {
        let path = format!("/api/v1/releases/{}/clusters.json", server.id());
        let status = server.get(&path, &[("host", host)]).status;
        assert_eq!(status == StatusCode::OK, ok, "{host}: {status}");
    }
    let public = Server::public();
    let named = public.get("/api/v1/releases", &[("host", "kleio.example")]);
    assert_eq!(named.status, StatusCode::OK, "public ones are for everyone");
}

#[test]
fn without_users_there_is_nothing_to_manage() {
    let server = Server::new();
    for path in [
        "/login",
        "/account",
        "/api/v1/users",
        "/api/v1/tokens",
        "/api/v1/series",
    ] {
        let answer = server.get(path, &[]);
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let users = server.get("/api/v1/users", &[]);
    assert_eq!(users.error_code(), "no_accounts");
    let me = server.get("/api/v1/me", &[]).json();
    assert_eq!(
        me,
        json!({"login": false, "user": null, "role": null, "form": null})
    );
}

#[test]
fn the_description_of_the_api_is_served_whole_and_as_agreed() {
    assert_eq!(kleio_server::openapi::faults(), Vec::<String>::new());
    let answer = Server::new().get("/api/v1/openapi.json", &[]);
    let mut api = answer.json();
    api["info"]["version"] = json!("[version]");
    // In an order that does not hang on what else is built with it.
    insta::with_settings!({ sort_maps => true }, {
        insta::assert_json_snapshot!("openapi", api);
    });
}
