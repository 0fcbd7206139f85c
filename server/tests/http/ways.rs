//! Every route × every role by the other ways to log in: a proxy's header and OpenID Connect; and every route after a
//! login that failed, whichever way.

use axum::http::{Method, StatusCode};
use kleio_server::access::Role::{self, Admin, Viewer};
use kleio_server::auth::secret::Secret;
use kleio_server::auth::{form, password};
use kleio_server::routes::{self, Kind, Route};
use kleio_server::state::{Settings, now};
use serde_json::json;

use crate::browser::hidden;
use crate::fixture::Answer;
use crate::house::{Credentials, House, NO_LIMIT, cookie_of};
use crate::oidc::{Begun, Provider, begin, end, house_with, session};
use crate::proxies::{behind, behind_with, named};
use crate::roles::{For, agreed, allowed, filled, refusal};

/// All routes; the one that ends the session comes last.
fn routes_in_order() -> Vec<Route> {
    let mut all = routes::all();
    all.sort_by_key(|route| route.path == "/logout");
    all
}

/// Asks for `route` as `who`, with `form` in the place where its kind has it, and gives how a guard refused.
fn ask(house: &House, route: &Route, who: &Credentials, form: Option<&str>) -> Option<String> {
    let path = filled(house, route.path);
    let (mut who, mut body) = (who.clone(), String::new());
    match (route.kind, form) {
        (Kind::Page, Some(form)) => body = format!("form={form}"),
        (Kind::Api, Some(form)) => who = who.with("x-kleio-form", form),
        (_, None) => {}
    }
    let answer = house.ask(&route.method, &path, &who, &body);
    refusal(route.kind, &answer)
}

/// What somebody of `role` is told, whose forms are right or not.
fn expected(route: &Route, role: Role, right_form: bool) -> Option<&'static str> {
    if !allowed(agreed(route.method.as_str(), route.path), Some(role)) {
        Some("role_needed")
    } else if route.method != Method::GET && !right_form {
        Some("form_expired")
    } else {
        None
    }
}

/// Asserts that these credentials open no more than none at all do.
fn assert_nobody(house: &House, what: &str, who: &Credentials) {
    for route in routes::all() {
        let rule = agreed(route.method.as_str(), route.path);
        let open = matches!(rule, For::Anyone | For::Readers);
        let told = match (open, route.method == Method::GET) {
            (true, true) => None,
            (true, false) => Some("form_expired"),
            (false, _) => Some("login_needed"),
        };
        let found = ask(house, &route, who, None);
        let (method, path) = (&route.method, route.path);
        assert_eq!(found.as_deref(), told, "{what}: {method} {path}");
    }
    for hidden in [&house.ids.current, &house.ids.past, &house.ids.retired] {
        for file in ["manifest.json", "clusters.json", "vectors.bin", "clusters"] {
            let answer = house.get(&format!("/api/v1/releases/{hidden}/{file}"), who);
            assert_eq!(answer.error_code(), "login_needed", "{what}: {file}");
        }
    }
}

#[test]
fn every_route_lets_in_whom_it_should_by_the_proxys_header() {
    for role in Role::ALL {
        let house = behind_with("127.0.0.1", None, NO_LIMIT);
        let by_header = named(role.name());
        let page = house.get("/account", &by_header);
        let cookie = cookie_of(&page.headers["set-cookie"]);
        let with_cookie = by_header.clone().with("cookie", &cookie);
        // A viewer's page has no form to read it from.
        let me = house.get("/api/v1/me", &with_cookie).json();
        let value = me["form"].as_str().unwrap().to_owned();
        let other = form::value(&Secret::new().unwrap());
        for route in routes_in_order() {
            for (who, form, right) in [
                (&with_cookie, Some(&*value), true),
                (&with_cookie, Some(&*other), false),
                (&with_cookie, None, false),
                // A proxy's header comes with every request, whoever made the browser send it.
                (&by_header, Some(&*value), false),
                (&by_header, None, false),
            ] {
                let found = ask(&house, &route, who, form);
                let told = expected(&route, role, right);
                let (method, path) = (&route.method, route.path);
                assert_eq!(found.as_deref(), told, "{role}: {method} {path}: {form:?}");
            }
        }
    }
}

#[test]
fn a_proxys_header_that_does_not_hold_opens_nothing() {
    let house = behind_with("127.0.0.1", None, NO_LIMIT);
    house.store.add_user("gone", Admin).unwrap();
    house.store.set_disabled("gone", true).unwrap();
    for (what, who) in [
        ("nobody", Credentials::default()),
        ("a stranger", named("stranger")),
        ("empty", named("")),
        ("who is let in no more", named("gone")),
        ("two names", named("viewer").with("x-remote-user", "admin")),
        (
            "another header",
            Credentials::default().with("x-user", "admin"),
        ),
    ] {
        assert_nobody(&house, what, &who);
    }
    // A token that does not hold is not made good by the header.
    let wrong = Credentials::bearer(&Secret::new().unwrap()).with("x-remote-user", "admin");
    // And nobody but the proxy is answered at all.
    let elsewhere = behind("10.0.0.1", Some(Admin));
    for route in routes::all() {
        let found = ask(&house, &route, &wrong, None);
        assert_eq!(found.as_deref(), Some("token_invalid"), "{}", route.path);
        let path = filled(&elsewhere, route.path);
        let answer = elsewhere.ask(&route.method, &path, &named("admin"), "");
        assert_eq!(answer.error_code(), "not_through_proxy", "{path}");
    }
}

/// A house without a limit on requests, that lets in whom the provider knows by name.
fn by_provider(provider: &Provider) -> House {
    let settings = Settings {
        rate: NO_LIMIT,
        ..Settings::default()
    };
    house_with(&provider.address, None, settings)
}

/// What an identity says that it must not.
type Lie = fn(&mut crate::oidc::Says);

/// Logs in as `name` by the provider.
fn enter(house: &House, provider: &Provider, name: &str) -> Answer {
    end(house, &begun(house, provider, name))
}

fn begun(house: &House, provider: &Provider, name: &str) -> Begun {
    begin(house, provider, |says| {
        says.claims["sub"] = json!(format!("subject of {name}"));
        says.claims["preferred_username"] = json!(name);
    })
}

/// What the forms of a session carry.
fn form_of(session: &Credentials) -> String {
    let (_, secret) = session.0[0].1.split_once('=').unwrap();
    form::value(&Secret::parse(secret).unwrap())
}

#[test]
fn every_route_lets_in_whom_it_should_by_openid_connect() {
    let provider = Provider::start();
    let house = by_provider(&provider);
    for role in Role::ALL {
        let who = session(&enter(&house, &provider, role.name())).unwrap();
        let me = house.get("/api/v1/me", &who).json();
        assert_eq!(me["role"], role.name());
        let value = form_of(&who);
        let other = form::value(&Secret::new().unwrap());
        for route in routes_in_order() {
            for (form, right) in [(None, false), (Some(&*other), false), (Some(&*value), true)] {
                let found = ask(&house, &route, &who, form);
                let told = expected(&route, role, right);
                let (method, path) = (&route.method, route.path);
                assert_eq!(found.as_deref(), told, "{role}: {method} {path}: {form:?}");
            }
        }
        assert_nobody(&house, "a session that was ended", &who);
    }
}

/// All cookies that a browser has after an answer, beside those that it sent.
fn cookies(sent: &Credentials, answer: &Answer) -> Credentials {
    let mut all: Vec<String> = sent
        .0
        .iter()
        .filter(|(name, _)| *name == "cookie")
        .map(|(_, value)| value.clone())
        .collect();
    let set = answer.headers.get_all("set-cookie").iter().map(cookie_of);
    all.extend(set.filter(|cookie| !cookie.ends_with('=')));
    Credentials::default().with("cookie", &all.join("; "))
}

#[test]
fn a_login_by_the_provider_that_failed_opens_nothing() {
    let provider = Provider::start();
    let house = by_provider(&provider);
    let admin = |change: fn(&mut crate::oidc::Says)| {
        begin(&house, &provider, move |says| {
            says.claims["sub"] = json!("subject of admin");
            says.claims["preferred_username"] = json!("admin");
            change(says);
        })
    };
    let wrong_state = Begun {
        state: "other".to_owned(),
        ..admin(|_| {})
    };
    let elsewhere = Begun {
        cookie: Credentials::default(),
        ..admin(|_| {})
    };
    for (what, begun) in [
        ("another state", wrong_state),
        ("another browser", elsewhere),
    ] {
        let answer = end(&house, &begun);
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{what}");
        assert_nobody(&house, what, &cookies(&begun.cookie, &answer));
    }
    let lies: [(&str, Lie); 3] = [
        ("an identity that has expired", |says| {
            says.claims["exp"] = json!(now() - 3600);
        }),
        ("another nonce", |says| says.claims["nonce"] = json!("x")),
        ("another audience", |says| {
            says.claims["aud"] = json!(["other"]);
        }),
    ];
    for (what, lie) in lies {
        let begun = admin(lie);
        let answer = end(&house, &begun);
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{what}");
        assert_nobody(&house, what, &cookies(&begun.cookie, &answer));
    }
    let begun = begun(&house, &provider, "stranger");
    let answer = end(&house, &begun);
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_nobody(&house, "a stranger", &cookies(&begun.cookie, &answer));
    // Under way is not logged in, either.
    let begun = admin(|_| {});
    assert_nobody(&house, "a login under way", &begun.cookie);
}

#[test]
fn a_login_by_password_that_failed_opens_nothing() {
    const PASSWORD: &str = "four words in a row";
    let hash = password::hash(PASSWORD, "viewer").unwrap();
    let right = PASSWORD.replace(' ', "+");
    // What is sent beside the cookies and the form, and whether those are.
    let attempts = [
        (
            "the right password",
            "viewer",
            &*right,
            "same-origin",
            true,
            StatusCode::SEE_OTHER,
        ),
        (
            "a wrong password",
            "viewer",
            "four+words",
            "same-origin",
            true,
            StatusCode::UNAUTHORIZED,
        ),
        (
            "no password",
            "admin",
            "",
            "same-origin",
            true,
            StatusCode::UNAUTHORIZED,
        ),
        (
            "a form of another site",
            "viewer",
            &*right,
            "cross-site",
            true,
            StatusCode::FORBIDDEN,
        ),
        (
            "no form",
            "viewer",
            &*right,
            "same-origin",
            false,
            StatusCode::FORBIDDEN,
        ),
    ];
    for (what, name, password, site, with_form, status) in attempts {
        let house = House::without_rate();
        let invitation = house.store.invite(&house.user(Viewer), now()).unwrap();
        house.store.accept(&invitation, &hash, now()).unwrap();
        let page = house.get("/login", &Credentials::default());
        let browser = cookies(&Credentials::default(), &page).with("sec-fetch-site", site);
        let mut fields = format!("name={name}&password={password}");
        if with_form {
            fields = format!("form={}&{fields}", hidden(&page));
        }
        let answer = house.ask(&Method::POST, "/login", &browser, &fields);
        assert_eq!(answer.status, status, "{what}");
        match session(&answer) {
            Some(session) => {
                assert_eq!(status, StatusCode::SEE_OTHER, "{what}");
                let me = house.get("/api/v1/me", &session).json();
                assert_eq!(me["role"], "viewer", "{what}");
            }
            None => assert_nobody(&house, what, &cookies(&browser, &answer)),
        }
    }
}
