//! `GET /api/v1/access-log`: who saw what, for admins. Reading it is written down too.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::{door, number, on_store, parameters, private_json};
use crate::access::Asker;
use crate::error::{ApiError, Envelope};
use crate::limits::peer::Peer;
use crate::state::AppState;
use crate::store::log::{Action, Entry};

/// A part of the log.
#[derive(Serialize, ToSchema)]
pub(crate) struct Entries {
    entries: Vec<Entry>,
    /// Where the log stands: note it elsewhere, and `kleio-server log verify --head` finds whatever
    /// is changed later.
    head: String,
}

/// Who saw which release and cluster, and who changed what.
#[utoipa::path(
    get, path = "/api/v1/access-log", tag = "users",
    params(
        ("after" = Option<u64>, Query, description = "Only entries after this number"),
        ("limit" = Option<u64>, Query, minimum = 1, maximum = 1000, description = "How many to give; 100 otherwise"),
    ),
    responses(
        (status = 200, description = "Entries, the oldest first", body = Entries),
        (status = "4XX", description = "An error", body = Envelope),
    ),
)]
pub(crate) async fn read(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Extension(peer): Extension<Peer>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let fields = parameters(&uri, &["after", "limit"])?;
    let after = number(&fields, "after", 0..=u64::MAX)?.unwrap_or(0);
    let limit = number(&fields, "limit", 1..=1000)?.unwrap_or(100);
    let limit = u32::try_from(limit).unwrap_or(1000);
    let door = door(&state)?;
    let note = door.log.note(&asker, peer.address, Action::ReadLog, "", "");
    note.await?;
    door.log.flush().await;
    let (entries, head) = on_store(door, move |store| {
        Ok((store.log_entries(after, limit)?, store.log_head()?))
    })
    .await?;
    let head = head.to_string();
    private_json(&headers, &Entries { entries, head })
}
