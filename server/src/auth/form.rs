//! Protection of what changes something against requests made by other sites (CSRF).
//!
//! A browser sends its cookies, and a proxy its header, whoever made it send the request. Such a
//! request counts only where the browser says that a page of this server made it, and where it carries
//! a value that only such a page knows: derived from the session's secret, or from the form's where
//! nobody is logged in.
//!
//! Invariant: a bearer token needs none of this, because no browser sends it by itself.

use axum::http::{HeaderMap, header};

use super::cookie;
use super::secret::{Secret, same_text};
use crate::access::{Asker, Proof};
use crate::error::ApiError;

/// The header that carries the value where the request is not a form.
pub(crate) const HEADER: &str = "x-kleio-form";

/// The value that forms carry for the holder of this secret.
#[must_use]
pub fn value(secret: &Secret) -> String {
    secret.derive("kleio form")
}

/// The value that a request of `asker` must carry; `None` where it has no cookie to derive it from.
pub(crate) fn expected(asker: &Asker, headers: &HeaderMap) -> Option<String> {
    match asker.person().map(|person| &person.proof) {
        Some(Proof::Session { form }) => Some(form.clone()),
        Some(Proof::Proxy { form }) => form.clone(),
        Some(Proof::Token(_)) => None,
        None => cookie::form(headers).map(|secret| value(&secret)),
    }
}

/// Checks a request that changes something: `sent` is the value it carries.
///
/// # Errors
/// When it does not come from a page of this server.
pub(crate) fn check(
    asker: &Asker,
    headers: &HeaderMap,
    sent: Option<&str>,
) -> Result<(), ApiError> {
    if matches!(asker.person().map(|p| &p.proof), Some(Proof::Token(_))) {
        return Ok(());
    }
    let expected = expected(asker, headers).ok_or(ApiError::FormExpired)?;
    let sent = sent.ok_or(ApiError::FormExpired)?;
    if from_here(headers) && same_text(&expected, sent) {
        Ok(())
    } else {
        Err(ApiError::FormExpired)
    }
}

/// Whether the browser says, or at least does not deny, that a page of this server made the request.
fn from_here(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin";
    }
    match (headers.get(header::ORIGIN), text(header::HOST)) {
        (None, _) => true,
        (Some(origin), Some(host)) => origin
            .to_str()
            .ok()
            .and_then(|origin| origin.split_once("://"))
            .is_some_and(|(_, origin)| origin.eq_ignore_ascii_case(host)),
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|&(name, value)| {
                (
                    header::HeaderName::from_static(name),
                    value.parse().unwrap(),
                )
            })
            .collect()
    }

    #[test]
    fn the_right_value_from_another_site_is_refused() {
        let secret = Secret::new().unwrap();
        let cookie = cookie::set_form(&secret);
        let cookie = cookie
            .to_str()
            .unwrap()
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        let value = value(&secret);
        let check = |more: &[(&'static str, &str)], sent: Option<&str>| {
            let mut all = vec![("cookie", &*cookie), ("host", "kleio.example")];
            all.extend_from_slice(more);
            check(&Asker::Nobody, &headers(&all), sent).is_ok()
        };
        assert!(check(&[], Some(&value)));
        assert!(check(&[("sec-fetch-site", "same-origin")], Some(&value)));
        assert!(check(&[("origin", "https://kleio.example")], Some(&value)));
        assert!(!check(&[("sec-fetch-site", "cross-site")], Some(&value)));
        assert!(!check(&[("sec-fetch-site", "same-site")], Some(&value)));
        assert!(!check(&[("origin", "https://evil.example")], Some(&value)));
        assert!(!check(&[("origin", "null")], Some(&value)));
        assert!(!check(&[], None));
        assert!(!check(&[], Some("")));
        assert!(!check(&[], Some(&value[1..])));
    }

    #[test]
    fn without_a_cookie_no_value_is_right() {
        let none = headers(&[("host", "kleio.example")]);
        assert!(check(&Asker::Nobody, &none, Some("")).is_err());
    }
}
