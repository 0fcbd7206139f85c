//! Releases put up, taken back and rolled back while the server runs; and what the log says of readers.

use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kleio_server::access::Role;
use kleio_server::watch;
use serde_json::json;
use tempfile::TempDir;

use crate::fixture::{clusters, write_public, write_release_of};
use crate::house::{Credentials, House, analyst_files};

fn upload(files: &kleio_server::publish::Files) -> serde_json::Value {
    json!({
        "manifest": String::from_utf8(files.manifest.clone()).unwrap(),
        "clusters": String::from_utf8(files.clusters.clone()).unwrap(),
        "vectors": files.vectors.as_deref().map(|bytes| STANDARD.encode(bytes)),
    })
}

fn current(house: &House) -> Vec<String> {
    let list = house
        .get("/api/v1/releases", &house.token(Role::Viewer))
        .json();
    let titles = list["releases"].as_array().unwrap().iter();
    titles
        .map(|entry| entry["title"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_publisher_puts_up_takes_back_and_rolls_back_without_a_restart() {
    let house = House::new();
    let publisher = house.token(Role::Publisher);
    let post = |path: &str, body: &str| house.ask(&Method::POST, path, &publisher, body);
    assert_eq!(current(&house), ["public", "current"]);
    let work = TempDir::new().unwrap();
    let body = upload(&analyst_files(work.path(), "newer")).to_string();
    let answer = post("/api/v1/series/spring/versions", &body);
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(answer.json()["number"], 4);
    assert_eq!(current(&house), ["public", "newer"]);
    let answer = post("/api/v1/series/spring/rollback", "");
    assert_eq!(answer.json()["id"], house.ids.current.as_str());
    assert_eq!(current(&house), ["public", "current"]);
    let answer = post("/api/v1/series/spring/rollback", r#"{"to":4}"#);
    assert_eq!(answer.json()["number"], 4);
    let answer = post("/api/v1/series/spring/retire", r#"{"version":4}"#);
    assert_eq!(answer.json()["state"], "retired");
    assert_eq!(current(&house), ["public"]);
    for (path, body, code) in [
        (
            "/api/v1/series/spring/retire",
            r#"{"version":9}"#,
            "nothing_of_that_name",
        ),
        ("/api/v1/series/none/rollback", "", "conflict"),
        ("/api/v1/series/spring/rollback", r#"{"to":9}"#, "conflict"),
        ("/api/v1/series/NOT A NAME/versions", &body, "conflict"),
    ] {
        let answer = post(&path.replace(' ', "%20"), body);
        assert_eq!(answer.error_code(), code, "{path} {body}");
    }
    let log = house.logged();
    for action in [
        "published|spring 4",
        "rolled back|spring 3",
        "retired|spring 4",
    ] {
        let found = log
            .iter()
            .any(|entry| entry.contains(&format!("publisher|token|{action}")));
        assert!(found, "{action} is not in {log:?}");
    }
}

#[test]
fn what_does_not_keep_its_policy_is_not_put_up() {
    let house = House::new();
    let publisher = house.token(Role::Publisher);
    let path = "/api/v1/series/spring/versions";
    let work = TempDir::new().unwrap();
    let mut small = clusters();
    small[1]["accounts"]["at_least"] = json!(3);
    write_release_of(work.path(), &small, |_| {});
    let breaking = kleio_server::publish::Files::read(work.path()).unwrap();
    let mut wide = upload(&analyst_files(work.path(), "wide"));
    wide["visibility"] = json!("public");
    for body in [upload(&breaking).to_string(), wide.to_string()] {
        let answer = house.ask(&Method::POST, path, &publisher, &body);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.error_code(), "release_refused");
    }
    for body in ["", "{}", "[]", "{\"manifest\":1}", "nonsense"] {
        let answer = house.ask(&Method::POST, path, &publisher, body);
        assert_eq!(answer.error_code(), "bad_body", "{body}");
    }
    assert_eq!(current(&house), ["public", "current"]);
}

#[test]
fn what_another_process_publishes_is_followed() {
    let house = House::new();
    let work = TempDir::new().unwrap();
    write_public(work.path(), "by the command line");
    let files = kleio_server::publish::Files::read(work.path()).unwrap();
    let other = kleio_server::store::Store::open(house.store.directory()).unwrap();
    let login = Some(kleio_server::access::Visibility::Login);
    kleio_server::publish::publish(&other, &files, "more", login, "test", 1).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let watching = tokio::spawn(watch::run(house.state.clone(), 365));
        let followed = async {
            while house.state.catalogue().list().all.len() < 4 {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(10), followed)
            .await
            .unwrap();
        watching.abort();
    });
    assert!(current(&house).contains(&"by the command line".to_owned()));
    let nobody = house
        .get("/api/v1/releases", &Credentials::default())
        .json();
    assert_eq!(
        nobody["releases"].as_array().unwrap().len(),
        1,
        "it is behind the login"
    );
}

#[test]
fn a_release_changed_after_it_was_published_is_not_served() {
    let house = House::new();
    let file = house
        .store
        .release_directory(&house.ids.current)
        .join("clusters.json");
    std::fs::write(&file, "[]").unwrap();
    let state = kleio_server::state::AppState::new(
        Vec::new(),
        crate::fixture::client(),
        kleio_server::state::Settings::default(),
    )
    .unwrap();
    let unservable = state.catalogue().refresh(&house.store).unwrap();
    assert_eq!(unservable.len(), 1);
    assert!(state.catalogue().list().get(&house.ids.current).is_none());
    assert!(state.catalogue().list().get(&house.ids.past).is_some());
}

#[test]
fn who_saw_what_is_written_down_and_never_what_was_searched() {
    let house = House::new();
    let viewer = house.token(Role::Viewer);
    let id = &house.ids.current;
    let bread = kleio_shared::release::ClusterId::new(0, "Bread baking");
    for path in [
        format!("/api/v1/releases/{id}/manifest.json"),
        format!("/api/v1/releases/{id}/clusters/{bread}"),
        format!("/api/v1/releases/{id}/clusters/my-secret-text"),
        format!("/api/v1/releases/{id}/clusters?q=my-secret-text"),
        format!(
            "/api/v1/releases/{}/clusters?q=my-secret-text",
            house.ids.public
        ),
        "/api/v1/releases/my-secret-text/clusters".to_owned(),
    ] {
        house.get(&path, &viewer);
    }
    let network = "127.0.0.0/24";
    let expected = [
        format!("viewer|token|saw release|{id}||{network}"),
        format!("viewer|token|saw cluster|{id}|{bread}|{network}"),
        format!("viewer|token|saw cluster|{id}||{network}"),
        format!("viewer|token|searched|{id}||{network}"),
        format!("viewer|token|searched|{}||{network}", house.ids.public),
    ];
    assert_eq!(house.logged(), expected);
    let admin = house.token(Role::Admin);
    let log = house
        .get("/api/v1/access-log?after=1&limit=2", &admin)
        .json();
    assert_eq!(log["entries"].as_array().unwrap().len(), 2);
    assert!(
        log["head"].as_str().unwrap().starts_with("6:"),
        "its reading is logged: {log}"
    );
}

#[test]
fn whoever_is_logged_in_is_written_down_at_public_releases_too_and_nobody_else() {
    let house = House::new();
    let manifest = format!("/api/v1/releases/{}/manifest.json", house.ids.public);
    let bread = kleio_shared::release::ClusterId::new(0, "Bread baking");
    let cluster = format!("/api/v1/releases/{}/clusters/{bread}", house.ids.public);
    let (session, _) = house.session(Role::Viewer);
    for path in [&manifest, &cluster] {
        let anyone = house.get(path, &Credentials::default());
        assert_eq!(anyone.status, StatusCode::OK);
        let named = house.get(path, &session);
        assert_eq!(named.status, StatusCode::OK);
        // The same answer for everyone, so that a login shows nothing and spoils no cache.
        assert_eq!(named.body, anyone.body);
        assert_eq!(
            named.header("cache-control"),
            anyone.header("cache-control")
        );
    }
    let network = "127.0.0.0/24";
    let public = &house.ids.public;
    assert_eq!(
        house.logged(),
        [
            format!("viewer|session|saw release|{public}||{network}"),
            format!("viewer|session|saw cluster|{public}|{bread}|{network}"),
        ]
    );
}
