//! Tests of the API's vectors against a small server on this machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::*;

/// A server whose vector of a text is its length and 1; it fails with `status` where `fails` says so of
/// a call's number. Returns its address and the number of texts it was sent.
fn server(fails: fn(usize) -> bool, status: u16) -> (String, Arc<AtomicUsize>) {
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
            let usage = json!({"prompt_tokens": 1, "total_tokens": 1});
            let answer = json!({"object": "list", "model": "m", "data": data, "usage": usage});
            let status = if fails(number) { status } else { 200 };
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

fn config(url: &str) -> VectorsConfig {
    toml::from_str(&format!(
        "provider = \"openai\"\nmodel = \"m\"\nurl = \"{url}\"\nbatch = 2\nconcurrency = 1\nretries = 2"
    ))
    .unwrap()
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

#[test]
fn vectors_come_in_order_and_equal_texts_are_sent_once() {
    let (url, sent) = server(|_| false, 500);
    let api = Api::open(&config(&url), 1).unwrap();
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
    let (url, _) = server(|number| number == 1, 503);
    let api = Api::open(&config(&url), 1).unwrap();
    let vectors = api.embed(&texts(&["a"]), &|_| {});
    assert!(api.failure().is_none() && vectors.row(0)[0] > 0.0);
}

#[test]
fn a_lasting_trouble_is_told_without_the_texts() {
    let (url, _) = server(|number| number > 0, 400);
    let api = Api::open(&config(&url), 1).unwrap();
    api.embed(&texts(&["something private"]), &|_| {});
    let message = api.failure().unwrap().to_string();
    assert!(
        message.contains("400") && !message.contains("private"),
        "{message}"
    );
}

#[test]
fn a_missing_key_names_its_variable() {
    let mut config = config("http://127.0.0.1:9/v1");
    config.key_env = Some("KLEIO_TEST_NO_SUCH_KEY".into());
    let error = Api::open(&config, 1).unwrap_err();
    assert!(error.to_string().contains("KLEIO_TEST_NO_SUCH_KEY"));
}
