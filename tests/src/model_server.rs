//! A model's server for tests: it speaks OpenAI's chat completions and Anthropic's messages, and
//! misbehaves in whatever way a test asks for.
//!
//! It is strict about requests, as the real ones are: what they would refuse it refuses, in their
//! words. Its own HTTP is by hand, since bodies that break off are among what it must send.

mod http;
mod protocol;

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

pub use protocol::Protocol;

/// A request that was understood.
#[derive(Debug, Clone)]
pub struct Call {
    /// How many were understood before it.
    pub number: usize,
    /// By its path.
    pub protocol: Protocol,
    /// Header fields, their names in lower case.
    pub headers: BTreeMap<String, String>,
    /// As it came.
    pub body: Value,
    /// What the model is told to do; empty where nothing.
    pub system: String,
    /// Role and text of the messages after it.
    pub messages: Vec<(String, String)>,
}

impl Call {
    /// The first thing the person says.
    #[must_use]
    pub fn user(&self) -> &str {
        self.messages.first().map_or("", |(_, text)| text)
    }

    /// Whether an earlier answer is put right.
    #[must_use]
    pub fn is_repair(&self) -> bool {
        self.messages.len() > 1
    }
}

/// What the server does with a call.
#[derive(Debug, Clone)]
pub enum Say {
    /// A whole answer.
    Text(String),
    /// The vectors of a call's texts.
    Vectors(Vec<Vec<f32>>),
    /// An answer that the model was not done with.
    Cut(String),
    /// The model or a filter refuses.
    Refuse,
    /// An error with a code of the provider's, and further header fields.
    Error(u16, &'static str, Vec<(&'static str, String)>),
    /// This body with status 200, as JSON or whatever it is.
    Raw(String),
    /// The answer's beginning, and then nothing more.
    BreakOff,
    /// The connection is closed without a word.
    HangUp,
    /// Something after a while.
    After(Duration, Box<Self>),
}

impl Say {
    /// A whole answer.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

type Mind = dyn Fn(&Call) -> Say + Send + Sync;

/// Answers until it is dropped.
pub struct ModelServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    mind: Box<Mind>,
    key: Option<String>,
    calls: Mutex<Vec<Call>>,
    now: AtomicUsize,
    most: AtomicUsize,
    stop: AtomicBool,
}

impl ModelServer {
    /// A server that takes any key.
    pub fn start(mind: impl Fn(&Call) -> Say + Send + Sync + 'static) -> Self {
        Self::with_key(None, mind)
    }

    /// A server that takes this key only.
    pub fn with_key(
        key: Option<&str>,
        mind: impl Fn(&Call) -> Say + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            mind: Box::new(mind),
            key: key.map(str::to_owned),
            calls: Mutex::default(),
            now: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
            stop: AtomicBool::new(false),
        });
        let state = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if state.stop.load(Ordering::SeqCst) {
                    return;
                }
                let state = Arc::clone(&state);
                std::thread::spawn(move || state.serve(stream));
            }
        });
        Self { address, shared }
    }

    /// What goes into `url = "…"`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// The calls so far, in the order of their arrival.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.shared.calls.lock().expect("no panic before").clone()
    }

    /// The most calls that were being answered at a time.
    #[must_use]
    pub fn most_at_once(&self) -> usize {
        self.shared.most.load(Ordering::SeqCst)
    }
}

impl Drop for ModelServer {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for connections.
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
    fn serve(&self, mut stream: TcpStream) {
        let Some(request) = http::read(&mut stream) else {
            return;
        };
        let most = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(most, Ordering::SeqCst);
        self.respond(&request, &mut stream);
        self.now.fetch_sub(1, Ordering::SeqCst);
    }

    fn respond(&self, request: &http::Request, stream: &mut TcpStream) {
        let call = match protocol::understand(request, self.key.as_deref()) {
            Ok(call) => call,
            Err(refusal) => return http::write(stream, &refusal),
        };
        let call = {
            let mut calls = self.calls.lock().expect("no panic before");
            let number = calls.len();
            calls.push(Call { number, ..call });
            calls[number].clone()
        };
        let mut say = (self.mind)(&call);
        while let Say::After(wait, then) = say {
            std::thread::sleep(wait);
            say = *then;
        }
        match protocol::response(&call, &say) {
            Some(response) if matches!(say, Say::BreakOff) => http::write_half(stream, &response),
            Some(response) => http::write(stream, &response),
            None => {}
        }
    }
}
