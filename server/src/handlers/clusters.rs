//! `GET /api/v1/releases/{id}/clusters.json`: that file of a release, verbatim.

use std::sync::Arc;

use axum::Extension;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::catalogue::Listed;
use crate::error::Envelope;

/// All clusters of a release.
///
/// Byte for byte as kleio wrote them; the manifest has their SHA-256.
#[utoipa::path(
    get, path = "/api/v1/releases/{id}/clusters.json", tag = "releases",
    params(("id" = String, Path, description = "The release, 12 hex digits of its hash")),
    responses(
        (status = 200, description = "The file", content_type = "application/json", body = Vec<Object>),
        (status = 304, description = "The copy named by If-None-Match is still good"),
        (status = "4XX", description = "An error", body = Envelope),
    ),
)]
pub(crate) async fn read(
    Extension(listed): Extension<Arc<Listed>>,
    headers: HeaderMap,
) -> Response {
    listed.served.clusters.respond(&headers)
}
