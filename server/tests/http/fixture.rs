//! A small hand-made release, a hand-made client, and a way to ask the server for something.

use std::path::Path;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use kleio_server::client::{Client, EmbeddedFile};
use kleio_server::release_dir::ServedRelease;
use kleio_server::routes::router;
use kleio_server::state::{AppState, Settings};
use kleio_shared::release::ClusterId;
use kleio_verify::fixtures;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;

/// The start page of the hand-made client.
pub(crate) const INDEX: &str =
    "<!doctype html><title>Kleio</title><script type=\"module\">start();</script>";

/// A script of the hand-made client, with a hash in its name.
pub(crate) const SCRIPT: &str = "/kleio-1f00c0ffee15bad1.js";

/// Two base clusters of 100 conversations under one parent, under the analyst policy.
pub(crate) fn clusters() -> Value {
    let row = |cells: [u64; 2], weeks: [u64; 2]| json!({"language": cells, "weeks": weeks});
    let cluster = |level: u8, parent: Option<&str>, name: &str, conversations: u64| {
        let cells = row(
            [conversations * 6 / 10, conversations * 4 / 10],
            [conversations / 2, conversations / 2],
        );
        json!({
            "id": ClusterId::new(level, name).as_str(),
            "level": level,
            "parent": parent.map(|name| ClusterId::new(level + 1, name).as_str().to_owned()),
            "name": name,
            "description": format!("People ask for help with {name}."),
            "conversations": conversations,
            "accounts": {"at_least": 50, "below": 100},
            "concern": 1.2,
            "position": [0.1, -0.2],
            "facets": {"language": cells["language"]},
            "weeks": cells["weeks"],
        })
    };
    json!([
        cluster(1, None, "Cooking", 200),
        cluster(0, Some("Cooking"), "Bread baking", 100),
        cluster(0, Some("Cooking"), "Vegetable soups", 100),
    ])
}

/// The manifest that goes with [`clusters`], without what follows from others.
pub(crate) fn manifest() -> Value {
    json!({
        "schema": kleio_shared::release::SCHEMA,
        "generator": "kleio 0.1.0",
        "title": "A fixture",
        "policy": {
            "profile": "analyst",
            "cluster": {"conversations": 25, "accounts": 10},
            "cell": {"conversations": 15, "accounts": 5},
        },
        "accounts_known": true,
        "provider": "builtin",
        "embedder": "lexical",
        "seed": 1,
        "screened": null,
        "totals": {
            "conversations": 200,
            "accounts": {"at_least": 100, "below": 200},
            "withheld": null,
            "unassigned": null,
        },
        "levels": [
            {"level": 0, "clusters": 2, "withheld": 0},
            {"level": 1, "clusters": 1, "withheld": 0},
        ],
        "facets": [{
            "name": "language", "kind": "language", "question": null,
            "values": ["English", "German"],
        }],
        "weeks": ["2025-01-06", "2025-01-13"],
        "overall": {"facets": {"language": [120, 80]}, "weeks": [100, 100]},
    })
}

/// Writes a sound release.
pub(crate) fn write_release(directory: &Path) {
    write_release_of(directory, &clusters(), |_| {});
}

/// Writes a release of `clusters` whose manifest `alter` may change before what follows from others is filled in.
pub(crate) fn write_release_of(directory: &Path, clusters: &Value, alter: impl Fn(&mut Value)) {
    let mut manifest = manifest();
    alter(&mut manifest);
    let (manifest, clusters) = fixtures::files(manifest, clusters.clone());
    std::fs::write(directory.join("clusters.json"), clusters).unwrap();
    std::fs::write(directory.join("manifest.json"), manifest).unwrap();
}

/// Writes a sound release that anyone may see, with a title of its own.
pub(crate) fn write_public(directory: &Path, title: &str) {
    write_release_of(directory, &clusters(), |manifest| {
        make_public(manifest, title);
    });
}

/// Makes a release one that anyone may see.
pub(crate) fn make_public(manifest: &mut Value, title: &str) {
    manifest["title"] = json!(title);
    manifest["policy"] = json!({
        "profile": "open-data",
        "cluster": {"conversations": 2, "accounts": 1},
        "cell": {"conversations": 1, "accounts": 1},
    });
}

/// The hand-made client.
pub(crate) fn client() -> Client {
    Client::new(&[
        EmbeddedFile {
            path: "/index.html",
            identity: INDEX.as_bytes(),
            gzip: None,
            brotli: None,
        },
        EmbeddedFile {
            path: SCRIPT,
            identity: b"start();",
            gzip: Some(b"in gzip"),
            brotli: Some(b"in brotli"),
        },
    ])
}

/// A server of a fixture without users, and the directory it was loaded from.
pub(crate) struct Server {
    pub(crate) directory: TempDir,
    state: AppState,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    /// A header as text; empty where it is missing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The code of an error envelope.
    pub(crate) fn error_code(&self) -> String {
        let json = self.json();
        assert!(
            json["error"]["message"].as_str().unwrap().ends_with('.'),
            "a sentence: {json}"
        );
        json["error"]["code"].as_str().unwrap().to_owned()
    }
}

impl Server {
    /// With the hand-made client.
    pub(crate) fn new() -> Self {
        Self::with(client(), Settings::default())
    }

    /// As built before the client was.
    pub(crate) fn without_client() -> Self {
        Self::with(Client::new(&[]), Settings::default())
    }

    /// Of an analyst release.
    pub(crate) fn with(client: Client, settings: Settings) -> Self {
        let directory = TempDir::new().unwrap();
        write_release(directory.path());
        Self::of(directory, client, settings)
    }

    /// Of a release that anyone may see.
    pub(crate) fn public() -> Self {
        let directory = TempDir::new().unwrap();
        write_public(directory.path(), "A public fixture");
        Self::of(directory, client(), Settings::default())
    }

    /// Of the release in `directory`.
    pub(crate) fn of(directory: TempDir, client: Client, settings: Settings) -> Self {
        let served = ServedRelease::load(directory.path()).unwrap();
        Self {
            directory,
            state: AppState::new(vec![served], client, settings).unwrap(),
        }
    }

    /// The id of the release served.
    pub(crate) fn id(&self) -> String {
        self.state.catalogue().list().all[0].id().to_owned()
    }

    /// A GET with these request headers.
    pub(crate) fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask(Method::GET, path, headers)
    }

    /// Any request.
    pub(crate) fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
        ask(&self.state, method, path, headers, "")
    }
}

/// Asks a server something.
pub(crate) fn ask(
    state: &AppState,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let response = router(state.clone()).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: axum::body::to_bytes(body, usize::MAX).await.unwrap(),
        }
    })
}
