//! `GET /api/v1/releases/{id}/clusters`: clusters of a level, of a parent, or with some words.

use std::sync::Arc;

use axum::Extension;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use super::{number, parameters};
use crate::catalogue::Listed;
use crate::cluster_index::{LARGEST_PAGE, Query};
use crate::error::{ApiError, Envelope};

/// Most characters searched for.
const LONGEST_SEARCH: usize = 200;
/// Most words searched for.
const MOST_WORDS: usize = 16;

/// Some clusters of a release, in pages.
///
/// In the order of the release: top level first, within a level by falling size. The answer is
/// `{"total", "next", "clusters"}`: how many there are, the `skip` of the next page or null, and the
/// clusters as they stand in the release.
#[utoipa::path(
    get, path = "/api/v1/releases/{id}/clusters", tag = "releases",
    params(
        ("id" = String, Path, description = "The release, 12 hex digits of its hash"),
        ("level" = Option<u8>, Query, description = "Only clusters of this level; 0 is the base"),
        ("parent" = Option<String>, Query, description = "Only the children of this cluster"),
        ("q" = Option<String>, Query, max_length = 200, description = "Only clusters whose name or description has all these words, or parts of words"),
        ("skip" = Option<u64>, Query, description = "How many to pass over"),
        ("limit" = Option<u64>, Query, minimum = 1, maximum = 200, description = "How many to give; 50 otherwise"),
    ),
    responses(
        (status = 200, description = "A page of clusters", content_type = "application/json", body = Object),
        (status = 304, description = "The copy named by If-None-Match is still good"),
        (status = "4XX", description = "An error", body = Envelope),
    ),
)]
pub(crate) async fn read(
    Extension(listed): Extension<Arc<Listed>>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let query = query(&uri)?;
    let page = listed.served.index.page(query).map_err(|error| {
        tracing::error!("A page of clusters could not be compressed: {error}.");
        ApiError::Internal
    })?;
    Ok(page.respond(&headers))
}

fn query(uri: &Uri) -> Result<Query, ApiError> {
    let fields = parameters(uri, &["level", "parent", "q", "skip", "limit"])?;
    let search = fields.get("q").unwrap_or("");
    if search.chars().count() > LONGEST_SEARCH {
        return Err(ApiError::BadParameter {
            name: "q",
            why: format!("it has at most {LONGEST_SEARCH} characters"),
        });
    }
    let level = number(&fields, "level", 0..=u8::MAX.into())?;
    let skip = number(&fields, "skip", 0..=u32::MAX.into())?.unwrap_or(0);
    let limit = number(&fields, "limit", 1..=LARGEST_PAGE as u64)?.unwrap_or(50);
    let words = search.to_lowercase();
    let words = words.split_whitespace().take(MOST_WORDS);
    Ok(Query {
        level: level.and_then(|level| u8::try_from(level).ok()),
        parent: fields.get("parent").map(str::to_owned),
        words: words.map(str::to_owned).collect(),
        // Both are in range, so nothing is lost.
        skip: usize::try_from(skip).unwrap_or(usize::MAX),
        limit: usize::try_from(limit).unwrap_or(LARGEST_PAGE),
    })
}
