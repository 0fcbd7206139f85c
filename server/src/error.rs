//! Errors as programs read them: one JSON envelope with a stable code and a sentence.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Role;

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
    /// No such cluster in this release.
    #[error("This release has no cluster called {0}. The list of its clusters is at ../clusters.")]
    ClusterNotFound(String),
    /// No such series, token or user.
    #[error("There is no {what} called {name} here.")]
    NothingCalled { what: &'static str, name: String },
    /// The server keeps no users.
    #[error("This server keeps no users. Start it with --data DIRECTORY to have some.")]
    NoAccounts,
    /// Another method than those of the address.
    #[error("This address does not take this method. The header Allow names those that it takes.")]
    MethodNotAllowed,
    /// A name that is not this machine's.
    #[error(
        "This server is open to this machine only: reach it by its address or as localhost. To serve others, start it with --data, so that they log in."
    )]
    WrongHost,
    /// A parameter is not one.
    #[error("The parameter {name} is not right: {why}.")]
    BadParameter { name: &'static str, why: String },
    /// The body is not what is expected.
    #[error("The body of the request is not right: {0}.")]
    BadBody(String),
    /// The body is longer than this address takes.
    #[error("The body of the request is too long: this address takes {0} bytes.")]
    BodyTooLarge(usize),
    /// The body did not arrive in time.
    #[error("The body of the request did not arrive in time. Send it faster.")]
    BodyTooSlow,
    /// The address is too long.
    #[error("The address is too long.")]
    UriTooLong,
    /// The head of the request is too long, or has too many headers.
    #[error(
        "The request has too many headers, or too long ones. Send fewer, for example fewer cookies."
    )]
    HeadTooLarge,
    /// What was sent is no request at all.
    #[error("What was sent is not a request of HTTP/1.1.")]
    NotARequest,
    /// Nobody is logged in.
    #[error(
        "This needs a login. Log in at /login, or send a token in the header Authorization: Bearer TOKEN."
    )]
    LoginNeeded,
    /// A token that is not valid.
    #[error(
        "This token is not valid: it may have been revoked or have expired. Make another one at /account."
    )]
    TokenInvalid,
    /// The name or the password is wrong; which one is not said.
    #[error("This name and password do not belong together.")]
    WrongPassword,
    /// The role does not allow it.
    #[error("This needs the role {0}. An admin can give it to you.")]
    RoleNeeded(Role),
    /// A request that changes something does not come from a page of this server.
    #[error(
        "This request does not come from a page of this server, or the page is too old. Load the page again and repeat what you did."
    )]
    FormExpired,
    /// Too many requests.
    #[error("Too many requests from this address. Wait {0} seconds.")]
    TooManyRequests(u64),
    /// Too many wrong passwords.
    #[error("Too many failed attempts. Wait {0} seconds.")]
    TooManyFailures(u64),
    /// The server is to be reached through its proxy only.
    #[error("This server is to be reached through its proxy only.")]
    NotThroughProxy,
    /// What is asked contradicts what is there.
    #[error("{0}")]
    Conflict(String),
    /// A release that is not sound.
    #[error("{0}")]
    ReleaseRefused(String),
    /// It took too long.
    #[error("This took too long and was given up. Try again.")]
    TimedOut,
    /// A fault of the server.
    #[error("The server failed at this. Its log says why.")]
    Internal,
}

/// The envelope of every error.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Envelope {
    error: Problem,
}

/// What went wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// A word for programs; it never changes within an API version.
    #[schema(example = "release_not_found")]
    code: &'static str,
    /// A sentence for people.
    message: String,
}

impl ApiError {
    /// The HTTP status.
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound
            | Self::ReleaseNotFound(_)
            | Self::ClusterNotFound(_)
            | Self::NothingCalled { .. }
            | Self::NoAccounts => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::WrongHost => StatusCode::MISDIRECTED_REQUEST,
            Self::BadParameter { .. } | Self::BadBody(_) | Self::NotARequest => {
                StatusCode::BAD_REQUEST
            }
            Self::HeadTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::BodyTooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::UriTooLong => StatusCode::URI_TOO_LONG,
            Self::LoginNeeded | Self::TokenInvalid | Self::WrongPassword => {
                StatusCode::UNAUTHORIZED
            }
            Self::RoleNeeded(_) | Self::FormExpired | Self::NotThroughProxy => {
                StatusCode::FORBIDDEN
            }
            Self::TooManyRequests(_) | Self::TooManyFailures(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::ReleaseRefused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TimedOut => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A word for programs; it never changes within an API version.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::ReleaseNotFound(_) => "release_not_found",
            Self::ClusterNotFound(_) => "cluster_not_found",
            Self::NothingCalled { .. } => "nothing_of_that_name",
            Self::NoAccounts => "no_accounts",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::WrongHost => "wrong_host",
            Self::BadParameter { .. } => "bad_parameter",
            Self::BadBody(_) => "bad_body",
            Self::BodyTooLarge(_) => "body_too_large",
            Self::BodyTooSlow => "body_too_slow",
            Self::UriTooLong => "uri_too_long",
            Self::HeadTooLarge => "head_too_large",
            Self::NotARequest => "not_a_request",
            Self::LoginNeeded => "login_needed",
            Self::TokenInvalid => "token_invalid",
            Self::WrongPassword => "wrong_password",
            Self::RoleNeeded(_) => "role_needed",
            Self::FormExpired => "form_expired",
            Self::TooManyRequests(_) => "too_many_requests",
            Self::TooManyFailures(_) => "too_many_failures",
            Self::NotThroughProxy => "not_through_proxy",
            Self::Conflict(_) => "conflict",
            Self::ReleaseRefused(_) => "release_refused",
            Self::TimedOut => "timed_out",
            Self::Internal => "internal",
        }
    }

    const fn header(&self) -> Option<(header::HeaderName, &'static str)> {
        match self {
            Self::LoginNeeded => Some((header::WWW_AUTHENTICATE, "Bearer realm=\"kleio\"")),
            Self::TokenInvalid => Some((
                header::WWW_AUTHENTICATE,
                "Bearer realm=\"kleio\", error=\"invalid_token\"",
            )),
            Self::BodyTooSlow | Self::BodyTooLarge(_) | Self::HeadTooLarge | Self::NotARequest => {
                Some((header::CONNECTION, "close"))
            }
            _ => None,
        }
    }

    /// What is told of it.
    pub(crate) fn envelope(&self) -> Envelope {
        Envelope {
            error: Problem {
                code: self.code(),
                message: self.to_string(),
            },
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.status(), Json(self.envelope())).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some((name, value)) = self.header() {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if let Self::TooManyRequests(seconds) | Self::TooManyFailures(seconds) = self {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
