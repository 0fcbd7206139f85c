//! `/api/v1/tokens`: tokens for programs, of the user who asks.

use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{door, from_json, on_store, person, private_json, user_of};
use crate::access::{Asker, Role};
use crate::error::{ApiError, Envelope};
use crate::limits::peer::Peer;
use crate::state::{AppState, now};
use crate::store::log::Action;
use crate::store::tokens::Token;

/// Tokens, without their secrets.
#[derive(Serialize, ToSchema)]
pub(crate) struct Tokens {
    tokens: Vec<Token>,
}

/// A token to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewToken {
    /// What it is for, 1 to 100 characters.
    label: String,
    /// How long it works, 1 to 366.
    days: i64,
}

/// A token that was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct MadeToken {
    /// What is kept of it.
    token: Token,
    /// What programs send. It is shown this once.
    secret: String,
}

/// The tokens of who asks; an admin's answer has everyone's.
#[utoipa::path(
    get, path = "/api/v1/tokens", tag = "tokens",
    responses(
        (status = 200, description = "The tokens", body = Tokens),
        (status = "4XX", description = "An error", body = Envelope),
    ),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let whose = whose(&asker)?;
    let tokens = on_store(door(&state)?, move |store| store.tokens(whose)).await?;
    private_json(&headers, &Tokens { tokens })
}

/// Makes a token with the rights of who asks.
#[utoipa::path(
    post, path = "/api/v1/tokens", tag = "tokens",
    request_body = NewToken,
    responses(
        (status = 201, description = "The token, with its secret", body = MadeToken),
        (status = "4XX", description = "An error", body = Envelope),
    ),
)]
pub(crate) async fn make(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Extension(peer): Extension<Peer>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let NewToken { label, days } = from_json(&body)?;
    let made = make_for(&state, &asker, peer, label, days).await?;
    Ok((
        StatusCode::CREATED,
        [(header::CACHE_CONTROL, "no-store")],
        Json(made),
    )
        .into_response())
}

/// Makes a token and writes it down.
pub(crate) async fn make_for(
    state: &AppState,
    asker: &Asker,
    peer: Peer,
    label: String,
    days: i64,
) -> Result<MadeToken, ApiError> {
    let user = user_of(person(asker)?);
    let door = door(state)?;
    let (token, secret) = on_store(door, move |store| {
        store.make_token(&user, &label, days, now())
    })
    .await?;
    let number = token.id.to_string();
    door.log
        .note(asker, peer.address, Action::MadeToken, &number, "")
        .await?;
    Ok(MadeToken {
        token,
        secret: secret.reveal(),
    })
}

impl MadeToken {
    /// What programs send.
    pub(crate) fn secret(&self) -> &str {
        &self.secret
    }
}

/// Revokes a token of who asks; an admin may revoke everyone's.
#[utoipa::path(
    delete, path = "/api/v1/tokens/{token}", tag = "tokens",
    params(("token" = i64, Path, description = "The token's number")),
    responses(
        (status = 204, description = "It works no more"),
        (status = "4XX", description = "An error", body = Envelope),
    ),
)]
pub(crate) async fn revoke(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Extension(peer): Extension<Peer>,
    path: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, ApiError> {
    let Path(token) = path.map_err(|_| ApiError::NotFound)?;
    revoke_for(&state, &asker, peer, &token).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Revokes a token, by its number as it was sent, and writes it down.
pub(crate) async fn revoke_for(
    state: &AppState,
    asker: &Asker,
    peer: Peer,
    token: &str,
) -> Result<(), ApiError> {
    let nothing = || ApiError::NothingCalled {
        what: "token",
        name: token.to_owned(),
    };
    let id: i64 = token.parse().map_err(|_| nothing())?;
    let whose = whose(asker)?;
    let door = door(state)?;
    if !on_store(door, move |store| store.revoke_token(id, whose)).await? {
        return Err(nothing());
    }
    door.log
        .note(
            asker,
            peer.address,
            Action::RevokedToken,
            &id.to_string(),
            "",
        )
        .await
}

/// Whose tokens `asker` may see: the own ones, or an admin everyone's.
fn whose(asker: &Asker) -> Result<Option<i64>, ApiError> {
    let person = person(asker)?;
    Ok((person.role < Role::Admin).then_some(person.user))
}
