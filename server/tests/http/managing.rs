//! Tokens and users, as programs and the account page manage them.

use axum::http::{Method, StatusCode};
use kleio_server::access::Role;
use serde_json::json;

use crate::browser::Browser;
use crate::house::{Credentials, House};

#[test]
fn a_token_is_shown_once_and_carries_its_users_role_of_the_day() {
    let house = House::new();
    let analyst = house.token(Role::Analyst);
    let body = json!({"label": "nightly report", "days": 30}).to_string();
    let made = house.ask(&Method::POST, "/api/v1/tokens", &analyst, &body);
    assert_eq!(made.status, StatusCode::CREATED);
    assert_eq!(made.header("cache-control"), "no-store");
    let secret = made.json()["secret"].as_str().unwrap().to_owned();
    let token = Credentials(vec![("authorization", format!("bearer {secret}"))]);
    assert_eq!(house.get("/api/v1/me", &token).json()["role"], "analyst");
    let list = house.get("/api/v1/tokens", &token);
    assert!(!String::from_utf8_lossy(&list.body).contains(&secret));
    house.store.set_role("analyst", Role::Viewer).unwrap();
    assert_eq!(
        house.get("/api/v1/tokens", &token).status,
        StatusCode::FORBIDDEN
    );
    house.store.set_role("analyst", Role::Analyst).unwrap();
    for bad in [
        r#"{"label":"","days":1}"#,
        r#"{"label":"x","days":0}"#,
        r#"{"label":"x","days":9999}"#,
    ] {
        let answer = house.ask(&Method::POST, "/api/v1/tokens", &analyst, bad);
        assert_eq!(answer.error_code(), "conflict", "{bad}");
    }
    // Only the own ones can be revoked, except by an admin.
    let id = made.json()["token"]["id"].clone();
    let path = format!("/api/v1/tokens/{id}");
    let publisher = house.token(Role::Publisher);
    let answer = house.ask(&Method::DELETE, &path, &publisher, "");
    assert_eq!(answer.error_code(), "nothing_of_that_name");
    let admin = house.token(Role::Admin);
    let answer = house.ask(&Method::DELETE, &path, &admin, "");
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(
        house.get("/api/v1/me", &token).error_code(),
        "token_invalid"
    );
}

#[test]
fn the_account_page_makes_and_revokes_tokens() {
    let house = House::new();
    let mut browser = Browser::new(&house);
    browser
        .cookies
        .push(house.session(Role::Analyst).0.0[0].1.clone());
    let made = browser.submit("/account", "/account/tokens", "label=%3Cb%3Ereport&days=7");
    assert_eq!(made.status, StatusCode::CREATED);
    let text = String::from_utf8_lossy(&made.body).into_owned();
    assert!(
        text.contains("&lt;b&gt;report") && !text.contains("<b>"),
        "{text}"
    );
    let secret = text.split("entry-secret\" dir=\"ltr\">").nth(1).unwrap();
    let secret = secret.split('<').next().unwrap().to_owned();
    let token = Credentials(vec![("authorization", format!("Bearer {secret}"))]);
    assert_eq!(house.get("/api/v1/me", &token).json()["user"], "analyst");
    let id = house.store.tokens(None).unwrap()[0].id;
    browser.submit("/account", "/account/tokens/revoke", &format!("token={id}"));
    assert_eq!(
        house.get("/api/v1/me", &token).status,
        StatusCode::UNAUTHORIZED
    );
    let mut viewer = Browser::new(&house);
    viewer
        .cookies
        .push(house.session(Role::Viewer).0.0[0].1.clone());
    let text = String::from_utf8_lossy(&viewer.get("/account").body).into_owned();
    assert!(text.contains("Log out") && !text.contains("Tokens for programs"));
}

#[test]
fn users_are_managed_by_admins_and_one_admin_stays() {
    let house = House::new();
    let admin = house.token(Role::Admin);
    let post = |path: &str, body: &str| house.ask(&Method::POST, path, &admin, body);
    let made = post("/api/v1/users", r#"{"name":"ada","role":"viewer"}"#);
    assert_eq!(made.status, StatusCode::CREATED);
    let path = made.json()["path"].as_str().unwrap().to_owned();
    assert!(path.starts_with("/invitation/kleio_"));
    assert_eq!(
        house.get(&path, &Credentials::default()).status,
        StatusCode::OK
    );
    assert_eq!(
        post("/api/v1/users", r#"{"name":"Ada","role":"viewer"}"#).error_code(),
        "conflict"
    );
    assert_eq!(
        post("/api/v1/users", r#"{"name":"a b","role":"viewer"}"#).error_code(),
        "conflict"
    );
    let changed = post("/api/v1/users/ada", r#"{"role":"publisher"}"#);
    assert_eq!(changed.json()["role"], "publisher");
    assert_eq!(
        post("/api/v1/users/ada", r#"{"disabled":true}"#).json()["disabled"],
        true
    );
    assert_eq!(
        house.get(&path, &Credentials::default()).status,
        StatusCode::NOT_FOUND
    );
    for change in [r#"{"role":"viewer"}"#, r#"{"disabled":true}"#] {
        assert_eq!(
            post("/api/v1/users/admin", change).error_code(),
            "conflict",
            "{change}"
        );
    }
    let nobody = post("/api/v1/users/nobody", r#"{"role":"admin"}"#);
    assert_eq!(nobody.error_code(), "nothing_of_that_name");
    let log = house.logged();
    for entry in [
        "admin|token|invited|ada||127.0.0.0/24",
        "admin|token|changed role|ada publisher||127.0.0.0/24",
        "admin|token|disabled|ada||127.0.0.0/24",
    ] {
        assert!(log.contains(&entry.to_owned()), "{entry} is not in {log:?}");
    }
}
