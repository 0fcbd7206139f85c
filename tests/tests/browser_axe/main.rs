//! What bars people from the pages, looked for by axe-core on every state of the client and of the server's own pages:
//! light and dark, narrow, usual, wide and as wide as a wall, with more contrast, in the system's own colours, and where
//! they read from right to left.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "in a test, a panic is the report"
)]

mod axe;
mod client;
mod entry;
mod look;
mod rare;

use axe::Axe;
use kleio_tests::browser::{Browser, serve};
use kleio_tests::demo::demo;
use kleio_tests::server::Server;
use look::{
    AT_A_DESK, FROM_THE_RIGHT, FROM_THE_RIGHT_IN_THE_HAND, IN_THE_HAND, Look, Looks, UNUSUAL,
};

/// All states of the client, each with every look of `all`; the page is loaded with the first.
async fn client(all: &[Look], query: &str) {
    let Some(axe) = Axe::at_hand() else { return };
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    let Some(browser) = Browser::open(all[0].dark).await else {
        return;
    };
    let looks = Looks::new(&browser, &axe, all).await;
    // A language that was asked for once is remembered.
    browser.goto(&server.url(&format!("/{query}"))).await;
    client::walk(&server, &looks).await;
    rare::walk(&server, &looks).await;
    looks.assert_flawless();
}

#[tokio::test]
async fn nothing_bars_anyone_at_a_desk() {
    client(&AT_A_DESK, "").await;
}

#[tokio::test]
async fn nothing_bars_anyone_on_a_narrow_window() {
    client(&IN_THE_HAND, "").await;
}

#[tokio::test]
async fn nothing_bars_anyone_where_the_page_reads_from_right_to_left() {
    client(&FROM_THE_RIGHT, "?lang=ar").await;
}

#[tokio::test]
async fn nothing_bars_anyone_where_it_reads_from_right_to_left_on_a_narrow_window() {
    client(&FROM_THE_RIGHT_IN_THE_HAND, "?lang=ar").await;
}

#[tokio::test]
async fn nothing_bars_anyone_at_a_wall_nor_in_the_systems_own_colours() {
    client(&UNUSUAL, "").await;
}

#[tokio::test]
async fn nothing_bars_anyone_from_logging_in() {
    let Some(axe) = Axe::at_hand() else { return };
    for all in [&AT_A_DESK[..], &IN_THE_HAND] {
        let data = tempfile::TempDir::new().unwrap();
        let server = Server::with_data(data.path());
        let Some(browser) = Browser::open(all[0].dark).await else {
            return;
        };
        let looks = Looks::new(&browser, &axe, all).await;
        entry::walk(&server, data.path(), &looks).await;
        looks.assert_flawless();
    }
}
