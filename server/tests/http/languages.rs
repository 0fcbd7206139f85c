//! The server's own pages in every language that they speak.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use kleio_server::access::Role;
use kleio_server::state::now;
use kleio_server::words::{LANGUAGES, Language};

use crate::browser::hidden;
use crate::fixture::{Answer, Server};
use crate::house::{Credentials, House, cookie_of};
use crate::oidc::house_with;

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.body.to_vec()).unwrap()
}

/// What a page says, without its tags and what only programs read.
fn said(answer: &Answer) -> String {
    let text = text(answer);
    let (_, body) = text.split_once("<body>").unwrap();
    let mut said = String::new();
    for piece in body.split('<') {
        let (tag, words) = piece.split_once('>').unwrap_or(("", piece));
        if !tag.starts_with("code") {
            said.push_str(words);
            said.push('\n');
        }
    }
    said
}

/// All of the server's pages, as a browser that prefers `language` gets them.
fn pages(language: Language) -> Vec<(&'static str, Answer)> {
    let house = house_with(
        "http://127.0.0.1:9",
        None,
        kleio_server::state::Settings::default(),
    );
    let speaks = |who: Credentials| who.with("accept-language", language.tag());
    let nobody = speaks(Credentials::default());
    let (session, form) = house.session(Role::Analyst);
    let analyst = speaks(session);
    let (viewer, viewer_form) = house.session(Role::Viewer);
    let viewer = speaks(viewer);
    let invited = house
        .store
        .invite(&house.user(Role::Viewer), now())
        .unwrap();
    let invited = format!("/invitation/{}", invited.reveal());
    let get = |path: &str, who: &Credentials| house.get(path, who);
    let post =
        |path: &str, who: &Credentials, body: &str| house.ask(&Method::POST, path, who, body);
    let login = get("/login", &nobody);
    let with_form = nobody
        .clone()
        .with("cookie", &cookie_of(&login.headers["set-cookie"]));
    let value = hidden(&login);
    let wrong = format!("form={value}&name=viewer&password=wrong");
    let mut all = vec![
        ("login", login),
        ("wrong password", post("/login", &with_form, &wrong)),
        ("invitation", get(&invited, &nobody)),
        (
            "short password",
            post(
                &invited,
                &with_form,
                &format!("form={value}&password=x&again=x"),
            ),
        ),
        (
            "obvious password",
            post(
                &invited,
                &with_form,
                &format!("form={value}&password={0}&again={0}", "x".repeat(20)),
            ),
        ),
        (
            "long password",
            post(
                &invited,
                &with_form,
                &format!("form={value}&password={0}&again={0}", "xy".repeat(600)),
            ),
        ),
        (
            "another password",
            post(
                &invited,
                &with_form,
                &format!("form={value}&password=x&again=y"),
            ),
        ),
        ("gone", get("/invitation/kleio_none", &nobody)),
        ("account", get("/account", &analyst)),
        (
            "token",
            post(
                "/account/tokens",
                &analyst,
                &format!("form={form}&label=x&days=7"),
            ),
        ),
        (
            "no label",
            post(
                "/account/tokens",
                &analyst,
                &format!("form={form}&label=&days=7"),
            ),
        ),
        (
            "no days",
            post(
                "/account/tokens",
                &analyst,
                &format!("form={form}&label=x&days=0"),
            ),
        ),
        (
            "no form",
            post("/account/tokens", &analyst, "label=x&days=7"),
        ),
        (
            "no role",
            post(
                "/account/tokens",
                &viewer,
                &format!("form={viewer_form}&label=x&days=7"),
            ),
        ),
        ("no text", post("/account/tokens", &analyst, "%ff")),
        (
            "too long",
            post("/account/tokens", &analyst, &"x".repeat(9_000)),
        ),
        (
            "no token",
            get(
                "/account",
                &nobody.clone().with("authorization", "Bearer x"),
            ),
        ),
        ("provider", get("/login/oidc", &nobody)),
        (
            "not begun",
            get("/login/oidc/callback?state=a&code=b", &nobody),
        ),
        (
            "no client",
            Server::without_client().get("/", &[("accept-language", language.tag())]),
        ),
    ];
    // How many it takes hangs on how long each takes.
    let refused = std::iter::repeat_with(|| post("/login", &with_form, &wrong))
        .take(20)
        .find(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS);
    all.push(("again and again", refused.unwrap()));
    all
}

#[test]
fn every_page_is_wholly_in_the_readers_language() {
    let english = pages(Language::English);
    for language in LANGUAGES {
        let (tag, direction) = (language.tag(), language.direction());
        for ((what, page), (_, in_english)) in pages(language).iter().zip(&english) {
            assert_eq!(page.status, in_english.status, "{tag}: {what}");
            let html = text(page);
            let root = format!("<html lang=\"{tag}\" dir=\"{direction}\">");
            assert!(html.contains(&root), "{what}: {html}");
            assert_eq!(page.header("content-language"), tag, "{what}");
            assert_eq!(page.header("vary"), "accept-language, cookie", "{what}");
            assert_eq!(page.header("cache-control"), "no-store", "{what}");
            if language == Language::English {
                continue;
            }
            // Names, and what several languages call the same.
            let same = [
                "Kleio", "Example", "analyst", "viewer", "x", "Name", "Account",
            ];
            let english: Vec<String> = said(in_english).lines().map(str::to_owned).collect();
            for line in said(page).lines() {
                let line = line.trim();
                let kept = line.chars().filter(|c| c.is_alphabetic()).count() > 1
                    && !same.contains(&line)
                    && english.iter().any(|each| each.trim() == line);
                assert!(!kept, "{tag}: {what}: {line:?} is in English");
            }
        }
    }
}

#[test]
fn a_language_that_was_asked_for_is_remembered() {
    let house = House::new();
    let german = Credentials::default().with("accept-language", "de-AT, en;q=0.5");
    let of =
        |path: &str, who: &Credentials| house.get(path, who).header("content-language").to_owned();
    assert_eq!(of("/login", &Credentials::default()), "en");
    assert_eq!(of("/login", &german), "de");
    let asked = house.get("/login?lang=ar", &german);
    assert_eq!(asked.header("content-language"), "ar");
    let cookies: BTreeMap<String, String> = asked
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|value| (cookie_of(value), value.to_str().unwrap().to_owned()))
        .collect();
    let kept = "__Host-kleio-language=ar";
    assert!(cookies[kept].contains("; HttpOnly; Secure; SameSite=Lax; Max-Age="));
    assert_eq!(of("/login", &german.clone().with("cookie", kept)), "ar");
    // Where the client was opened with a language, the way over the login keeps it.
    let link = "/login?next=%2F%3Frelease%3Dabc%26lang%3Dfr";
    assert_eq!(of(link, &german), "fr");
    // What is no language changes nothing, and stands nowhere.
    let odd = house.get("/login?lang=%22%3E%3Cscript", &german);
    assert_eq!(odd.header("content-language"), "de");
    assert!(!text(&odd).contains("<script"));
    let api = house.get("/api/v1/releases?lang=ar", &german);
    assert!(!api.headers.contains_key("set-cookie"));
    assert_eq!(api.header("content-language"), "");
}

#[test]
fn a_name_from_the_other_direction_leaves_the_sentence_in_order() {
    let house = House::new();
    let invited = house
        .store
        .invite(&house.user(Role::Viewer), now())
        .unwrap();
    let path = format!("/invitation/{}?lang=ar", invited.reveal());
    let page = text(&house.get(&path, &Credentials::default()));
    assert!(page.contains("\u{2068}viewer\u{2069}"), "{page}");
}
