//! Tree and table in a real Chromium, by mouse and by keyboard.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "in a test, a panic is the report"
)]

use fantoccini::key::Key;
use kleio_tests::browser::{Hands, Way, key, visit, visit_at, with_control};
use kleio_tests::readings;
use serde_json::Value;

#[tokio::test]
async fn the_tree_is_sorted_opened_and_walked() {
    let Some((server, browser)) = visit_at("").await else {
        return;
    };
    let count = server.clusters().len();
    browser.press("[data-testid=expand-all]").await;
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

    browser.fill("tree-sort", "name").await;
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
    browser
        .focus_is(
            "the keyboard on the last row",
            &format!("focused.role === 'treeitem' && focused.offsetTop === ({count} - 1) * 52"),
        )
        .await;
    // Scrolled away, it keeps the keyboard.
    browser
        .eval("document.querySelector('.tree-scroll').scrollTop = 0; return true;")
        .await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    browser
        .focus_is("the keyboard still there", "focused.role === 'treeitem'")
        .await;
    browser.press("[data-testid=collapse-all]").await;
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
    let Some((server, browser)) = visit().await else {
        return;
    };
    let french = "columns=size,facet:language:French";
    let table = format!("/?view=table&level=0&{french}");
    browser.goto(&server.url(&table)).await;
    let all = server.clusters();
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

    // What the mouse is told of a withheld number, the keyboard and a finger are told, too.
    browser
        .wait_for(
            "why a number is withheld",
            "const cell = document.querySelector('[data-testid=grid] .grid-body .is-withheld');
             cell.focus();
             const more = document.querySelector('[data-testid=table-more]').textContent;
             return cell.title !== '' && more.endsWith(cell.title);",
        )
        .await;

    // By keyboard: to the end and back, never losing the focus.
    browser
        .eval("document.querySelector('[data-testid=grid] [tabindex=\"0\"]').focus(); return true;")
        .await;
    browser.type_keys(&with_control(&key(Key::End))).await;
    browser
        .focus_is(
            "the last cell",
            &format!(
                "focused.role === 'gridcell' && focused.ariaColIndex === '3'
                 && focused.parentElement.ariaRowIndex === '{}'",
                base.len() + 1
            ),
        )
        .await;
    browser.type_keys(&with_control(&key(Key::Home))).await;
    browser
        .focus_is("the first heading", "focused.id === 'cell-head-0'")
        .await;
    browser.type_keys(&key(Key::Down)).await;
    browser
        .focus_is(
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
    browser.panel_shows(name.as_str().unwrap()).await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn the_table_leaves_out_what_does_not_match_and_says_so() {
    let Some((server, browser)) = visit().await else {
        return;
    };
    let table = server.url("/?view=table&level=all&filter=size:ge:200");
    browser.goto(&table).await;
    let all = server.clusters();
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

/// The headings of the columns, as they stand.
const HEADS: &str = "[...document.querySelectorAll('[data-testid=grid] [role=columnheader] .grid-title')].map(head => head.textContent)";

#[tokio::test]
async fn columns_are_chosen_by_mouse_and_keyboard_and_kept_in_the_link() {
    let Some((server, browser)) = visit().await else {
        return;
    };
    browser.goto(&server.url("/?view=table&level=0")).await;
    for way in [Way::Mouse, Way::Keyboard] {
        let hands = Hands::new(&browser, way);
        browser.there("[data-testid=grid] [role=rowheader]").await;
        let usual = browser.eval(&format!("return {HEADS};")).await;
        hands.press("[data-testid=columns-toggle]").await;
        browser.there("[data-testid=columns]").await;

        // What is taken out goes, and comes back to its place.
        let concern = "[data-testid=columns] .check:nth-child(4) input";
        hands.tick(concern).await;
        browser
            .wait_for(
                "a table without concern",
                &format!("const heads = {HEADS}; return !heads.includes('Concern') && heads.includes('Conversations');"),
            )
            .await;
        hands.tick(concern).await;
        let same = format!("return JSON.stringify({HEADS}) === JSON.stringify({usual});");
        browser.wait_for("the usual columns", &same).await;
        hands.tick(concern).await;

        // A facet value is added: what is withheld of it is a word.
        hands
            .choose("[data-testid=column-add]", "facet:language:French")
            .await;
        browser
            .wait_for(
                "shares of French",
                &format!("return {HEADS}.some(head => head.includes('French'));"),
            )
            .await;
        let cells = browser
            .wait_for(
                "cells of the new column",
                "const rows = [...document.querySelectorAll('[data-testid=grid] [data-cluster-id]')];
                 const last = row => row.querySelector('[role=gridcell]:last-child').textContent;
                 return rows.length > 5 && rows.map(row => [row.dataset.clusterId, last(row)]);",
            )
            .await;
        let manifest = server.manifest();
        let french = place_of(&manifest, "language", "French");
        let clusters = server.clusters();
        for cell in cells.as_array().unwrap() {
            let cluster = clusters.iter().find(|one| one["id"] == cell[0]).unwrap();
            let known = readings::of_facet(cluster, "language")[french];
            let said = cell[1].as_str().unwrap();
            assert_eq!(known.is_none(), said == "withheld", "{known:?}: {said}");
            assert_eq!(known == Some(0), said == "0%", "{known:?}: {said}");
        }
        let link = browser
            .wait_for(
                "the columns in the address",
                "return /columns=[^&]*facet:language:French/.test(decodeURIComponent(location.search)) && location.href;",
            )
            .await;
        let chosen = browser.eval(&format!("return {HEADS};")).await;
        browser.goto(link.as_str().unwrap()).await;
        browser
            .wait_for(
                "the same columns by the link alone",
                &format!("return JSON.stringify({HEADS}) === JSON.stringify({chosen});"),
            )
            .await;

        hands.press("[data-testid=columns-toggle]").await;
        hands.press("[data-testid=column] .chip-drop").await;
        browser
            .wait_for(
                "no share of French",
                &format!("return !{HEADS}.some(head => head.includes('French'));"),
            )
            .await;
        hands.press("[data-testid=columns] .link").await;
        browser.wait_for("the usual columns again", &same).await;
        browser
            .wait_for(
                "no columns in the address",
                "return !location.search.includes('columns=');",
            )
            .await;
        browser.goto(&server.url("/?view=table&level=0")).await;
    }
    browser.assert_quiet_console();
}

/// Where the manifest has a value among those of its facet.
fn place_of(manifest: &Value, facet: &str, value: &str) -> usize {
    let facets = manifest["facets"].as_array().unwrap().iter();
    let mut of_name = facets.filter(|one| one["name"] == facet);
    let values = of_name.next().unwrap()["values"].as_array().unwrap();
    values.iter().position(|one| one == value).unwrap()
}

#[tokio::test]
async fn copied_cells_are_the_releases_own_and_withheld_ones_a_word() {
    let Some((server, browser)) = visit().await else {
        return;
    };
    browser.keep_files();
    let columns = "columns=size,facet:language:French";
    let table = format!("/?view=table&level=0&{columns}");
    browser.goto(&server.url(&table)).await;
    browser.there("[data-testid=grid] [role=rowheader]").await;
    browser.press("[data-testid=copy]").await;
    let copied = browser.copied().await;
    let french = place_of(&server.manifest(), "language", "French");
    let clusters = server.clusters();
    let base = clusters.iter().filter(|cluster| cluster["level"] == 0);
    let mut wanted: Vec<(String, u64, Option<u64>)> = base
        .map(|cluster| {
            let name = cluster["name"].as_str().unwrap().to_owned();
            let known = readings::of_facet(cluster, "language")[french];
            (name, readings::conversations(cluster), known)
        })
        .collect();
    assert!(wanted.iter().any(|row| row.2.is_none()), "none is withheld");
    let mut found: Vec<(String, u64, Option<u64>)> = copied
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [name, _, size, share] = cells[..] else {
                panic!("not four cells: {line}");
            };
            let size: u64 = size.parse().unwrap();
            let share = match share {
                "withheld" => None,
                share => Some((share.parse::<f64>().unwrap() * size as f64).round() as u64),
            };
            (name.to_owned(), size, share)
        })
        .collect();
    wanted.sort();
    found.sort();
    assert_eq!(found, wanted);

    // Some rows, marked by keyboard alone.
    browser
        .reach("[data-testid=grid] .grid-link[tabindex=\"0\"]")
        .await;
    browser.hold(Key::Shift).await;
    browser.tap(Key::Down).await;
    browser.let_go(Key::Shift).await;
    let marked = |text: &str| {
        format!("return document.querySelector('[data-testid=copy]').textContent === '{text}';")
    };
    browser
        .wait_for("two marked rows", &marked("Copy 2 rows"))
        .await;
    browser.type_keys(&with_control("c")).await;
    assert_eq!(browser.copied().await.lines().count(), 3);
    browser.tap(Key::Escape).await;
    browser
        .wait_for("no marked row", &marked("Copy table"))
        .await;
    browser.assert_quiet_console();
}
