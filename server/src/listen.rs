//! Takes connections, with or without TLS, within limits, and ends them in time.

pub mod connections;
pub mod patience;
mod refused;
pub mod tls;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt as _;

use crate::front::ConnectedFrom;
use crate::metrics::Refusal;
use crate::state::AppState;
use connections::{Connections, Limits};
use patience::Patient;
use refused::Refused;
use tls::Tls;

/// How long the head of a request may take, and how long a connection may idle.
const HEAD: Duration = Duration::from_secs(15);
/// Most bytes of a request's head.
const HEAD_BYTES: usize = 16 * 1024;
/// Most headers.
const HEADERS: usize = 64;
/// How long a TLS handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long a pause after the system has no more connections to give.
const OUT_OF_FILES: Duration = Duration::from_millis(100);

/// How connections are taken.
#[derive(Debug)]
pub struct Listen {
    /// Where.
    pub listener: TcpListener,
    /// With which certificate; `None` for none.
    pub tls: Option<Tls>,
    /// How many.
    pub limits: Limits,
}

/// Answers requests until `stop` is true, then lets those under way end, for `grace` at most.
pub async fn serve(
    listen: Listen,
    router: Router,
    state: AppState,
    mut stop: watch::Receiver<bool>,
    grace: Duration,
) {
    let Listen {
        listener,
        tls,
        limits,
    } = listen;
    let connections = Arc::new(Connections::new(limits));
    let mut tasks = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = asked(&mut stop) => break,
        };
        // Finished ones are forgotten, so that they do not pile up.
        while tasks.try_join_next().is_some() {}
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                pause_after(&error).await;
                continue;
            }
        };
        let trusted = state.proxies().iter().any(|p| p.contains(address.ip()));
        let Some(place) = connections.take(address.ip(), trusted) else {
            state.metrics().refused(Refusal::Connections);
            continue;
        };
        let (router, state) = (router.clone(), state.clone());
        let (tls, stop) = (tls.clone(), stop.clone());
        tasks.spawn(async move {
            let _open = state.metrics().connection();
            connection(stream, address, tls, router, &state, stop).await;
            drop(place);
        });
    }
    drop(listener);
    let all_end = async { while tasks.join_next().await.is_some() {} };
    // Those that are still under way then are cut off as the set is dropped.
    tokio::time::timeout(grace, all_end).await.ok();
}

/// Waits until the server is to stop.
async fn asked(stop: &mut watch::Receiver<bool>) {
    // An error means that who could ask is gone, and then there is nobody left to serve for.
    stop.wait_for(|&stop| stop).await.ok();
}

/// A connection that failed by itself is nothing to wait for; a lack of file handles is.
async fn pause_after(error: &io::Error) {
    let by_itself = matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    );
    if !by_itself {
        tracing::warn!("No connection can be taken at the moment: {error}.");
        tokio::time::sleep(OUT_OF_FILES).await;
    }
}

async fn connection(
    stream: TcpStream,
    address: SocketAddr,
    tls: Option<Tls>,
    router: Router,
    state: &AppState,
    stop: watch::Receiver<bool>,
) {
    // Answers are written whole, so waiting for more of them gains nothing.
    stream.set_nodelay(true).ok();
    let ended = match tls {
        None => http(Patient::new(stream), address, router, state, stop).await,
        Some(tls) => {
            match tokio::time::timeout(HANDSHAKE, tls.accept(Patient::new(stream))).await {
                Ok(Ok(stream)) => http(stream, address, router, state, stop).await,
                Ok(Err(_)) | Err(_) => {
                    state.metrics().refused(Refusal::Handshake);
                    return;
                }
            }
        }
    };
    if ended == Ended::TooSlow {
        state.metrics().refused(Refusal::Slow);
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Ended {
    Well,
    TooSlow,
}

async fn http<S>(
    stream: S,
    address: SocketAddr,
    router: Router,
    state: &AppState,
    mut stop: watch::Receiver<bool>,
) -> Ended
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(axum::body::Body::new);
        let from = ConnectedFrom(address.ip());
        request.extensions_mut().insert(from);
        router.clone().oneshot(request)
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(HEAD_BYTES)
        .max_headers(HEADERS)
        .serve_connection(TokioIo::new(Refused::new(stream, state.clone())), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = asked(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    match ended {
        Err(error) if error.is_timeout() || patience::ran_out(&error) => Ended::TooSlow,
        _ => Ended::Well,
    }
}
