//! Metrics and health, on a port of their own that is not for the public.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;

use crate::metrics::Gauges;
use crate::state::AppState;

/// `/metrics` for Prometheus; `/health/live`: the process answers; `/health/ready`: it can serve.
pub fn router(state: AppState) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/health/live", get(async || "ok\n"))
        .route("/health/ready", get(ready))
        .with_state(state)
}

async fn metrics(State(state): State<AppState>) -> impl IntoResponse {
    let gauges = Gauges {
        releases: state.catalogue().list().all.len(),
        logged: state.door().map(|door| door.log.written()),
    };
    let headers = [
        (
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, state.metrics().text(gauges))
}

/// Ready is a server that can read its data and write its log.
async fn ready(State(state): State<AppState>) -> impl IntoResponse {
    let well = state
        .door()
        .is_none_or(|door| door.log.well() && door.store.release_changes().is_ok());
    if well {
        (StatusCode::OK, "ready\n")
    } else {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "The data cannot be read, or the access log not written.\n",
        )
    }
}
