//! `GET /api/v1/releases/{id}/vectors.bin`: that file of a release, verbatim.

use std::sync::Arc;

use axum::Extension;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::catalogue::Listed;
use crate::error::{ApiError, Envelope};

/// Vectors of the texts of a release's base clusters.
///
/// One signed byte a value, a row for each base cluster in the order of clusters.json, as the manifest
/// says under `vectors`. Not there where the manifest says nothing of it.
#[utoipa::path(
    get, path = "/api/v1/releases/{id}/vectors.bin", tag = "releases",
    params(("id" = String, Path, description = "The release, 12 hex digits of its hash")),
    responses(
        (status = 200, description = "The file", content_type = "application/octet-stream", body = Vec<u8>),
        (status = 304, description = "The copy named by If-None-Match is still good"),
        (status = "4XX", description = "An error", body = Envelope),
    ),
)]
pub(crate) async fn read(
    Extension(listed): Extension<Arc<Listed>>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let vectors = listed.served.vectors.as_ref();
    Ok(vectors.ok_or(ApiError::NotFound)?.respond(&headers))
}
