//! Re-clustering in a real Chromium, with the server's content security policy in force.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "in a test, a panic is the report"
)]

mod desk;
mod hand;
mod kept;
mod methods;

use std::fs;

use desk::{open, six_groups, sizes, sizes_are};
use fantoccini::key::Key;
use kleio_tests::browser::{key, serve, visit_at};
use kleio_tests::demo::demo;
use kleio_verify::fixtures;
use serde_json::{Value, json};
use tempfile::TempDir;

#[tokio::test]
async fn groups_are_made_by_the_worker_shown_everywhere_and_left_again() {
    let Some((_server, browser)) = visit_at("").await else {
        return;
    };
    six_groups(&browser).await;
    browser.keep_screenshot("recluster-1-groups").await;
    // The tree's rows and the panel's are the same groups, and their conversations are all there are.
    let rows = browser
        .eval("return document.querySelectorAll('[data-testid=tree] [role=treeitem]').length;")
        .await;
    assert_eq!(rows, 6);
    let overall = browser
        .eval(
            "const number = text => Number(text.replace(/[^0-9]/g, ''));
             const sizes = [...document.querySelectorAll('.recluster-count')].map(e => number(e.textContent));
             return [sizes.reduce((a, b) => a + b, 0), number(document.querySelector('.title-note').textContent)];",
        )
        .await;
    assert_eq!(
        overall[0], overall[1],
        "the groups hold every conversation once"
    );
    browser.there("[data-testid=recluster-agreement]").await;
    browser.there("[data-testid=recluster-flow]").await;
    // Its table has a row for each band, once it is opened.
    let table = "document.querySelector('[data-testid=recluster-flow-table]')";
    let rows = format!("return {table}.querySelectorAll('tbody tr').length;");
    assert_eq!(browser.eval(&rows).await, 0);
    browser
        .eval(&format!("{table}.open = true; return true;"))
        .await;
    browser
        .wait_for(
            "a row for each band",
            &format!(
                "const rows = {table}.querySelectorAll('tbody tr').length;
                 return rows > 0 && rows === Math.min(60, document.querySelectorAll('.flow-band').length);"
            ),
        )
        .await;
    // A group's own panel: what a base cluster withholds, its group does not show as zero.
    browser
        .eval("document.querySelector('[data-testid=recluster-sizes] .link').click(); return true;")
        .await;
    browser.there("[data-testid=receipt]").await;
    let receipt = browser.text("[data-testid=receipt]").await;
    assert!(receipt.contains("Your own group"), "{receipt}");
    if receipt.contains("withheld") {
        let hatched = browser
            .eval("return document.querySelectorAll('.panel .bar-hatch, .panel .hour-hatch, .panel .key-hatch').length > 0;")
            .await;
        assert_eq!(hatched, true, "withheld cells are hatched");
    }
    browser.click_on("back-to-release").await;
    browser.gone("[data-testid=own-groups]").await;
    browser
        .wait_for(
            "a plain address",
            "return !location.search.includes('own=');",
        )
        .await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn a_link_gives_the_same_groups_and_back_leads_to_the_release() {
    let Some((server, browser)) = visit_at("").await else {
        return;
    };
    six_groups(&browser).await;
    let query = browser
        .wait_for(
            "the link",
            "return location.search.includes('own=k6.') && location.search;",
        )
        .await;
    let first = sizes(&browser).await;
    browser
        .goto(&server.url(&format!("/{}", query.as_str().unwrap())))
        .await;
    browser.there("[data-testid=own-groups]").await;
    sizes_are(&browser, 6).await;
    assert_eq!(sizes(&browser).await, first);
    drop(browser);
    let Some(browser) = open(&server, "").await else {
        return;
    };
    six_groups(&browser).await;
    browser
        .wait_for("the link", "return location.search.includes('own=k6.');")
        .await;
    browser.eval("history.back(); return true;").await;
    browser.gone("[data-testid=own-groups]").await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn going_back_leaves_groups_that_were_changed_by_hand_and_going_on_says_what_the_link_lacks()
{
    let Some((_server, browser)) = visit_at("").await else {
        return;
    };
    six_groups(&browser).await;
    browser.click_on("recluster-edit").await;
    browser.there("[data-testid=recluster-name]").await;
    browser.fill("recluster-name", "A name of mine").await;
    browser.click_on("recluster-rename").await;
    browser
        .wait_for(
            "that they were changed, in the link",
            "return location.search.includes('own=k6.') && location.search.includes('.we');",
        )
        .await;
    browser.eval("history.back(); return true;").await;
    browser.gone("[data-testid=own-groups]").await;
    browser.eval("history.forward(); return true;").await;
    browser.there("[data-testid=own-groups]").await;
    browser
        .wait_for(
            "what the link lacks",
            "const notice = document.querySelector('[data-testid=recluster-notice]');
             return notice !== null && notice.textContent.includes('changed by hand');",
        )
        .await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn the_page_stays_responsive_while_the_worker_works() {
    let Some((_server, browser)) = visit_at("").await else {
        return;
    };
    browser.click_on("recluster").await;
    browser.there("[data-testid=recluster-suggest]").await;
    // The worker starts with the first question; what it then does is measured. Other programs on the
    // machine lengthen tasks, so the best of three counts.
    let mut least = f64::INFINITY;
    for _ in 0..3 {
        browser
            .eval(
                "window.longest = 0;
                 new PerformanceObserver(list => {
                     for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration);
                 }).observe({type: 'longtask'});
                 document.querySelector('[data-testid=recluster-suggest]').click();
                 return true;",
            )
            .await;
        browser.there("[data-testid=recluster-suggestion]").await;
        browser.gone("[data-testid=recluster-progress]").await;
        let longest = browser
            .eval("return window.longest;")
            .await
            .as_f64()
            .unwrap();
        least = least.min(longest);
        browser.fill("recluster-seed", "7").await;
    }
    eprintln!("Longest task on the main thread while the worker works: {least:.0} ms.");
    assert!(least <= 50.0, "a task of {least} ms");
    browser.assert_quiet_console();
}

#[tokio::test]
async fn groups_are_changed_by_hand_undone_kept_and_brought_back() {
    let Some((server, browser)) = visit_at("").await else {
        return;
    };
    six_groups(&browser).await;
    let before = sizes(&browser).await;
    let tools =
        "document.querySelectorAll('[data-testid=recluster-edit]')[0].click(); return true;";
    browser.eval(tools).await;
    browser.there("[data-testid=recluster-name]").await;
    browser.fill("recluster-name", "A name of mine").await;
    browser.click_on("recluster-rename").await;
    let named = "return document.querySelector('[data-testid=recluster-sizes]').textContent.includes('A name of mine');";
    browser.wait_for("the new name in the panel", named).await;
    let in_tree = "return document.querySelector('[data-testid=tree]').textContent.includes('A name of mine');";
    browser.wait_for("the new name in the tree", in_tree).await;
    browser.click_on("recluster-undo").await;
    browser
        .wait_for("the old name", &named.replace("return ", "return !"))
        .await;
    assert_eq!(sizes(&browser).await, before);
    browser.click_on("recluster-redo").await;
    browser.wait_for("the new name again", named).await;
    // Split makes seven; merging into another makes six.
    if browser
        .eval("return document.querySelector('[data-testid=recluster-split]') === null;")
        .await
        == true
    {
        browser.eval(tools).await;
    }
    browser.there("[data-testid=recluster-split]").await;
    browser.click_on("recluster-split").await;
    sizes_are(&browser, 7).await;
    // Kept in this browser, it is there after the page is loaded anew.
    browser.fill("recluster-title", "Seven of mine").await;
    browser.click_on("recluster-keep").await;
    let kept = "return document.querySelector('[data-testid=recluster-kept]').textContent.includes('Seven of mine');";
    browser.wait_for("what is kept", kept).await;
    browser.goto(&server.url("/")).await;
    browser.there("[data-testid=recluster]").await;
    browser.click_on("recluster").await;
    browser.there("[data-testid=recluster-kept]").await;
    browser.wait_for("what was kept", kept).await;
    browser
        .eval("document.querySelector('[data-testid=recluster-kept] .link').click(); return true;")
        .await;
    sizes_are(&browser, 7).await;
    // A file of something else is refused with a reason.
    browser
        .eval(
            "const files = new DataTransfer();
             files.items.add(new File(['{\"kind\": \"other\"}'], 'groups.json'));
             const input = document.querySelector('[data-testid=recluster-import]');
             input.files = files.files;
             input.dispatchEvent(new Event('change', {bubbles: true}));
             return true;",
        )
        .await;
    browser
        .wait_for(
            "why the file is refused",
            "const notice = document.querySelector('[data-testid=recluster-notice]');
             return notice !== null && notice.textContent.includes('does not hold groups');",
        )
        .await;
    browser.keep_screenshot("recluster-2-kept").await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn all_of_it_by_keyboard() {
    let Some((_server, browser)) = visit_at("").await else {
        return;
    };
    let focus =
        |id: &str| format!("document.querySelector('[data-testid={id}]').focus(); return true;");
    let enter = char::from(Key::Enter).to_string();
    let tab = char::from(Key::Tab).to_string();
    browser.eval(&focus("recluster")).await;
    browser.type_keys(&enter).await;
    browser.there("[data-testid=recluster-groups]").await;
    browser.eval(&focus("recluster-method")).await;
    // From the method every control down to the button is reached by Tab alone.
    let wanted = [
        "recluster-groups",
        "recluster-suggest",
        "recluster-meaning",
        "recluster-facets",
        "recluster-weights",
        "recluster-seed",
        "recluster-run",
    ];
    let mut reached = Vec::new();
    for _ in 0..14 {
        browser.type_keys(&tab).await;
        let id = browser
            .eval("return document.activeElement.dataset.testid ?? '';")
            .await;
        reached.push(id.as_str().unwrap().to_owned());
        if reached.last().is_some_and(|id| id == "recluster-run") {
            break;
        }
    }
    for id in wanted {
        assert!(
            reached.iter().any(|other| other == id),
            "{id} is not in {reached:?}"
        );
    }
    browser.type_keys(&enter).await;
    browser.there("[data-testid=own-groups]").await;
    // Blocks of the flow take the focus and light up their bands.
    browser.there("[data-testid=recluster-flow]").await;
    browser
        .eval("document.querySelector('.flow-block').focus(); return true;")
        .await;
    browser
        .wait_for(
            "lit bands",
            "return document.querySelectorAll('.flow-band.is-lit').length > 0;",
        )
        .await;
    // So do the bands, the last marks but those at the right.
    browser.type_keys(&key(Key::End)).await;
    browser
        .focus_is("the last block", "focused.matches('.flow-block')")
        .await;
    browser
        .eval("document.querySelector('.flow-band').focus(); return true;")
        .await;
    browser
        .wait_for(
            "what the band is",
            "return document.querySelector('.plot .tip')?.textContent.includes('went from') === true;",
        )
        .await;
    let nameless = browser
        .eval(
            "return [...document.querySelectorAll('[data-testid=recluster-panel] :is(button, input, select)')]
                 .filter(e => !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length))
                 .map(e => e.outerHTML.slice(0, 120));",
        )
        .await;
    assert_eq!(nameless, json!([]), "every control has a name");
    browser.assert_quiet_console();
}

#[tokio::test]
async fn a_release_without_vectors_is_grouped_by_what_it_has_and_says_so() {
    let old = TempDir::new().unwrap();
    let read = |name: &str| fs::read(demo().release().join(name)).unwrap();
    let mut manifest: Value = serde_json::from_slice(&read("manifest.json")).unwrap();
    manifest["vectors"] = Value::Null;
    let files = manifest["files"].as_array_mut().unwrap();
    files.retain(|file| file["path"] != "vectors.bin");
    let clusters = serde_json::from_slice(&read("clusters.json")).unwrap();
    let (manifest, clusters) = fixtures::files(manifest, clusters);
    fs::write(old.path().join("manifest.json"), manifest).unwrap();
    fs::write(old.path().join("clusters.json"), clusters).unwrap();
    let Some(server) = serve(old.path()) else {
        return;
    };
    let Some(browser) = open(&server, "").await else {
        return;
    };
    browser.click_on("recluster").await;
    browser.there("[data-testid=recluster-no-vectors]").await;
    let disabled = "return document.querySelector('[data-testid=recluster-meaning]').disabled;";
    assert_eq!(browser.eval(disabled).await, true);
    browser.click_on("recluster-run").await;
    browser.there("[data-testid=own-groups]").await;
    // A link that asks for meaning is told why it cannot be followed.
    browser.goto(&server.url("/?own=k6.100-0-0.1.w")).await;
    browser.there("[data-testid=recluster-problem]").await;
    let problem = browser.text("[data-testid=recluster-problem]").await;
    assert!(problem.contains("without vectors"), "{problem}");
    browser.assert_quiet_console();
}
