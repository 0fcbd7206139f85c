//! `GET /api/v1/releases`: which releases there are for who asks.

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::private_json;
use crate::access::{Asker, Visibility};
use crate::catalogue::Listed;
use crate::error::ApiError;
use crate::state::AppState;

/// The releases that who asks may see.
#[derive(Serialize, ToSchema)]
pub(crate) struct Releases {
    releases: Vec<ListedRelease>,
}

/// What a reader chooses a release by.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListedRelease {
    /// 12 hex digits of the hash of its content: what is at addresses with it never changes.
    id: String,
    /// A heading.
    title: String,
    /// The privacy profile: `public`, `analyst` or `open-data`.
    profile: &'static str,
    /// Conversations in released clusters.
    conversations: u64,
    /// Whether conversations said which account they come from. Where not, each counts as an account.
    accounts_known: bool,
    /// Who may see it.
    visibility: Visibility,
    /// The series it belongs to, where it was published in one.
    series: Option<String>,
    /// Its number in the series.
    version: Option<i64>,
    /// Whether it is the newest of its series, or stands alone.
    current: bool,
    /// When it was published, seconds since 1970.
    published: Option<i64>,
}

impl ListedRelease {
    fn of(listed: &Listed) -> Self {
        let manifest = listed.served.release.manifest();
        let version = listed.version.as_ref();
        Self {
            id: listed.id().to_owned(),
            title: manifest.title.clone(),
            profile: manifest.policy.profile.name(),
            conversations: manifest.totals.conversations,
            accounts_known: manifest.accounts_known,
            visibility: listed.visibility,
            series: version.map(|version| version.series.clone()),
            version: version.map(|version| version.number),
            current: !listed.past(),
            published: version.map(|version| version.published),
        }
    }
}

/// Which releases there are.
///
/// Without a login those that are public; with one also those behind it; with the role analyst also
/// earlier versions.
#[utoipa::path(
    get, path = "/api/v1/releases", tag = "releases",
    responses(
        (status = 200, description = "The releases", body = Releases),
        (status = 304, description = "The copy named by If-None-Match is still good"),
    ),
)]
pub(crate) async fn read(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let list = state.catalogue().list();
    let mut visible: Vec<_> = list
        .all
        .iter()
        .filter(|listed| asker.may_see(listed.visibility, listed.past()))
        .collect();
    // The client opens the first.
    visible.sort_by_key(|listed| listed.past());
    let releases = visible
        .into_iter()
        .map(|listed| ListedRelease::of(listed))
        .collect();
    private_json(&headers, &Releases { releases })
}
