//! `/login` and `/logout`: a name and a password for a session, and back.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use maud::html;

use super::{form_value, local, page, see_other, told, with_cookie};
use crate::access::Asker;
use crate::auth::oidc::Oidc;
use crate::auth::{cookie, password};
use crate::error::ApiError;
use crate::fields::Fields;
use crate::handlers::{door, on_store, store_error};
use crate::limits::peer::Peer;
use crate::metrics::Refusal;
use crate::state::{AppState, Door, now};
use crate::store::log::Action;
use crate::store::users::User;
use crate::words::Words;

pub(crate) async fn show(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Extension(words): Extension<Words>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let fields = Fields::parse(uri.query().unwrap_or("").as_bytes()).unwrap_or_default();
    let next = local(fields.get("next"));
    if asker.person().is_some() {
        return Ok(see_other(next));
    }
    let filled = Filled { next, name: "" };
    form(&state, words, &asker, &headers, filled, None)
}

/// What stands in the form already.
#[derive(Clone, Copy)]
struct Filled<'a> {
    /// Where the login leads.
    next: &'a str,
    name: &'a str,
}

/// The form, perhaps with what was wrong.
fn form(
    state: &AppState,
    words: Words,
    asker: &Asker,
    headers: &HeaderMap,
    Filled { next, name }: Filled<'_>,
    problem: Option<&ApiError>,
) -> Result<Response, ApiError> {
    let (value, set) = form_value(asker, headers)?;
    let oidc = door(state)?.oidc.as_ref();
    let content = html! {
        section.entry-card {
            h1 { (words.say("Log in")) }
            @if let Some(problem) = problem {
                p.entry-warning role="alert" { (told::error(words, problem)) }
            }
            form.entry-form method="post" action="/login" {
                input type="hidden" name="form" value=(value);
                input type="hidden" name="next" value=(next);
                label.entry-field {
                    (words.say("Name"))
                    input.entry-input dir="auto" name="name" value=(name) autocomplete="username"
                        autocapitalize="none" spellcheck="false" required autofocus[name.is_empty()];
                }
                label.entry-field {
                    (words.say("Password"))
                    input.entry-input type="password" name="password"
                        autocomplete="current-password" required autofocus[!name.is_empty()];
                }
                button.entry-button { (words.say("Log in")) }
            }
            @if let Some(oidc) = oidc {
                a.entry-button.is-quiet href={ "/login/oidc?next=" (crate::fields::encode(next)) } {
                    (words.fill("Log in with {provider}", &[("provider", provider(words, oidc))]))
                }
            }
            p { (words.say("Without a password yet? Ask an admin for an invitation.")) }
        }
    };
    let status = problem.map_or(StatusCode::OK, ApiError::status);
    let mut response = page(state, words, status, words.say("Log in"), &content);
    if let Some(ApiError::TooManyFailures(seconds)) = problem {
        let seconds = HeaderValue::from(*seconds);
        response.headers_mut().insert(header::RETRY_AFTER, seconds);
    }
    Ok(with_cookie(response, set))
}

/// What the provider is called, in the reader's language where nobody has given it a name.
fn provider(words: Words, oidc: &Oidc) -> &str {
    let label = oidc.label();
    words.known("your organisation", label).unwrap_or(label)
}

pub(crate) async fn enter(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Extension(words): Extension<Words>,
    Extension(peer): Extension<Peer>,
    Extension(fields): Extension<Fields>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let name = fields.get("name").unwrap_or("").trim();
    let next = local(fields.get("next"));
    let password = fields.get("password").unwrap_or("");
    match check(&state, peer, name, password).await {
        Ok(user) => {
            let session = start_session(door(&state)?, &user).await?;
            // A session that the browser had before is left behind.
            if let Some(old) = cookie::session(&headers) {
                on_store(door(&state)?, move |store| store.end_session(&old)).await?;
            }
            Ok(with_cookie(see_other(next), Some(session)))
        }
        Err(error @ (ApiError::WrongPassword | ApiError::TooManyFailures(_))) => {
            let filled = Filled { next, name };
            form(&state, words, &asker, &headers, filled, Some(&error))
        }
        Err(error) => Err(error),
    }
}

/// The user, where the password is right. Failures are counted before they are known, so that many
/// attempts at once do not slip through.
async fn check(state: &AppState, peer: Peer, name: &str, password: &str) -> Result<User, ApiError> {
    let door = door(state)?;
    let address = peer.counted();
    let wait = door.slowdown.wait(address, name, now());
    if wait > 0 {
        state.metrics().refused(Refusal::Failures);
        return Err(ApiError::TooManyFailures(wait));
    }
    door.slowdown.failed(address, name, now());
    let found = door.store.credentials(name).map_err(store_error)?;
    let (user, stored) = found.unzip();
    let stored = stored.flatten();
    let permit = door
        .hashing
        .acquire()
        .await
        .map_err(|_| ApiError::Internal)?;
    let password = password.to_owned();
    let right = tokio::task::spawn_blocking(move || password::verify(&password, stored.as_deref()))
        .await
        .map_err(|_| ApiError::Internal)?;
    drop(permit);
    state.metrics().login(right && user.is_some());
    // Of names that are nobody's nothing is written down: people type passwords there.
    let known = user.as_ref().map_or("", |user| &user.name).to_owned();
    let action = if right {
        Action::LoggedIn
    } else {
        Action::FailedToLogIn
    };
    door.log
        .login(&known, "password", action, peer.address)
        .await?;
    match user {
        Some(user) if right => {
            door.slowdown.succeeded(address, name);
            Ok(user)
        }
        _ => Err(ApiError::WrongPassword),
    }
}

/// Starts a session and gives its cookie.
pub(super) async fn start_session(door: &Door, user: &User) -> Result<HeaderValue, ApiError> {
    let user = user.clone();
    let secret = on_store(door, move |store| store.start_session(&user, now())).await?;
    Ok(cookie::set_session(&secret))
}

pub(crate) async fn leave(
    State(state): State<AppState>,
    Extension(asker): Extension<Asker>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let door = door(&state)?;
    if let Some(secret) = cookie::session(&headers) {
        on_store(door, move |store| store.end_session(&secret)).await?;
        door.log
            .note(&asker, peer.address, Action::LoggedOut, "", "")
            .await?;
    }
    let mut response = with_cookie(see_other("/"), Some(cookie::clear_session()));
    // What the browser kept of releases behind the login goes too.
    response.headers_mut().insert(
        header::HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"cache\""),
    );
    Ok(response)
}
