//! The server's own pages, as plain HTML: login, invitation, account, errors there, and what stands in for the client.
//!
//! Invariant: no script and no inline style; every text goes through the template's escaping.

pub(crate) mod account;
pub(crate) mod invitation;
pub(crate) mod login;
pub(crate) mod no_client;
pub(crate) mod oidc;
pub(crate) mod style;
mod told;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use maud::{DOCTYPE, Markup, html};

use crate::access::Asker;
use crate::auth::secret::Secret;
use crate::auth::{cookie, form};
use crate::error::ApiError;
use crate::state::AppState;
use crate::words::Words;

/// A page with the title `title`, both in the language of `words`.
fn page(
    state: &AppState,
    words: Words,
    status: StatusCode,
    title: &str,
    content: &Markup,
) -> Response {
    let language = words.language();
    let markup = html! {
        (DOCTYPE)
        html lang=(language.tag()) dir=(language.direction()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (title) ": Kleio" }
                link rel="stylesheet" href=(state.style().path());
                @if let Some(icon) = state.client().icon() { link rel="icon" href=(icon); }
            }
            body {
                main.entry {
                    a.entry-mark href="/" { i {} i {} "Kleio" }
                    (content)
                }
            }
        }
    };
    let mut response = (status, Html(markup.into_string())).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let tag = HeaderValue::from_static(language.tag());
    headers.insert(header::CONTENT_LANGUAGE, tag);
    let vary = HeaderValue::from_static("accept-language, cookie");
    headers.insert(header::VARY, vary);
    with_cookie(response, words.cookie())
}

/// An error, told to a person.
pub(crate) fn problem(state: &AppState, words: Words, error: &ApiError) -> Response {
    if *error == ApiError::LoginNeeded {
        return see_other("/login");
    }
    let title = words.say("This did not work");
    let content = html! {
        section.entry-card {
            h1 { (title) }
            p { (told::error(words, error)) }
            a.entry-link href="/" { (words.say("Back to the map")) }
        }
    };
    page(state, words, error.status(), title, &content)
}

/// Sends the browser on; what it sent before is not sent again.
fn see_other(path: &str) -> Response {
    let location = crate::state::header_value(path);
    let headers = [
        (header::LOCATION, location),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// Where to go after the login: an address of this server, whatever the link says.
fn local(path: Option<&str>) -> &str {
    path.filter(|path| {
        path.starts_with('/')
            && !path.starts_with("//")
            && !path.contains('\\')
            && path.bytes().all(|b| (0x21..0x7f).contains(&b))
    })
    .unwrap_or("/")
}

/// The value for a form's hidden field, and the cookie to set where the browser has none yet.
fn form_value(
    asker: &Asker,
    headers: &HeaderMap,
) -> Result<(String, Option<HeaderValue>), ApiError> {
    if let Some(value) = form::expected(asker, headers) {
        return Ok((value, None));
    }
    let secret = Secret::new().map_err(|error| {
        tracing::error!("{error}");
        ApiError::Internal
    })?;
    Ok((form::value(&secret), Some(cookie::set_form(&secret))))
}

fn with_cookie(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        assert_eq!(
            local(Some("/?release=a&cluster=b")),
            "/?release=a&cluster=b"
        );
        for bad in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nSet-Cookie: x",
            "",
        ] {
            assert_eq!(local(Some(bad)), "/", "{bad}");
        }
        assert_eq!(local(None), "/");
    }
}
