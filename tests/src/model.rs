//! A language model on this machine that answers as a test tells it to, in the protocol of OpenAI.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::{Value, json};

/// What is asked: system message and user message.
type Script = dyn Fn(&str, &str) -> String + Send + Sync;

/// A server that goes on until the test process ends.
pub struct Model {
    port: u16,
    calls: Arc<AtomicUsize>,
}

impl Model {
    /// Starts a server that answers by `script`, from the system message and the user message.
    ///
    /// # Panics
    /// When no port can be had.
    pub fn start(script: impl Fn(&str, &str) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port can be had");
        let port = listener.local_addr().expect("it has an address").port();
        let calls = Arc::new(AtomicUsize::new(0));
        let script: Arc<Script> = Arc::new(script);
        let counter = Arc::clone(&calls);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (script, counter) = (Arc::clone(&script), Arc::clone(&counter));
                thread::spawn(move || converse(stream, &*script, &counter));
            }
        });
        Self { port, calls }
    }

    /// The `[models]` that make `kleio` ask it, with further keys of the test.
    #[must_use]
    pub fn config(&self, more: &str) -> String {
        format!(
            "[models]\nprovider = \"openai\"\nurl = \"http://127.0.0.1:{}/v1\"\nmodel = \"scripted\"\n{more}\n",
            self.port
        )
    }

    /// How often it was asked.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}

/// Answers the requests of one connection until it is closed.
fn converse(stream: TcpStream, script: &Script, calls: &AtomicUsize) {
    let Ok(mut writer) = stream.try_clone() else {
        return;
    };
    let mut reader = BufReader::new(stream);
    while let Some(body) = request(&mut reader) {
        calls.fetch_add(1, Ordering::SeqCst);
        let reply = reply(&body, script).to_string();
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length:";
        if write!(writer, "{head} {}\r\n\r\n{reply}", reply.len()).is_err() {
            return;
        }
    }
}

/// The body of the next request.
fn request(reader: &mut BufReader<TcpStream>) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

fn reply(body: &Value, script: &Script) -> Value {
    let said = |role: &str| {
        let messages = body["messages"].as_array().into_iter().flatten();
        let of_role = messages.filter(|message| message["role"] == role);
        let texts: Vec<String> = of_role.map(|message| text(&message["content"])).collect();
        texts.join("\n")
    };
    let content = script(&said("system"), &said("user"));
    json!({
        "id": "chatcmpl-test",
        "object": "chat.completion",
        "created": 0,
        "model": body["model"],
        "choices": [{
            "index": 0,
            "message": { "role": "assistant", "content": content },
            "finish_reason": "stop"
        }],
        "usage": { "prompt_tokens": 10, "completion_tokens": 10, "total_tokens": 20 }
    })
}

/// A message's content, which may be a text or a list of parts.
fn text(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts
            .iter()
            .filter_map(|part| part["text"].as_str())
            .collect(),
        _ => String::new(),
    }
}
