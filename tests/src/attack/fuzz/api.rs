//! Requests to every route of the server, each with good values in every place, for the fuzzer to spoil.
//!
//! The server runs in this process, on the real router with users, releases and all. A good request is a
//! list of byte strings: which route, who asks, then every part that whoever asks may choose (parameters of
//! the address, query, headers, body). What a panic would be elsewhere is here a status of 500 or above, too:
//! the server catches panics of its threads.

use std::fs;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderName, HeaderValue, Method, Request, Uri};
use kleio_server::access::Role;
use kleio_server::access_log::AccessLog;
use kleio_server::auth::secret::Secret;
use kleio_server::auth::{cookie, form};
use kleio_server::client::{Client, EmbeddedFile};
use kleio_server::limits::peer::AddressPolicy;
use kleio_server::limits::rate::Rate;
use kleio_server::publish::{Files, publish};
use kleio_server::routes::{self, Kind, Route};
use kleio_server::state::{AppState, Door, Settings, now};
use kleio_server::store::Store;
use kleio_shared::release::{CLUSTERS_FILE, MANIFEST_FILE, Release, VECTORS_FILE};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

use super::Good;
use super::spoil::{Change, spoil};

/// What a request says of itself beside its address and body, with a value that makes sense. An empty one is
/// sent only where it is spoiled.
const HEADERS: [(&str, &str); 15] = [
    ("accept", "text/html,*/*;q=0.8"),
    ("accept-encoding", "br;q=1.0, gzip;q=0.5, *;q=0"),
    ("accept-language", "de, en;q=0.7"),
    ("authorization", ""),
    ("content-length", ""),
    ("content-type", "application/json"),
    ("cookie", "a=b; __Host-kleio-session=x"),
    ("host", "localhost:8080"),
    ("if-none-match", "W/\"0123\", \"4567\""),
    ("origin", ""),
    ("range", "bytes=0-10"),
    ("sec-fetch-site", "same-origin"),
    ("x-forwarded-for", "192.0.2.1, ::1"),
    ("x-forwarded-proto", "https"),
    ("x-kleio-form", FORM),
];

/// Who asks, by the first byte of a good request's second part.
const ASKERS: usize = 4;

/// The series that everything is put up in.
const SERIES: &str = "spring";

/// The whole client of this server.
const PAGE: EmbeddedFile = EmbeddedFile {
    path: "/index.html",
    identity: b"<!doctype html><title>Kleio</title>",
    gzip: None,
    brotli: None,
};

/// Stands in a good request for what each server draws anew.
const INVITATION: &str = "{invitation}";
const FORM: &str = "{form}";

/// A good request to every route, by everybody.
///
/// # Panics
/// When a route has a parameter or a body that this list does not know.
pub(super) fn requests(release: &Good) -> Vec<Good> {
    let opened = Release::open(&release[0], &release[1]).expect("the sample is sound");
    let mut all = Vec::new();
    for (number, route) in (0..).zip(&routes::all()) {
        for asker in 0..ASKERS as u8 {
            let mut request = vec![vec![number], vec![asker]];
            let known = |name: &str| known(name, &opened).into_bytes();
            request.extend(parameters(route.path).map(known));
            request.push(query(route.path).into());
            request.push(body(route, release).into());
            request.extend(HEADERS.iter().map(|(_, value)| value.as_bytes().to_vec()));
            all.push(request);
        }
    }
    // Every request stands in it once more with the files that publishing takes.
    all.push(release.clone());
    all
}

/// The names in braces of an address.
fn parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}').map(|(name, _)| name))
}

fn known(name: &str, release: &Release) -> String {
    match name {
        "id" => release.id().to_owned(),
        "cluster" => release.clusters()[0].id.as_str().to_owned(),
        "series" => SERIES.to_owned(),
        "token" => "1".to_owned(),
        "user" => "viewer".to_owned(),
        "secret" => INVITATION.to_owned(),
        "file" => "style.css".to_owned(),
        other => panic!("no value of the parameter {other} is known: add one here"),
    }
}

fn query(path: &str) -> &'static str {
    match path {
        "/api/v1/releases/{id}/clusters" => "level=0&parent=1-0&q=bread+soup&skip=1&limit=10",
        "/api/v1/access-log" => "after=1&limit=10",
        "/login" | "/login/oidc" => "next=%2Faccount",
        "/login/oidc/callback" => "state=abc&code=def",
        _ => "",
    }
}

fn body(route: &Route, release: &Good) -> String {
    if route.method == Method::GET || route.method == Method::DELETE {
        return String::new();
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match route.path {
        "/api/v1/series/{series}/versions" => json!({
            "manifest": text(&release[0]), "clusters": text(&release[1]), "vectors": "AAEC",
            "visibility": "login",
        })
        .to_string(),
        "/api/v1/series/{series}/retire" => json!({"version": 1}).to_string(),
        "/api/v1/series/{series}/rollback" => json!({"to": 1}).to_string(),
        "/api/v1/tokens" => json!({"label": "a program", "days": 30}).to_string(),
        "/api/v1/users" => json!({"name": "someone", "role": "analyst"}).to_string(),
        "/api/v1/users/{user}" => json!({"role": "analyst", "disabled": false}).to_string(),
        "/login" => format!("form={FORM}&name=viewer&password=correct+horse&next=%2F"),
        "/logout" => format!("form={FORM}"),
        "/invitation/{secret}" => {
            format!("form={FORM}&password=correct+horse+battery&again=correct+horse+battery")
        }
        "/account/tokens" => format!("form={FORM}&label=a+program&days=30"),
        "/account/tokens/revoke" => format!("form={FORM}&token=1"),
        other => panic!("no body for {other} is known: add one here"),
    }
}

/// A server with a user of every role, two versions of a release, and an invitation.
pub(super) struct House {
    _data: TempDir,
    runtime: Runtime,
    state: AppState,
    routes: Vec<Route>,
    /// By who asks: headers that say so, and the value that forms carry.
    who: Vec<(Vec<(&'static str, String)>, String)>,
    invitation: String,
}

impl House {
    /// Of what [`requests`] gave.
    ///
    /// # Panics
    /// When it cannot be set up.
    pub(super) fn new(requests: &[Good]) -> Self {
        let data = TempDir::new().expect("a directory can be made");
        let store = Arc::new(Store::open(data.path()).expect("a store can be made"));
        let users: Vec<_> = Role::ALL
            .iter()
            .map(|&role| store.add_user(role.name(), role).expect("a new name"))
            .collect();
        let (viewer, admin) = (&users[0], &users[users.len() - 1]);
        let release = requests.last().expect("the release stands last");
        for files in versions(release, data.path()) {
            publish(&store, &files, SERIES, None, "test", now()).expect("it is sound");
        }
        let token = |user| store.make_token(user, "test", 1, now()).expect("a token").1;
        let secret = || Secret::new().expect("the system has randomness");
        let session = store.start_session(admin, now()).expect("a session");
        let stranger = secret();
        let bearer = |secret: &Secret| {
            let header = ("authorization", format!("Bearer {}", secret.reveal()));
            (vec![header], String::new())
        };
        let cookie = |set: &HeaderValue, secret: &Secret| {
            let set = set.to_str().expect("a cookie is text");
            let pair = set.split(';').next().unwrap_or_default().to_owned();
            (vec![("cookie", pair)], form::value(secret))
        };
        let who = vec![
            cookie(&cookie::set_form(&stranger), &stranger),
            bearer(&token(viewer)),
            bearer(&token(admin)),
            cookie(&cookie::set_session(&session), &session),
        ];
        assert_eq!(who.len(), ASKERS);
        let guest = store
            .add_user("guest", Role::Viewer)
            .expect("a name that is free");
        let invitation = store.invite(&guest, now()).expect("an invitation").reveal();
        let log = AccessLog::start(store.clone(), AddressPolicy::Network).expect("a log");
        let settings = Settings {
            door: Some(Door::new(store.clone(), log)),
            rate: Rate {
                per_second: 0.0,
                burst: 1.0,
            },
            ..Settings::default()
        };
        let state = AppState::new(Vec::new(), Client::new(&[PAGE]), settings).expect("a server");
        let faults = state.catalogue().refresh(&store).expect("a store");
        assert!(faults.is_empty(), "a version is not served: {faults:?}");
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        Self {
            _data: data,
            runtime,
            state,
            routes: routes::all(),
            who,
            invitation,
        }
    }

    /// Sends a good request with `changes`; what is no request any more is not sent.
    ///
    /// # Panics
    /// When the server panics, or answers that it failed, or not in the form that errors have.
    pub(super) fn check(&self, good: &Good, changes: &[Change]) {
        let Some((route, request)) = self.request(good, changes) else {
            return;
        };
        let what = format!("{} {}", request.method(), request.uri());
        let (status, body) = self.runtime.block_on(async {
            let router = routes::router(self.state.clone());
            let response = router.oneshot(request).await.expect("it always answers");
            let status = response.status();
            let body = to_bytes(response.into_body(), usize::MAX).await;
            (status, body.expect("the answer is in memory"))
        });
        assert!(!status.is_server_error(), "{status} from {what}");
        if route.kind == Kind::Api && status.is_client_error() {
            let error: Value = serde_json::from_slice(&body).expect("an error is JSON");
            assert!(error["error"]["code"].is_string(), "{what}: {error}");
        }
    }

    fn request(&self, good: &Good, changes: &[Change]) -> Option<(&Route, Request<Body>)> {
        // The files of the release stand among the requests, and are none.
        let [number, asker, parts @ ..] = good.as_slice() else {
            return None;
        };
        let (&[number], &[asker]) = (number.as_slice(), asker.as_slice()) else {
            return None;
        };
        let route = &self.routes[usize::from(number)];
        let (headers, form) = &self.who[usize::from(asker)];
        let mut parts: Vec<Vec<u8>> = parts
            .iter()
            .map(|part| replaced(part, &[(INVITATION, &self.invitation), (FORM, form)]))
            .collect();
        let count = parameters(route.path).count();
        // As many changes go to the address and the body as to all headers.
        let places: Vec<usize> = (0..count + 2)
            .cycle()
            .take(HEADERS.len())
            .chain(count + 2..parts.len())
            .collect();
        for change in changes {
            let place = places[change.which(places.len())];
            parts[place] = spoil(&parts[place], std::slice::from_ref(change));
        }
        let mut address = String::new();
        let mut rest = route.path;
        for part in &parts[..count] {
            let (before, after) = rest.split_once('{')?;
            address.push_str(before);
            address.push_str(&encoded(part));
            rest = after.split_once('}')?.1;
        }
        address.push_str(rest);
        let address = format!("{address}?{}", encoded(&parts[count]));
        let uri: Uri = address.parse().ok()?;
        let mut request = Request::builder().method(route.method.clone()).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        for ((name, usual), value) in HEADERS.iter().zip(&parts[count + 2..]) {
            let taken = headers.iter().any(|(other, _)| other == name);
            // Who asks says so itself, but where that was spoiled.
            if value.is_empty() || taken && value == usual.as_bytes() {
                continue;
            }
            if let Ok(value) = HeaderValue::from_bytes(value) {
                request = request.header(HeaderName::from_static(name), value);
            }
        }
        let request = request.body(Body::from(parts[count + 1].clone())).ok()?;
        Some((route, request))
    }
}

/// The release, and one that differs by its title.
fn versions(release: &Good, place: &std::path::Path) -> [Files; 2] {
    let directory = place.join("input");
    fs::create_dir(&directory).expect("the directory is empty");
    let text = String::from_utf8_lossy(&release[0]).into_owned();
    let titled = text.replacen("\"title\": \"", "\"title\": \"An earlier one, ", 1);
    assert_ne!(text, titled, "the manifest has a title");
    [titled, text].map(|manifest| {
        let write = |name: &str, bytes: &[u8]| {
            fs::write(directory.join(name), bytes).expect("the directory can be written");
        };
        write(MANIFEST_FILE, manifest.as_bytes());
        write(CLUSTERS_FILE, &release[1]);
        write(VECTORS_FILE, &release[2]);
        Files::read(&directory).expect("it was just written")
    })
}

fn replaced(part: &[u8], with: &[(&str, &str)]) -> Vec<u8> {
    match std::str::from_utf8(part) {
        Err(_) => part.to_vec(),
        Ok(text) => with
            .iter()
            .fold(text.to_owned(), |text, (name, value)| {
                text.replace(name, value)
            })
            .into_bytes(),
    }
}

/// Bytes as they may stand in an address: those that may not, percent-encoded.
fn encoded(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|&byte| match byte {
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'%'
            | b'&'
            | b'='
            | b'+'
            | b'-'
            | b'.'
            | b'/'
            | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02x}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_stand_in_braces() {
        let found: Vec<_> = parameters("/a/{id}/b/{cluster}").collect();
        assert_eq!(found, ["id", "cluster"]);
    }

    #[test]
    fn what_may_not_stand_in_an_address_is_encoded() {
        assert_eq!(encoded(b"a b\0%2f.."), "a%20b%00%2f..");
    }
}
