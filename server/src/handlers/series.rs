//! `/api/v1/series`: puts up releases, takes them back, and goes back to earlier ones.

use axum::Extension;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{door, from_json, on_store, person, private_json, store_error};
use crate::access::{Asker, Visibility};
use crate::error::{ApiError, Envelope};
use crate::limits::peer::Peer;
use crate::publish::{Files, PublishError, publish as put_up};
use crate::state::{AppState, now};
use crate::store::Store;
use crate::store::log::Action;
use crate::store::releases::Version;

/// All versions of all series.
#[derive(Serialize, ToSchema)]
pub(crate) struct Versions {
    versions: Vec<Version>,
}

/// A release to be put up: its files, byte for byte.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Upload {
    /// The text of manifest.json.
    manifest: String,
    /// The text of clusters.json.
    clusters: String,
    /// vectors.bin in base64, where the release has one.
    #[serde(default)]
    vectors: Option<String>,
    /// Who may see it; as widely as its profile allows where this is left out.
    #[serde(default)]
    visibility: Option<Visibility>,
}

/// Which version to take back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Retirement {
    /// The version's number.
    version: i64,
}

/// Which version to go back to.
#[derive(Deserialize, Default, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rollback {
    /// The version's number; the latest before the current one where this is left out.
    #[serde(default)]
    to: Option<i64>,
}

/// All versions of all series, those taken back too.
#[utoipa::path(
    get, path = "/api/v1/series", tag = "publishing",
    responses(
        (status = 200, description = "The versions", body = Versions),
        (status = "4XX", description = "An error", body = Envelope),
    ),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let versions = on_store(door(&state)?, Store::versions).await?;
    private_json(&headers, &Versions { versions })
}

/// Puts up a release as the current version of a series.
///
/// It is checked against its own policy first. The series begins with its first version.
#[utoipa::path(
    post, path = "/api/v1/series/{series}/versions", tag = "publishing",
    params(("series" = String, Path, description = "1 to 64 of a to z, digits and -")),
    request_body = Upload,
    responses(
        (status = 201, description = "It is up", body = Version),
        (status = 422, description = "The release is not sound", body = Envelope),
        (status = "4XX", description = "An error", body = Envelope),
    ),
)]
pub(crate) async fn publish(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Extension(peer): Extension<Peer>,
    path: Result<Path<String>, PathRejection>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let Path(series) = path.map_err(|_| ApiError::NotFound)?;
    let publisher = person(&asker)?.name.clone();
    let store = door(&state)?.store.clone();
    let work = move || {
        let upload: Upload = from_json(&body)?;
        let vectors = upload.vectors.map(|text| STANDARD.decode(text));
        let files = Files {
            manifest: upload.manifest.into_bytes(),
            clusters: upload.clusters.into_bytes(),
            vectors: vectors
                .transpose()
                .map_err(|_| ApiError::BadBody("the field vectors is not base64".to_owned()))?,
        };
        put_up(
            &store,
            &files,
            &series,
            upload.visibility,
            &publisher,
            now(),
        )
        .map_err(|error| match error {
            PublishError::Store(error) => store_error(error),
            PublishError::Refused(_) | PublishError::TooWide => {
                ApiError::ReleaseRefused(error.to_string())
            }
            PublishError::Copy(..) | PublishError::Unreadable(..) => {
                tracing::error!("{error}");
                ApiError::Internal
            }
        })
    };
    let version = tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| ApiError::Internal)??;
    changed(
        &state,
        &asker,
        peer,
        Action::Published,
        version,
        StatusCode::CREATED,
    )
    .await
}

/// Takes a version back: nobody is shown it any more.
#[utoipa::path(
    post, path = "/api/v1/series/{series}/retire", tag = "publishing",
    params(("series" = String, Path, description = "The series")),
    request_body = Retirement,
    responses(
        (status = 200, description = "It is gone", body = Version),
        (status = "4XX", description = "An error", body = Envelope),
    ),
)]
pub(crate) async fn retire(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Extension(peer): Extension<Peer>,
    path: Result<Path<String>, PathRejection>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let Path(series) = path.map_err(|_| ApiError::NotFound)?;
    let Retirement { version } = from_json(&body)?;
    let door = door(&state)?;
    let known = on_store(door, Store::versions).await?;
    let known = known
        .into_iter()
        .find(|known| known.series == series && known.number == version)
        .ok_or_else(|| ApiError::NothingCalled {
            what: "version",
            name: format!("{version} of {series}"),
        })?;
    let version = on_store(door, move |store| store.retire(&known.id)).await?;
    changed(
        &state,
        &asker,
        peer,
        Action::Retired,
        version,
        StatusCode::OK,
    )
    .await
}

/// Goes back to an earlier version. The current one is taken back.
#[utoipa::path(
    post, path = "/api/v1/series/{series}/rollback", tag = "publishing",
    params(("series" = String, Path, description = "The series")),
    request_body = Rollback,
    responses(
        (status = 200, description = "What is current now", body = Version),
        (status = "4XX", description = "An error", body = Envelope),
    ),
)]
pub(crate) async fn roll_back(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Extension(peer): Extension<Peer>,
    path: Result<Path<String>, PathRejection>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let Path(series) = path.map_err(|_| ApiError::NotFound)?;
    let Rollback { to } = if body.is_empty() {
        Rollback::default()
    } else {
        from_json(&body)?
    };
    let version = on_store(door(&state)?, move |store| store.roll_back(&series, to)).await?;
    changed(
        &state,
        &asker,
        peer,
        Action::RolledBack,
        version,
        StatusCode::OK,
    )
    .await
}

/// Writes down what was done, and serves what is published now.
async fn changed(
    state: &AppState,
    asker: &Asker,
    peer: Peer,
    action: Action,
    version: Version,
    status: StatusCode,
) -> Result<Response, ApiError> {
    let door = door(state)?;
    let what = format!("{} {} ({})", version.series, version.number, version.id);
    door.log
        .note(asker, peer.address, action, &what, "")
        .await?;
    crate::watch::refresh(state).await;
    Ok((status, Json(version)).into_response())
}
