//! The cookies: of a session, of a form that nobody is logged in for, of a login under way, and of a language.
//!
//! Invariant: all are HttpOnly, Secure and bound to this very host (`__Host-`); the first two, which open something, are
//! SameSite=Strict.

use axum::http::{HeaderMap, HeaderValue, header};

use super::secret::Secret;

const SESSION: &str = "__Host-kleio-session";
const FORM: &str = "__Host-kleio-form";
const OIDC: &str = "__Host-kleio-oidc";
const LANGUAGE: &str = "__Host-kleio-language";

/// The secret of the session that a request belongs to.
#[must_use]
pub fn session(headers: &HeaderMap) -> Option<Secret> {
    Secret::parse(value(headers, SESSION)?)
}

/// The secret that a browser got with a form.
#[must_use]
pub fn form(headers: &HeaderMap) -> Option<Secret> {
    Secret::parse(value(headers, FORM)?)
}

/// What an OpenID Connect login under way was bound to.
#[must_use]
pub(crate) fn oidc(headers: &HeaderMap) -> Option<Secret> {
    Secret::parse(value(headers, OIDC)?)
}

/// Sets the session's cookie. It ends with the browser; the server ends it sooner (idle, absolute).
#[must_use]
pub fn set_session(secret: &Secret) -> HeaderValue {
    set(SESSION, &secret.reveal(), "Strict", "")
}

/// Removes the session's cookie.
#[must_use]
pub fn clear_session() -> HeaderValue {
    set(SESSION, "", "Strict", "; Max-Age=0")
}

/// Sets the form's cookie.
#[must_use]
pub fn set_form(secret: &Secret) -> HeaderValue {
    set(FORM, &secret.reveal(), "Strict", "")
}

/// Sets the cookie of an OpenID Connect login under way, for ten minutes. Lax, because the way back
/// from the provider is a link from another site; it opens nothing by itself.
#[must_use]
pub(crate) fn set_oidc(secret: &Secret) -> HeaderValue {
    set(OIDC, &secret.reveal(), "Lax", "; Max-Age=600")
}

/// Removes the cookie of an OpenID Connect login.
#[must_use]
pub(crate) fn clear_oidc() -> HeaderValue {
    set(OIDC, "", "Lax", "; Max-Age=0")
}

/// The tag of the language that was asked for before.
pub(crate) fn language(headers: &HeaderMap) -> Option<&str> {
    value(headers, LANGUAGE)
}

/// Remembers a language for a year. Lax, so that a link from elsewhere finds it.
pub(crate) fn set_language(tag: &'static str) -> HeaderValue {
    set(LANGUAGE, tag, "Lax", "; Max-Age=31536000")
}

fn set(name: &str, value: &str, same_site: &str, more: &str) -> HeaderValue {
    let text = format!("{name}={value}; Path=/; HttpOnly; Secure; SameSite={same_site}{more}");
    // Made of base64 and fixed words, so it always is a header value.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// The value of a cookie; `None` where the request names it more than once, because then somebody
/// else may have set one of them.
fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|&(found, _)| found == name)
        .map(|(_, value)| value);
    let value = values.next()?;
    values.next().is_none().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_read_from_among_other_cookies() {
        let secret = Secret::new().unwrap();
        let mut headers = HeaderMap::new();
        let cookies = format!("a=b; {SESSION}={}; c", secret.reveal());
        headers.insert(header::COOKIE, cookies.parse().unwrap());
        assert!(session(&headers) == Some(secret));
        assert!(form(&headers).is_none());
        let twice = format!("{cookies}; {SESSION}=x");
        headers.insert(header::COOKIE, twice.parse().unwrap());
        assert!(session(&headers).is_none());
    }

    #[test]
    fn cookies_are_out_of_reach_of_scripts_and_other_sites() {
        let secret = Secret::new().unwrap();
        for cookie in [set_session(&secret), set_form(&secret), clear_session()] {
            let text = cookie.to_str().unwrap();
            assert!(text.starts_with("__Host-kleio-"), "{text}");
            assert!(text.contains("; Path=/; HttpOnly; Secure; SameSite=Strict"));
            assert!(!text.contains("Domain"), "{text}");
        }
    }
}
