//! `/login/oidc` and the way back from the OpenID Connect provider.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use maud::html;

use super::login::start_session;
use super::{local, page, with_cookie};
use crate::auth::cookie;
use crate::auth::oidc::{Identity, Oidc, OidcError};
use crate::error::ApiError;
use crate::fields::Fields;
use crate::handlers::{door, on_store};
use crate::limits::peer::Peer;
use crate::state::{AppState, header_value, now};
use crate::store::log::Action;
use crate::words::Words;

pub(crate) async fn start(
    State(state): State<AppState>,
    Extension(words): Extension<Words>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let fields = Fields::parse(uri.query().unwrap_or("").as_bytes()).unwrap_or_default();
    match provider(&state)?
        .begin(local(fields.get("next")), now())
        .await
    {
        Ok((url, secret)) => {
            let mut response = Response::default();
            *response.status_mut() = StatusCode::SEE_OTHER;
            let headers = response.headers_mut();
            headers.insert(header::LOCATION, header_value(&url));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            Ok(with_cookie(response, Some(cookie::set_oidc(&secret))))
        }
        Err(error) => Ok(failed(&state, words, &error)),
    }
}

fn provider(state: &AppState) -> Result<&Oidc, ApiError> {
    door(state)?.oidc.as_ref().ok_or(ApiError::NotFound)
}

pub(crate) async fn callback(
    State(state): State<AppState>,
    Extension(peer): Extension<Peer>,
    Extension(words): Extension<Words>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let oidc = provider(&state)?;
    let fields = Fields::parse(uri.query().unwrap_or("").as_bytes())?;
    let ended = match (
        cookie::oidc(&headers),
        fields.get("state"),
        fields.get("code"),
    ) {
        (Some(secret), Some(state), Some(code)) => oidc.end(&secret, state, code, now()).await,
        _ => Err(OidcError::NotBegun),
    };
    let (identity, next) = match ended {
        Ok(ended) => ended,
        Err(error) => {
            state.metrics().login(false);
            let response = failed(&state, words, &error);
            return Ok(with_cookie(response, Some(cookie::clear_oidc())));
        }
    };
    let door = door(&state)?;
    let newcomers = oidc.newcomers();
    let Identity { subject, name } = identity;
    let user = on_store(door, move |store| {
        store.user_of_subject(&subject, name.as_deref(), newcomers)
    })
    .await?;
    state.metrics().login(user.is_some());
    let Some(user) = user else {
        door.log
            .login("", "oidc", Action::FailedToLogIn, peer.address)
            .await?;
        let response = stranger(&state, words);
        return Ok(with_cookie(response, Some(cookie::clear_oidc())));
    };
    door.log
        .login(&user.name, "oidc", Action::LoggedIn, peer.address)
        .await?;
    let session = start_session(door, &user).await?;
    // Not a redirect: a browser that comes from another site would not send the new cookie along it,
    // because the cookie is for requests of this site alone. From this page it does.
    let content = html! {
        meta http-equiv="refresh" content={ "0;url=" (next) };
        section.entry-card {
            h1 { (words.fill("Welcome, {name}", &[("name", &user.name)])) }
            a.entry-button href=(next) { (words.say("To the map")) }
        }
    };
    let title = words.say("Logged in");
    let response = page(&state, words, StatusCode::OK, title, &content);
    let response = with_cookie(response, Some(cookie::clear_oidc()));
    Ok(with_cookie(response, Some(session)))
}

fn failed(state: &AppState, words: Words, error: &OidcError) -> Response {
    let status = match error {
        OidcError::NotBegun => StatusCode::BAD_REQUEST,
        OidcError::Identity(_) => StatusCode::UNAUTHORIZED,
        _ => StatusCode::BAD_GATEWAY,
    };
    tracing::warn!("{error}");
    let told = match error {
        // What the provider said is for the log.
        OidcError::NotBegun => {
            words.say("This login was not begun here, or too long ago. Begin it again.")
        }
        OidcError::Identity(_) => words.say("The provider's word on who you are does not hold."),
        _ => words.say("The provider does not answer as it should. Try again later."),
    };
    let title = words.say("The login did not work");
    let content = html! {
        section.entry-card {
            h1 { (title) }
            p { (told) }
            a.entry-link href="/login" { (words.say("Back to the login")) }
        }
    };
    page(state, words, status, title, &content)
}

fn stranger(state: &AppState, words: Words) -> Response {
    let content = html! {
        section.entry-card {
            h1 { (words.say("You are not known here")) }
            p {
                (words.say(
                    "The provider knows you, but nobody has added you here yet. Ask an admin.",
                ))
            }
            a.entry-link href="/login" { (words.say("Back to the login")) }
        }
    };
    let title = words.say("Not known here");
    page(state, words, StatusCode::FORBIDDEN, title, &content)
}
