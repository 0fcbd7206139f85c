//! Taking things away in a real Chromium: undo and redo, links that say what is wrong with them, files.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "in a test, a panic is the report"
)]

use fantoccini::key::Key;
use kleio_tests::browser::{Browser, key, serve};
use kleio_tests::demo::demo;
use kleio_tests::server::Server;
use serde_json::Value;

async fn open(server: &Server, query: &str) -> Option<Browser> {
    let browser = Browser::open(false).await?;
    browser.keep_files();
    browser.show_map(server, query).await;
    Some(browser)
}

#[tokio::test]
async fn views_can_be_undone_and_done_again() {
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    let Some(browser) = open(&server, "").await else {
        return;
    };
    let disabled =
        |button: &str| format!("return document.querySelector('[data-testid={button}]').disabled;");
    assert_eq!(browser.eval(&disabled("undo")).await, true);
    browser.press("[data-testid=table-toggle]").await;
    browser
        .wait_for(
            "the table",
            "return document.querySelector('[data-testid=table]') !== null;",
        )
        .await;
    assert_eq!(browser.eval(&disabled("undo")).await, false);
    browser.press("[data-testid=undo]").await;
    browser
        .wait_for(
            "the map again",
            "return document.querySelector('[data-testid=table]') === null;",
        )
        .await;
    assert_eq!(browser.eval(&disabled("redo")).await, false);
    browser
        .eval("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Z', ctrlKey: true, shiftKey: true, bubbles: true}));")
        .await;
    browser
        .wait_for(
            "the table once more",
            "return document.querySelector('[data-testid=table]') !== null;",
        )
        .await;
    assert_eq!(browser.eval(&disabled("redo")).await, true);
    browser.assert_quiet_console();
}

#[tokio::test]
async fn a_link_that_cannot_be_read_says_why() {
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    let Some(browser) = open(&server, "?at=nowhere&v=99").await else {
        return;
    };
    let notices = browser.text("[data-testid=notices]").await;
    assert!(notices.contains("“at=nowhere”"), "{notices}");
    assert!(notices.contains("newer version"), "{notices}");
    browser.press("[data-testid=dismiss]").await;
    browser
        .wait_for(
            "no notice",
            "return document.querySelector('[data-testid=notices]') === null;",
        )
        .await;
}

#[tokio::test]
async fn files_say_where_they_are_from() {
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    let Some(browser) = open(&server, "").await else {
        return;
    };
    let release = server.json("/api/v1/releases")["releases"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    browser.press("[data-testid=share]").await;

    browser.press("[data-testid=save-csv]").await;
    browser.saved(1).await;
    let table = browser.last_file().await;
    assert!(table.starts_with("# ") && table.contains(&release));
    assert!(table.contains("withheld"), "the sample has withheld cells");
    let rows = table.lines().filter(|line| !line.starts_with('#')).count();
    assert!(rows > 3, "{rows} rows");

    browser.press("[data-testid=save-json]").await;
    browser.saved(2).await;
    let file: Value = serde_json::from_str(&browser.last_file().await).unwrap();
    assert_eq!(file["release"], release.as_str());
    assert_eq!(file["clusters"].as_array().unwrap().len() + 1, rows);

    browser.press("[data-testid=save-svg]").await;
    browser.saved(3).await;
    let picture = browser.last_file().await;
    assert!(picture.starts_with("<svg ") && picture.contains(&release));
    assert!(picture.matches("<circle").count() > 10);
    assert!(
        picture.contains("font-weight=\"650\""),
        "labels of top clusters"
    );

    browser.press("[data-testid=save-png]").await;
    let names = browser.saved(4).await;
    assert!(names[3].ends_with(".png"), "{names:?}");
    let kind = browser
        .eval("return window.kleioKept.files.at(-1).type;")
        .await;
    assert_eq!(kind, "image/png");
    browser.assert_quiet_console();
}

/// Opens the files of the chart that `chart` finds, takes the kind `kind` away, and gives its text.
async fn take(browser: &Browser, chart: &str, kind: &str, count: usize) -> String {
    browser.press(&format!("{chart} .chart-save")).await;
    let button = format!(":popover-open [data-testid=chart-{kind}]");
    browser.press(&button).await;
    browser.saved(count).await;
    let text = browser.last_file().await;
    browser.type_keys(&key(Key::Escape)).await;
    browser.gone(":popover-open").await;
    text
}

#[tokio::test]
async fn every_chart_is_saved_by_the_button_beside_it() {
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    let Some(browser) = open(&server, "?below=time").await else {
        return;
    };
    browser.there("[data-testid=movers]").await;
    let bare = browser
        .eval(
            "return [...document.querySelectorAll('figure.chart')]
                 .filter(chart => !chart.querySelector('.chart-save')?.getAttribute('aria-label'))
                 .map(chart => chart.dataset.testid);",
        )
        .await;
    assert_eq!(bare, Value::Array(Vec::new()), "charts without the button");

    // By the keyboard: the button opens the files, which are the next stop.
    browser
        .focus("[data-testid=facet-language] .chart-save")
        .await;
    browser.type_keys(&key(Key::Enter)).await;
    browser.there(":popover-open [data-testid=chart-svg]").await;
    browser.type_keys(&key(Key::Tab)).await;
    browser
        .focus_is("the first file", "focused.dataset.testid === 'chart-svg'")
        .await;
    browser.type_keys(&key(Key::Enter)).await;
    browser.saved(1).await;
    let picture = browser.last_file().await;
    assert!(picture.starts_with("<svg ") && picture.contains("<desc>"));
    browser.type_keys(&key(Key::Escape)).await;
    browser.gone(":popover-open").await;

    let facet = take(&browser, "[data-testid=facet-language]", "csv", 2).await;
    assert!(facet.starts_with("# ") && facet.contains("value,conversations,at least,share"));
    let growth = take(&browser, "[data-testid=movers]", "csv", 3).await;
    assert!(growth.contains("first window at least"), "{growth}");
    let map = take(&browser, ".legend", "svg", 4).await;
    assert!(map.matches("<circle").count() > 10);

    browser.press("[data-testid=dock-compare]").await;
    browser.fill("compare-kind", "values").await;
    browser.there("[data-testid=ranked]").await;
    let ranked = take(&browser, ".compare-head", "svg", 5).await;
    assert!(ranked.contains(">95% interval<"));
    browser.press("[data-testid=compare-beside]").await;
    browser.there("[data-testid=twin-maps]").await;
    let marks = browser
        .eval("return document.querySelectorAll('.twin-mark').length;")
        .await;
    let maps = take(&browser, ".compare-head", "svg", 6).await;
    let drawn = maps.matches("<circle").count() as u64;
    assert!(drawn >= marks.as_u64().unwrap(), "{drawn} of {marks}");
    browser.press(".compare-head .chart-save").await;
    browser.press(":popover-open [data-testid=chart-png]").await;
    let names = browser.saved(7).await;
    assert!(names[6].ends_with(".png"), "{names:?}");
    browser.assert_quiet_console();
}

#[tokio::test]
async fn paper_has_the_whole_panel_and_says_where_it_is_from() {
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    let clusters = server.clusters();
    let parent = clusters.iter().rev().find(|one| one["level"] == 1).unwrap();
    let id = parent["id"].as_str().unwrap();
    let Some(browser) = open(&server, &format!("?cluster={id}")).await else {
        return;
    };
    browser.there("[data-testid=panel-name]").await;
    browser.put_on_paper().await;
    let seen = browser
        .wait_for(
            "where it is from, below the panel",
            "const seen = element => element !== null && element.offsetParent !== null;
             const all = selector => [...document.querySelectorAll(selector)];
             const source = document.querySelector('[data-testid=print-source]');
             return seen(source) && source.textContent !== '' && {
                 source: source.textContent,
                 headings: all('.section-toggle').every(seen),
                 parts: all('.cluster-link .link').filter(seen).length,
                 rest: all('.tree-area, .map-area, .dock, .tools').some(seen),
             };",
        )
        .await;
    browser.keep_screenshot("share-paper").await;
    let source = seen["source"].as_str().unwrap();
    for part in ["Policy", "A cluster is shown only with at least", id] {
        assert!(source.contains(part), "{source}");
    }
    assert_eq!(seen["headings"], true, "{seen}");
    assert_ne!(seen["parts"], 0, "{seen}");
    assert_eq!(seen["rest"], false, "{seen}");
}
