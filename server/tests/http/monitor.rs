//! The port of `--metrics`: what it says, what it never says, and that the main port does not say it.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use kleio_server::access::Role;
use kleio_server::monitor;
use kleio_server::state::{AppState, Settings};
use tower::ServiceExt as _;

use crate::browser::Browser;
use crate::fixture::{Answer, client};
use crate::house::{Credentials, House};

/// A GET at the port of the metrics.
fn look(state: &AppState, path: &str) -> Answer {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let router = monitor::router(state.clone());
        let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: axum::body::to_bytes(body, usize::MAX).await.unwrap(),
        }
    })
}

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.body.to_vec()).unwrap()
}

/// Does a bit of everything; gives what may stand nowhere in the metrics.
fn busy(house: &House) -> Vec<String> {
    let analyst = house.token(Role::Analyst);
    let token = analyst.0[0].1.replace("Bearer ", "");
    let (session, form) = house.session(Role::Viewer);
    let bread = kleio_shared::release::ClusterId::new(0, "Bread baking");
    let id = &house.ids.current;
    for path in [
        format!("/api/v1/releases/{id}/manifest.json"),
        format!("/api/v1/releases/{id}/clusters/{bread}"),
        format!("/api/v1/releases/{id}/clusters?q=secret-search"),
        "/api/v1/secret-path".to_owned(),
    ] {
        house.get(&path, &analyst);
        house.get(&path, &session);
    }
    let from = Credentials::default().with("x-forwarded-for", "192.0.2.77");
    house.get("/api/v1/me", &from);
    let mut browser = Browser::new(house);
    browser.submit("/login", "/login", "name=viewer&password=secret-password");
    house.ask(&Method::POST, "/secret-path", &Credentials::default(), "x");
    let ids = &house.ids;
    let mut never: Vec<String> = [
        &token,
        &form,
        bread.as_str(),
        &ids.current,
        &ids.public,
        &ids.past,
        "Bread",
        "Cooking",
        "fixture",
        "spring",
        "secret-",
        "127.0.0",
        "192.0.2",
    ]
    .map(str::to_owned)
    .to_vec();
    let users = house.store.users().unwrap().into_iter();
    never.extend(users.map(|user| user.name));
    never.extend(session.0.into_iter().map(|(_, value)| value));
    never
}

/// The labels of a line, `name="value"` each.
fn labels(line: &str) -> Vec<(&str, &str)> {
    let Some((_, rest)) = line.split_once('{') else {
        return Vec::new();
    };
    // A route has braces of its own.
    let (inner, _) = rest.rsplit_once("} ").unwrap();
    inner
        .split("\",")
        .map(|pair| pair.split_once("=\"").unwrap())
        .map(|(name, value)| (name, value.trim_end_matches('"')))
        .collect()
}

#[test]
fn metrics_count_and_name_nobody() {
    let house = House::new();
    let never = busy(&house);
    house.logged();
    let answer = look(&house.state, "/metrics");
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.header("content-type"),
        "text/plain; version=0.0.4; charset=utf-8"
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    let text = text(&answer);
    for line in [
        "kleio_requests_total{route=\"/api/v1/releases/{id}/manifest.json\",status=\"2xx\"} 2",
        "kleio_requests_total{route=\"other\",status=\"4xx\"} 3",
        "kleio_logins_total{result=\"failed\"} 1",
        "kleio_logins_total{result=\"succeeded\"} 0",
        "kleio_releases 3",
        "kleio_log_entries_total 7",
    ] {
        assert!(text.lines().any(|l| l == line), "{line} is not in:\n{text}");
    }
    for word in never {
        assert!(!text.contains(&word), "{word} is in:\n{text}");
    }
    // Whatever else is counted one day: labels are of these, and values of routes are addresses with their
    // parameters unfilled.
    let routes: Vec<_> = kleio_server::routes::all().iter().map(|r| r.path).collect();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (_, number) = line.rsplit_once(' ').unwrap();
        assert!(number.parse::<f64>().is_ok(), "{line}");
        for (name, value) in labels(line) {
            match name {
                "route" => assert!(value == "other" || routes.contains(&value), "{line}"),
                "status" => assert!(["1xx", "2xx", "3xx", "4xx", "5xx"].contains(&value)),
                "le" => assert!(value == "+Inf" || value.parse::<f64>().is_ok(), "{line}"),
                "reason" | "result" => {
                    assert!(value.bytes().all(|b| b.is_ascii_lowercase()), "{line}");
                }
                "version" => assert_eq!(value, env!("CARGO_PKG_VERSION")),
                other => panic!("{other} is a new label: see that it names nobody"),
            }
        }
    }
}

#[test]
fn health_is_told_in_a_word() {
    let house = House::new();
    for (path, word) in [("/health/live", "ok\n"), ("/health/ready", "ready\n")] {
        let answer = look(&house.state, path);
        assert_eq!((answer.status, &*text(&answer)), (StatusCode::OK, word));
    }
    let without_users = AppState::new(Vec::new(), client(), Settings::default()).unwrap();
    let ready = look(&without_users, "/health/ready");
    assert_eq!(ready.status, StatusCode::OK);
    let metrics = text(&look(&without_users, "/metrics"));
    assert!(!metrics.contains("kleio_log_entries_total"), "{metrics}");
}

#[test]
fn a_server_that_cannot_write_its_log_is_not_ready_and_shows_nothing() {
    let house = House::new();
    let database = house.store.directory().join("kleio-server.sqlite");
    let change = |sql: &str| {
        let other = rusqlite::Connection::open(&database).unwrap();
        other.execute_batch(sql).unwrap();
    };
    let viewer = house.token(Role::Viewer);
    let path = format!("/api/v1/releases/{}/manifest.json", house.ids.current);
    assert_eq!(house.get(&path, &viewer).status, StatusCode::OK);
    house.logged();
    change("ALTER TABLE log RENAME TO gone");
    let eventually = |what: &str, ready: StatusCode| {
        let started = std::time::Instant::now();
        while look(&house.state, "/health/ready").status != ready {
            assert!(started.elapsed().as_secs() < 20, "{what}");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    };
    // This one is accepted; that it cannot be written shows then.
    house.get(&path, &viewer);
    eventually("it says it is ready", StatusCode::SERVICE_UNAVAILABLE);
    let told = text(&look(&house.state, "/health/ready"));
    assert_eq!(
        told,
        "The data cannot be read, or the access log not written.\n"
    );
    assert_eq!(look(&house.state, "/health/live").status, StatusCode::OK);
    let refused = house.get(&path, &viewer);
    assert_eq!(refused.error_code(), "internal");
    let public = format!("/api/v1/releases/{}/manifest.json", house.ids.public);
    assert_eq!(house.get(&public, &viewer).error_code(), "internal");
    // Who would not be logged still reads what is public.
    let anyone = house.get(&public, &Credentials::default());
    assert_eq!(anyone.status, StatusCode::OK);
    change("ALTER TABLE gone RENAME TO log");
    eventually("it does not recover", StatusCode::OK);
    assert_eq!(house.get(&path, &viewer).status, StatusCode::OK);
    assert_eq!(house.logged().len(), 3, "the one that waited is there too");
}

#[test]
fn each_port_says_its_own_only() {
    let house = House::new();
    let admin = house.token(Role::Admin);
    for path in ["/metrics", "/health/live", "/health/ready", "/health"] {
        for accept in ["*/*", "text/html"] {
            let answer = house.get(path, &admin.clone().with("accept", accept));
            let said = text(&answer);
            // A browser is shown the client at any address, and the client says that there is nothing.
            let nothing = answer.status == StatusCode::NOT_FOUND || said == crate::fixture::INDEX;
            assert!(nothing, "{path}: {said}");
        }
    }
    for path in [
        "/",
        "/login",
        "/api/v1/health",
        "/api/v1/releases",
        "/api/v1/openapi.json",
        "/metrics/",
        "/health",
    ] {
        let answer = look(&house.state, path);
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(text(&answer), "", "{path}");
    }
}
