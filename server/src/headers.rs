//! Security headers, set on every answer whatever made it.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::client::Client;
use crate::csp;
use crate::state::{AppState, SetupError, header_value};

const FIXED: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Two years. Other names under this one are for others to decide.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000");

/// The headers of every answer of a server.
#[derive(Debug)]
pub(crate) struct Headers {
    /// For the client, which may be shown in the frames of those who may embed it.
    client_policy: HeaderValue,
    /// For pages that ask for a password or show a token: never in a frame.
    page_policy: HeaderValue,
    embeddable: bool,
    tls: bool,
}

impl Headers {
    /// For `client`, which pages of the origins `embedders` may show in a frame.
    ///
    /// # Errors
    /// When an embedder is no origin.
    pub(crate) fn new(
        client: &Client,
        embedders: &[String],
        tls: bool,
    ) -> Result<Self, SetupError> {
        for embedder in embedders {
            if !is_origin(embedder) {
                return Err(SetupError::Embedder(embedder.clone()));
            }
        }
        let index = client.index().map(|index| index.identity().clone());
        let index = String::from_utf8_lossy(index.as_deref().unwrap_or(&[])).into_owned();
        Ok(Self {
            client_policy: header_value(&csp::client(&index, embedders)),
            page_policy: HeaderValue::from_static(csp::PAGE),
            embeddable: !embedders.is_empty(),
            tls,
        })
    }

    /// Adds them to an answer that must `never` be shown in a frame, or may be by who may embed the client.
    pub(crate) fn put(&self, headers: &mut HeaderMap, never: bool) {
        for (name, value) in FIXED {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let policy = if never {
            &self.page_policy
        } else {
            &self.client_policy
        };
        headers.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
        // It knows no list of origins, so where there is one, only the policy above speaks.
        if never || !self.embeddable {
            headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        }
        if self.tls {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
        }
    }
}

/// Whether a text is `http://` or `https://` and a host, perhaps with a port, and nothing else.
fn is_origin(text: &str) -> bool {
    let Ok(uri) = text.parse::<Uri>() else {
        return false;
    };
    matches!(uri.scheme_str(), Some("http" | "https"))
        && uri.authority().is_some_and(|authority| {
            !authority.as_str().contains(['@', ';', ',', '*', '\''])
                && text.ends_with(authority.as_str())
        })
}

/// Marks an answer that must never be shown in a frame, whoever may embed the client.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NeverInAFrame;

/// Adds the headers to the answer of everything further in.
pub(crate) async fn secure(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let never = response.extensions().get::<NeverInAFrame>().is_some();
    state.headers().put(response.headers_mut(), never);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_embedder_is_an_origin_and_nothing_that_widens_the_policy() {
        for good in ["https://intranet.example", "http://localhost:3000"] {
            assert!(is_origin(good), "{good}");
        }
        for bad in [
            "intranet.example",
            "https://intranet.example/",
            "https://a.example https://b.example",
            "https://*.example",
            "*",
            "'self'",
            "https://a.example;script-src *",
            "https://user@a.example",
            "data:",
            "",
        ] {
            assert!(!is_origin(bad), "{bad}");
        }
    }
}
