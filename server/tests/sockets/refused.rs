//! What is no request at all, or has too large a head: answered like every other error, then cut off.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use kleio_server::client::Client;
use kleio_server::listen::connections::Limits;
use kleio_server::state::{AppState, Settings};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::timeout;

use crate::running::{HEALTH, Running};

/// Stands in what is sent, and may stand in no answer.
const CANARY: &str = "wagtail-7f3c";

/// Sends all of `request`, whatever is answered meanwhile, and gives all that is answered until the end.
async fn answered(running: &Running, request: &[u8]) -> String {
    let (mut reader, mut writer) = running.connect().await.into_split();
    let request = request.to_vec();
    let sending = tokio::spawn(async move {
        writer.write_all(&request).await.ok();
        writer
    });
    let mut said = Vec::new();
    timeout(Duration::from_secs(10), reader.read_to_end(&mut said))
        .await
        .expect("the server does not hang up")
        .expect("the answer was taken away");
    drop(sending.await.unwrap());
    String::from_utf8(said).unwrap()
}

/// The status, the headers and the body of an answer.
fn parts(answer: &str) -> (&str, Vec<(&str, &str)>, &str) {
    let (head, body) = answer.split_once("\r\n\r\n").expect(answer);
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let headers = lines.map(|line| line.split_once(": ").unwrap()).collect();
    (status, headers, body)
}

#[tokio::test]
async fn what_is_no_request_is_told_so_in_the_envelope() {
    let running = Running::start(None, Limits::default()).await;
    let many: String = (0..100).map(|n| format!("x-{n}: {CANARY}\r\n")).collect();
    let requests = [
        (format!("{CANARY}\r\n\r\n"), "400", "not_a_request"),
        (
            format!("GET / HTTP/1.1\r\n{CANARY}\r\n\r\n"),
            "400",
            "not_a_request",
        ),
        (
            format!("GET /\u{1}{CANARY} HTTP/1.1\r\n\r\n"),
            "400",
            "not_a_request",
        ),
        (
            format!("GET /{CANARY} HTTP/7.3\r\n\r\n"),
            "400",
            "not_a_request",
        ),
        (
            format!("\u{16}\u{3}\u{1}{CANARY}\r\n\r\n"),
            "400",
            "not_a_request",
        ),
        (
            format!("GET / HTTP/1.1\r\n{many}\r\n"),
            "431",
            "head_too_large",
        ),
        (
            format!(
                "GET / HTTP/1.1\r\nx: {CANARY}{}\r\n\r\n",
                "a".repeat(40_000)
            ),
            "431",
            "head_too_large",
        ),
    ];
    for (request, status, code) in &requests {
        let shown = format!("{:.60}", request.escape_debug());
        let answer = answered(&running, request.as_bytes()).await;
        let (found, headers, body) = parts(&answer);
        assert_eq!(found, *status, "{shown}: {answer}");
        let json: Value = serde_json::from_str(body).unwrap();
        assert_eq!(json["error"]["code"], *code, "{shown}");
        let header = |name: &str| headers.iter().find(|(n, _)| *n == name).map(|(_, v)| *v);
        assert_eq!(header("content-type"), Some("application/json"), "{shown}");
        assert_eq!(
            header("content-length"),
            Some(&*body.len().to_string()),
            "{shown}"
        );
        assert_eq!(header("connection"), Some("close"), "{shown}");
        assert_eq!(header("cache-control"), Some("no-store"), "{shown}");
        assert_eq!(header("x-content-type-options"), Some("nosniff"), "{shown}");
        assert_eq!(header("x-frame-options"), Some("DENY"), "{shown}");
        assert!(
            header("content-security-policy").is_some_and(|p| p.starts_with("default-src 'none'")),
            "{shown}"
        );
        assert!(!answer.contains(CANARY), "{shown}: {answer}");
    }
    let counted = format!(
        "kleio_refusals_total{{reason=\"malformed\"}} {}",
        requests.len()
    );
    assert!(running.metrics().contains(&counted));
}

#[tokio::test]
async fn an_address_too_long_is_told_so_in_the_envelope() {
    let running = Running::start(None, Limits::default()).await;
    let request = format!(
        "GET /{} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
        "a".repeat(5_000)
    );
    let answer = answered(&running, request.as_bytes()).await;
    let (status, _, body) = parts(&answer);
    assert_eq!(status, "414");
    let json: Value = serde_json::from_str(body).unwrap();
    assert_eq!(json["error"]["code"], "uri_too_long");
}

#[tokio::test]
async fn an_answer_before_what_is_no_request_arrives_whole() {
    let running = Running::start(None, Limits::default()).await;
    let request = [HEALTH, b"nonsense\r\n\r\n"].concat();
    let answer = answered(&running, &request).await;
    let (status, _, rest) = parts(&answer);
    assert_eq!(status, "200");
    let at = rest.find("HTTP/1.1 400").expect(rest);
    let health: Value = serde_json::from_str(&rest[..at]).unwrap();
    assert_eq!(health["status"], "ok");
    assert!(rest.ends_with("}}"), "{rest}");
}

#[tokio::test]
async fn what_a_handler_says_is_left_as_it_is() {
    let state = AppState::new(Vec::new(), Client::new(&[]), Settings::default()).unwrap();
    let bare = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";
    let router = Router::new().route("/", get(async move || format!("{bare}!")));
    let running = Running::with(state, router, None, Limits::default()).await;
    let request = b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let answer = answered(&running, request).await;
    assert!(answer.ends_with(&format!("{bare}!")), "{answer}");
}

#[tokio::test]
async fn another_protocol_gets_nothing() {
    let running = Running::start(None, Limits::default()).await;
    // HTTP/2, as a client speaks it that knows already that the server does.
    let answer = answered(&running, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    assert_eq!(answer, "");
}
