//! The walk that readers take through the whole page: by mouse, by keyboard alone, and without WebGL; and what holds on
//! all of it: links lead back, and what is withheld is never a zero.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "in a test, a panic is the report"
)]

mod frames;
mod table_alone;
mod walk;
mod withheld;

use kleio_tests::browser::{Browser, Way, serve};
use kleio_tests::demo::demo;
use walk::Walk;

/// Takes WebGL2 away, as browsers without a graphics card or with a forbidding administrator do.
const WITHOUT_WEBGL: &str = "
    const context = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
        return kind.startsWith('webgl') ? null : context.call(this, kind, ...rest);
    };";

/// The whole walk, in a page where `before` ran first, which then draws with `renderer`.
async fn walk(way: Way, before: &str, renderer: &str) {
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    let Some(browser) = Browser::open(false).await else {
        return;
    };
    browser.keep_files();
    browser.before_pages(before);
    browser.show_map(&server, "").await;
    let drawn = browser
        .eval("return document.querySelector('[data-testid=map-container]').dataset.renderer;")
        .await;
    assert_eq!(drawn, renderer);
    let walk = Walk::new(&server, &browser, way);
    walk.selects().await;
    walk.searches().await;
    walk.filters().await;
    walk.colours().await;
    walk.picks_weeks().await;
    walk.compares().await;
    walk.regroups().await;
    walk.takes_away().await;
    browser
        .keep_screenshot(&format!("walk-{way:?}-{renderer}"))
        .await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn the_whole_walk_by_mouse() {
    walk(Way::Mouse, "", "webgl2").await;
}

#[tokio::test]
async fn the_whole_walk_by_keyboard_alone() {
    walk(Way::Keyboard, "", "webgl2").await;
}

#[tokio::test]
async fn the_whole_walk_without_webgl() {
    walk(Way::Mouse, WITHOUT_WEBGL, "canvas2d").await;
}

#[tokio::test]
async fn the_whole_walk_without_webgl_by_keyboard_alone() {
    walk(Way::Keyboard, WITHOUT_WEBGL, "canvas2d").await;
}
