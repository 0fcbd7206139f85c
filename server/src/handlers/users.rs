//! `/api/v1/users`: who may log in, and what they may do.

use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{door, from_json, on_store, private_json};
use crate::access::{Asker, Role};
use crate::error::{ApiError, Envelope};
use crate::limits::peer::Peer;
use crate::state::{AppState, now};
use crate::store::Store;
use crate::store::log::Action;
use crate::store::users::User;

/// All users.
#[derive(Serialize, ToSchema)]
pub(crate) struct Users {
    users: Vec<User>,
}

/// A user to be invited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Invitation {
    /// The name to log in with: 1 to 64 letters, digits and `.-_@+`.
    name: String,
    /// What the user may do.
    role: Role,
}

/// An invitation that was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct Invited {
    user: User,
    /// Where the user chooses a password, on this server. It works once, for a week, and is shown
    /// this once.
    path: String,
}

/// What is to change; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    /// What the user may do from now on.
    #[serde(default)]
    role: Option<Role>,
    /// Whether the user may not log in any more. All sessions and tokens end.
    #[serde(default)]
    disabled: Option<bool>,
}

/// All users.
#[utoipa::path(
    get, path = "/api/v1/users", tag = "users",
    responses(
        (status = 200, description = "The users", body = Users),
        (status = "4XX", description = "An error", body = Envelope),
    ),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let users = on_store(door(&state)?, Store::users).await?;
    private_json(&headers, &Users { users })
}

/// Adds a user, and makes an invitation.
#[utoipa::path(
    post, path = "/api/v1/users", tag = "users",
    request_body = Invitation,
    responses(
        (status = 201, description = "The invitation", body = Invited),
        (status = "4XX", description = "An error", body = Envelope),
    ),
)]
pub(crate) async fn invite(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Extension(peer): Extension<Peer>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let Invitation { name, role } = from_json(&body)?;
    let door = door(&state)?;
    let (user, secret) = on_store(door, move |store| {
        let user = store.add_user(&name, role)?;
        let secret = store.invite(&user, now())?;
        Ok((user, secret))
    })
    .await?;
    door.log
        .note(&asker, peer.address, Action::Invited, &user.name, "")
        .await?;
    let invited = Invited {
        user,
        path: format!("/invitation/{}", secret.reveal()),
    };
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    Ok((StatusCode::CREATED, no_store, Json(invited)).into_response())
}

/// Changes what a user may do.
#[utoipa::path(
    post, path = "/api/v1/users/{user}", tag = "users",
    params(("user" = String, Path, description = "The user's name")),
    request_body = Change,
    responses(
        (status = 200, description = "The user as changed", body = User),
        (status = "4XX", description = "An error", body = Envelope),
    ),
)]
pub(crate) async fn change(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Extension(peer): Extension<Peer>,
    path: Result<Path<String>, PathRejection>,
    body: Bytes,
) -> Result<Json<User>, ApiError> {
    let Path(name) = path.map_err(|_| ApiError::NotFound)?;
    let Change { role, disabled } = from_json(&body)?;
    let door = door(&state)?;
    let nothing = ApiError::NothingCalled {
        what: "user",
        name: name.clone(),
    };
    let known = name.clone();
    let mut user = on_store(door, move |store| store.user(&known))
        .await?
        .ok_or(nothing)?;
    if let Some(role) = role {
        let name = user.name.clone();
        user = on_store(door, move |store| store.set_role(&name, role)).await?;
        let what = format!("{} {role}", user.name);
        door.log
            .note(&asker, peer.address, Action::ChangedRole, &what, "")
            .await?;
    }
    if let Some(disabled) = disabled {
        let name = user.name.clone();
        user = on_store(door, move |store| store.set_disabled(&name, disabled)).await?;
        let action = if disabled {
            Action::Disabled
        } else {
            Action::Enabled
        };
        door.log
            .note(&asker, peer.address, action, &user.name, "")
            .await?;
    }
    Ok(Json(user))
}
