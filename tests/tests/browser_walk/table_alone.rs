//! A browser that draws neither with WebGL2 nor with Canvas 2D: the table stands in for the map, and all else works.

use fantoccini::key::Key;
use kleio_tests::browser::{Browser, Hands, Way, serve};
use kleio_tests::demo::demo;
use serde_json::Value;

/// Takes every way to draw away.
const WITHOUT_CANVAS: &str = "HTMLCanvasElement.prototype.getContext = () => null;";

#[tokio::test]
async fn where_nothing_can_be_drawn_the_table_says_so_and_everything_else_works() {
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    for way in [Way::Mouse, Way::Keyboard] {
        let Some(browser) = Browser::open(false).await else {
            return;
        };
        browser.before_pages(WITHOUT_CANVAS);
        browser.goto(&server.url("/")).await;
        let hands = Hands::new(&browser, way);
        browser.there("[data-testid=grid] [role=rowheader]").await;
        let said = browser.text("[data-testid=table] [role=note]").await;
        assert!(said.contains("neither WebGL2 nor Canvas 2D"), "{said}");
        let map = "return document.querySelector('[data-testid=map-container]').checkVisibility();";
        assert_eq!(browser.eval(map).await, false, "an empty map is shown");

        // A cluster, by its row.
        let row = "[data-testid=grid] .grid-link[tabindex=\"0\"]";
        hands.press(row).await;
        let name = browser
            .wait_for(
                "a selected cluster",
                "return location.search.includes('cluster=')
                     && document.querySelector('[data-testid=panel-name]')?.textContent;",
            )
            .await;
        let selected = "return document.querySelector('[data-testid=grid] [aria-current=true]')?.textContent ?? '';";
        let selected = browser.eval(selected).await;
        assert!(selected.as_str().unwrap().contains(name.as_str().unwrap()));

        // Search, filter and groups of one's own.
        hands.go_to("[data-testid=search]").await;
        browser.type_keys(name.as_str().unwrap()).await;
        browser.tap(Key::Escape).await;
        browser
            .wait_for(
                "fewer rows",
                "return document.querySelector('[data-testid=table-note]').textContent.includes('left out');",
            )
            .await;
        hands.press("[data-testid=search-clear]").await;
        hands.press("[data-testid=clear]").await;
        hands.press("[data-testid=recluster]").await;
        hands.write("[data-testid=recluster-groups]", "4").await;
        hands.press("[data-testid=recluster-run]").await;
        browser.there("[data-testid=own-groups]").await;
        browser
            .wait_for(
                "the groups as rows",
                "return document.querySelector('[data-testid=grid]')?.ariaRowCount === '5';",
            )
            .await;
        hands.press("[data-testid=back-to-release]").await;
        browser.gone("[data-testid=own-groups]").await;

        // A comparison below it, whose maps are drawn by other means.
        hands.press("[data-testid=dock-compare]").await;
        hands.choose("[data-testid=compare-kind]", "values").await;
        hands.press("[data-testid=compare-beside]").await;
        browser.there("[data-testid=twin-maps] svg").await;
        browser
            .keep_screenshot(&format!("table-alone-{way:?}"))
            .await;

        // The link brings the table to who cannot draw, and the map to who can.
        let link = browser.eval("return location.href;").await;
        assert_ne!(link, Value::Null);
        browser.assert_quiet_console();
        drop(browser);
        let Some(other) = Browser::open(false).await else {
            return;
        };
        other.goto(link.as_str().unwrap()).await;
        other.there("[data-testid=twin-maps] svg").await;
        assert_eq!(
            other.eval(map).await,
            true,
            "the map is hidden from who can draw"
        );
        other.assert_quiet_console();
    }
}
