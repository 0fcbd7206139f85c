//! Writes the access log on a thread of its own, many entries at a time.
//!
//! Invariant: while the log cannot be written, nothing is shown that would have to be logged.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use crate::access::Asker;
use crate::error::ApiError;
use crate::limits::peer::AddressPolicy;
use crate::state::now;
use crate::store::Store;
use crate::store::log::{Action, Event};

/// Entries that may wait; who adds one more waits too.
const WAITING: usize = 10_000;
/// Most entries written at once.
const BATCH: usize = 1_000;
/// How long to wait before trying again to write.
const AGAIN: Duration = Duration::from_secs(1);

enum Message {
    Event(Event),
    /// Answered once all before it is written.
    Flush(oneshot::Sender<()>),
}

/// The way to the log.
#[derive(Debug, Clone)]
pub struct AccessLog {
    sender: mpsc::Sender<Message>,
    policy: AddressPolicy,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    broken: AtomicBool,
    written: AtomicU64,
}

impl AccessLog {
    /// Starts the thread that writes into `store`.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn start(store: Arc<Store>, policy: AddressPolicy) -> std::io::Result<Self> {
        let (sender, receiver) = mpsc::channel(WAITING);
        let shared = Arc::new(Shared::default());
        let log = Self {
            sender,
            policy,
            shared: shared.clone(),
        };
        std::thread::Builder::new()
            .name("access log".to_owned())
            .spawn(move || write(&store, receiver, &shared))?;
        Ok(log)
    }

    /// Writes down what `asker` did.
    ///
    /// # Errors
    /// While the log cannot be written.
    pub(crate) async fn note(
        &self,
        asker: &Asker,
        address: IpAddr,
        action: Action,
        what: &str,
        cluster: &str,
    ) -> Result<(), ApiError> {
        let person = asker.person();
        self.event(Event {
            at: now(),
            who: person.map_or(String::new(), |person| person.name.clone()),
            proof: person.map_or("", |person| person.proof.name()),
            action,
            what: what.to_owned(),
            cluster: cluster.to_owned(),
            network: self.policy.keep(address),
        })
        .await
    }

    /// Writes down that somebody logged in, or failed to, as `who`, by `proof`.
    ///
    /// # Errors
    /// While the log cannot be written.
    pub(crate) async fn login(
        &self,
        who: &str,
        proof: &'static str,
        action: Action,
        address: IpAddr,
    ) -> Result<(), ApiError> {
        self.event(Event {
            at: now(),
            who: who.to_owned(),
            proof,
            action,
            what: String::new(),
            cluster: String::new(),
            network: self.policy.keep(address),
        })
        .await
    }

    async fn event(&self, event: Event) -> Result<(), ApiError> {
        if self.shared.broken.load(Ordering::Relaxed) {
            return Err(ApiError::Internal);
        }
        self.sender
            .send(Message::Event(event))
            .await
            .map_err(|_| ApiError::Internal)
    }

    /// Waits until all entries so far are written.
    pub async fn flush(&self) {
        let (done, written) = oneshot::channel();
        // Where the thread is gone nothing can be waited for.
        if self.sender.send(Message::Flush(done)).await.is_ok() {
            written.await.ok();
        }
    }

    /// Entries written since the start.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.shared.written.load(Ordering::Relaxed)
    }

    /// Whether entries can be written.
    #[must_use]
    pub fn well(&self) -> bool {
        !self.shared.broken.load(Ordering::Relaxed)
    }
}

fn write(store: &Store, mut receiver: mpsc::Receiver<Message>, shared: &Shared) {
    let mut messages = Vec::new();
    while receiver.blocking_recv_many(&mut messages, BATCH) > 0 {
        let mut events = Vec::new();
        let mut waiting = Vec::new();
        for message in messages.drain(..) {
            match message {
                Message::Event(event) => events.push(event),
                Message::Flush(done) => waiting.push(done),
            }
        }
        while !events.is_empty() {
            match store.log(&events) {
                Ok(()) => {
                    shared
                        .written
                        .fetch_add(events.len() as u64, Ordering::Relaxed);
                    shared.broken.store(false, Ordering::Relaxed);
                    break;
                }
                Err(error) => {
                    shared.broken.store(true, Ordering::Relaxed);
                    tracing::error!(
                        "The access log cannot be written, so nothing is shown: {error}"
                    );
                    std::thread::sleep(AGAIN);
                }
            }
        }
        for done in waiting {
            // Nobody waits any more where this fails.
            done.send(()).ok();
        }
    }
}
