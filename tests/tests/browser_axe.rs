//! What bars people from the page, looked for by axe-core on every state of the client, in light and dark, narrow and
//! wide, and where the page reads from right to left.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "in a test, a panic is the report"
)]

use std::fs;

use kleio_tests::browser::{Browser, serve};
use kleio_tests::demo::demo;
use kleio_tests::server::Server;

/// axe-core's program; `None`, said aloud, where it is not at hand.
fn axe() -> Option<String> {
    let found = std::env::var("KLEIO_AXE")
        .ok()
        .and_then(|path| fs::read_to_string(path).ok());
    if found.is_none() {
        eprintln!(
            "Skipped: axe-core is not here. make test installs it and says where in KLEIO_AXE."
        );
    }
    found
}

/// Asserts that axe finds nothing on the page as it is.
async fn check(browser: &Browser, axe: &str, state: &str) {
    let script = format!(
        "if (!window.axe) {{ {axe} }}
         return axe.run(document, {{
             runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
         }}).then(found => found.violations.map(violation => violation.id + ': ' + violation.help + ' — '
             + violation.nodes.slice(0, 4).map(node => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? ''))
                 .join(' | ')));"
    );
    let found = browser.eval(&script).await;
    let faults = found.as_array().unwrap();
    assert!(faults.is_empty(), "{state}: {faults:#?}");
}

/// Asserts that nothing of the page lies to the right or left of the window.
async fn fits(browser: &Browser, state: &str) {
    let beyond = browser
        .eval("return document.documentElement.scrollWidth - window.innerWidth;")
        .await;
    assert!(
        beyond.as_i64().unwrap() <= 0,
        "{state}: {beyond} px too wide"
    );
}

/// All states of the client, one after the other.
async fn walk(server: &Server, browser: &Browser, axe: &str, how: &str) {
    let on = |state: &str| format!("{state}, {how}");
    browser.show_map(server, "").await;
    check(browser, axe, &on("the map")).await;
    fits(browser, &on("the map")).await;

    let opened = [
        ("filters-toggle", "filters"),
        ("recluster", "recluster-panel"),
        ("dock-time", "time"),
        ("dock-compare", "compare"),
        ("help", "keys"),
    ];
    for (button, part) in opened {
        browser.show_map(server, "").await;
        browser.press(&format!("[data-testid={button}]")).await;
        browser.there(&format!("[data-testid={part}]")).await;
        browser.keep_screenshot(&format!("axe-{how}-{part}")).await;
        check(browser, axe, &on(part)).await;
        fits(browser, &on(part)).await;
    }
    browser.show_map(server, "").await;
    browser.press("[data-testid=share]").await;
    check(browser, axe, &on("the menu for sharing")).await;

    let first = browser
        .eval("return document.querySelector('[data-testid=map-labels] .map-label').dataset.clusterId;")
        .await;
    let first = first.as_str().unwrap();
    for query in [
        format!("?cluster={first}"),
        format!("?cluster={first}&view=table"),
    ] {
        browser.goto(&server.url(&format!("/{query}"))).await;
        browser.there("[data-testid=panel-name]").await;
        browser.keep_screenshot(&format!("axe-{how}-cluster")).await;
        check(browser, axe, &on(&query)).await;
        fits(browser, &on(&query)).await;
    }
    browser.goto(&server.url("/?release=none")).await;
    browser.there("[data-testid=error]").await;
    check(browser, axe, &on("an error")).await;

    browser.show_map(server, "").await;
    browser.press("[data-testid=help]").await;
    browser.press("[data-testid=tour-again]").await;
    for step in 1..=4 {
        browser.there("[data-testid=tour]").await;
        let state = on(&format!("step {step} of the tour"));
        browser
            .keep_screenshot(&format!("axe-{how}-tour-{step}"))
            .await;
        check(browser, axe, &state).await;
        fits(browser, &state).await;
        browser.press("[data-testid=tour-next]").await;
    }
    browser.block(&["*/api/v1/*"]);
    browser
        .eval("window.dispatchEvent(new Event('offline')); return true;")
        .await;
    browser.there("[data-testid=offline]").await;
    check(browser, axe, &on("offline")).await;
    fits(browser, &on("offline")).await;
    browser.goto(&server.url("/")).await;
    browser.there("[data-testid=error]").await;
    check(browser, axe, &on("no server")).await;
    browser.block(&[]);
}

async fn all(dark: bool, size: [u32; 2], query: &str, how: &str) {
    let Some(axe) = axe() else { return };
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    let Some(browser) = Browser::open(dark).await else {
        return;
    };
    browser.resize(size[0], size[1]);
    // A language that was asked for once is remembered.
    browser.goto(&server.url(&format!("/{query}"))).await;
    walk(&server, &browser, &axe, how).await;
}

#[tokio::test]
async fn nothing_bars_anyone_in_light() {
    all(false, [1400, 900], "", "light").await;
}

#[tokio::test]
async fn nothing_bars_anyone_in_dark() {
    all(true, [1400, 900], "", "dark").await;
}

#[tokio::test]
async fn nothing_bars_anyone_on_a_narrow_window() {
    all(false, [320, 800], "", "narrow").await;
}

#[tokio::test]
async fn nothing_bars_anyone_where_the_page_reads_from_right_to_left() {
    all(false, [1400, 900], "?lang=ar", "arabic").await;
}
