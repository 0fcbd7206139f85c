//! A server with users of every role and releases of every kind.

use std::path::Path;
use std::sync::Arc;

use axum::http::Method;
use kleio_server::access::{Role, Visibility};
use kleio_server::access_log::AccessLog;
use kleio_server::auth::secret::Secret;
use kleio_server::auth::{cookie, form};
use kleio_server::limits::peer::AddressPolicy;
use kleio_server::limits::rate::Rate;
use kleio_server::publish::{Files, publish};
use kleio_server::state::{AppState, Door, Settings, now};
use kleio_server::store::Store;
use kleio_server::store::users::User;
use serde_json::json;
use tempfile::TempDir;

use crate::fixture::{Answer, ask, client, clusters, make_public, write_release_of};
use crate::vectors::write_beside;

/// As often as it likes.
pub(crate) const NO_LIMIT: Rate = Rate {
    per_second: 0.0,
    burst: 1.0,
};

/// The server.
pub(crate) struct House {
    _data: TempDir,
    pub(crate) store: Arc<Store>,
    pub(crate) state: AppState,
    pub(crate) ids: Ids,
}

/// The releases, by who may see them.
#[derive(Debug, Clone)]
pub(crate) struct Ids {
    /// Anyone.
    pub(crate) public: String,
    /// Who is logged in.
    pub(crate) current: String,
    /// Analysts.
    pub(crate) past: String,
    /// Nobody any more.
    pub(crate) retired: String,
}

/// How a request says who sends it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Credentials(pub(crate) Vec<(&'static str, String)>);

impl Credentials {
    pub(crate) fn bearer(secret: &Secret) -> Self {
        Self(vec![(
            "authorization",
            format!("Bearer {}", secret.reveal()),
        )])
    }

    pub(crate) fn session(secret: &Secret) -> Self {
        Self(vec![("cookie", cookie_of(&cookie::set_session(secret)))])
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.0.push((name, value.to_owned()));
        self
    }
}

/// The part of `Set-Cookie` that a browser sends back.
pub(crate) fn cookie_of(value: &axum::http::HeaderValue) -> String {
    value
        .to_str()
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned()
}

/// The files of an analyst release with a title of its own.
pub(crate) fn analyst_files(directory: &Path, title: &str) -> Files {
    write_release_of(directory, &clusters(), |manifest| {
        manifest["title"] = json!(title);
        write_beside(directory, manifest);
    });
    Files::read(directory).unwrap()
}

/// Writes a public release that has vectors, too.
fn write_public_with_vectors(directory: &Path, title: &str) {
    write_release_of(directory, &clusters(), |manifest| {
        make_public(manifest, title);
        write_beside(directory, manifest);
    });
}

impl House {
    pub(crate) fn new() -> Self {
        Self::with(|_| {}, Settings::default())
    }

    /// Where one address may ask as often as it likes, for tests that ask a lot.
    pub(crate) fn without_rate() -> Self {
        let settings = Settings {
            rate: NO_LIMIT,
            ..Settings::default()
        };
        Self::with(|_| {}, settings)
    }

    /// With a door changed by `change`.
    pub(crate) fn with(change: impl Fn(&mut Door), settings: Settings) -> Self {
        let data = TempDir::new().unwrap();
        let store = Arc::new(Store::open(data.path()).unwrap());
        for role in Role::ALL {
            store.add_user(role.name(), role).unwrap();
        }
        let work = TempDir::new().unwrap();
        let put = |files: &Files| {
            publish(&store, files, "spring", None, "test", now())
                .unwrap()
                .id
        };
        let retired = put(&analyst_files(work.path(), "retired"));
        store.retire(&retired).unwrap();
        let past = put(&analyst_files(work.path(), "past"));
        let current = put(&analyst_files(work.path(), "current"));
        write_public_with_vectors(work.path(), "public");
        let files = Files::read(work.path()).unwrap();
        let public = publish(
            &store,
            &files,
            "open",
            Some(Visibility::Public),
            "test",
            now(),
        );
        let ids = Ids {
            public: public.unwrap().id,
            current,
            past,
            retired,
        };
        let log = AccessLog::start(store.clone(), AddressPolicy::Network).unwrap();
        let mut door = Door::new(store.clone(), log);
        change(&mut door);
        let settings = Settings {
            door: Some(door),
            ..settings
        };
        let state = AppState::new(Vec::new(), client(), settings).unwrap();
        assert!(state.catalogue().refresh(&store).unwrap().is_empty());
        Self {
            _data: data,
            store,
            state,
            ids,
        }
    }

    pub(crate) fn user(&self, role: Role) -> User {
        self.store.user(role.name()).unwrap().unwrap()
    }

    pub(crate) fn token(&self, role: Role) -> Credentials {
        let user = self.user(role);
        let (_, secret) = self.store.make_token(&user, "test", 1, now()).unwrap();
        Credentials::bearer(&secret)
    }

    /// A session's cookie, and the value that its forms must carry.
    pub(crate) fn session(&self, role: Role) -> (Credentials, String) {
        let secret = self.store.start_session(&self.user(role), now()).unwrap();
        (Credentials::session(&secret), form::value(&secret))
    }

    pub(crate) fn ask(
        &self,
        method: &Method,
        path: &str,
        credentials: &Credentials,
        body: &str,
    ) -> Answer {
        let headers: Vec<(&str, &str)> = credentials
            .0
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        ask(&self.state, method.clone(), path, &headers, body)
    }

    pub(crate) fn get(&self, path: &str, credentials: &Credentials) -> Answer {
        self.ask(&Method::GET, path, credentials, "")
    }

    /// What the access log says, once all of it is written.
    pub(crate) fn logged(&self) -> Vec<String> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(self.state.door().unwrap().log.flush());
        assert!(self.store.verify_log(None).unwrap().is_ok());
        let entries = self.store.log_entries(0, 10_000).unwrap();
        entries
            .into_iter()
            .map(|e| [e.who, e.proof, e.action, e.what, e.cluster, e.network].join("|"))
            .collect()
    }
}
