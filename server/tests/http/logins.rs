//! Passwords, invitations, sessions and forms, as a browser uses them.

use axum::http::{Method, StatusCode};
use kleio_server::access::Role;
use kleio_server::auth::password;
use kleio_server::auth::secret::Secret;
use kleio_server::state::{Settings, now};
use kleio_server::store::sessions::SessionLimits;
use serde_json::json;

use crate::browser::{Browser, hidden};
use crate::house::{Credentials, House};

const PASSWORD: &str = "four words in a row";

fn with_password(role: Role) -> House {
    let house = House::new();
    let invitation = house.store.invite(&house.user(role), now()).unwrap();
    let hash = password::hash(PASSWORD, role.name()).unwrap();
    house.store.accept(&invitation, &hash, now()).unwrap();
    house
}

fn encoded() -> String {
    PASSWORD.replace(' ', "+")
}

#[test]
fn the_right_password_opens_a_session_and_the_way_out_ends_it() {
    let house = with_password(Role::Viewer);
    let mut browser = Browser::new(&house);
    let fields = format!("name=VIEWER&password={}&next=%2F%3Fx%3D1", encoded());
    let answer = browser.submit("/login", "/login", &fields);
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), "/?x=1");
    assert_eq!(browser.get("/api/v1/me").json()["user"], "viewer");
    assert_eq!(
        browser.get("/login").status,
        StatusCode::SEE_OTHER,
        "in already"
    );

    let old = browser.cookies.clone();
    let out = browser.submit("/account", "/logout", "");
    assert_eq!(out.header("location"), "/");
    assert_eq!(out.header("clear-site-data"), "\"cache\"");
    assert_eq!(browser.get("/api/v1/me").json()["user"], json!(null));
    browser.cookies = old;
    assert_eq!(
        browser.get("/api/v1/me").json()["user"],
        json!(null),
        "ended here too"
    );
    let log = house.logged();
    assert!(
        log.contains(&"viewer|password|logged in|||127.0.0.0/24".to_owned()),
        "{log:?}"
    );
    assert!(
        log.contains(&"viewer|session|logged out|||127.0.0.0/24".to_owned()),
        "{log:?}"
    );
}

#[test]
fn a_wrong_name_and_a_wrong_password_look_the_same() {
    let house = with_password(Role::Viewer);
    let mut browser = Browser::new(&house);
    let mut texts = Vec::new();
    for fields in ["name=viewer&password=wrong", "name=nobody&password=wrong"] {
        let answer = browser.submit("/login", "/login", fields);
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        let text = String::from_utf8_lossy(&answer.body).replace("nobody", "viewer");
        texts.push(text);
    }
    assert_eq!(texts[0], texts[1]);
    assert!(texts[0].contains("do not belong together"));
    // A user without a password, or one who may not log in, cannot have the right one.
    let empty = browser.submit("/login", "/login", "name=analyst&password=");
    assert_eq!(empty.status, StatusCode::UNAUTHORIZED);
    house.store.set_disabled("viewer", true).unwrap();
    let fields = format!("name=viewer&password={}", encoded());
    let disabled = browser.submit("/login", "/login", &fields);
    assert_eq!(disabled.status, StatusCode::UNAUTHORIZED);
    let log = house.logged();
    assert!(log.contains(&"viewer|password|failed to log in|||127.0.0.0/24".to_owned()));
    assert!(!log.iter().any(|entry| entry.contains("nobody")), "{log:?}");
}

#[test]
fn who_fails_again_and_again_waits() {
    let house = with_password(Role::Viewer);
    let mut browser = Browser::new(&house);
    let mut last = browser.submit("/login", "/login", "name=viewer&password=wrong");
    for _ in 0..5 {
        last = browser.submit("/login", "/login", "name=viewer&password=wrong");
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(last.header("retry-after").parse::<u64>().unwrap() >= 1);
    // The right password does not get past the wait either.
    let fields = format!("name=viewer&password={}", encoded());
    let right = browser.submit("/login", "/login", &fields);
    assert_eq!(right.status, StatusCode::TOO_MANY_REQUESTS);
}

#[test]
fn a_login_form_from_another_site_is_refused() {
    let house = with_password(Role::Viewer);
    let mut browser = Browser::new(&house);
    let form = hidden(&browser.get("/login"));
    let fields = format!("form={form}&name=viewer&password={}", encoded());
    let cookie = browser.cookies.join("; ");
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("sec-fetch-site", "none"),
        ("origin", "https://evil.example"),
    ] {
        let credentials = Credentials(vec![
            ("cookie", cookie.clone()),
            ("host", "kleio.example".to_owned()),
            (name, value.to_owned()),
        ]);
        let answer = house.ask(&Method::POST, "/login", &credentials, &fields);
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
    }
}

#[test]
fn pages_are_never_framed_and_run_nothing() {
    let settings = Settings {
        embedders: vec!["https://intranet.example".to_owned()],
        ..Settings::default()
    };
    let house = House::with(|_| {}, settings);
    let page = house.get("/login", &Credentials::default());
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    assert!(policy.ends_with("frame-ancestors 'none'"), "{policy}");
    assert_eq!(page.header("x-frame-options"), "DENY");
    assert_eq!(page.header("cache-control"), "no-store");
    let text = String::from_utf8_lossy(&page.body);
    assert!(
        !text.contains("<script") && !text.contains("style="),
        "{text}"
    );
    let (_, style) = text.split_once("href=\"/pages/").unwrap();
    let style = format!("/pages/{}", style.split('"').next().unwrap());
    let style = house.get(&style, &Credentials::default());
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    assert!(style.header("cache-control").contains("immutable"));
}

#[test]
fn an_invitation_sets_a_password_once() {
    let house = House::new();
    let secret = house
        .store
        .invite(&house.user(Role::Analyst), now())
        .unwrap();
    let path = format!("/invitation/{}", secret.reveal());
    let mut browser = Browser::new(&house);
    let page = browser.get(&path);
    assert!(String::from_utf8_lossy(&page.body).contains("Welcome, analyst"));
    for (fields, problem) in [
        ("password=short&again=short".to_owned(), "15 characters"),
        (
            format!("password={}&again=other", encoded()),
            "not the same",
        ),
    ] {
        let answer = browser.submit(&path, &path, &fields);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(String::from_utf8_lossy(&answer.body).contains(problem));
    }
    let fields = format!("password={0}&again={0}", encoded());
    assert_eq!(
        browser.submit(&path, &path, &fields).header("location"),
        "/"
    );
    assert_eq!(browser.get("/api/v1/me").json()["role"], "analyst");
    assert_eq!(browser.get(&path).status, StatusCode::NOT_FOUND, "used");

    let mut another = Browser::new(&house);
    let fields = format!("name=analyst&password={}", encoded());
    let answer = another.submit("/login", "/login", &fields);
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    // A new invitation makes the one before it void; a week makes any void.
    let first = house
        .store
        .invite(&house.user(Role::Viewer), now())
        .unwrap();
    let old = house
        .store
        .invite(&house.user(Role::Viewer), now() - 8 * 24 * 3600)
        .unwrap();
    for void in [first, old, Secret::new().unwrap()] {
        let path = format!("/invitation/{}", void.reveal());
        assert_eq!(another.get(&path).status, StatusCode::NOT_FOUND);
    }
}

#[test]
fn an_admin_can_open_an_invitation_for_somebody_else() {
    let house = House::new();
    let secret = house
        .store
        .invite(&house.user(Role::Viewer), now())
        .unwrap();
    let path = format!("/invitation/{}", secret.reveal());
    let mut browser = Browser::new(&house);
    browser
        .cookies
        .push(house.session(Role::Admin).0.0[0].1.clone());
    let fields = format!("password={0}&again={0}", encoded());
    assert_eq!(
        browser.submit(&path, &path, &fields).header("location"),
        "/"
    );
    assert_eq!(browser.get("/api/v1/me").json()["user"], "viewer");
}

#[test]
fn sessions_end_idle_and_in_any_case() {
    let house = House::new();
    let limits = SessionLimits {
        idle: 100,
        absolute: 1000,
    };
    let user = house.user(Role::Viewer);
    let session = house.store.start_session(&user, 0).unwrap();
    let alive = |now| {
        house
            .store
            .session(&session, now, limits)
            .unwrap()
            .is_some()
    };
    // Used every 90 seconds it lasts, but not for ever.
    assert!((0..11).all(|step| alive(step * 90)));
    assert!(!alive(1000));
    let idle = house.store.start_session(&user, 0).unwrap();
    assert!(house.store.session(&idle, 99, limits).unwrap().is_some());
    assert!(house.store.session(&idle, 200, limits).unwrap().is_none());
    house.store.sweep(5000, limits).unwrap();
    assert!(
        house.store.session(&idle, 99, limits).unwrap().is_none(),
        "swept"
    );
}
