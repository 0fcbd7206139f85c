//! Groups that are kept, compared, linked and carried in files, from one browser to another.

use std::fs;

use kleio_tests::browser::{Browser, serve};
use kleio_tests::demo::demo;
use kleio_tests::server::Server;
use serde_json::Value;
use tempfile::TempDir;

use crate::desk::{open, own, six_groups, sizes, sizes_are};

/// Keeps the groups that are shown under this name.
async fn keep(browser: &Browser, title: &str) {
    browser.fill("recluster-title", title).await;
    browser.click_on("recluster-keep").await;
    is_kept(browser, title).await;
}

async fn is_kept(browser: &Browser, title: &str) {
    let script = format!(
        "return document.querySelector('[data-testid=recluster-kept]').textContent.includes({});",
        Value::from(title)
    );
    browser.wait_for(&format!("{title} kept"), &script).await;
}

/// The value by which the list of what can be compared knows what is called so.
async fn value_of(browser: &Browser, title: &str) -> String {
    let script = format!(
        "const options = [...document.querySelector('[data-testid=recluster-against]').options];
         return options.find(option => option.textContent === {})?.value ?? false;",
        Value::from(title)
    );
    let value = browser.wait_for("something to compare with", &script).await;
    value.as_str().unwrap().to_owned()
}

/// Compares with what is called `title` and gives the adjusted Rand index.
async fn alike(browser: &Browser, title: &str) -> f64 {
    let value = value_of(browser, title).await;
    browser.fill("recluster-against", &value).await;
    let script = format!(
        "const heads = [...document.querySelectorAll('[data-testid=recluster-flow] th')];
         return heads[0]?.textContent === {}
             && document.querySelector('[data-testid=recluster-agreement] dd').textContent;",
        Value::from(title)
    );
    let index = browser.wait_for("how alike they are", &script).await;
    index.as_str().unwrap().replace('−', "-").parse().unwrap()
}

#[tokio::test]
async fn two_kept_groupings_are_compared_and_stay_after_the_page_is_loaded_anew() {
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    let Some(browser) = open(&server, "").await else {
        return;
    };
    six_groups(&browser).await;
    let six = sizes(&browser).await;
    keep(&browser, "Six by meaning").await;
    browser.fill("recluster-method", "hierarchical").await;
    browser.fill("recluster-groups", "4").await;
    browser.regroup().await;
    sizes_are(&browser, 4).await;
    keep(&browser, "Four by joining").await;

    browser.goto(&server.url("/")).await;
    browser.there("[data-testid=recluster]").await;
    browser.open_recluster().await;
    for title in ["Six by meaning", "Four by joining"] {
        is_kept(&browser, title).await;
    }
    let show = "[...document.querySelectorAll('[data-testid=recluster-kept] .link')]
        .find(link => link.textContent === 'Six by meaning').click(); return true;";
    browser.eval(show).await;
    sizes_are(&browser, 6).await;
    assert_eq!(sizes(&browser).await, six);
    assert_eq!(alike(&browser, "Six by meaning").await, 1.0);
    let index = alike(&browser, "Four by joining").await;
    assert!(index < 1.0, "{index}");
    browser.keep_screenshot("recluster-5-compared").await;

    // What is forgotten is gone, and compared with no more.
    let forget =
        "document.querySelector('[aria-label=\"Forget Four by joining\"]').click(); return true;";
    browser.eval(forget).await;
    let gone = "return !document.querySelector('[data-testid=recluster-kept]').textContent.includes('Four by joining')
        && document.querySelector('[data-testid=recluster-against]').value === '';";
    browser.wait_for("the end of what was kept", gone).await;
    browser.goto(&server.url("/")).await;
    browser.there("[data-testid=recluster]").await;
    browser.open_recluster().await;
    is_kept(&browser, "Six by meaning").await;
    let left = "return document.querySelectorAll('[data-testid=recluster-kept] > li').length;";
    assert_eq!(browser.eval(left).await, 1);
    browser.assert_quiet_console();
}

#[tokio::test]
async fn a_file_brings_groups_that_were_changed_by_hand_into_another_browser() {
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    let Some(browser) = Browser::open(false).await else {
        return;
    };
    browser.keep_files();
    browser.show_map(&server, "").await;
    six_groups(&browser).await;
    browser.click_on("recluster-edit").await;
    browser.there("[data-testid=recluster-split]").await;
    browser.click_on("recluster-split").await;
    sizes_are(&browser, 7).await;
    let changed = sizes(&browser).await;
    // What was changed by hand does not fit into a link, which is said.
    browser.click_on("recluster-link").await;
    notice(&browser, "do not fit into a link").await;
    browser.click_on("recluster-export").await;
    let names = browser.saved(1).await;
    assert!(names[0].ends_with(".json"), "{names:?}");
    let text = browser.last_file().await;
    browser.assert_quiet_console();
    drop(browser);

    let file: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(file["kind"], "kleio-regrouping");
    assert_eq!(file["edited"], true);
    assert_eq!(file["groups"].as_array().unwrap().len(), 7);
    let release = &server.json("/api/v1/releases")["releases"][0]["id"];
    assert_eq!(file["release"], *release);
    assert!(file["source"]["link"].as_str().unwrap().contains("own=k6."));

    let directory = TempDir::new().unwrap();
    let path = directory.path().join("groups.json");
    fs::write(&path, &text).unwrap();
    let Some(other) = open(&server, "").await else {
        return;
    };
    other.open_recluster().await;
    other.bring("[data-testid=recluster-import]", &path).await;
    sizes_are(&other, 7).await;
    assert_eq!(sizes(&other).await, changed);
    notice(&other, "is shown").await;

    // One of another release is refused, and what is shown stays.
    let foreign = text.replace(release.as_str().unwrap(), "0123456789ab");
    fs::write(&path, foreign).unwrap();
    other.bring("[data-testid=recluster-import]", &path).await;
    notice(&other, "Open that release first").await;
    assert_eq!(sizes(&other).await, changed);
    other.assert_quiet_console();
}

async fn notice(browser: &Browser, words: &str) {
    let script = format!(
        "const notice = document.querySelector('[data-testid=recluster-notice]');
         return notice !== null && notice.textContent.includes({});",
        Value::from(words)
    );
    browser.wait_for(words, &script).await;
}

/// Opens `link` in a browser of somebody else.
async fn same_elsewhere(server: &Server, link: &str, wanted: &[Value]) {
    let Some(other) = Browser::open(true).await else {
        return;
    };
    other.goto(link).await;
    sizes_are(&other, wanted.len()).await;
    assert_eq!(sizes(&other).await, wanted);
    let tree = other
        .eval("return document.querySelectorAll('[data-testid=tree] [aria-level=\"1\"]').length;")
        .await;
    assert!(tree.as_u64().unwrap() >= wanted.len() as u64);
    assert!(link.starts_with(&server.url("/")));
    other.assert_quiet_console();
}

#[tokio::test]
async fn a_copied_link_gives_the_same_groups_in_another_browser() {
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    for (method, beginning) in [
        ("k-means", "k5."),
        ("hierarchical", "h5."),
        ("density", "d4."),
    ] {
        let Some(browser) = Browser::open(false).await else {
            return;
        };
        browser.keep_files();
        browser.show_map(&server, "").await;
        browser.open_recluster().await;
        browser.fill("recluster-method", method).await;
        if method != "density" {
            browser.fill("recluster-groups", "5").await;
        }
        browser.regroup().await;
        own(&browser, beginning).await;
        let found = sizes(&browser).await;
        browser.click_on("recluster-link").await;
        notice(&browser, "on the clipboard").await;
        let link = browser.copied().await;
        browser.assert_quiet_console();
        drop(browser);
        same_elsewhere(&server, &link, &found).await;
    }
}
