//! Errors as programs read them: one JSON envelope with a stable code and a sentence.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Why a request was not answered as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ApiError {
    /// No such address.
    #[error("There is nothing at this address. The list of releases is at /api/v1/releases.")]
    NotFound,
    /// No such release.
    #[error(
        "This server has no release called {0}. The list of its releases is at /api/v1/releases."
    )]
    ReleaseNotFound(String),
    /// Another method than GET or HEAD.
    #[error("This address can only be read: use GET or HEAD.")]
    MethodNotAllowed,
}

impl ApiError {
    const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::ReleaseNotFound(_) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        }
    }

    /// A word for programs; it never changes within an API version.
    const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::ReleaseNotFound(_) => "release_not_found",
            Self::MethodNotAllowed => "method_not_allowed",
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = json!({"error": {"code": self.code(), "message": self.to_string()}});
        let mut response = (self.status(), Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self == Self::MethodNotAllowed {
            headers.insert(header::ALLOW, HeaderValue::from_static("GET,HEAD"));
        }
        response
    }
}
