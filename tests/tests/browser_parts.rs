//! Parts of the page whose code comes when it is asked for.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "in a test, a panic is the report"
)]

use kleio_tests::browser::{Browser, visit};
use serde_json::Value;

/// Names of the files with parts that the page has loaded.
async fn loaded(browser: &Browser) -> Vec<Value> {
    let script = "return performance.getEntriesByType('resource')
        .map(entry => entry.name.split('/').pop())
        .filter(name => name.startsWith('split_'));";
    browser.eval(script).await.as_array().unwrap().clone()
}

#[tokio::test]
async fn the_first_view_does_without_them_and_what_asks_for_one_gets_it() {
    let Some((server, browser)) = visit().await else {
        return;
    };
    browser.show_map(&server, "").await;
    assert_eq!(loaded(&browser).await, Vec::<Value>::new());
    browser.press("[data-testid=dock-compare]").await;
    browser.there("#dock-body select").await;
    assert_eq!(loaded(&browser).await.len(), 1);
    // A link that asks for one gets it without anything being done.
    browser.show_map(&server, "?below=time").await;
    browser.there("#dock-body svg").await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn one_that_cannot_be_had_says_so_and_can_be_tried_again() {
    let Some((server, browser)) = visit().await else {
        return;
    };
    browser.show_map(&server, "").await;
    browser.block(&["*split_*"]);
    browser.press("[data-testid=dock-compare]").await;
    browser.there("[data-testid=part-failed]").await;
    browser.block(&[]);
    browser.press("[data-testid=part-failed] button").await;
    browser.there("#dock-body select").await;
}
