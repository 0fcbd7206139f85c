//! `GET /api/v1/releases`: which releases there are.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use kleio_shared::policy::Profile;
use serde::Serialize;

use crate::state::AppState;

/// The answer.
#[derive(Serialize)]
struct Releases {
    releases: Vec<Entry>,
}

/// What a reader chooses a release by.
#[derive(Serialize)]
struct Entry {
    id: String,
    title: String,
    profile: Profile,
    conversations: u64,
}

pub(crate) async fn get(State(state): State<AppState>) -> impl IntoResponse {
    let releases = state
        .releases()
        .iter()
        .map(|served| {
            let manifest = served.release.manifest();
            Entry {
                id: served.release.id().to_owned(),
                title: manifest.title.clone(),
                profile: manifest.policy.profile,
                conversations: manifest.totals.conversations,
            }
        })
        .collect();
    (
        [(header::CACHE_CONTROL, "no-cache")],
        Json(Releases { releases }),
    )
}
