//! The map within other pages: shown where the server lets that page's origin, and nowhere else.

use kleio_tests::browser::{Browser, Site, with_client};
use kleio_tests::demo::demo;
use kleio_tests::server::Server;

/// Whether the frame shows anything of ours, once it has come to something.
async fn framed(browser: &Browser) -> bool {
    browser.enter_frame().await;
    let shown = browser
        .wait_for(
            "the map in the frame, or that it was refused",
            "if (document.readyState !== 'complete') { return null; }
             if (location.protocol === 'chrome-error:') { return 'refused'; }
             const map = document.querySelector('[data-testid=map-container]');
             return map !== null && Number(map.dataset.visible) > 0 ? 'shown' : null;",
        )
        .await;
    shown == "shown"
}

#[tokio::test]
async fn pages_of_an_origin_that_may_embed_the_map_show_it_whole() {
    let site = Site::start();
    let options = ["--allow-embedding", site.origin()];
    let Some(server) = with_client(Server::start_with(&[&demo().release()], &options)) else {
        return;
    };
    // Who was never here: the tour is not for pages around ours.
    let Some(browser) = Browser::open_new(false).await else {
        return;
    };
    for query in ["?embed", "?colour=concern"] {
        let shown = server.url(&format!("/{query}"));
        browser.goto(&site.around(&shown)).await;
        assert!(framed(&browser).await, "it is not shown");
        let tour =
            "return document.querySelector('[data-testid=tour]')?.checkVisibility() ?? false;";
        assert_eq!(browser.eval(tour).await, false, "the tour is in the frame");
        // It works there as elsewhere, and the link is its own.
        browser.press("[data-testid=table-toggle]").await;
        browser.there("[data-testid=grid]").await;
        let own = "return location.search.includes('view=table');";
        browser.wait_for("its own address", own).await;
        browser.leave_frame().await;
        let around = browser.eval("return location.origin;").await;
        assert_eq!(around, site.origin());
        browser.keep_screenshot("embedded").await;
    }
    browser.assert_quiet_console();
}

#[tokio::test]
async fn pages_of_other_origins_are_refused() {
    let (site, stranger) = (Site::start(), Site::start());
    let release = demo().release();
    let Some(open) = with_client(Server::start_with(
        &[&release],
        &["--allow-embedding", site.origin()],
    )) else {
        return;
    };
    let closed = Server::start(&release);
    let none = "frame-ancestors 'none'".to_owned();
    for (server, reason) in [(&open, site.origin().to_owned()), (&closed, none)] {
        let Some(browser) = Browser::open(false).await else {
            return;
        };
        browser.goto(&stranger.around(&server.url("/?embed"))).await;
        assert!(!framed(&browser).await, "a stranger may embed it");
        let said = browser.console();
        let refused = |text: &str| text.contains("frame-ancestors") && text.contains(&reason);
        assert!(said.iter().any(|(_, text)| refused(text)), "{said:#?}");
    }
}
