//! Finds out who is asking, from a session's cookie, a bearer token, or a trusted proxy's header.
//!
//! Invariant: what is not proved is [`Asker::Nobody`]; a token that does not hold is an error and never
//! falls back to another proof.

pub mod cookie;
pub mod form;
pub mod oidc;
pub mod password;
pub mod proxy;
pub mod secret;
pub mod slowdown;

use axum::http::{HeaderMap, header};

use crate::access::{Asker, Person, Proof};
use crate::error::ApiError;
use crate::limits::peer::Peer;
use crate::state::AppState;
use crate::store::StoreError;
use secret::Secret;

/// Who sends a request with these headers, at `now` (seconds since 1970).
///
/// # Errors
/// When a token does not hold, or the store cannot be read.
pub(crate) fn asker(
    state: &AppState,
    headers: &HeaderMap,
    peer: Peer,
    now: i64,
) -> Result<Asker, ApiError> {
    let Some(door) = state.door() else {
        return Ok(Asker::Local);
    };
    let failed = |error: StoreError| {
        tracing::error!("{error}");
        ApiError::Internal
    };
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let secret = value
            .to_str()
            .ok()
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .and_then(|(_, token)| Secret::parse(token.trim()))
            .ok_or(ApiError::TokenInvalid)?;
        let found = door.store.token(&secret, now).map_err(failed)?;
        let (token, user) = found.ok_or(ApiError::TokenInvalid)?;
        return Ok(Asker::Person(Person {
            user: user.id,
            name: user.name,
            role: user.role,
            proof: Proof::Token(token),
        }));
    }
    if let Some(proxy) = &door.proxy_login
        && peer.through_proxy
        && let Some(name) = proxy.name(headers)
    {
        let user = proxy.user(&door.store, &name).map_err(failed)?;
        let form = cookie::form(headers).map(|secret| form::value(&secret));
        return Ok(user.map_or(Asker::Nobody, |user| {
            Asker::Person(Person {
                user: user.id,
                name: user.name,
                role: user.role,
                proof: Proof::Proxy { form },
            })
        }));
    }
    let Some(secret) = cookie::session(headers) else {
        return Ok(Asker::Nobody);
    };
    let user = door
        .store
        .session(&secret, now, door.session_limits)
        .map_err(failed)?;
    Ok(user.map_or(Asker::Nobody, |user| {
        Asker::Person(Person {
            user: user.id,
            name: user.name,
            role: user.role,
            proof: Proof::Session {
                form: form::value(&secret),
            },
        })
    }))
}
