//! `GET /api/v1/health`: whether the server answers. For more, see the port of `--metrics`.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::state::AppState;

/// Whether the server is well.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `ok`: a server that is not well does not answer.
    status: &'static str,
    version: &'static str,
    /// Releases that anyone may see.
    releases: usize,
    /// Whether the program was built with its client.
    client: bool,
}

/// Whether the server answers.
#[utoipa::path(
    get, path = "/api/v1/health", tag = "server",
    responses((status = 200, description = "It does", body = Health)),
)]
pub(crate) async fn read(State(state): State<AppState>) -> impl IntoResponse {
    let list = state.catalogue().list();
    let nobody = match state.door() {
        Some(_) => crate::access::Asker::Nobody,
        None => crate::access::Asker::Local,
    };
    let visible = |listed: &&_| {
        let listed: &std::sync::Arc<crate::catalogue::Listed> = listed;
        nobody.may_see(listed.visibility, listed.past())
    };
    let health = Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        releases: list.all.iter().filter(visible).count(),
        client: state.client().index().is_some(),
    };
    ([(header::CACHE_CONTROL, "no-store")], Json(health))
}
