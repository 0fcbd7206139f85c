//! The handlers, one file each.

pub(crate) mod client;
pub(crate) mod clusters;
pub(crate) mod health;
pub(crate) mod manifest;
pub(crate) mod releases;

use axum::extract::Path;
use axum::extract::rejection::PathRejection;

use crate::error::ApiError;
use crate::release_dir::ServedRelease;
use crate::state::AppState;

/// The release that a request's `{id}` names; an id that is not even text names none.
fn named(
    state: &AppState,
    id: Result<Path<String>, PathRejection>,
) -> Result<&ServedRelease, ApiError> {
    let Path(id) = id.map_err(|_| ApiError::NotFound)?;
    state.release(&id).ok_or(ApiError::ReleaseNotFound(id))
}
