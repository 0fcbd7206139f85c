//! `GET /api/v1/releases/{id}/manifest.json`: that file of a release, verbatim.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use super::named;
use crate::state::AppState;

pub(crate) async fn get(
    State(state): State<AppState>,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response {
    match named(&state, id) {
        Ok(served) => served.manifest.respond(&headers),
        Err(error) => error.into_response(),
    }
}
