//! The handlers of the API and of the client, one file each.

pub(crate) mod access_log;
pub(crate) mod client;
pub(crate) mod cluster;
pub(crate) mod cluster_list;
pub(crate) mod clusters;
pub(crate) mod health;
pub(crate) mod manifest;
pub(crate) mod me;
pub(crate) mod openapi;
pub(crate) mod releases;
pub(crate) mod series;
pub(crate) mod tokens;
pub(crate) mod users;
pub(crate) mod vectors;

use axum::http::{HeaderMap, Uri};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::access::Person;
use crate::access::{Asker, Proof};
use crate::content::{Caching, Content};
use crate::error::ApiError;
use crate::fields::Fields;
use crate::state::{AppState, Door};
use crate::store::users::User;
use crate::store::{Store, StoreError};

/// The door of a server that keeps users; the guard has seen that there is one.
pub(crate) fn door(state: &AppState) -> Result<&Door, ApiError> {
    state.door().ok_or(ApiError::NoAccounts)
}

/// The user who asks; the guard has seen that there is one.
pub(crate) fn person(asker: &Asker) -> Result<&Person, ApiError> {
    asker.person().ok_or(ApiError::LoginNeeded)
}

/// The user as the store knows it.
pub(crate) fn user_of(person: &Person) -> User {
    User {
        id: person.user,
        name: person.name.clone(),
        role: person.role,
        disabled: false,
        password: !matches!(person.proof, Proof::Proxy { .. }),
    }
}

/// Does work on the store that waits for the disk, on a thread that may wait.
pub(crate) async fn on_store<T: Send + 'static>(
    door: &Door,
    work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, ApiError> {
    let store = door.store.clone();
    tokio::task::spawn_blocking(move || work(&store))
        .await
        .map_err(|error| {
            tracing::error!("A task of the server failed: {error}.");
            ApiError::Internal
        })?
        .map_err(store_error)
}

/// What the store says, for who asks.
pub(crate) fn store_error(error: StoreError) -> ApiError {
    match error {
        StoreError::Refused(why) => ApiError::Conflict(why),
        other => {
            tracing::error!("{other}");
            ApiError::Internal
        }
    }
}

/// Reads a body of JSON.
pub(crate) fn from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(body).map_err(|error| {
        // Positions help; the parser's words may quote the body, which may hold a secret.
        ApiError::BadBody(format!(
            "it is not the JSON that is expected, at line {}, column {}",
            error.line(),
            error.column()
        ))
    })
}

/// The query's parameters: each once, and none but those in `known`.
pub(crate) fn parameters(uri: &Uri, known: &[&'static str]) -> Result<Fields, ApiError> {
    let bad = |name, why: &str| ApiError::BadParameter {
        name,
        why: why.to_owned(),
    };
    let fields = Fields::parse(uri.query().unwrap_or("").as_bytes())
        .map_err(|_| bad("of the query", "it is not UTF-8 text"))?;
    for name in fields.names() {
        let name = known
            .iter()
            .find(|known| **known == name)
            .ok_or_else(|| bad("of the query", &format!("known are {}", known.join(", "))))?;
        if fields.get(name).is_none() {
            return Err(bad(name, "it stands more than once"));
        }
    }
    Ok(fields)
}

/// A number among the parameters, within a range.
pub(crate) fn number(
    fields: &Fields,
    name: &'static str,
    range: std::ops::RangeInclusive<u64>,
) -> Result<Option<u64>, ApiError> {
    let Some(text) = fields.get(name) else {
        return Ok(None);
    };
    match text.parse() {
        Ok(number) if range.contains(&number) => Ok(Some(number)),
        _ => Err(ApiError::BadParameter {
            name,
            why: format!("it is a number from {} to {}", range.start(), range.end()),
        }),
    }
}

/// JSON that depends on who asks: with a tag, but never kept without asking.
pub(crate) fn private_json(
    request: &HeaderMap,
    value: &impl Serialize,
) -> Result<axum::response::Response, ApiError> {
    let body = serde_json::to_vec(value).map_err(|error| {
        tracing::error!("An answer could not be written as JSON: {error}.");
        ApiError::Internal
    })?;
    Ok(Content::plain("application/json", Caching::Private, body.into()).respond(request))
}
