//! The server's own pages: login, invitation, account, and what went wrong there.

use std::path::Path;

use kleio_tests::programs::{kleio_server, success};
use kleio_tests::server::Server;

use crate::look::Looks;

/// A password that nobody has chosen before.
const PASSWORD: &str = "walnut-harbour-lantern-42";

/// Walks through all pages of the server, as somebody who was invited as an analyst.
pub(crate) async fn walk(server: &Server, data: &Path, looks: &Looks<'_>) {
    let browser = looks.browser;
    // What is asked for is remembered, so English, in which the rest is looked at, comes last.
    for (language, state) in [
        ("ar", "login-arabic"),
        ("de", "login-german"),
        ("en", "login"),
    ] {
        let address = format!("/login?lang={language}");
        browser.goto(&server.url(&address)).await;
        browser.there("[name=password]").await;
        looks.at(state).await;
    }
    enter(looks, "nobody-of-this-name").await;
    browser.there("[role=alert]").await;
    looks.at("login-refused").await;
    browser.goto(&server.url("/invitation/kleio_none")).await;
    browser.there("h1").await;
    looks.at("invitation-gone").await;

    let mut invite = kleio_server();
    invite
        .args(["user", "invite", "ada", "--role", "analyst", "--url"])
        .arg(server.url("/"));
    let invited = success(invite.arg("--data").arg(data));
    let link = invited
        .lines()
        .find(|line| line.contains("/invitation/"))
        .expect("a link");
    browser.goto(link.trim()).await;
    browser.there("[name=password]").await;
    looks.at("invitation").await;
    type_into(looks, "password", PASSWORD).await;
    type_into(looks, "again", PASSWORD).await;
    browser.press("main form button").await;
    browser
        .wait_for(
            "the way in",
            "return !location.pathname.startsWith('/invitation') && document.readyState === 'complete';",
        )
        .await;

    browser.goto(&server.url("/account")).await;
    browser.there("[name=label]").await;
    looks.at("account").await;
    type_into(looks, "label", "A weekly report").await;
    browser
        .press("form[action=\"/account/tokens\"] button")
        .await;
    browser.there(".entry-secret").await;
    looks.at("account-token").await;
    // Nothing is published there yet.
    browser.goto(&server.url("/")).await;
    browser.there("[data-testid=empty]").await;
    looks.at("empty-server").await;
}

async fn enter(looks: &Looks<'_>, name: &str) {
    type_into(looks, "name", name).await;
    type_into(looks, "password", PASSWORD).await;
    looks.browser.press("form[action=\"/login\"] button").await;
}

async fn type_into(looks: &Looks<'_>, field: &str, text: &str) {
    looks.browser.focus(&format!("[name={field}]")).await;
    looks.browser.type_keys(text).await;
}
