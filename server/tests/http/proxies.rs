//! A server behind a proxy, and limits by address.

use axum::http::{HeaderMap, Method, StatusCode};
use kleio_server::access::Role;
use kleio_server::auth::proxy::ProxyLogin;
use kleio_server::limits::rate::Rate;
use kleio_server::state::{Door, Settings};

use crate::fixture::Server;
use crate::fixture::client;
use crate::house::{Credentials, House};

/// Tests come from 127.0.0.1, so that is the proxy.
pub(crate) fn behind(proxy: &str, newcomers: Option<Role>) -> House {
    behind_with(proxy, newcomers, Rate::default())
}

/// Where one address may ask so often.
pub(crate) fn behind_with(proxy: &str, newcomers: Option<Role>, rate: Rate) -> House {
    let login = move |door: &mut Door| {
        door.proxy_login = Some(ProxyLogin {
            header: "x-remote-user".parse().unwrap(),
            newcomers,
        });
    };
    let settings = Settings {
        proxies: vec![proxy.parse().unwrap()],
        tls: true,
        rate,
        ..Settings::default()
    };
    House::with(login, settings)
}

/// Whom the proxy names.
pub(crate) fn named(name: &str) -> Credentials {
    Credentials::default().with("x-remote-user", name)
}

#[test]
fn the_proxys_header_names_the_user() {
    let house = behind("127.0.0.1", None);
    let me =
        |credentials: &Credentials| house.get("/api/v1/me", credentials).json()["user"].clone();
    assert_eq!(me(&named("analyst")), "analyst");
    assert_eq!(me(&named("stranger")), serde_json::json!(null));
    assert_eq!(
        me(&named("analyst").with("x-remote-user", "admin")),
        serde_json::json!(null)
    );
    house.store.set_disabled("analyst", true).unwrap();
    assert_eq!(me(&named("analyst")), serde_json::json!(null));
    let welcoming = behind("127.0.0.0/8", Some(Role::Viewer));
    let me = welcoming.get("/api/v1/me", &named("stranger")).json();
    assert_eq!(
        (&me["user"], &me["role"]),
        (&"stranger".into(), &"viewer".into())
    );
}

#[test]
fn what_the_proxys_users_change_must_come_from_a_page() {
    let house = behind("127.0.0.1", None);
    let page = house.get("/account", &named("analyst"));
    let set: HeaderMap = page.headers.clone();
    let cookie = crate::house::cookie_of(&set["set-cookie"]);
    let text = String::from_utf8_lossy(&page.body).into_owned();
    let form = text.split("name=\"form\" value=\"").nth(1).unwrap();
    let form = form.split('"').next().unwrap();
    let with_cookie = named("analyst").with("cookie", &cookie);
    let body = r#"{"label":"x","days":1}"#;
    let post = |credentials: &Credentials| {
        house
            .ask(&Method::POST, "/api/v1/tokens", credentials, body)
            .status
    };
    assert_eq!(post(&named("analyst")), StatusCode::FORBIDDEN);
    assert_eq!(post(&with_cookie), StatusCode::FORBIDDEN);
    assert_eq!(
        post(&named("analyst").with("x-kleio-form", form)),
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        post(&with_cookie.with("x-kleio-form", form)),
        StatusCode::CREATED
    );
}

#[test]
fn nobody_goes_around_the_proxy() {
    let house = behind("10.0.0.1", Some(Role::Admin));
    for path in ["/", "/api/v1/releases", "/login"] {
        let answer = house.get(path, &named("admin"));
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(answer.error_code(), "not_through_proxy", "{path}");
    }
}

#[test]
fn who_asks_too_often_waits_and_others_do_not() {
    let settings = Settings {
        proxies: vec!["127.0.0.1".parse().unwrap()],
        rate: Rate {
            per_second: 0.1,
            burst: 3.0,
        },
        ..Settings::default()
    };
    let server = Server::with(client(), settings);
    let ask = |from: &str| {
        let headers = [("x-forwarded-for", from), ("host", "127.0.0.1")];
        server.get("/api/v1/health", &headers)
    };
    for _ in 0..3 {
        assert_eq!(ask("192.0.2.1").status, StatusCode::OK);
    }
    let answer = ask("192.0.2.1");
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.error_code(), "too_many_requests");
    assert_eq!(answer.header("retry-after"), "10");
    assert_eq!(ask("192.0.2.2").status, StatusCode::OK);
    // What stands before the proxy's own word is anybody's, and counts for nothing.
    assert_eq!(
        ask("192.0.2.9, 192.0.2.1").status,
        StatusCode::TOO_MANY_REQUESTS
    );
    assert_eq!(ask("2001:db8::1").status, StatusCode::OK);
}
