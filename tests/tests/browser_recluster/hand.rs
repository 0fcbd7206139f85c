//! Groups that are changed by hand: each change is undone and made again.

use kleio_tests::browser::{Browser, visit_at};
use serde_json::Value;

use crate::desk::{conversations, grouped, six_groups, sizes, sizes_are};

/// What the groups are: names and sizes, and how many clusters are in none.
async fn state(browser: &Browser) -> (Vec<Value>, Value) {
    let figures = browser
        .eval("return document.querySelector('[data-testid=recluster-quality]').textContent;")
        .await;
    (sizes(browser).await, figures)
}

/// Waits until the groups are in this state.
async fn comes_to(browser: &Browser, what: &str, wanted: &(Vec<Value>, Value)) {
    let script = format!(
        "const rows = [...document.querySelectorAll('[data-testid=recluster-sizes] .recluster-group-head')]
             .map(row => row.querySelector('.link').textContent + ' ' + row.querySelector('.recluster-count').textContent);
         return JSON.stringify(rows) === JSON.stringify({})
             && document.querySelector('[data-testid=recluster-quality]').textContent === {};",
        Value::from(wanted.0.clone()),
        wanted.1
    );
    browser.wait_for(what, &script).await;
}

/// Makes a change, undoes it, makes it again, and undoes it for good.
async fn there_and_back(browser: &Browser, what: &str, change: impl Future<Output = ()>) {
    let before = state(browser).await;
    change.await;
    let after = state(browser).await;
    assert_ne!(before, after, "{what} changes nothing");
    browser.click_on("recluster-undo").await;
    comes_to(browser, &format!("{what}, undone"), &before).await;
    browser.click_on("recluster-redo").await;
    comes_to(browser, &format!("{what}, made again"), &after).await;
    browser.click_on("recluster-undo").await;
    comes_to(browser, &format!("{what}, undone for good"), &before).await;
}

/// Opens the tools of the first group.
async fn tools(browser: &Browser) {
    if browser
        .eval("return document.querySelector('[data-testid=recluster-name]') === null;")
        .await
        == true
    {
        browser.click_on("recluster-edit").await;
    }
    browser.there("[data-testid=recluster-name]").await;
}

/// Puts the base cluster that is selected into the group with this value, by the list in its panel.
async fn move_to(browser: &Browser, value: &str) {
    let script = format!(
        "const list = document.querySelector('[data-testid=recluster-move] select');
         if (!list) {{ return false; }}
         list.value = {};
         list.dispatchEvent(new Event('change', {{bubbles: true}}));
         return true;",
        Value::from(value)
    );
    browser.wait_for("the group of the cluster", &script).await;
}

/// Selects the first base cluster that the tree lists below the first group.
async fn select_first_member(browser: &Browser) {
    browser.click_on("expand-all").await;
    browser
        .wait_for(
            "a base cluster in the tree",
            "const rows = [...document.querySelectorAll('[data-testid=tree] [aria-level=\"2\"]')]
                 .sort((a, b) => a.offsetTop - b.offsetTop);
             rows[0]?.click();
             return rows.length > 0;",
        )
        .await;
    browser.there("[data-testid=recluster-move]").await;
}

#[tokio::test]
async fn every_change_by_hand_can_be_undone_and_made_again() {
    let Some((_server, browser)) = visit_at("").await else {
        return;
    };
    six_groups(&browser).await;
    let all = conversations(&browser).await;

    there_and_back(&browser, "another name", async {
        tools(&browser).await;
        browser.fill("recluster-name", "A name of mine").await;
        browser.click_on("recluster-rename").await;
        browser
            .wait_for(
                "the name in panel, tree and on the map",
                "const has = part => document.querySelector(`[data-testid=${part}]`).textContent.includes('A name of mine');
                 return has('recluster-sizes') && has('tree')
                     && [...document.querySelectorAll('.map-label')].some(label => label.textContent.replace(/\\s+/g, ' ').includes('A name'));",
            )
            .await;
    })
    .await;

    there_and_back(&browser, "two groups merged", async {
        tools(&browser).await;
        let sum = browser
            .eval(
                "const rows = [...document.querySelectorAll('[data-testid=recluster-sizes] .recluster-count')];
                 const number = row => Number(row.textContent.replace(/[^0-9]/g, ''));
                 return number(rows[0]) + number(rows[1]);",
            )
            .await;
        // The list names the others, the largest first.
        let into = browser
            .eval("return document.querySelector('[data-testid=recluster-merge]').options[1].value;")
            .await;
        browser.fill("recluster-merge", into.as_str().unwrap()).await;
        sizes_are(&browser, 5).await;
        let first = "return Number(document.querySelector('[data-testid=recluster-sizes] .recluster-count')
            .textContent.replace(/[^0-9]/g, ''));";
        assert_eq!(browser.eval(first).await, sum, "the merged group has both");
        assert_eq!(conversations(&browser).await, all);
    })
    .await;

    there_and_back(&browser, "a group split", async {
        tools(&browser).await;
        browser.click_on("recluster-split").await;
        sizes_are(&browser, 7).await;
        assert_eq!(conversations(&browser).await, all);
    })
    .await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn a_cluster_is_moved_to_another_group_and_out_of_all() {
    let Some((_server, browser)) = visit_at("").await else {
        return;
    };
    six_groups(&browser).await;
    let (all, count) = (conversations(&browser).await, grouped(&browser).await);
    let before = state(&browser).await;
    select_first_member(&browser).await;
    let own = browser.text("[data-testid=figures] dd").await;
    let own: u64 = own.replace(',', "").parse().unwrap();
    let other = browser
        .eval(
            "const list = document.querySelector('[data-testid=recluster-move] select');
             return [...list.options].find(option => option.value !== '' && !option.selected).value;",
        )
        .await;
    let other = other.as_str().unwrap();
    move_to(&browser, other).await;
    browser
        .focus_is("the keyboard on the list", "focused.id === 'own-group'")
        .await;
    browser
        .wait_for(
            "the other group",
            &format!(
                "return document.querySelector('[data-testid=recluster-move] select').value === '{other}'
                     && location.search.includes('.we');"
            ),
        )
        .await;
    move_to(&browser, "").await;
    browser
        .wait_for(
            "no group",
            "return document.querySelector('[data-testid=recluster-move] select')?.value === '';",
        )
        .await;
    browser.press("[data-testid=clear]").await;
    browser.there("[data-testid=recluster-sizes]").await;
    assert_eq!(conversations(&browser).await, all - own);
    assert_eq!(grouped(&browser).await, count, "it is still looked at");
    let figures = browser.text("[data-testid=recluster-quality]").await;
    assert!(figures.contains("base clusters in no group"), "{figures}");

    // One step back is the other group, two are the beginning.
    let out = state(&browser).await;
    browser.click_on("recluster-undo").await;
    browser
        .wait_for(
            "all of them in groups",
            "return !document.querySelector('[data-testid=recluster-quality]').textContent.includes('in no group');",
        )
        .await;
    assert_eq!(conversations(&browser).await, all);
    browser.click_on("recluster-undo").await;
    comes_to(&browser, "the first groups", &before).await;
    let undone =
        "return document.querySelector('[data-testid=recluster-undo]').disabled === false;";
    // What came before the groups is the release, which is no step of theirs.
    assert_eq!(browser.eval(undone).await, false);
    browser.click_on("recluster-redo").await;
    browser.click_on("recluster-redo").await;
    comes_to(&browser, "out of all again", &out).await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn other_groups_are_a_step_that_can_be_taken_back() {
    let Some((_server, browser)) = visit_at("").await else {
        return;
    };
    six_groups(&browser).await;
    let before = state(&browser).await;
    browser.fill("recluster-groups", "4").await;
    browser.regroup().await;
    sizes_are(&browser, 4).await;
    let after = state(&browser).await;
    browser.click_on("recluster-undo").await;
    comes_to(&browser, "six groups again", &before).await;
    browser.click_on("recluster-redo").await;
    comes_to(&browser, "four again", &after).await;
    browser.assert_quiet_console();
}
