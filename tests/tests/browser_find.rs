//! Finding clusters in a real Chromium: search, filters, commands and keys, tree and table, by mouse and by keyboard.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "in a test, a panic is the report"
)]

use fantoccini::key::Key;
use kleio_tests::browser::{Browser, serve};
use kleio_tests::demo::demo;
use kleio_tests::server::Server;
use serde_json::Value;

/// Opens the page and waits until the tree has rows and the search knows the words.
async fn open(server: &Server, query: &str) -> Option<Browser> {
    let browser = Browser::open(false).await?;
    go(&browser, &server.url(&format!("/{query}"))).await;
    Some(browser)
}

async fn go(browser: &Browser, address: &str) {
    browser.goto(address).await;
    browser
        .wait_for(
            "the tree and the search",
            "return document.querySelector('[data-testid=tree] [role=treeitem]') !== null
                 && document.querySelector('[data-testid=search]') !== null;",
        )
        .await;
}

/// The clusters of the release.
fn clusters(server: &Server) -> Vec<Value> {
    let release = server.json("/api/v1/releases")["releases"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let clusters = server.json(&format!("/api/v1/releases/{release}/clusters.json"));
    clusters.as_array().unwrap().clone()
}

fn key(key: Key) -> String {
    char::from(key).to_string()
}

fn with_control(letter: &str) -> String {
    format!("{}{letter}", char::from(Key::Control))
}

/// Clicks in the middle of the first element that fits.
async fn click(browser: &Browser, selector: &str) {
    let at = browser
        .wait_for(
            selector,
            &format!(
                "const element = document.querySelector('{selector}');
                 if (!element) {{ return false; }}
                 element.scrollIntoView({{block: 'nearest'}});
                 const box = element.getBoundingClientRect();
                 return box.width > 0 && [box.x + box.width / 2, box.y + box.height / 2];"
            ),
        )
        .await;
    browser
        .click(at[0].as_f64().unwrap(), at[1].as_f64().unwrap())
        .await;
}

/// Sets a field or a list as a person would, and lets the page know.
async fn fill(browser: &Browser, testid: &str, value: &str) {
    browser
        .eval(&format!(
            "const field = document.querySelector('[data-testid={testid}]');
             field.value = {value:?};
             field.dispatchEvent(new Event('input', {{bubbles: true}}));
             field.dispatchEvent(new Event('change', {{bubbles: true}}));
             return true;"
        ))
        .await;
}

async fn gone(browser: &Browser, selector: &str) {
    let script = format!("return document.querySelector('{selector}') === null;");
    browser.wait_for(&format!("no {selector}"), &script).await;
}

/// Waits until the panel is about the cluster called `name`.
async fn panel_shows(browser: &Browser, name: &str) {
    let wanted = serde_json::to_string(name).unwrap();
    browser
        .wait_for(
            &format!("{name} in the panel"),
            &format!(
                "const shown = document.querySelector('[data-testid=panel-name]');
                 return shown !== null && shown.textContent.trim() === {wanted};"
            ),
        )
        .await;
}

async fn focus_is(browser: &Browser, what: &str, condition: &str) {
    let script = format!("const focused = document.activeElement; return {condition};");
    browser.wait_for(what, &script).await;
}

#[tokio::test]
async fn a_search_finds_highlights_and_selects_by_keyboard() {
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    let Some(browser) = open(&server, "").await else {
        return;
    };
    let all = clusters(&server);
    let name = all.last().unwrap()["name"].as_str().unwrap().to_owned();

    browser.type_keys("/").await;
    focus_is(
        &browser,
        "the keyboard in the search",
        "focused.id === 'search'",
    )
    .await;
    browser.type_keys(&name).await;
    let found = browser
        .wait_for(
            "the cluster in the list",
            &format!(
                "const first = document.querySelector('[data-testid=search-list] [role=option]');
                 const field = document.querySelector('[data-testid=search]');
                 return first !== null
                     && first.querySelector('.choice-name').textContent === {name:?}
                     && first.querySelector('mark') !== null
                     && first.getAttribute('aria-selected') === 'true'
                     && field.getAttribute('aria-expanded') === 'true'
                     && field.getAttribute('aria-activedescendant') === first.id;"
            ),
        )
        .await;
    assert_eq!(found, true);
    browser.keep_screenshot("search-1-list").await;
    browser.type_keys(&key(Key::Enter)).await;
    panel_shows(&browser, &name).await;
    browser
        .wait_for(
            "what was typed in the address, and the name marked in the tree",
            "return location.search.includes('q=')
                 && document.querySelector('[data-testid=tree] mark') !== null
                 && document.querySelector('.tree-row.is-dim') !== null;",
        )
        .await;
    browser.keep_screenshot("search-2-selected").await;

    // The list is closed; Escape empties the field.
    browser.type_keys(&key(Key::Escape)).await;
    gone(&browser, "[data-testid=tree] mark").await;
    let left = browser
        .eval("return document.querySelector('[data-testid=search]').value;")
        .await;
    assert_eq!(left, "");

    browser.type_keys("qqzzxx").await;
    browser
        .wait_for(
            "that nothing is found",
            "return document.querySelector('[data-testid=search-note]').textContent.includes('No name');",
        )
        .await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn filters_are_parts_that_links_and_the_browser_keep() {
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    let Some(browser) = open(&server, "").await else {
        return;
    };
    let all = clusters(&server);
    let sizes: Vec<u64> = all
        .iter()
        .map(|cluster| cluster["conversations"].as_u64().unwrap())
        .collect();
    let fits = sizes.iter().filter(|size| **size >= 200).count();
    assert!(fits > 0 && fits < sizes.len());

    click(&browser, "[data-testid=filters-toggle]").await;
    browser
        .wait_for(
            "the form",
            "return document.querySelector('[data-testid=filter-bound]') !== null;",
        )
        .await;
    fill(&browser, "filter-measure", "size").await;
    fill(&browser, "filter-bound", "200").await;
    click(&browser, "[data-testid=filter-add]").await;
    browser
        .wait_for(
            "how many match",
            &format!(
                "const note = document.querySelector('[data-testid=filters-note]');
                 return note !== null && note.textContent.startsWith('{fits} of {} clusters match');",
                sizes.len()
            ),
        )
        .await;
    // A share that is withheld is neither above nor below.
    fill(&browser, "filter-measure", "facet:language:French").await;
    fill(&browser, "filter-bound", "1").await;
    click(&browser, "[data-testid=filter-add]").await;
    browser
        .wait_for(
            "that of some it cannot be told",
            "return document.querySelector('[data-testid=filters-note]').textContent.includes('cannot be told');",
        )
        .await;
    browser.keep_screenshot("filters-1-two").await;
    fill(&browser, "filter-name", "Large and French").await;
    click(&browser, "[data-testid=filter-save]").await;
    browser
        .wait_for(
            "the kept filter",
            "return document.querySelector('[data-testid=kept]') !== null;",
        )
        .await;

    // The address alone brings the same filter back.
    let address = browser
        .wait_for(
            "the filter in the address",
            "return /filter=size:ge:200,facet:language:French:ge:0.01/.test(decodeURIComponent(location.search))
                 && location.href;",
        )
        .await;
    go(&browser, address.as_str().unwrap()).await;
    browser
        .wait_for(
            "both conditions again",
            "return document.querySelectorAll('[data-testid=chip]').length === 2;",
        )
        .await;
    click(&browser, "[data-testid=chip] .chip-drop").await;
    browser
        .wait_for(
            "one condition",
            "return document.querySelectorAll('[data-testid=chip]').length === 1;",
        )
        .await;
    click(&browser, "[data-testid=filters-clear]").await;
    gone(&browser, "[data-testid=chip]").await;
    // And so does its name, by the commands.
    browser.type_keys(&with_control("k")).await;
    focus_is(
        &browser,
        "the commands",
        "focused.dataset.testid === 'palette'",
    )
    .await;
    browser.type_keys("large french").await;
    browser.type_keys(&key(Key::Enter)).await;
    browser
        .wait_for(
            "the kept filter's conditions",
            "return document.querySelectorAll('[data-testid=chip]').length === 2;",
        )
        .await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn commands_and_keys_work_by_keyboard_alone() {
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    let Some(browser) = open(&server, "").await else {
        return;
    };
    browser
        .eval("document.querySelector('[data-testid=tree] [role=treeitem]').focus(); return true;")
        .await;
    browser.type_keys(&with_control("k")).await;
    focus_is(
        &browser,
        "the commands",
        "focused.dataset.testid === 'palette'",
    )
    .await;
    browser.keep_screenshot("palette-1-open").await;
    browser.type_keys("sort tree concern").await;
    browser.type_keys(&key(Key::Enter)).await;
    gone(&browser, "dialog[open]").await;
    browser
        .wait_for(
            "the tree sorted by concern",
            "return document.querySelector('[data-testid=tree-sort]').value === 'concern'
                 && location.search.includes('tree=concern');",
        )
        .await;
    focus_is(
        &browser,
        "the keyboard back in the tree",
        "focused.role === 'treeitem'",
    )
    .await;

    // Every cluster is a command.
    let name = clusters(&server)[1]["name"].as_str().unwrap().to_owned();
    browser.type_keys(&with_control("k")).await;
    focus_is(
        &browser,
        "the commands",
        "focused.dataset.testid === 'palette'",
    )
    .await;
    browser.type_keys(&name).await;
    browser
        .wait_for(
            "the cluster among the commands",
            &format!(
                "return [...document.querySelectorAll('[data-testid=palette-list] .choice-name')]
                     .some(choice => choice.textContent === {name:?});"
            ),
        )
        .await;
    browser.type_keys(&key(Key::Enter)).await;
    panel_shows(&browser, &name).await;

    browser.type_keys("?").await;
    browser
        .wait_for(
            "the list of keys",
            "return document.querySelectorAll('dialog[open] [data-testid=keys] kbd').length > 20;",
        )
        .await;
    browser.keep_screenshot("keys").await;
    click(&browser, "[data-testid=character-keys]").await;
    browser.type_keys(&key(Key::Escape)).await;
    gone(&browser, "dialog[open]").await;
    browser
        .eval("document.activeElement.blur(); return true;")
        .await;
    browser.type_keys("/").await;
    let still = browser
        .eval("return document.activeElement.id !== 'search';")
        .await;
    assert_eq!(still, true, "a key that was switched off did something");
    browser.assert_quiet_console();
}

#[tokio::test]
async fn the_tree_is_sorted_opened_and_walked() {
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    let Some(browser) = open(&server, "").await else {
        return;
    };
    let count = clusters(&server).len();
    click(&browser, "[data-testid=expand-all]").await;
    let height = browser
        .wait_for(
            "every row",
            &format!(
                "const height = document.querySelector('[data-testid=tree]').clientHeight;
                 return height === {count} * 52 && height;"
            ),
        )
        .await;
    assert!(height.as_u64().unwrap() > 1_000);
    let rows = browser
        .eval("return document.querySelectorAll('[data-testid=tree] [role=treeitem]').length;")
        .await;
    assert!(
        rows.as_u64().unwrap() < count as u64,
        "all {count} rows are in the page"
    );

    fill(&browser, "tree-sort", "name").await;
    let names = browser
        .wait_for(
            "names in order",
            "const rows = [...document.querySelectorAll('[data-testid=tree] [aria-level=\"1\"]')]
                 .sort((a, b) => a.offsetTop - b.offsetTop);
             const names = rows.map(row => row.title);
             const places = rows.map(row => Number(row.ariaPosInSet));
             const sorted = [...names].sort((a, b) => a.toLowerCase() < b.toLowerCase() ? -1 : 1);
             return places[0] === 1 && names.join() === sorted.join() && names;",
        )
        .await;
    assert!(!names.as_array().unwrap().is_empty());

    // End goes to the last row, which comes into the page and takes the keyboard.
    browser
        .eval("document.querySelector('[data-testid=tree] [tabindex=\"0\"]').focus(); return true;")
        .await;
    browser.type_keys(&key(Key::End)).await;
    focus_is(
        &browser,
        "the keyboard on the last row",
        &format!("focused.role === 'treeitem' && focused.offsetTop === ({count} - 1) * 52"),
    )
    .await;
    // Scrolled away, it keeps the keyboard.
    browser
        .eval("document.querySelector('.tree-scroll').scrollTop = 0; return true;")
        .await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    focus_is(
        &browser,
        "the keyboard still there",
        "focused.role === 'treeitem'",
    )
    .await;
    click(&browser, "[data-testid=collapse-all]").await;
    browser
        .wait_for(
            "top clusters only",
            "return [...document.querySelectorAll('[data-testid=tree] [role=treeitem]')]
                 .every(row => row.ariaLevel === '1');",
        )
        .await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn the_table_sorts_moves_and_copies_and_hides_no_zero() {
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    let french = "columns=size,facet:language:French";
    let Some(browser) = open(&server, &format!("?view=table&level=0&{french}")).await else {
        return;
    };
    let all = clusters(&server);
    let base: Vec<&Value> = all.iter().filter(|c| c["level"] == 0).collect();
    let count = browser
        .wait_for(
            "the table",
            "const grid = document.querySelector('[data-testid=grid]');
             return grid !== null && grid.querySelector('[role=rowheader]') !== null && Number(grid.ariaRowCount);",
        )
        .await;
    assert_eq!(count, base.len() as u64 + 1);

    // Sorted by mouse: least first.
    browser
        .eval("document.querySelectorAll('[data-testid=grid] .grid-sort')[1].click(); return true;")
        .await;
    let least = base
        .iter()
        .map(|c| c["conversations"].as_u64().unwrap())
        .min()
        .unwrap();
    browser
        .wait_for(
            "the smallest cluster first",
            &format!(
                "const row = document.querySelector('[data-testid=grid] [aria-rowindex=\"2\"]');
                 const heads = document.querySelectorAll('[data-testid=grid] [role=columnheader]');
                 return row !== null && heads[1].ariaSort === 'ascending'
                     && row.querySelectorAll('[role=gridcell]')[0].textContent === '{least}';"
            ),
        )
        .await;
    let zeros = browser
        .eval(
            "return [...document.querySelectorAll('[data-testid=grid] .grid-body [role=gridcell]:last-child')]
                 .filter(cell => cell.classList.contains('is-withheld') && cell.textContent !== 'withheld').length;",
        )
        .await;
    assert_eq!(zeros, 0);
    browser.keep_screenshot("table").await;

    // By keyboard: to the end and back, never losing the focus.
    browser
        .eval("document.querySelector('[data-testid=grid] [tabindex=\"0\"]').focus(); return true;")
        .await;
    browser.type_keys(&with_control(&key(Key::End))).await;
    focus_is(
        &browser,
        "the last cell",
        &format!(
            "focused.role === 'gridcell' && focused.ariaColIndex === '3'
                 && focused.parentElement.ariaRowIndex === '{}'",
            base.len() + 1
        ),
    )
    .await;
    browser.type_keys(&with_control(&key(Key::Home))).await;
    focus_is(
        &browser,
        "the first heading",
        "focused.id === 'cell-head-0'",
    )
    .await;
    browser.type_keys(&key(Key::Down)).await;
    focus_is(
        &browser,
        "the first row",
        "focused.closest('[aria-rowindex=\"2\"]') !== null",
    )
    .await;
    let name = browser.eval("return document.activeElement.title;").await;
    browser.type_keys(" ").await;
    browser
        .wait_for(
            "a marked row",
            "return document.querySelector('[data-testid=copy]').textContent === 'Copy 1 row';",
        )
        .await;
    browser
        .eval(
            "navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); };
             return true;",
        )
        .await;
    browser.type_keys(&with_control("c")).await;
    let copied = browser
        .wait_for("the copied row", "return window.copied || false;")
        .await;
    let lines: Vec<&str> = copied.as_str().unwrap().lines().collect();
    assert_eq!(lines.len(), 2, "{copied}");
    assert!(lines[1].starts_with(name.as_str().unwrap()), "{copied}");
    assert!(
        lines.iter().all(|line| line.split('\t').count() == 4),
        "{copied}"
    );
    let french_cell = lines[1].rsplit('\t').next().unwrap();
    assert!(
        french_cell == "withheld" || french_cell.parse::<f64>().is_ok(),
        "{copied}"
    );

    browser.type_keys(&key(Key::Enter)).await;
    panel_shows(&browser, name.as_str().unwrap()).await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn the_table_leaves_out_what_does_not_match_and_says_so() {
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    let query = "?view=table&level=all&filter=size:ge:200";
    let Some(browser) = open(&server, query).await else {
        return;
    };
    let all = clusters(&server);
    let fits = all
        .iter()
        .filter(|c| c["conversations"].as_u64().unwrap() >= 200)
        .count();
    let left_out = all.len() - fits;
    browser
        .wait_for(
            "how many are left out",
            &format!(
                "const note = document.querySelector('[data-testid=table-note]');
                 return note !== null && note.textContent === '{fits} clusters. {left_out} are left out by search and filters.';"
            ),
        )
        .await;
    browser.assert_quiet_console();
}
