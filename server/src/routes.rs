//! The one list of everything the server answers.

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;

use crate::error::ApiError;
use crate::handlers::{client, clusters, health, manifest, releases};
use crate::headers;
use crate::state::AppState;

/// The server as a service: routes, then what is put around all of them.
///
/// Every address answers GET and HEAD only. Errors of the API have the form
/// `{"error": {"code", "message"}}`.
pub fn router(state: AppState) -> Router {
    Router::new()
        // Whether the server is well: {"status", "version", "releases", "client"}.
        .route("/api/v1/health", get(health::get))
        // What there is to see: {"releases": [{"id", "title", "profile", "conversations"}]}.
        .route("/api/v1/releases", get(releases::get))
        // A release's own words about itself, verbatim. The id is a hash: cached for good.
        .route("/api/v1/releases/{id}/manifest.json", get(manifest::get))
        // All clusters of a release, verbatim. Cached for good.
        .route("/api/v1/releases/{id}/clusters.json", get(clusters::get))
        // Everything else: the client's files, its start page, or an error.
        .fallback(client::get)
        .method_not_allowed_fallback(async || ApiError::MethodNotAllowed)
        .layer(from_fn_with_state(state.clone(), headers::secure))
        .with_state(state)
}
