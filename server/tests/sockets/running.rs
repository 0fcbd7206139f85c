//! A server that listens, in this process.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use kleio_server::client::Client;
use kleio_server::listen::connections::Limits;
use kleio_server::listen::tls::Tls;
use kleio_server::listen::{Listen, serve};
use kleio_server::metrics::Gauges;
use kleio_server::routes::router;
use kleio_server::state::{AppState, Settings};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) state: AppState,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Running {
    pub(crate) async fn start(tls: Option<Tls>, limits: Limits) -> Self {
        let state = AppState::new(Vec::new(), Client::new(&[]), Settings::default()).unwrap();
        let router = router(state.clone());
        Self::with(state, router, tls, limits).await
    }

    pub(crate) async fn with(
        state: AppState,
        router: Router,
        tls: Option<Tls>,
        limits: Limits,
    ) -> Self {
        Self::stopping_within(Duration::from_secs(3), state, router, tls, limits).await
    }

    /// Where answers under way have so long to end.
    pub(crate) async fn stopping_within(
        grace: Duration,
        state: AppState,
        router: Router,
        tls: Option<Tls>,
        limits: Limits,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopping) = watch::channel(false);
        let listen = Listen {
            listener,
            tls,
            limits,
        };
        let task = tokio::spawn(serve(listen, router, state.clone(), stopping, grace));
        Self {
            address,
            state,
            stop,
            task,
        }
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    pub(crate) fn metrics(&self) -> String {
        let gauges = Gauges {
            releases: 0,
            logged: None,
        };
        self.state.metrics().text(gauges)
    }

    /// Asks it to stop; gives how long that took.
    pub(crate) async fn stop(self) -> Duration {
        let started = tokio::time::Instant::now();
        self.stop.send_replace(true);
        self.task.await.unwrap();
        started.elapsed()
    }
}

pub(crate) const HEALTH: &[u8] = b"GET /api/v1/health HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// Sends bytes and gives the first bytes of the answer; empty where the server hangs up.
pub(crate) async fn exchange(stream: &mut TcpStream, request: &[u8]) -> String {
    // The server may have hung up already, which reading tells.
    stream.write_all(request).await.ok();
    let mut buffer = vec![0; 4096];
    let read = stream.read(&mut buffer).await.unwrap_or(0);
    String::from_utf8_lossy(&buffer[..read]).into_owned()
}
