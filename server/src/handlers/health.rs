//! `GET /api/v1/health`: whether the server answers, for monitors.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde::Serialize;

use crate::state::AppState;

/// The answer.
#[derive(Serialize)]
struct Health {
    status: &'static str,
    version: &'static str,
    releases: usize,
    client: bool,
}

pub(crate) async fn get(State(state): State<AppState>) -> impl IntoResponse {
    let health = Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        releases: state.releases().len(),
        client: state.client().index().is_some(),
    };
    ([(header::CACHE_CONTROL, "no-store")], Json(health))
}
