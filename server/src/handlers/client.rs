//! Every address outside the API: the client's files, and its start page for pages within it.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use crate::access::Asker;
use crate::auth;
use crate::error::ApiError;
use crate::fields::{Fields, encode};
use crate::limits::peer::Peer;
use crate::pages::no_client;
use crate::state::{AppState, header_value, now};
use crate::words::Words;

pub(crate) async fn get(
    State(state): State<AppState>,
    Extension(peer): Extension<Peer>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        let allow = [(header::ALLOW, "GET,HEAD")];
        return (allow, ApiError::MethodNotAllowed).into_response();
    }
    let path = uri.path();
    if path == "/api" || path.starts_with("/api/") {
        return ApiError::NotFound.into_response();
    }
    let client = state.client();
    let is_page = path == "/" || is_page_request(&headers);
    if let Some(file) = client.file(path).filter(|_| path != "/") {
        return file.respond(&headers);
    }
    if !is_page {
        return ApiError::NotFound.into_response();
    }
    if let Some(login) = login_first(&state, peer, &uri, &headers) {
        return login;
    }
    match client.index() {
        Some(index) => index.respond(&headers),
        None => no_client::show(&state, Words::wanted(&uri, &headers)),
    }
}

/// The way to the login, where nobody is logged in and what the page is to show is behind it.
fn login_first(state: &AppState, peer: Peer, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
    state.door()?;
    let asker = auth::asker(state, headers, peer, now()).unwrap_or(Asker::Nobody);
    if asker.person().is_some() {
        return None;
    }
    let list = state.catalogue().list();
    let fields = Fields::parse(uri.query().unwrap_or("").as_bytes()).unwrap_or_default();
    let public =
        |listed: &crate::catalogue::Listed| Asker::Nobody.may_see(listed.visibility, listed.past());
    let readable = match fields.get("release") {
        Some(id) => list.get(id).is_some_and(|listed| public(listed)),
        None => list.all.iter().any(|listed| public(listed)),
    };
    if readable {
        return None;
    }
    let next = uri.path_and_query().map_or("/", |path| path.as_str());
    let location = header_value(&format!("/login?next={}", encode(next)));
    let headers = [
        (header::LOCATION, location),
        (header::CACHE_CONTROL, header_value("no-store")),
    ];
    Some((StatusCode::SEE_OTHER, headers).into_response())
}

/// Whether a browser asks for a page, not for a script, a picture or data.
fn is_page_request(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.contains("text/html"))
}
