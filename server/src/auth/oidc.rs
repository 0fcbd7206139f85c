//! Logins by an OpenID Connect provider: authorization code flow with PKCE, state and nonce.
//!
//! The provider says who somebody is (issuer and subject). What that user may do is ours to say. A name
//! that it gives binds a user who was added without a password, so an admin can invite by name.
//!
//! Invariant: a way back counts once, within ten minutes, in the browser that went there.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, Scope, TokenResponse as _,
};

use super::secret::{Secret, same_text};
use crate::access::Role;

/// How long somebody may take at the provider, seconds.
const TIME: i64 = 600;
/// Most logins under way; the oldest give way to new ones.
const CAPACITY: usize = 10_000;
/// How long the provider's description and keys are used, seconds.
const FRESH: i64 = 3600;
/// How long the provider may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Most bytes of an answer of the provider.
const LONGEST: usize = 1024 * 1024;

const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

type Configured = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// How the provider is reached, as the command line says.
#[derive(Debug, Clone)]
pub struct OidcConfig {
    /// The provider's address, from which its description is found.
    pub issuer: String,
    /// The name of this server at the provider.
    pub client: String,
    /// The secret of this server at the provider, where it has one.
    pub secret: Option<ClientSecret>,
    /// The address of this server as browsers see it, without a path.
    pub public_url: String,
    /// What the button says.
    pub label: String,
    /// The role of users who are new here; `None` lets in only those who were added by name.
    pub newcomers: Option<Role>,
}

/// Why a login by the provider does not work.
#[derive(Debug, thiserror::Error)]
pub enum OidcError {
    /// The configuration cannot be right.
    #[error(
        "{what} is not an address: {why}. Give it with its scheme, for example https://login.example."
    )]
    Address {
        /// Which option.
        what: &'static str,
        /// What is wrong.
        why: String,
    },
    /// The provider is reached without encryption.
    #[error(
        "The provider's address must begin with https, because passwords and keys depend on it."
    )]
    NotEncrypted,
    /// The HTTP client cannot be made.
    #[error("Connections to the provider cannot be made: {0}.")]
    Client(String),
    /// The provider does not answer as it should.
    #[error("The OpenID Connect provider does not answer as it should: {0}.")]
    Provider(String),
    /// The way back does not belong to a way there.
    #[error("This login was not begun here, or too long ago. Begin it again.")]
    NotBegun,
    /// The identity does not hold.
    #[error("The OpenID Connect provider's word on who this is does not hold: {0}.")]
    Identity(String),
}

/// Who somebody is, in the provider's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// Issuer and subject together: never given to anybody else.
    pub(crate) subject: String,
    /// A name, where the provider gives one: the preferred name, or a verified e-mail address.
    pub(crate) name: Option<String>,
}

struct Pending {
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
    next: String,
    expires: i64,
}

/// The provider.
pub struct Oidc {
    config: OidcConfig,
    redirect: RedirectUrl,
    issuer: IssuerUrl,
    http: reqwest::Client,
    metadata: tokio::sync::Mutex<Option<(CoreProviderMetadata, i64)>>,
    pending: Mutex<BTreeMap<[u8; 32], Pending>>,
}

impl std::fmt::Debug for Oidc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Oidc")
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

impl Oidc {
    /// Of this configuration. The provider is asked for nothing yet.
    ///
    /// # Errors
    /// When an address is none, or the provider's is not encrypted.
    pub fn new(config: OidcConfig) -> Result<Self, OidcError> {
        let wrong = |what| {
            move |error: openidconnect::url::ParseError| OidcError::Address {
                what,
                why: error.to_string(),
            }
        };
        let issuer = IssuerUrl::new(config.issuer.clone()).map_err(wrong("--oidc-issuer"))?;
        let url = issuer.url();
        let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if url.scheme() != "https" && !here {
            return Err(OidcError::NotEncrypted);
        }
        let base = config.public_url.trim_end_matches('/');
        let redirect = RedirectUrl::new(format!("{base}/login/oidc/callback"))
            .map_err(wrong("--public-url"))?;
        // Someone else in this process may have chosen already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .timeout(PATIENCE)
            // Logins are rare, and a connection kept from one to the next is mostly a broken one.
            .pool_max_idle_per_host(0)
            // Otherwise the provider could make this server ask any other.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| OidcError::Client(error.without_url().to_string()))?;
        Ok(Self {
            config,
            redirect,
            issuer,
            http,
            metadata: tokio::sync::Mutex::default(),
            pending: Mutex::default(),
        })
    }

    pub(crate) fn label(&self) -> &str {
        &self.config.label
    }

    pub(crate) fn newcomers(&self) -> Option<Role> {
        self.config.newcomers
    }

    /// Begins a login that is to end at `next`: where to send the browser, and the secret for its
    /// cookie.
    ///
    /// # Errors
    /// When the provider does not answer.
    pub(crate) async fn begin(&self, next: &str, now: i64) -> Result<(String, Secret), OidcError> {
        let client = self.client(now).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scope(Scope::new("profile".to_owned()))
            .add_scope(Scope::new("email".to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        let secret = Secret::new().map_err(|error| OidcError::Client(error.to_string()))?;
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        pending.retain(|_, login| login.expires > now);
        if pending.len() >= CAPACITY {
            let oldest = pending.iter().min_by_key(|(_, login)| login.expires);
            if let Some(oldest) = oldest.map(|(key, _)| *key) {
                pending.remove(&oldest);
            }
        }
        pending.insert(
            secret.digest().0,
            Pending {
                state,
                nonce,
                verifier,
                next: next.to_owned(),
                expires: now + TIME,
            },
        );
        Ok((url.to_string(), secret))
    }

    /// Ends a login: who it is, and where to go.
    ///
    /// # Errors
    /// When it was not begun here, or the provider's word does not hold.
    pub(crate) async fn end(
        &self,
        secret: &Secret,
        state: &str,
        code: &str,
        now: i64,
    ) -> Result<(Identity, String), OidcError> {
        let pending = self
            .pending
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&secret.digest().0)
            .filter(|login| login.expires > now && same_text(login.state.secret(), state))
            .ok_or(OidcError::NotBegun)?;
        let client = self.client(now).await?;
        let provider = |error: &dyn std::error::Error| OidcError::Provider(error.to_string());
        let http = self.http();
        let answer = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|error| provider(&error))?
            .set_pkce_verifier(pending.verifier)
            .request_async(&http)
            .await
            .map_err(|error| provider(&error))?;
        let token = answer
            .id_token()
            .ok_or_else(|| OidcError::Identity("it gave none".to_owned()))?;
        // Signatures that the provider's published keys check; none that only a shared secret does.
        let verifier = client.id_token_verifier().set_allowed_algs(ALGORITHMS);
        let claims = token
            .claims(&verifier, &pending.nonce)
            .map_err(|error| OidcError::Identity(error.to_string()))?;
        let email = claims
            .email()
            .filter(|_| claims.email_verified() == Some(true))
            .map(|email| email.to_string());
        let preferred = claims.preferred_username().map(|name| name.to_string());
        let identity = Identity {
            subject: format!("{} {}", self.issuer.as_str(), claims.subject().as_str()),
            name: preferred.or(email),
        };
        Ok((identity, pending.next))
    }

    async fn client(&self, now: i64) -> Result<Configured, OidcError> {
        let mut metadata = self.metadata.lock().await;
        let known = metadata.as_ref().filter(|(_, until)| *until > now);
        let found = if let Some((known, _)) = known {
            known.clone()
        } else {
            let http = self.http();
            let found = CoreProviderMetadata::discover_async(self.issuer.clone(), &http)
                .await
                .map_err(|error| OidcError::Provider(error.to_string()))?;
            metadata.insert((found.clone(), now + FRESH)).0.clone()
        };
        let id = ClientId::new(self.config.client.clone());
        let client = CoreClient::from_provider_metadata(found, id, self.config.secret.clone());
        Ok(client.set_redirect_uri(self.redirect.clone()))
    }

    /// The way the library asks the provider.
    fn http(
        &self,
    ) -> impl Fn(
        HttpRequest,
    )
        -> std::pin::Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send>>
    + use<> {
        let http = self.http.clone();
        move |request| {
            let http = http.clone();
            Box::pin(async move { send(&http, request).await })
        }
    }
}

/// The provider was not reached.
#[derive(Debug, thiserror::Error)]
enum HttpError {
    #[error("it cannot be reached: {0}")]
    Unreachable(String),
    #[error("its answer is longer than {LONGEST} bytes")]
    TooLong,
}

async fn send(http: &reqwest::Client, request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let failed = |error: reqwest::Error| HttpError::Unreachable(error.without_url().to_string());
    let request = reqwest::Request::try_from(request).map_err(failed)?;
    let mut response = http.execute(request).await.map_err(failed)?;
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(failed)? {
        if body.len() + piece.len() > LONGEST {
            return Err(HttpError::TooLong);
        }
        body.extend_from_slice(&piece);
    }
    let mut answer = HttpResponse::new(body);
    *answer.status_mut() = response.status();
    *answer.headers_mut() = response.headers().clone();
    Ok(answer)
}
