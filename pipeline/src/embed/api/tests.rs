//! Tests of the API's vectors against a small server on this machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::*;
use crate::llm::{ModelsConfig, Stage};

/// A server whose vector of a text is its length and 1; it fails with `status` where `fails` says so of
/// a call's number and texts. Returns its address and the number of texts it was sent.
fn server(fails: fn(usize, &[Value]) -> bool, status: u16) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let texts = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&texts);
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut length = 0;
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                let line = line.trim().to_ascii_lowercase();
                if let Some(value) = line.strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                if line.is_empty() {
                    break;
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let body: Value = serde_json::from_slice(&body).unwrap();
            let input = match &body["input"] {
                Value::Array(texts) => texts.clone(),
                one => vec![one.clone()],
            };
            counted.fetch_add(input.len(), Ordering::SeqCst);
            let data: Vec<Value> = input
                .iter()
                .enumerate()
                .map(|(index, text)| {
                    let length = text.as_str().unwrap().len() as f32;
                    json!({"object": "embedding", "index": index, "embedding": [length, 1.0]})
                })
                .collect();
            let usage = json!({"prompt_tokens": 10, "total_tokens": 10});
            let answer = json!({"object": "list", "model": "m", "data": data, "usage": usage});
            let status = if fails(number, &input) { status } else { 200 };
            let answer = answer.to_string();
            write!(
                stream,
                "HTTP/1.1 {status} -\r\ncontent-type: application/json\r\nretry-after-ms: 1\r\n\
                 content-length: {}\r\nconnection: close\r\n\r\n{answer}",
                answer.len()
            )
            .unwrap();
        }
    });
    (url, texts)
}

fn config(url: &str, more: &str) -> VectorsConfig {
    toml::from_str(&format!(
        "provider = \"openai\"\nmodel = \"m\"\nurl = \"{url}\"\nbatch = 2\nconcurrency = 1\nfirst_pause_seconds = 0.01\n{more}"
    ))
    .unwrap()
}

/// With the replies in `vault`, and `limits` as `[models]` has them.
fn opened(url: &str, more: &str, vault: &Path, limits: &str) -> Result<Api, VectorsError> {
    let limits: ModelsConfig = toml::from_str(limits).unwrap();
    let book = Book::open(&limits, vault, 1).unwrap();
    Api::open(&config(url, more), book)
}

fn open(url: &str, more: &str) -> (Api, tempfile::TempDir) {
    let vault = tempfile::tempdir().unwrap();
    (opened(url, more, vault.path(), "").unwrap(), vault)
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

#[test]
fn vectors_come_in_order_and_equal_texts_are_sent_once() {
    let (url, sent) = server(|_, _| false, 500);
    let (api, _vault) = open(&url, "");
    assert_eq!((api.name(), api.dims()), ("openai m", 2));
    let done = AtomicUsize::new(0);
    let step = |count: u64| {
        done.fetch_add(count as usize, Ordering::SeqCst);
    };
    let vectors = api.embed(&texts(&["a", "abc", "a", "", "ab"]), &step);
    assert!(api.failure().is_none());
    for (row, length) in vectors.iter().zip([1.0_f32, 3.0, 1.0, 1.0, 2.0]) {
        assert!((row[0] / row[1] - length).abs() < 1e-5);
    }
    // One to open with, and four different ones.
    assert_eq!(sent.load(Ordering::SeqCst), 5);
    assert_eq!(done.into_inner(), 5);
}

#[test]
fn a_passing_trouble_is_tried_again() {
    let (url, _) = server(|number, _| number == 1, 503);
    let (api, _vault) = open(&url, "");
    let vectors = api.embed(&texts(&["a"]), &|_| {});
    assert!(api.failure().is_none() && vectors.row(0)[0] > 0.0);
}

#[test]
fn a_lasting_trouble_is_told_without_the_texts() {
    let (url, sent) = server(|number, _| number > 0, 400);
    let (api, _vault) = open(&url, "max_failures = 0.0");
    api.embed(&texts(&["something private"]), &|_| {});
    let message = api.failure().unwrap().to_string();
    assert!(
        message.contains("400") && !message.contains("private"),
        "{message}"
    );
    assert!(message.contains("max_failures in [embedding]"), "{message}");
    // The run is over, so that nothing more is paid.
    let before = sent.load(Ordering::SeqCst);
    api.embed(&texts(&["another"]), &|_| {});
    assert_eq!(sent.load(Ordering::SeqCst), before);
}

#[test]
fn what_was_paid_once_is_in_the_vault() {
    let (url, sent) = server(|_, _| false, 500);
    let (first, vault) = open(&url, "");
    let words = texts(&["a", "abc", "abcde", "ab"]);
    let vectors = first.embed(&words, &|_| {});
    assert_eq!(sent.load(Ordering::SeqCst), 5);
    // Forgotten, not closed: as after a kill. Other batches are other calls and the same vectors.
    std::mem::forget(first);
    let again = opened(&url, "", vault.path(), "").unwrap();
    assert_eq!(again.embed(&words, &|_| {}), vectors);
    let turned = texts(&["ab", "new", "a"]);
    assert_eq!(again.embed(&turned, &|_| {}).row(2), vectors.row(0));
    assert_eq!(sent.load(Ordering::SeqCst), 6);
}

#[test]
fn a_text_that_the_server_refuses_costs_no_other_its_vector() {
    let refuses = |_: usize, texts: &[Value]| texts.iter().any(|text| text == "bad");
    let (url, _) = server(refuses, 400);
    let vault = tempfile::tempdir().unwrap();
    let limits: ModelsConfig = toml::from_str("").unwrap();
    let book = Book::open(&limits, vault.path(), 1).unwrap();
    let api = Api::open(&config(&url, "max_failures = 0.1"), book.clone()).unwrap();
    let words = texts(&["bad", "abc", "abcde", "ab"]);
    let vectors = api.embed(&words, &|_| {});
    assert!(api.failure().is_none() && api.loses_texts());
    assert_eq!(vectors.zero_rows(), [0]);
    let report = book.report();
    let [(Stage::Embed, report)] = &report[..] else {
        panic!("{report:?}");
    };
    assert_eq!((report.asked, report.unanswered), (5, 1));
    assert_eq!(report.tokens.input, 30);
    // Two of ten are too many where one may fail.
    let more: Vec<String> = (0..9).map(|i| format!("text {i}")).collect();
    let (url, _) = server(|number, _| number == 2 || number == 3, 500);
    let api = opened(&url, "max_failures = 0.1\nretries = 0", vault.path(), "").unwrap();
    api.embed(&more, &|_| {});
    let message = api.failure().unwrap().to_string();
    assert!(message.contains("2 of 9"), "{message}");
}

#[test]
fn the_budget_of_the_vault_is_kept() {
    let (url, sent) = server(|_, _| false, 500);
    let vault = tempfile::tempdir().unwrap();
    let api = opened(&url, "", vault.path(), "budget = { tokens = 25 }").unwrap();
    api.embed(&texts(&["a", "b", "c", "d", "e", "f"]), &|_| {});
    let message = api.failure().unwrap().to_string();
    assert!(
        message.contains("budget of 25 tokens") && message.contains("embed"),
        "{message}"
    );
    // Ten tokens a call: the probe, and one or two calls more.
    let before = sent.load(Ordering::SeqCst);
    assert!((3..=5).contains(&before), "{before}");
    // A raised one goes on where this one ended.
    let api = opened(&url, "", vault.path(), "budget = { tokens = 90 }").unwrap();
    api.embed(&texts(&["a", "b", "c", "d", "e", "f"]), &|_| {});
    assert!(api.failure().is_none());
    assert_eq!(sent.load(Ordering::SeqCst), 7);
}

#[test]
fn calls_keep_their_distance() {
    let (url, _) = server(|_, _| false, 500);
    let (api, _vault) = open(&url, "requests_per_minute = 600");
    let start = Instant::now();
    api.embed(&texts(&["a", "b", "c", "d", "e", "f"]), &|_| {});
    assert!(start.elapsed() >= Duration::from_millis(150));
}

#[test]
fn a_server_without_the_model_is_told_at_once() {
    let (url, sent) = server(|_, _| true, 404);
    let vault = tempfile::tempdir().unwrap();
    let error = opened(&url, "", vault.path(), "").unwrap_err().to_string();
    assert!(
        error.contains("404") && error.contains("check url and model"),
        "{error}"
    );
    assert_eq!(sent.load(Ordering::SeqCst), 1);
}

#[test]
fn a_missing_key_names_its_variable() {
    let vault = tempfile::tempdir().unwrap();
    let key = "key_env = \"KLEIO_TEST_NO_SUCH_KEY\"";
    let error = opened("http://127.0.0.1:9/v1", key, vault.path(), "").unwrap_err();
    let error = error.to_string();
    assert!(
        error.contains("KLEIO_TEST_NO_SUCH_KEY") && error.contains("[embedding]"),
        "{error}"
    );
}
