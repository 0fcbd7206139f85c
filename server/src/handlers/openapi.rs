//! `GET /api/v1/openapi.json`: the description of the API, for programs that make clients.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::state::AppState;

/// This description.
#[utoipa::path(
    get, path = "/api/v1/openapi.json", tag = "server",
    responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json", body = Object)),
)]
pub(crate) async fn read(State(state): State<AppState>, headers: HeaderMap) -> Response {
    state.openapi().respond(&headers)
}
