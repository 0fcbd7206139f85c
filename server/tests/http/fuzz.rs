//! Any text in any place of a request: no panic, no fault of the server, always the error envelope.

use axum::http::Method;
use kleio_server::access::Role;
use kleio_server::routes::{self, Kind};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::house::{Credentials, House};

/// Text as it may stand in an address: any bytes, those that would end it percent-encoded.
fn encoded(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|&byte| match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' => char::from(byte).to_string(),
            other => format!("%{other:02x}"),
        })
        .collect()
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40).prop_map(|bytes| encoded(&bytes)),
        "[a-z0-9./%-]{0,20}",
        Just("..%2f..%2fetc%2fpasswd".to_owned()),
        Just("18446744073709551616".to_owned()),
        Just("-1".to_owned()),
        Just("%00".to_owned()),
    ]
}

const NAMES: [&str; 10] = [
    "level", "parent", "q", "skip", "limit", "after", "next", "state", "code", "x",
];

fn any_query() -> impl Strategy<Value = String> {
    let pair = (prop::sample::select(&NAMES[..]), any_text());
    prop::collection::vec(pair, 0..4).prop_map(|pairs| {
        let pairs: Vec<String> = pairs.iter().map(|(k, v)| format!("{k}={v}")).collect();
        pairs.join("&")
    })
}

fn any_body() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,60}",
        any_query(),
        (any_text(), any::<i64>()).prop_map(|(text, number)| {
            serde_json::json!({
                "label": text, "days": number, "name": text, "role": "viewer", "version": number,
                "to": number, "manifest": text, "clusters": text, "disabled": false,
            })
            .to_string()
        }),
        (any_text(), "viewer|analyst|root")
            .prop_map(|(name, role)| serde_json::json!({"name": name, "role": role}).to_string()),
        any::<i64>().prop_map(|to| format!("{{\"to\":{to}}}")),
        any::<i64>().prop_map(|days| format!("{{\"label\":\"x\",\"days\":{days}}}")),
        (any_text(), any_text())
            .prop_map(|(a, b)| serde_json::json!({"manifest": a, "clusters": b}).to_string()),
    ]
}

/// Cases: a short look in every test run. `PROPTEST_CASES` sets how long a long one is.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(400)
}

#[test]
fn no_parameter_breaks_the_server() {
    let house = House::without_rate();
    let all = routes::all();
    let who: Vec<Credentials> = std::iter::once(Credentials::default())
        .chain([house.token(Role::Viewer), house.token(Role::Admin)])
        .collect();
    let strategy = (
        any::<prop::sample::Index>(),
        prop::collection::vec(any_text(), 3),
        any_query(),
        any_body(),
        any::<prop::sample::Index>(),
        any::<bool>(),
    );
    let mut runner = TestRunner::new(Config {
        cases: cases(),
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(&strategy, |(route, texts, query, body, asker, known)| {
        let route = &all[route.index(all.len())];
        let mut texts = texts.into_iter();
        let mut path = String::new();
        let mut rest = route.path;
        while let Some((before, after)) = rest.split_once('{') {
            path.push_str(before);
            let (name, after) = after.split_once('}').unwrap();
            // Half the time a release that is there, so that what comes after it is reached.
            let text = texts.next().unwrap();
            path.push_str(if name == "id" && known {
                &house.ids.public
            } else {
                &text
            });
            rest = after;
        }
        path.push_str(rest);
        let Ok(uri) = format!("{path}?{query}").parse::<axum::http::Uri>() else {
            return Ok(());
        };
        let credentials = &who[asker.index(who.len())];
        let method = &route.method;
        let body = if *method == Method::GET {
            String::new()
        } else {
            body
        };
        let answer = house.ask(method, &uri.to_string(), credentials, &body);
        let status = answer.status;
        prop_assert!(!status.is_server_error(), "{status}: {method} {uri} {body}");
        if route.kind == Kind::Api && status.is_client_error() {
            prop_assert!(!answer.error_code().is_empty());
        }
        Ok(())
    });
    outcome.unwrap();
}
