//! What every request passes first: who sends it, whether too many come, how long it may take.

use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::error::ApiError;
use crate::limits::peer::Peer;
use crate::metrics::Refusal;
use crate::state::AppState;

/// Longest address (path and query), bytes.
const LONGEST_URI: usize = 4096;

/// How long an answer may take to be made; where a body must arrive first, see
/// [`crate::limits::body`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Longest {
    /// Of what only reads.
    pub reading: Duration,
    /// Of what comes with a body, which may be as large as a release.
    pub changing: Duration,
}

impl Default for Longest {
    fn default() -> Self {
        Self {
            reading: Duration::from_secs(30),
            changing: Duration::from_secs(1200),
        }
    }
}

/// The address that a connection comes from; set by [`crate::listen`].
#[derive(Debug, Clone, Copy)]
pub struct ConnectedFrom(pub IpAddr);

/// Admits a request, counts it, and sees that it ends.
pub(crate) async fn receive(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let connection = request.extensions().get::<ConnectedFrom>();
    let connection = connection.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |from| from.0);
    let peer = Peer::of(connection, request.headers(), state.proxies());
    let path = request.extensions().get::<MatchedPath>().cloned();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let response = match admitted(&state, peer, &request, started) {
        Err(error) => error.into_response(),
        Ok(()) => {
            request.extensions_mut().insert(peer);
            let longest = state.longest();
            let longest = if reads {
                longest.reading
            } else {
                longest.changing
            };
            tokio::time::timeout(longest, next.run(request))
                .await
                .unwrap_or_else(|_| ApiError::TimedOut.into_response())
        }
    };
    let path = path.as_ref().map(MatchedPath::as_str);
    let status = response.status().as_u16();
    state.metrics().answered(path, status, started.elapsed());
    response
}

fn admitted(state: &AppState, peer: Peer, request: &Request, now: Instant) -> Result<(), ApiError> {
    if !state.proxies().is_empty() && !peer.through_proxy {
        state.metrics().refused(Refusal::Proxy);
        return Err(ApiError::NotThroughProxy);
    }
    if let Err(seconds) = state.rate().take(peer.counted(), now) {
        state.metrics().refused(Refusal::Rate);
        return Err(ApiError::TooManyRequests(seconds));
    }
    let uri = request.uri();
    if uri.path().len() + uri.query().map_or(0, str::len) > LONGEST_URI {
        return Err(ApiError::UriTooLong);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::http::StatusCode;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;
    use crate::client::Client;
    use crate::state::Settings;

    /// The status of an answer that takes so many seconds, and how many the asker waits for it.
    async fn after(method: Method, seconds: u64) -> (StatusCode, u64) {
        let state = AppState::new(Vec::new(), Client::new(&[]), Settings::default()).unwrap();
        let slow = move || tokio::time::sleep(Duration::from_secs(seconds));
        let router = Router::new()
            .route("/", get(slow).post(slow))
            .layer(from_fn_with_state(state, receive));
        let request = Request::builder().method(method).uri("/");
        let request = request.body(Body::empty()).unwrap();
        let started = tokio::time::Instant::now();
        let response = router.oneshot(request).await.unwrap();
        (response.status(), started.elapsed().as_secs())
    }

    #[tokio::test(start_paused = true)]
    async fn what_takes_too_long_is_given_up() {
        assert_eq!(after(Method::GET, 29).await, (StatusCode::OK, 29));
        let given_up = StatusCode::SERVICE_UNAVAILABLE;
        assert_eq!(after(Method::GET, 31).await, (given_up, 30));
        assert_eq!(after(Method::HEAD, 99).await, (given_up, 30));
        assert_eq!(after(Method::POST, 31).await, (StatusCode::OK, 31));
        assert_eq!(after(Method::POST, 9_999).await, (given_up, 1_200));
    }
}
