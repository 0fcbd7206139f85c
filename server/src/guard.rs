//! What stands in front of every route: who is asking, whether they may, and what they send.
//!
//! The order matters: first who it is, then whether they may, only then is a body read, and last is
//! checked that a page of this server sent it. Handlers get the results as extensions.
//!
//! Invariant: no handler decides who may call it. The list of routes does, and this file enforces it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawPathParams, Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, RequestExt as _};

use crate::access::{Asker, Needs};
use crate::auth::{self, form};
use crate::catalogue::Listed;
use crate::error::ApiError;
use crate::fields::Fields;
use crate::limits::body;
use crate::limits::peer::Peer;
use crate::pages;
use crate::routes::{Kind, Route};
use crate::state::{AppState, now};
use crate::store::log::Action;
use crate::words::Words;

/// What a guard works with.
#[derive(Debug, Clone)]
pub(crate) struct Guard {
    pub(crate) state: AppState,
    pub(crate) route: Rule,
}

/// The part of a route that the guard needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule {
    pub(crate) needs: Needs,
    pub(crate) kind: Kind,
    pub(crate) body: usize,
    pub(crate) logs: Option<Action>,
}

impl From<&Route> for Rule {
    fn from(route: &Route) -> Self {
        Self {
            needs: route.needs,
            kind: route.kind,
            body: route.body,
            logs: route.logs,
        }
    }
}

/// Lets a request through to its handler, or answers in its place.
pub(crate) async fn guard(
    State(guard): State<Guard>,
    Extension(peer): Extension<Peer>,
    mut request: Request,
    next: Next,
) -> Response {
    let kind = guard.route.kind;
    let state = guard.state.clone();
    let words = Words::wanted(request.uri(), request.headers());
    request.extensions_mut().insert(words);
    let mut response = match admit(guard, peer, request).await {
        Ok(request) => next.run(request).await,
        Err(error) if kind == Kind::Page => pages::problem(&state, words, &error),
        Err(error) => error.into_response(),
    };
    if kind == Kind::Page {
        response
            .extensions_mut()
            .insert(crate::headers::NeverInAFrame);
    }
    response
}

async fn admit(guard: Guard, peer: Peer, mut request: Request) -> Result<Request, ApiError> {
    let Guard { state, route } = guard;
    names_this_machine(&state, request.headers())?;
    let asker = auth::asker(&state, request.headers(), peer, now())?;
    match route.needs {
        Needs::Nothing => {}
        Needs::Accounts => {
            state.door().ok_or(ApiError::NoAccounts)?;
        }
        Needs::Role(role) => {
            state.door().ok_or(ApiError::NoAccounts)?;
            let person = asker.person().ok_or(ApiError::LoginNeeded)?;
            if person.role < role {
                return Err(ApiError::RoleNeeded(role));
            }
        }
        Needs::Release => {
            let (id, cluster) = path(&mut request).await?;
            let listed = visible(&state, &asker, id)?;
            if let Some(action) = route.logs {
                seen(
                    &state,
                    &asker,
                    peer,
                    &listed,
                    action,
                    cluster,
                    request.uri().query(),
                )
                .await?;
            }
            request.extensions_mut().insert(listed);
        }
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        request = take_body(&asker, route, request).await?;
    }
    request.extensions_mut().insert(asker);
    Ok(request)
}

/// The release and the cluster that the address names. One that is not even text names none.
async fn path(request: &mut Request) -> Result<(String, Option<String>), ApiError> {
    let parameters = request
        .extract_parts::<RawPathParams>()
        .await
        .map_err(|_| ApiError::NotFound)?;
    let named = |name: &str| {
        parameters
            .iter()
            .find(|&(found, _)| found == name)
            .map(|(_, value)| value.to_owned())
    };
    Ok((named("id").ok_or(ApiError::NotFound)?, named("cluster")))
}

/// The release called `id`, where `asker` may see it. Who is not logged in does not learn whether a
/// release that is not public exists.
fn visible(state: &AppState, asker: &Asker, id: String) -> Result<Arc<Listed>, ApiError> {
    let list = state.catalogue().list();
    match list.get(&id) {
        Some(listed) if asker.may_see(listed.visibility, listed.past()) => Ok(listed.clone()),
        _ if *asker == Asker::Nobody => Err(ApiError::LoginNeeded),
        _ => Err(ApiError::ReleaseNotFound(id)),
    }
}

/// Writes down that `asker` sees a release, a public one too. Of who is not logged in nothing is written
/// down: there is nobody to name.
async fn seen(
    state: &AppState,
    asker: &Asker,
    peer: Peer,
    listed: &Listed,
    action: Action,
    cluster: Option<String>,
    query: Option<&str>,
) -> Result<(), ApiError> {
    let (Some(door), Some(_)) = (state.door(), asker.person()) else {
        return Ok(());
    };
    // Only names of clusters that there are: anything else could be any text.
    let cluster = cluster.filter(|cluster| listed.served.index.get(cluster).is_some());
    let searched = query.is_some_and(|q| q.split('&').any(|pair| pair.starts_with("q=")));
    let action = if searched { Action::Searched } else { action };
    let cluster = cluster.as_deref().unwrap_or("");
    door.log
        .note(asker, peer.address, action, listed.id(), cluster)
        .await
}

/// Reads the body, and checks that it comes from a page of this server where a browser may have been
/// made to send it.
async fn take_body(asker: &Asker, route: Rule, request: Request) -> Result<Request, ApiError> {
    let (mut parts, body) = request.into_parts();
    let bytes = body::read(&parts.headers, body, route.body).await?;
    match route.kind {
        Kind::Page => {
            let fields = Fields::parse(&bytes)?;
            form::check(asker, &parts.headers, fields.get("form"))?;
            parts.extensions.insert(fields);
        }
        Kind::Api => {
            let sent = parts
                .headers
                .get(form::HEADER)
                .and_then(|value| value.to_str().ok());
            form::check(asker, &parts.headers, sent)?;
        }
    }
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

/// Where everything is open to this machine, a request must name this machine: otherwise a page from
/// elsewhere, whose name was made to point here (DNS rebinding), could read it.
fn names_this_machine(state: &AppState, headers: &HeaderMap) -> Result<(), ApiError> {
    if !state.open_here() {
        return Ok(());
    }
    let Some(host) = headers.get(header::HOST) else {
        // HTTP/1.1 requires it, and no browser leaves it out.
        return Ok(());
    };
    let host = host.to_str().unwrap_or("");
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    let ours = name.eq_ignore_ascii_case("localhost")
        || name.to_ascii_lowercase().ends_with(".localhost")
        || name.parse::<std::net::IpAddr>().is_ok();
    if ours {
        Ok(())
    } else {
        Err(ApiError::WrongHost)
    }
}
