//! A visit in a real Chromium: the tour, a server that goes away and comes back, releases that are replaced, taken back
//! or of another version.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "in a test, a panic is the report"
)]

use std::fs;
use std::path::{Path, PathBuf};

use fantoccini::key::Key;
use kleio_tests::browser::{Browser, serve, visit, visit_new, with_client};
use kleio_tests::demo::demo;
use kleio_tests::published::{publish, small_release};
use kleio_tests::server::Server;
use kleio_verify::fixtures;
use serde_json::{Value, json};

/// A script that says whether this part is on the page and to be seen.
fn seen(testid: &str) -> String {
    format!("return document.querySelector('[data-testid={testid}]')?.checkVisibility() ?? false;")
}

async fn has(browser: &Browser, testid: &str) -> bool {
    browser.eval(&seen(testid)).await == true
}

async fn there(browser: &Browser, testid: &str) {
    browser.wait_for(testid, &seen(testid)).await;
}

async fn gone(browser: &Browser, testid: &str) {
    let script = seen(testid)
        .replace("return ", "return !(")
        .replace(';', ");");
    browser.wait_for(&format!("{testid} to go"), &script).await;
}

async fn focused(browser: &Browser) -> String {
    let testid = browser
        .eval("return document.activeElement.dataset.testid ?? '';")
        .await;
    testid.as_str().unwrap().to_owned()
}

/// Waits until the keyboard is on this part.
async fn focus_comes_to(browser: &Browser, testid: &str) {
    let script = format!("return document.activeElement.dataset.testid === '{testid}';");
    browser
        .wait_for(&format!("the keyboard on {testid}"), &script)
        .await;
}

/// Heading of the tour's card, once it is another than `before`; and that nothing of the card is outside the window
/// or lies on what it speaks of.
async fn heading(browser: &Browser, before: &str) -> String {
    let heading = browser
        .wait_for(
            "a step of the tour",
            &format!(
                "const title = [...document.querySelectorAll('.tour h2')]
                     .find(title => title.checkVisibility())?.textContent;
                 return title && title !== '{before}' && title;"
            ),
        )
        .await;
    let outside = browser
        .eval(
            "const card = document.querySelector('[data-testid=tour]').getBoundingClientRect();
             return card.left < 0 || card.top < 0 || card.right > innerWidth || card.bottom > innerHeight;",
        )
        .await;
    assert_eq!(outside, false, "{heading} is partly outside the window");
    heading.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn who_comes_for_the_first_time_is_shown_around_once() {
    let Some((server, browser)) = visit_new().await else {
        return;
    };
    browser.show_map(&server, "").await;
    let mut title = heading(&browser, "").await;
    focus_comes_to(&browser, "tour-next").await;
    for step in 1..=3 {
        browser.keep_screenshot(&format!("tour-{step}")).await;
        browser.type_keys(&char::from(Key::Enter).to_string()).await;
        title = heading(&browser, &title).await;
        assert_eq!(focused(&browser).await, "tour-next");
    }
    browser.keep_screenshot("tour-4").await;
    // Back by mouse, and on to the end.
    browser.press("[data-testid=tour-back]").await;
    title = heading(&browser, &title).await;
    browser.press("[data-testid=tour-next]").await;
    heading(&browser, &title).await;
    browser.press("[data-testid=tour-next]").await;
    gone(&browser, "tour").await;
    focus_comes_to(&browser, "help").await;

    browser.show_map(&server, "").await;
    assert!(!has(&browser, "tour").await, "the tour came twice");

    // Called back from the list of keys, and skipped.
    browser.press("[data-testid=help]").await;
    browser.press("[data-testid=tour-again]").await;
    heading(&browser, "").await;
    focus_comes_to(&browser, "tour-next").await;
    browser
        .type_keys(&char::from(Key::Escape).to_string())
        .await;
    gone(&browser, "tour").await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn the_tour_is_not_in_the_way_of_the_page_nor_of_pages_around_it() {
    let Some((server, browser)) = visit_new().await else {
        return;
    };
    browser.show_map(&server, "?embed").await;
    assert!(!has(&browser, "tour").await, "the tour came into a frame");
    browser.show_map(&server, "").await;
    heading(&browser, "").await;
    // The page works around it.
    browser.press("[data-testid=table-toggle]").await;
    there(&browser, "table").await;
    assert!(has(&browser, "tour").await);
    browser.press("[data-testid=tour-skip]").await;
    gone(&browser, "tour").await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn the_tour_fits_a_narrow_window() {
    let Some((server, browser)) = visit_new().await else {
        return;
    };
    browser.resize(320, 640);
    browser.show_map(&server, "").await;
    let mut title = heading(&browser, "").await;
    for step in 1..=3 {
        browser
            .keep_screenshot(&format!("tour-narrow-{step}"))
            .await;
        browser.press("[data-testid=tour-next]").await;
        title = heading(&browser, &title).await;
    }
    browser.keep_screenshot("tour-narrow-4").await;
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_asked_again() {
    let Some((server, browser)) = visit().await else {
        return;
    };
    browser.block(&["*/api/v1/*"]);
    browser.goto(&server.url("/")).await;
    there(&browser, "error").await;
    let said = browser.text("[data-testid=error]").await;
    assert!(said.contains("The server cannot be reached"), "{said}");
    browser.keep_screenshot("visit-unreachable").await;
    // By hand, in vain.
    browser.press("[data-testid=retry]").await;
    there(&browser, "error").await;
    // By itself, once the browser says that it is online.
    browser.block(&[]);
    browser
        .eval("window.dispatchEvent(new Event('online')); return true;")
        .await;
    there(&browser, "map").await;

    // It goes away while a release is shown.
    browser.block(&["*/api/v1/*"]);
    browser
        .eval("window.dispatchEvent(new Event('offline')); return true;")
        .await;
    there(&browser, "offline").await;
    browser.keep_screenshot("visit-offline").await;
    browser.press("[data-testid=table-toggle]").await;
    there(&browser, "table").await;
    browser.block(&[]);
    browser
        .eval("window.dispatchEvent(new Event('focus')); return true;")
        .await;
    gone(&browser, "offline").await;
}

/// Answers for the manifest as if a Kleio of another schema had written it.
fn of_schema(schema: u32) -> String {
    format!(
        "const real = window.fetch;
         window.fetch = async (request, ...rest) => {{
             const answer = await real(request, ...rest);
             if (!String(request.url ?? request).endsWith('manifest.json')) {{ return answer; }}
             const manifest = await answer.json();
             return new Response(JSON.stringify({{...manifest, schema: {schema}, generator: 'kleio 0.0.9'}}));
         }};"
    )
}

#[tokio::test]
async fn a_release_of_another_version_says_which_and_what_to_do() {
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    for (schema, advice) in [(2, "Run kleio again"), (99, "server is too old")] {
        let Some(browser) = Browser::open(false).await else {
            return;
        };
        browser.before_pages(&of_schema(schema));
        browser.goto(&server.url("/")).await;
        there(&browser, "error").await;
        let said = browser.text("[data-testid=error]").await;
        let version = format!("schema {schema}, written by kleio 0.0.9");
        assert!(said.contains("another version of Kleio"), "{said}");
        assert!(said.contains(&version) && said.contains(advice), "{said}");
        browser
            .keep_screenshot(&format!("visit-schema-{schema}"))
            .await;
        browser.assert_quiet_console();
    }
}

/// A small release for everyone, and one with another title.
fn two_versions(directory: &Path) -> [PathBuf; 2] {
    let first = small_release(directory, 400, 5);
    let second = directory.join("second");
    fs::create_dir(&second).unwrap();
    for file in fs::read_dir(&first).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), second.join(file.file_name())).unwrap();
    }
    let read = |name: &str| -> Value {
        serde_json::from_slice(&fs::read(second.join(name)).unwrap()).unwrap()
    };
    let mut manifest = read("manifest.json");
    manifest["title"] = json!("The second edition");
    let (manifest, _) = fixtures::files(manifest, read("clusters.json"));
    fs::write(second.join("manifest.json"), manifest).unwrap();
    [first, second]
}

#[tokio::test]
async fn a_release_that_is_replaced_says_so_and_leads_to_the_newer_one() {
    let directory = tempfile::tempdir().unwrap();
    let [first, second] = two_versions(directory.path());
    let data = directory.path().join("data");
    publish(&data, &first, "main");
    let Some(server) = with_client(Server::with_data(&data)) else {
        return;
    };
    let Some(browser) = Browser::open(false).await else {
        return;
    };
    browser.show_map(&server, "").await;
    publish(&data, &second, "main");
    browser
        .wait_for(
            "word of the newer release, when the reader comes back",
            "window.dispatchEvent(new Event('focus'));
             return document.querySelector('[data-testid=superseded]') !== null;",
        )
        .await;
    browser.keep_screenshot("visit-superseded").await;
    browser.press("[data-testid=open-other]").await;
    browser
        .wait_for(
            "the newer release",
            "return document.title.startsWith('The second edition')
                && document.querySelector('[data-testid=superseded]') === null;",
        )
        .await;
}

#[tokio::test]
async fn a_link_to_a_release_that_is_gone_leads_to_the_one_there_is() {
    let Some((server, browser)) = visit().await else {
        return;
    };
    browser
        .goto(&server.url("/?release=0123456789ab&view=table"))
        .await;
    there(&browser, "error").await;
    let said = browser.text("[data-testid=error]").await;
    assert!(said.contains("not here any more"), "{said}");
    browser.keep_screenshot("visit-gone").await;
    browser.press("[data-testid=open-other]").await;
    there(&browser, "table").await;
}
