//! What every handler can see.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::HeaderValue;
use tokio::sync::Semaphore;

use crate::access::Visibility;
use crate::access_log::AccessLog;
use crate::auth::oidc::Oidc;
use crate::auth::proxy::ProxyLogin;
use crate::auth::slowdown::Slowdown;
use crate::catalogue::Catalogue;
use crate::client::Client;
use crate::front::Longest;
use crate::headers::Headers;
use crate::limits::peer::Network;
use crate::limits::rate::{Rate, RateLimit};
use crate::metrics::Metrics;
use crate::pages::style::Style;
use crate::release_dir::ServedRelease;
use crate::store::Store;
use crate::store::sessions::SessionLimits;

/// Shared by all requests; cheap to clone.
#[derive(Debug, Clone)]
pub struct AppState(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    catalogue: Catalogue,
    client: Client,
    door: Option<Door>,
    headers: Headers,
    proxies: Vec<Network>,
    rate: RateLimit,
    longest: Longest,
    metrics: Metrics,
    style: Style,
    openapi: crate::content::Content,
}

/// What lets people in, on a server that keeps users.
#[derive(Debug)]
pub struct Door {
    /// Users, sessions, tokens, releases.
    pub store: Arc<Store>,
    /// When sessions end by themselves.
    pub session_limits: SessionLimits,
    /// Logins by a trusted proxy's header, where switched on.
    pub proxy_login: Option<ProxyLogin>,
    /// Logins by an OpenID Connect provider, where there is one.
    pub oidc: Option<Oidc>,
    /// Who failed to log in.
    pub slowdown: Slowdown,
    /// Writes down who saw what.
    pub log: AccessLog,
    /// How many passwords are checked at a time: each takes 19 MiB.
    pub(crate) hashing: Semaphore,
}

impl Door {
    /// With passwords and tokens only.
    #[must_use]
    pub fn new(store: Arc<Store>, log: AccessLog) -> Self {
        Self {
            store,
            session_limits: SessionLimits::default(),
            proxy_login: None,
            oidc: None,
            slowdown: Slowdown::default(),
            log,
            hashing: Semaphore::new(2),
        }
    }
}

/// How a server is set up, besides what it serves.
#[derive(Debug, Default)]
pub struct Settings {
    /// What lets people in; `None` where the server keeps no users.
    pub door: Option<Door>,
    /// Origins whose pages may show the client in a frame.
    pub embedders: Vec<String>,
    /// Whether browsers reach the server by https.
    pub tls: bool,
    /// Proxies that may say for whom they speak. Where there are any, nobody else is answered.
    pub proxies: Vec<Network>,
    /// Requests a second by address.
    pub rate: Rate,
    /// How long an answer may take.
    pub longest: Longest,
}

/// Why a server cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// An origin is none.
    #[error(
        "{0} is not an origin. Give the scheme and the host, for example https://intranet.example."
    )]
    Embedder(String),
    /// The description of the API or the style cannot be prepared.
    #[error("The server's own files could not be prepared: {0}.")]
    Preparation(#[from] std::io::Error),
}

impl AppState {
    /// A server of `releases` and `client`.
    ///
    /// # Errors
    /// When an embedder is no origin.
    pub fn new(
        releases: Vec<ServedRelease>,
        client: Client,
        settings: Settings,
    ) -> Result<Self, SetupError> {
        Ok(Self(Arc::new(Inner {
            headers: Headers::new(&client, &settings.embedders, settings.tls)?,
            catalogue: Catalogue::new(releases),
            client,
            door: settings.door,
            proxies: settings.proxies,
            rate: RateLimit::new(settings.rate),
            longest: settings.longest,
            metrics: Metrics::new(),
            style: Style::new()?,
            openapi: crate::openapi::content()?,
        })))
    }

    /// The releases served.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.0.catalogue
    }

    /// The client's files.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.0.client
    }

    /// What lets people in; `None` where the server keeps no users.
    #[must_use]
    pub fn door(&self) -> Option<&Door> {
        self.0.door.as_ref()
    }

    /// What is counted.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Proxies that may say for whom they speak.
    #[must_use]
    pub fn proxies(&self) -> &[Network] {
        &self.0.proxies
    }

    pub(crate) fn headers(&self) -> &Headers {
        &self.0.headers
    }

    pub(crate) fn rate(&self) -> &RateLimit {
        &self.0.rate
    }

    pub(crate) fn longest(&self) -> Longest {
        self.0.longest
    }

    pub(crate) fn style(&self) -> &Style {
        &self.0.style
    }

    pub(crate) fn openapi(&self) -> &crate::content::Content {
        &self.0.openapi
    }

    /// Whether anyone who reaches the server sees a release that is meant for a login, because it is
    /// reached from this machine only. Then a request must name this machine (see [`crate::guard`]).
    pub(crate) fn open_here(&self) -> bool {
        self.0.door.is_none()
            && self
                .catalogue()
                .list()
                .all
                .iter()
                .any(|listed| listed.visibility == Visibility::Login)
    }
}

/// Seconds since 1970.
#[must_use]
pub fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| i64::try_from(time.as_secs()).unwrap_or(i64::MAX))
}

/// A header's value, where the text can be one.
pub(crate) fn header_value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}
