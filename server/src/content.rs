//! A body kept in memory in every encoding, with the headers it is served with.

use std::borrow::Cow;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use kleio_shared::release::sha256_hex;

use crate::compress::{Compressed, Effort, compress};
use crate::encoding::Encoding;

/// How long a browser may use its copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caching {
    /// For good: the address contains a hash of the content.
    Immutable,
    /// Only after asking whether it is still the same.
    Revalidate,
    /// Only after asking, and never shared: each time the server sees whether who asks still may.
    Private,
}

impl Caching {
    const fn header(self) -> &'static str {
        match self {
            Self::Immutable => "public, max-age=31536000, immutable",
            Self::Revalidate => "no-cache",
            Self::Private => "private, no-cache",
        }
    }
}

/// One file, ready to be sent.
#[derive(Debug, Clone)]
pub struct Content {
    mime: &'static str,
    caching: Caching,
    digest: String,
    identity: Bytes,
    gzip: Option<Bytes>,
    brotli: Option<Bytes>,
}

impl Content {
    /// Compresses `body` now, to be sent many times.
    ///
    /// # Errors
    /// Only if an encoder fails, which in memory it does not.
    pub fn compressed(
        mime: &'static str,
        caching: Caching,
        body: Vec<u8>,
    ) -> std::io::Result<Self> {
        let Compressed { brotli, gzip } = compress(&body, Effort::Quick)?;
        Ok(Self {
            mime,
            caching,
            digest: sha256_hex(&body),
            identity: body.into(),
            gzip: gzip.map(Into::into),
            brotli: brotli.map(Into::into),
        })
    }

    /// Takes a small body as it is, to be sent in this form only.
    #[must_use]
    pub fn plain(mime: &'static str, caching: Caching, identity: Bytes) -> Self {
        Self {
            mime,
            caching,
            digest: sha256_hex(&identity),
            identity,
            gzip: None,
            brotli: None,
        }
    }

    /// Wraps bytes that were compressed when the server was built.
    #[must_use]
    pub fn precompressed(
        mime: &'static str,
        caching: Caching,
        identity: &'static [u8],
        gzip: Option<&'static [u8]>,
        brotli: Option<&'static [u8]>,
    ) -> Self {
        Self {
            mime,
            caching,
            digest: sha256_hex(identity),
            identity: Bytes::from_static(identity),
            gzip: gzip.map(Bytes::from_static),
            brotli: brotli.map(Bytes::from_static),
        }
    }

    /// The body as it is, not compressed.
    #[must_use]
    pub const fn identity(&self) -> &Bytes {
        &self.identity
    }

    /// The answer to a GET with these request headers: the body in the best encoding accepted, or
    /// 304 where the client says that it has one of its forms already.
    #[must_use]
    pub fn respond(&self, request: &HeaderMap) -> Response<Body> {
        let (encoding, body) = self.choose(request);
        let held = self.held_by_client(request, encoding);
        let mut response = Response::new(match held {
            Some(_) => Body::empty(),
            None => Body::from(body.clone()),
        });
        let headers = response.headers_mut();
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static(self.caching.header()),
        );
        let tag = self.tag(held.unwrap_or(encoding));
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(header::ETAG, tag);
        }
        if held.is_some() {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.mime));
        if let Some(name) = encoding.header() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        response
    }

    fn choose(&self, request: &HeaderMap) -> (Encoding, &Bytes) {
        Encoding::accepted(request)
            .into_iter()
            .find_map(|encoding| Some((encoding, self.form(encoding)?)))
            .unwrap_or((Encoding::Identity, &self.identity))
    }

    const fn form(&self, encoding: Encoding) -> Option<&Bytes> {
        match encoding {
            Encoding::Identity => Some(&self.identity),
            Encoding::Gzip => self.gzip.as_ref(),
            Encoding::Brotli => self.brotli.as_ref(),
        }
    }

    /// A strong tag, so a different one for each encoding (RFC 9110, section 8.8.3).
    fn tag(&self, encoding: Encoding) -> Cow<'static, str> {
        match encoding.header() {
            None => format!("\"{}\"", self.digest).into(),
            Some(name) => format!("\"{}-{name}\"", self.digest).into(),
        }
    }

    /// The form that `If-None-Match` names, `chosen` before others.
    fn held_by_client(&self, request: &HeaderMap, chosen: Encoding) -> Option<Encoding> {
        let tags: Vec<&str> = request
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .map(|tag| tag.strip_prefix("W/").unwrap_or(tag))
            .collect();
        [chosen, Encoding::Brotli, Encoding::Gzip, Encoding::Identity]
            .into_iter()
            .find(|&form| tags.contains(&"*") || tags.contains(&&*self.tag(form)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> Content {
        let body = "the same words again and again; ".repeat(50).into_bytes();
        Content::compressed("text/plain", Caching::Immutable, body).unwrap()
    }

    fn request(pairs: &[(header::HeaderName, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.clone(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn every_encoding_has_its_own_tag() {
        let tags: Vec<_> = ["br", "gzip", "identity"]
            .into_iter()
            .map(|coding| {
                let response = content().respond(&request(&[(header::ACCEPT_ENCODING, coding)]));
                response.headers()[header::ETAG].clone()
            })
            .collect();
        assert!(
            tags[0] != tags[1] && tags[1] != tags[2] && tags[0] != tags[2],
            "{tags:?}"
        );
    }

    #[test]
    fn a_form_the_client_holds_is_not_sent_again_whatever_it_accepts_now() {
        let gzip = request(&[(header::ACCEPT_ENCODING, "gzip")]);
        let tag = content().respond(&gzip).headers()[header::ETAG].clone();
        let again = request(&[
            (header::ACCEPT_ENCODING, "br"),
            (
                header::IF_NONE_MATCH,
                &format!("\"x\", W/{}", tag.to_str().unwrap()),
            ),
        ]);
        let response = content().respond(&again);
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(response.headers()[header::ETAG], tag);
        assert!(!response.headers().contains_key(header::CONTENT_ENCODING));
    }

    #[test]
    fn an_old_tag_gets_the_body() {
        let response = content().respond(&request(&[(header::IF_NONE_MATCH, "\"old\"")]));
        assert_eq!(response.status(), StatusCode::OK);
    }

    #[test]
    fn what_compression_would_enlarge_is_sent_as_it_is() {
        let tiny = Content::compressed("text/plain", Caching::Revalidate, b"a".to_vec()).unwrap();
        let response = tiny.respond(&request(&[(header::ACCEPT_ENCODING, "br, gzip")]));
        assert!(!response.headers().contains_key(header::CONTENT_ENCODING));
    }
}
