//! `GET /api/v1/releases/{id}/manifest.json`: that file of a release, verbatim.

use std::sync::Arc;

use axum::Extension;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::catalogue::Listed;
use crate::error::Envelope;

/// A release's words about itself.
///
/// Its policy, totals, facets, and the SHA-256 of its other files, byte for byte as kleio wrote them.
#[utoipa::path(
    get, path = "/api/v1/releases/{id}/manifest.json", tag = "releases",
    params(("id" = String, Path, description = "The release, 12 hex digits of its hash")),
    responses(
        (status = 200, description = "The file", content_type = "application/json", body = Object),
        (status = 304, description = "The copy named by If-None-Match is still good"),
        (status = "4XX", description = "An error", body = Envelope),
    ),
)]
pub(crate) async fn read(
    Extension(listed): Extension<Arc<Listed>>,
    headers: HeaderMap,
) -> Response {
    listed.served.manifest.respond(&headers)
}
