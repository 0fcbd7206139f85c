//! `GET /api/v1/releases/{id}/clusters/{cluster}`: one cluster, as it stands in the release.

use std::sync::Arc;

use axum::Extension;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::catalogue::Listed;
use crate::error::{ApiError, Envelope};

/// One cluster.
#[utoipa::path(
    get, path = "/api/v1/releases/{id}/clusters/{cluster}", tag = "releases",
    params(
        ("id" = String, Path, description = "The release, 12 hex digits of its hash"),
        ("cluster" = String, Path, description = "The cluster's id, such as 0-5f3a91c2d07b"),
    ),
    responses(
        (status = 200, description = "The cluster", content_type = "application/json", body = Object),
        (status = 304, description = "The copy named by If-None-Match is still good"),
        (status = "4XX", description = "An error", body = Envelope),
    ),
)]
pub(crate) async fn read(
    Extension(listed): Extension<Arc<Listed>>,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let Path((_, cluster)) = path.map_err(|_| ApiError::NotFound)?;
    match listed.served.index.get(&cluster) {
        Some(content) => Ok(content.respond(&headers)),
        None => Err(ApiError::ClusterNotFound(cluster)),
    }
}
