//! Every route × every role, by token and by session, right and wrong. Other ways to say who one is stand in
//! [`crate::ways`].
//!
//! What each route is to ask for stands here a second time, by hand, so that a slip in the list of
//! routes is found.

use axum::http::{Method, StatusCode};
use kleio_server::access::Role::{self, Admin, Analyst, Publisher, Viewer};
use kleio_server::auth::secret::Secret;
use kleio_server::routes::{self, Kind};
use kleio_server::state::now;

use crate::fixture::Answer;
use crate::house::{Credentials, House};

/// Who may call a route, in the words of the design.
#[derive(Debug, Clone, Copy)]
pub(crate) enum For {
    Anyone,
    /// Who may see the release that is named.
    Readers,
    AtLeast(Role),
}

pub(crate) fn agreed(method: &str, path: &str) -> For {
    match (method, path) {
        ("GET", "/api/v1/health" | "/api/v1/openapi.json" | "/api/v1/me" | "/api/v1/releases")
        | ("GET" | "POST", "/login" | "/invitation/{secret}")
        | ("GET", "/login/oidc" | "/login/oidc/callback" | "/pages/{file}") => For::Anyone,
        (
            "GET",
            "/api/v1/releases/{id}/manifest.json"
            | "/api/v1/releases/{id}/clusters.json"
            | "/api/v1/releases/{id}/vectors.bin"
            | "/api/v1/releases/{id}/clusters"
            | "/api/v1/releases/{id}/clusters/{cluster}",
        ) => For::Readers,
        ("GET", "/account") | ("POST", "/logout") => For::AtLeast(Viewer),
        ("GET" | "POST", "/api/v1/tokens")
        | ("DELETE", "/api/v1/tokens/{token}")
        | ("POST", "/account/tokens" | "/account/tokens/revoke") => For::AtLeast(Analyst),
        ("GET", "/api/v1/series")
        | (
            "POST",
            "/api/v1/series/{series}/versions"
            | "/api/v1/series/{series}/retire"
            | "/api/v1/series/{series}/rollback",
        ) => For::AtLeast(Publisher),
        ("GET" | "POST", "/api/v1/users")
        | ("POST", "/api/v1/users/{user}")
        | ("GET", "/api/v1/access-log") => For::AtLeast(Admin),
        other => panic!("{other:?} is in no table: say in this test who may call it"),
    }
}

/// Whether a guard refused, and how: its code, `login` for a page's way to the login.
pub(crate) fn refusal(kind: Kind, answer: &Answer) -> Option<String> {
    let guards = [
        "login_needed",
        "token_invalid",
        "role_needed",
        "form_expired",
    ];
    match (kind, answer.status) {
        (Kind::Page, StatusCode::SEE_OTHER) if answer.header("location") == "/login" => {
            Some("login_needed".to_owned())
        }
        (Kind::Page, StatusCode::UNAUTHORIZED) => {
            let text = String::from_utf8_lossy(&answer.body);
            text.contains("token is not valid")
                .then(|| "token_invalid".to_owned())
        }
        (Kind::Page, StatusCode::FORBIDDEN) => {
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            let code = if text.contains("needs the role") {
                "role_needed"
            } else {
                "form_expired"
            };
            Some(code.to_owned())
        }
        (Kind::Page, _) => None,
        (Kind::Api, status) if status.is_client_error() => {
            Some(answer.error_code()).filter(|code| guards.contains(&code.as_str()))
        }
        (Kind::Api, _) => None,
    }
}

/// The address with its parameters filled in.
pub(crate) fn filled(house: &House, path: &str) -> String {
    let bread = kleio_shared::release::ClusterId::new(0, "Bread baking");
    path.replace("{id}", &house.ids.public)
        .replace("{cluster}", bread.as_str())
        .replace("{series}", "spring")
        .replace("{token}", "1")
        .replace("{user}", "viewer")
        .replace("{secret}", "kleio_x")
        .replace("{file}", "x.css")
}

pub(crate) fn allowed(rule: For, role: Option<Role>) -> bool {
    match rule {
        For::Anyone | For::Readers => true,
        For::AtLeast(least) => role.is_some_and(|role| role >= least),
    }
}

/// What a refused request is told, by who sent it.
pub(crate) fn told(role: Option<Role>) -> &'static str {
    match role {
        None => "login_needed",
        Some(_) => "role_needed",
    }
}

#[test]
fn every_route_lets_in_whom_it_should_by_token() {
    let mut seen = 0;
    for role in std::iter::once(None).chain(Role::ALL.map(Some)) {
        for route in routes::all() {
            let house = House::new();
            let path = filled(&house, route.path);
            let rule = agreed(route.method.as_str(), route.path);
            let credentials = role.map_or_else(Credentials::default, |role| house.token(role));
            let answer = house.ask(&route.method, &path, &credentials, "");
            let found = refusal(route.kind, &answer);
            // Without a session, a form that lets people in has no value that fits.
            let expected = if !allowed(rule, role) {
                Some(told(role))
            } else if role.is_none() && route.method != Method::GET {
                Some("form_expired")
            } else {
                None
            };
            let who = role.map_or("nobody", Role::name);
            let (method, path) = (&route.method, route.path);
            assert_eq!(found.as_deref(), expected, "{who}: {method} {path}");
            seen += 1;
        }
    }
    assert_eq!(seen, 5 * routes::all().len());
}

#[test]
fn every_route_lets_in_whom_it_should_by_session_and_only_from_its_own_pages() {
    for role in Role::ALL {
        for route in routes::all() {
            let rule = agreed(route.method.as_str(), route.path);
            let changes = route.method != Method::GET;
            for right_form in [true, false] {
                let house = House::new();
                let path = filled(&house, route.path);
                let (session, form) = house.session(role);
                let form = if right_form {
                    form
                } else {
                    house.session(Admin).1
                };
                let session = session.with("x-kleio-form", &form);
                let body = match route.kind {
                    Kind::Page => format!("form={form}"),
                    Kind::Api => String::new(),
                };
                let answer = house.ask(&route.method, &path, &session, &body);
                let expected = if !allowed(rule, Some(role)) {
                    Some("role_needed")
                } else if changes && !right_form {
                    Some("form_expired")
                } else {
                    None
                };
                let found = refusal(route.kind, &answer);
                let (method, path) = (&route.method, route.path);
                assert_eq!(found.as_deref(), expected, "{role}: {method} {path}");
            }
        }
    }
}

#[test]
fn wrong_credentials_open_nothing() {
    let house = House::without_rate();
    let admin = house.user(Admin);
    let (revoked, revoked_secret) = house.store.make_token(&admin, "x", 1, now()).unwrap();
    house.store.revoke_token(revoked.id, None).unwrap();
    let long_ago = now() - 10 * 24 * 3600;
    let (_, expired) = house.store.make_token(&admin, "x", 1, long_ago).unwrap();
    let stale = house.store.start_session(&admin, long_ago).unwrap();
    let ended = house.store.start_session(&admin, now()).unwrap();
    house.store.end_session(&ended).unwrap();
    let gone = house.store.add_user("gone", Admin).unwrap();
    let gone_session = house.store.start_session(&gone, now()).unwrap();
    let (_, gone_token) = house.store.make_token(&gone, "x", 1, now()).unwrap();
    house.store.set_disabled("gone", true).unwrap();
    house.store.set_disabled("gone", false).unwrap();
    let good = house.store.start_session(&admin, now()).unwrap();
    let invitation = house.store.invite(&admin, now()).unwrap();

    let bearer = Credentials::bearer;
    let session = Credentials::session;
    let header = |value: &str| Credentials(vec![("authorization", value.to_owned())]);
    let wrong_tokens = [
        bearer(&revoked_secret),
        bearer(&expired),
        bearer(&gone_token),
        bearer(&Secret::new().unwrap()),
        bearer(&good),
        bearer(&invitation),
        header("Bearer"),
        header("Bearer "),
        header("Basic YWRtaW46YWRtaW4="),
        header("admin"),
        // A token that does not hold is not made good by a session that does.
        Credentials::bearer(&revoked_secret).with("cookie", &Credentials::session(&good).0[0].1),
    ];
    let wrong_sessions = [
        session(&stale),
        session(&ended),
        session(&gone_session),
        session(&Secret::new().unwrap()),
        session(&invitation),
        Credentials(vec![("cookie", "__Host-kleio-session=admin".to_owned())]),
        // The name without its prefix, which any subdomain could set.
        Credentials(vec![("cookie", format!("kleio-session={}", good.reveal()))]),
        Credentials::default().with("x-remote-user", "admin"),
        Credentials::default().with("x-forwarded-user", "admin"),
    ];
    assert_eq!(
        house.get("/api/v1/users", &session(&good)).status,
        StatusCode::OK
    );
    for route in routes::all() {
        let path = filled(&house, route.path);
        let rule = agreed(route.method.as_str(), route.path);
        for credentials in &wrong_tokens {
            let answer = house.ask(&route.method, &path, credentials, "");
            let found = refusal(route.kind, &answer);
            assert_eq!(
                found.as_deref(),
                Some("token_invalid"),
                "{path} {credentials:?}"
            );
        }
        for credentials in &wrong_sessions {
            let answer = house.ask(&route.method, &path, credentials, "");
            let found = refusal(route.kind, &answer);
            let open = matches!(rule, For::Anyone | For::Readers);
            let expected = match (open, route.method == Method::GET) {
                (true, true) => None,
                (true, false) => Some("form_expired"),
                (false, _) => Some("login_needed"),
            };
            assert_eq!(found.as_deref(), expected, "{path} {credentials:?}");
        }
    }
    assert!(
        house
            .store
            .users()
            .unwrap()
            .iter()
            .all(|user| !user.disabled)
    );
}

#[test]
fn a_release_is_shown_to_whom_it_is_for_and_nobody_else_learns_of_it() {
    let house = House::new();
    let ids = house.ids.clone();
    let bread = kleio_shared::release::ClusterId::new(0, "Bread baking");
    let files = [
        "manifest.json".to_owned(),
        "clusters.json".to_owned(),
        "vectors.bin".to_owned(),
        "clusters".to_owned(),
        format!("clusters/{bread}"),
    ];
    for role in std::iter::once(None).chain(Role::ALL.map(Some)) {
        let credentials = role.map_or_else(Credentials::default, |role| house.token(role));
        let who = role.map_or("nobody", Role::name);
        for (id, least) in [
            (ids.public.as_str(), Some(None)),
            (&ids.current, Some(Some(Viewer))),
            (&ids.past, Some(Some(Analyst))),
            (&ids.retired, None),
            ("000000000000", None),
        ] {
            let may = least.is_some_and(|least| role >= least);
            for file in &files {
                let answer = house.get(&format!("/api/v1/releases/{id}/{file}"), &credentials);
                assert_eq!(answer.status == StatusCode::OK, may, "{who}: {id} {file}");
                if !may {
                    let code = if role.is_none() {
                        "login_needed"
                    } else {
                        "release_not_found"
                    };
                    assert_eq!(answer.error_code(), code, "{who}: {id} {file}");
                }
            }
            let list = house.get("/api/v1/releases", &credentials).json();
            let listed = list["releases"]
                .as_array()
                .unwrap()
                .iter()
                .any(|entry| entry["id"] == id);
            assert_eq!(listed, may, "{who}: {id} in the list");
        }
    }
}

#[test]
fn what_is_behind_the_login_is_never_kept_for_others() {
    let house = House::new();
    let viewer = house.token(Viewer);
    let path = format!("/api/v1/releases/{}/clusters.json", house.ids.current);
    let answer = house.get(&path, &viewer);
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    let tag = answer.header("etag").to_owned();
    let again = house.get(&path, &viewer.with("if-none-match", &tag));
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    // Who lost the login does not get by with the tag.
    let without = Credentials::default().with("if-none-match", &tag);
    assert_eq!(house.get(&path, &without).status, StatusCode::UNAUTHORIZED);
    let public = format!("/api/v1/releases/{}/clusters.json", house.ids.public);
    let answer = house.get(&public, &Credentials::default());
    assert!(answer.header("cache-control").starts_with("public"));
}

#[test]
fn people_are_led_to_the_login_and_back() {
    let house = House::new();
    let page = |path: &str, credentials: &Credentials| {
        let browser = credentials.clone().with("accept", "text/html");
        house.get(path, &browser)
    };
    let nobody = Credentials::default();
    assert_eq!(
        page("/", &nobody).status,
        StatusCode::OK,
        "there is a public release"
    );
    let link = format!("/?release={}&cluster=0-1", house.ids.current);
    let answer = page(&link, &nobody);
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let expected = format!(
        "/login?next=%2F%3Frelease%3D{}%26cluster%3D0-1",
        house.ids.current
    );
    assert_eq!(answer.header("location"), expected);
    assert_eq!(page(&link, &house.session(Viewer).0).status, StatusCode::OK);
}
