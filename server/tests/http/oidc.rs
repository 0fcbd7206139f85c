//! Logins by OpenID Connect, against a provider made up here that signs what it is told to.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::http::{Method, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kleio_server::access::Role;
use kleio_server::auth::oidc::{Oidc, OidcConfig};
use kleio_server::front::Longest;
use kleio_server::state::{Settings, now};
use openidconnect::core::{
    CoreEdDsaPrivateSigningKey, CoreIdToken, CoreIdTokenClaims, CoreJwsSigningAlgorithm,
};
use openidconnect::{ClientSecret, JsonWebKeyId, PrivateSigningKey as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::fixture::Answer;
use crate::house::{Credentials, House, cookie_of};

/// What the provider says at the next exchange.
#[derive(Clone, Default)]
pub(crate) struct Says {
    pub(crate) claims: Value,
    /// The challenge that the verifier must fit.
    challenge: String,
    /// Sign with a key that is not published.
    forged: bool,
}

/// The provider.
pub(crate) struct Provider {
    pub(crate) address: String,
    says: Arc<Mutex<Says>>,
}

fn key() -> CoreEdDsaPrivateSigningKey {
    let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    let id = Some(JsonWebKeyId::new("k".to_owned()));
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pair.serialize_pem(), id).unwrap()
}

impl Provider {
    pub(crate) fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let says = Arc::new(Mutex::new(Says::default()));
        let keys = Arc::new((key(), key()));
        let published = serde_json::to_value(keys.0.as_verification_key()).unwrap();
        let description = json!({
            "issuer": address,
            "authorization_endpoint": format!("{address}/authorize"),
            "token_endpoint": format!("{address}/token"),
            "jwks_uri": format!("{address}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA"],
        });
        let told = says.clone();
        let router = Router::new()
            .route(
                "/.well-known/openid-configuration",
                get(async move || Json(description)),
            )
            .route(
                "/keys",
                get(async move || Json(json!({"keys": [published]}))),
            )
            .route(
                "/token",
                post(async move |body: String| exchange(&told.lock().unwrap(), &keys, &body)),
            );
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                axum::serve(listener, router).await.unwrap();
            });
        });
        Self { address, says }
    }
}

fn exchange(
    says: &Says,
    keys: &(CoreEdDsaPrivateSigningKey, CoreEdDsaPrivateSigningKey),
    body: &str,
) -> (StatusCode, Json<Value>) {
    let verifier = field(body, "code_verifier");
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    if challenge != says.challenge || field(body, "code") != "the-code" {
        return (
            StatusCode::BAD_REQUEST,
            Json(json!({"error": "invalid_grant"})),
        );
    }
    let claims: CoreIdTokenClaims = serde_json::from_value(says.claims.clone()).unwrap();
    let key = if says.forged { &keys.1 } else { &keys.0 };
    let token = CoreIdToken::new(claims, key, CoreJwsSigningAlgorithm::EdDsa, None, None).unwrap();
    let answer = json!({"access_token": "a", "token_type": "bearer", "id_token": token});
    (StatusCode::OK, Json(answer))
}

/// A field of a query or a form; these tests use none that would need decoding.
fn field(text: &str, name: &str) -> String {
    let text = text.split_once('?').map_or(text, |(_, query)| query);
    text.split('&')
        .find_map(|pair| pair.strip_prefix(&format!("{name}=")))
        .unwrap_or_else(|| panic!("{name} is not in {text}"))
        .to_owned()
}

fn house(provider: &Provider, newcomers: Option<Role>) -> House {
    house_with(&provider.address, newcomers, Settings::default())
}

/// A house that lets in whom the provider at `address` knows.
pub(crate) fn house_with(address: &str, newcomers: Option<Role>, settings: Settings) -> House {
    let address = address.to_owned();
    House::with(
        move |door| {
            let config = OidcConfig {
                issuer: address.clone(),
                client: "kleio".to_owned(),
                secret: Some(ClientSecret::new("secret".to_owned())),
                public_url: "http://127.0.0.1:8080/".to_owned(),
                label: "Example".to_owned(),
                newcomers,
            };
            door.oidc = Some(Oidc::new(config).unwrap());
        },
        settings,
    )
}

/// A login under way.
pub(crate) struct Begun {
    pub(crate) cookie: Credentials,
    pub(crate) state: String,
}

/// Goes to the provider, which is then told what to say; `change` may make it lie.
pub(crate) fn begin(house: &House, provider: &Provider, change: impl Fn(&mut Says)) -> Begun {
    let answer = house.get("/login/oidc?next=%2F%3Fx%3D1", &Credentials::default());
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let location = answer.header("location").to_owned();
    assert!(location.starts_with(&format!("{}/authorize?", provider.address)));
    let set = answer.headers["set-cookie"].to_str().unwrap();
    assert!(
        set.contains("HttpOnly; Secure; SameSite=Lax; Max-Age=600"),
        "{set}"
    );
    let mut says = Says {
        claims: json!({
            "iss": provider.address, "aud": ["kleio"], "sub": "42", "nonce": field(&location, "nonce"),
            "iat": now(), "exp": now() + 60, "preferred_username": "ada",
        }),
        challenge: field(&location, "code_challenge"),
        forged: false,
    };
    change(&mut says);
    *provider.says.lock().unwrap() = says;
    Begun {
        cookie: Credentials(vec![("cookie", cookie_of(&answer.headers["set-cookie"]))]),
        state: field(&location, "state"),
    }
}

/// Comes back from the provider.
pub(crate) fn end(house: &House, begun: &Begun) -> Answer {
    let path = format!("/login/oidc/callback?code=the-code&state={}", begun.state);
    house.ask(&Method::GET, &path, &begun.cookie, "")
}

/// The session that an answer opens, where it does.
pub(crate) fn session(answer: &Answer) -> Option<Credentials> {
    let cookies = answer.headers.get_all("set-cookie").iter();
    cookies
        .map(cookie_of)
        .find(|cookie| cookie.starts_with("__Host-kleio-session=kleio_"))
        .map(|cookie| Credentials(vec![("cookie", cookie)]))
}

#[test]
fn a_user_who_was_added_by_name_is_let_in_and_bound_to_the_providers_subject() {
    let provider = Provider::start();
    let house = house(&provider, None);
    let begun = begin(&house, &provider, |_| {});
    let stranger = end(&house, &begun);
    assert_eq!(
        stranger.status,
        StatusCode::FORBIDDEN,
        "nobody has added ada"
    );
    assert!(session(&stranger).is_none());

    house.store.add_user("ada", Role::Analyst).unwrap();
    let begun = begin(&house, &provider, |_| {});
    let answer = end(&house, &begun);
    assert_eq!(answer.status, StatusCode::OK);
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    assert!(text.contains("content=\"0;url=/?x=1\""), "{text}");
    let me = house.get("/api/v1/me", &session(&answer).unwrap()).json();
    assert_eq!(
        (&me["user"], &me["role"]),
        (&json!("ada"), &json!("analyst"))
    );
    // Another subject that calls itself the same is somebody else.
    let begun = begin(&house, &provider, |says| says.claims["sub"] = json!("43"));
    assert_eq!(end(&house, &begun).status, StatusCode::FORBIDDEN);
    // The same subject by another name is the same.
    let begun = begin(&house, &provider, |says| {
        says.claims["preferred_username"] = json!("bob");
    });
    let me = house
        .get("/api/v1/me", &session(&end(&house, &begun)).unwrap())
        .json();
    assert_eq!(me["user"], "ada");
    house.store.set_disabled("ada", true).unwrap();
    let begun = begin(&house, &provider, |_| {});
    assert_eq!(end(&house, &begun).status, StatusCode::FORBIDDEN);
}

#[test]
fn newcomers_get_the_role_that_was_set_and_nobody_takes_over_a_password() {
    let provider = Provider::start();
    let house = house(&provider, Some(Role::Viewer));
    let begun = begin(&house, &provider, |_| {});
    let me = house
        .get("/api/v1/me", &session(&end(&house, &begun)).unwrap())
        .json();
    assert_eq!(
        (&me["user"], &me["role"]),
        (&json!("ada"), &json!("viewer"))
    );
    let invitation = house.store.invite(&house.user(Role::Admin), now()).unwrap();
    house.store.accept(&invitation, "$hash", now()).unwrap();
    let begun = begin(&house, &provider, |says| {
        says.claims["sub"] = json!("99");
        says.claims["preferred_username"] = json!("admin");
    });
    assert_eq!(end(&house, &begun).status, StatusCode::FORBIDDEN);
}

type Lie = &'static dyn Fn(&mut Says);

#[test]
fn what_the_provider_did_not_say_here_and_now_does_not_count() {
    let provider = Provider::start();
    let house = house(&provider, Some(Role::Admin));
    let lies: [(&str, Lie); 5] = [
        ("another nonce", &|says| says.claims["nonce"] = json!("x")),
        ("for another", &|says| says.claims["aud"] = json!(["other"])),
        ("by another", &|says| {
            says.claims["iss"] = json!("https://evil.example");
        }),
        ("too old", &|says| says.claims["exp"] = json!(now() - 3600)),
        ("signed by another", &|says| says.forged = true),
    ];
    for (what, lie) in lies {
        let begun = begin(&house, &provider, lie);
        let answer = end(&house, &begun);
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{what}");
        assert!(session(&answer).is_none(), "{what}");
    }
    // Not the browser that went there; not the state it was given; not twice.
    let mut begun = begin(&house, &provider, |_| {});
    let path = format!("/login/oidc/callback?code=the-code&state={}", begun.state);
    assert_eq!(
        house.get(&path, &Credentials::default()).status,
        StatusCode::BAD_REQUEST
    );
    let right = std::mem::replace(&mut begun.state, "other".to_owned());
    assert_eq!(end(&house, &begun).status, StatusCode::BAD_REQUEST);
    begun.state = right;
    assert_eq!(
        end(&house, &begun).status,
        StatusCode::BAD_REQUEST,
        "used up"
    );
    let begun = begin(&house, &provider, |says| says.challenge = "x".to_owned());
    assert_eq!(
        end(&house, &begun).status,
        StatusCode::BAD_GATEWAY,
        "without the verifier"
    );
}

#[test]
fn the_provider_is_reached_encrypted_or_on_this_machine() {
    let config = |issuer: &str| OidcConfig {
        issuer: issuer.to_owned(),
        client: "kleio".to_owned(),
        secret: None,
        public_url: "https://kleio.example".to_owned(),
        label: "x".to_owned(),
        newcomers: None,
    };
    assert!(Oidc::new(config("https://login.example")).is_ok());
    assert!(Oidc::new(config("http://login.example")).is_err());
    assert!(Oidc::new(config("login")).is_err());
}

#[test]
fn what_waits_for_a_provider_that_says_nothing_is_given_up() {
    // Connections are taken by the system, and nobody ever answers.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let settings = Settings {
        longest: Longest {
            reading: Duration::from_millis(300),
            ..Longest::default()
        },
        ..Settings::default()
    };
    let address = format!("http://{}", silent.local_addr().unwrap());
    let house = house_with(&address, None, settings);
    let started = Instant::now();
    let answer = house.get("/login/oidc", &Credentials::default());
    let took = started.elapsed();
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.error_code(), "timed_out");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(took >= Duration::from_millis(300), "{took:?}");
    assert!(took < Duration::from_secs(5), "{took:?}");
    // Others are answered as ever.
    let health = house.get("/api/v1/health", &Credentials::default());
    assert_eq!(health.status, StatusCode::OK);
}
