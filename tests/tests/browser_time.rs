//! Weeks, comparisons and the panel in a real Chromium, by mouse and by keyboard.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "in a test, a panic is the report"
)]

use fantoccini::key::Key;
use kleio_tests::browser::{Browser, key, visit, with_client};
use kleio_tests::published::two_releases;
use kleio_tests::server::Server;
use serde_json::Value;

const FIRST_THUMB: &str = "[data-testid=brush] [role=slider]";

/// The demo's release, open at `query`.
async fn open(query: &str) -> Option<(Server, Browser)> {
    let (server, browser) = visit().await?;
    go(&browser, &server, query).await;
    Some((server, browser))
}

/// Loads the page and waits until it shows the release.
async fn go(browser: &Browser, server: &Server, query: &str) {
    browser.goto(&server.url(&format!("/{query}"))).await;
    browser
        .wait_for(
            "the dock and the map",
            "const map = document.querySelector('[data-testid=map-container]');
             return document.querySelector('[data-testid=dock]') !== null
                 && map !== null && Number(map.dataset.visible) > 0;",
        )
        .await;
}

/// Waits until `script` gives something true and gives it as text.
async fn text(browser: &Browser, what: &str, script: &str) -> String {
    let found = browser.wait_for(what, script).await;
    found.as_str().unwrap().to_owned()
}

/// The largest cluster of `level` that the server has, by its identifier.
fn largest(server: &Server, level: u64) -> String {
    let clusters = server.clusters();
    let of_level = clusters.iter().filter(|c| c["level"] == level);
    let largest = of_level.max_by_key(|cluster| cluster["conversations"].as_u64());
    largest.unwrap()["id"].as_str().unwrap().to_owned()
}

async fn slider(browser: &Browser, place: usize) -> String {
    let script = format!(
        "return document.querySelectorAll('{FIRST_THUMB}')[{place}].getAttribute('aria-valuetext');"
    );
    text(browser, "a thumb", &script).await
}

#[tokio::test]
async fn windows_of_weeks_are_set_by_keyboard_and_mouse_and_kept_in_the_link() {
    let Some((server, browser)) = open("").await else {
        return;
    };
    browser.press("[data-testid=dock-time]").await;
    let halves = text(
        &browser,
        "the windows in words",
        "const said = document.querySelector('[data-testid=windows]'); return said && said.textContent;",
    )
    .await;
    assert!(halves.contains(" against "), "{halves}");

    // By keyboard: the first window begins a week later, and not beyond its own end.
    assert!(slider(&browser, 0).await.contains("week 1 of"));
    browser.focus(FIRST_THUMB).await;
    browser.type_keys(&key(Key::Right)).await;
    assert!(slider(&browser, 0).await.contains("week 2 of"));
    browser.type_keys(&key(Key::End)).await;
    let last = slider(&browser, 1).await;
    assert_eq!(slider(&browser, 0).await, last);
    browser.type_keys(&key(Key::Home)).await;
    assert!(slider(&browser, 0).await.contains("week 1 of"));

    // By mouse: the last thumb to the left by two columns.
    let place = browser
        .eval(&format!(
            "const thumb = document.querySelectorAll('{FIRST_THUMB}')[3];
             thumb.scrollIntoView({{block: 'center'}});
             const box = thumb.getBoundingClientRect();
             const brush = document.querySelector('[data-testid=brush]').getBoundingClientRect();
             const weeks = Number(thumb.getAttribute('aria-valuemax'));
             return [box.x + box.width / 2, box.y + box.height / 2, brush.width / weeks, weeks];"
        ))
        .await;
    let [x, y, week, weeks] = [0, 1, 2, 3].map(|i| place[i].as_f64().unwrap());
    browser
        .drag(&[[x, y], [x - week, y], [x - 2.0 * week, y]])
        .await;
    let moved = slider(&browser, 3).await;
    assert!(
        moved.contains(&format!("week {} of", weeks - 2.0)),
        "{moved}"
    );
    let address = text(
        &browser,
        "windows in the address",
        &format!(
            "return /weeks=0-\\d+,\\d+-{}(&|$)/.test(location.search) && location.search;",
            weeks - 3.0
        ),
    )
    .await;
    browser.keep_screenshot("time-brush").await;

    // The link alone brings them back.
    go(&browser, &server, &address).await;
    assert_eq!(slider(&browser, 3).await, moved);
    browser.press("[data-testid=halves]").await;
    browser
        .wait_for(
            "the halves again",
            "return !location.search.includes('weeks=');",
        )
        .await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn growth_is_listed_with_its_significance_and_colours_the_map() {
    let Some((_server, browser)) = open("?below=time").await else {
        return;
    };
    let movers = browser
        .wait_for(
            "what grew and shrank",
            "const rows = [...document.querySelectorAll('[data-testid=movers] .mover')];
             return rows.length > 0 && rows.map(row => [row.querySelector('.mover-ratio').textContent, row.textContent]);",
        )
        .await;
    for mover in movers.as_array().unwrap() {
        let ratio = mover[0].as_str().unwrap();
        assert!(
            ratio.ends_with(", significant") || ratio.ends_with(", not significant"),
            "{ratio}"
        );
        assert!(mover[1].as_str().unwrap().contains("window"), "{mover}");
    }
    // What the pointer is told, the keyboard is told as well.
    browser
        .focus("[data-testid=movers] .mover .mover-name")
        .await;
    let tip = text(
        &browser,
        "a tip of what moved",
        "const tip = document.querySelector('.mover .tip'); return tip && tip.textContent;",
    )
    .await;
    assert!(tip.contains("window"), "{tip}");
    let before = browser.picture("[data-testid=map]").await;
    browser.press("[data-testid=colour-growth]").await;
    browser
        .wait_for(
            "growth in the address",
            "return location.search.includes('colour=growth');",
        )
        .await;
    let after = browser.picture("[data-testid=map]").await;
    assert!(before.png != after.png, "the map looks the same by growth");
    browser.keep_screenshot("time-growth").await;

    // Play steps through the weeks by itself, and can be stopped.
    let shown = slider(&browser, 3).await;
    browser.press("[data-testid=play]").await;
    browser
        .wait_for(
            "windows that move",
            &format!(
                "return document.querySelectorAll('{FIRST_THUMB}')[0].getAttribute('aria-valuenow') !== '1'
                     || document.querySelectorAll('{FIRST_THUMB}')[3].getAttribute('aria-valuetext') !== '{shown}';"
            ),
        )
        .await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn nothing_plays_by_itself_where_less_motion_is_asked_for() {
    let Some((server, browser)) = visit().await else {
        return;
    };
    browser.before_pages(
        "const real = window.matchMedia.bind(window);
         window.matchMedia = query => query.includes('reduced-motion') ? {matches: true, addEventListener() {}} : real(query);",
    );
    go(&browser, &server, "?below=time&weeks=0-1,2-3").await;
    browser.press("[data-testid=play]").await;
    assert!(slider(&browser, 0).await.contains("week 2 of"));
    let pressed = browser
        .eval("return document.querySelector('[data-testid=play]').getAttribute('aria-pressed');")
        .await;
    assert_eq!(pressed, "false");
    browser.press("[data-testid=play]").await;
    assert!(
        slider(&browser, 0).await.contains("week 3 of"),
        "one step at a time"
    );
}

#[tokio::test]
async fn two_values_are_compared_in_a_table_on_two_maps_and_in_colours() {
    let Some((server, browser)) = open("").await else {
        return;
    };
    browser.press("[data-testid=dock-compare]").await;
    browser.fill("compare-kind", "values").await;
    browser.fill("compare-facet", "turns").await;
    let rows = browser
        .wait_for(
            "a ranked table",
            "const rows = [...document.querySelectorAll('[data-testid=ranked] tbody tr')];
             return rows.length > 0 && rows.map(row => [...row.cells].map(cell => cell.innerText.trim()));",
        )
        .await;
    for row in rows.as_array().unwrap() {
        let cells: Vec<&str> = row
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        // A withheld side is a word, and has neither ratio nor interval.
        let withheld = cells[1..3].contains(&"withheld");
        assert_eq!(withheld, cells[4] == "withheld", "{cells:?}");
        assert_eq!(withheld, cells[3] == "–", "{cells:?}");
    }
    let summary = browser.text("[data-testid=compare-summary]").await;
    assert!(summary.contains("tested"), "{summary}");

    browser.press("[data-testid=colour-difference]").await;
    browser.press("[data-testid=compare-beside]").await;
    let marks = browser
        .wait_for(
            "two maps",
            "const maps = [...document.querySelectorAll('[data-testid=twin-maps] svg')];
             return maps.length === 2 && maps.map(map => map.querySelectorAll('circle').length);",
        )
        .await;
    assert_eq!(marks[0], marks[1]);
    browser.keep_screenshot("compare-values").await;
    // The keyboard goes through the marks, says what each is, and chooses one.
    browser.focus(".twin-mark[tabindex=\"0\"]").await;
    browser.type_keys(&key(Key::Right)).await;
    let tip = text(
        &browser,
        "a tip",
        "const tip = document.querySelector('.twin-map .tip'); return tip && tip.textContent;",
    )
    .await;
    assert!(tip.contains(": "), "{tip}");
    browser.type_keys(&key(Key::Enter)).await;
    browser
        .focus_is(
            "the mark that was chosen",
            "focused.matches('.twin-mark.is-selected[aria-pressed=\"true\"]')",
        )
        .await;
    let address = text(
        &browser,
        "the comparison in the address",
        "const all = ['compare=values', 'beside=maps', 'colour=difference', 'below=compare'];
         return all.every(part => location.search.includes(part)) && location.search;",
    )
    .await;
    go(&browser, &server, &address).await;
    browser
        .wait_for(
            "the same comparison",
            "return document.querySelectorAll('[data-testid=twin-maps] svg').length === 2
                 && document.querySelector('[data-testid=compare-facet]').value === 'turns';",
        )
        .await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn two_releases_are_compared_and_what_matches_nothing_is_listed() {
    let directory = tempfile::tempdir().unwrap();
    let Some(server) = with_client(Server::with_data(&two_releases(directory.path()))) else {
        return;
    };
    let Some(browser) = Browser::open(false).await else {
        return;
    };
    go(&browser, &server, "?below=compare").await;
    browser.fill("compare-kind", "release").await;
    let counts = browser
        .wait_for(
            "clusters of both releases",
            "const count = name => document.querySelectorAll(`[data-testid=${name}] li`).length;
             const rows = document.querySelectorAll('[data-testid=ranked] tbody tr').length;
             return document.querySelector('[data-testid=ranked]') !== null
                 && [rows, count('only-here'), count('only-there')];",
        )
        .await;
    let total: u64 = (0..3).map(|i| counts[i].as_u64().unwrap()).sum();
    assert!(total > 0, "{counts}");
    browser.keep_screenshot("compare-releases").await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn the_panel_explains_a_cluster_by_mouse_and_keyboard() {
    let Some((server, browser)) = open("").await else {
        return;
    };
    let id = largest(&server, 2);
    go(&browser, &server, &format!("?cluster={id}")).await;
    let sections = browser
        .wait_for(
            "sections of the panel",
            "const all = [...document.querySelectorAll('.section-toggle')].map(b => b.textContent.trim());
             return all.includes('Privacy receipt') && all;",
        )
        .await;
    for wanted in [
        "What stands out",
        "Over time",
        "Facets",
        "Parts",
        "Nearest clusters",
        "How sure this is",
    ] {
        assert!(
            sections.as_array().unwrap().iter().any(|s| s == wanted),
            "{wanted}: {sections}"
        );
    }

    // A bar says itself under the keyboard; Escape takes the tip away and keeps the selection.
    browser.focus("[data-testid=facet-language] .bar").await;
    browser.type_keys(&key(Key::Down)).await;
    let tip = text(
        &browser,
        "a tip",
        "const tip = document.querySelector('.tip'); return tip && tip.textContent;",
    )
    .await;
    assert!(tip.contains(": "), "{tip}");
    browser.type_keys(&key(Key::Escape)).await;
    browser
        .wait_for(
            "no tip, the same cluster",
            &format!("return document.querySelector('.tip') === null && location.search.includes('{id}');"),
        )
        .await;

    // The same as a table; what is withheld is a word there too.
    browser
        .press("[data-testid=facet-language] .chart-switch")
        .await;
    let cells = browser
        .wait_for(
            "languages as a table",
            "const rows = [...document.querySelectorAll('[data-testid=facet-language] .twin tbody tr')];
             return rows.length > 0 && rows.map(row => row.cells[1].textContent);",
        )
        .await;
    assert!(
        cells.as_array().unwrap().iter().all(|cell| cell != "0"),
        "{cells}"
    );

    // A closed section stays closed for the next cluster, which a near one's name leads to.
    browser.focus(".section-toggle").await;
    browser.type_keys(&key(Key::Enter)).await;
    browser.press("[data-testid=nearest] button").await;
    browser
        .wait_for(
            "another cluster with the first section closed",
            &format!(
                "return !location.search.includes('{id}')
                     && document.querySelector('.section-toggle').getAttribute('aria-expanded') === 'false';"
            ),
        )
        .await;
    browser.keep_screenshot("panel").await;
    browser.assert_quiet_console();
}
