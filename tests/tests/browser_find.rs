//! Finding clusters in a real Chromium: search, filters, commands and keys, by mouse and by keyboard.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "in a test, a panic is the report"
)]

use fantoccini::key::Key;
use kleio_tests::browser::{Hands, Way, key, visit_at, with_control};

#[tokio::test]
async fn a_search_finds_highlights_and_selects_by_keyboard() {
    let Some((server, browser)) = visit_at("").await else {
        return;
    };
    let all = server.clusters();
    let name = all.last().unwrap()["name"].as_str().unwrap().to_owned();

    browser.type_keys("/").await;
    browser
        .focus_is("the keyboard in the search", "focused.id === 'search'")
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
    browser.panel_shows(&name).await;
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
    browser.gone("[data-testid=tree] mark").await;
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
    let Some((server, browser)) = visit_at("").await else {
        return;
    };
    let all = server.clusters();
    let sizes: Vec<u64> = all
        .iter()
        .map(|cluster| cluster["conversations"].as_u64().unwrap())
        .collect();
    let fits = sizes.iter().filter(|size| **size >= 200).count();
    assert!(fits > 0 && fits < sizes.len());

    browser.press("[data-testid=filters-toggle]").await;
    browser
        .wait_for(
            "the form",
            "return document.querySelector('[data-testid=filter-bound]') !== null;",
        )
        .await;
    browser.fill("filter-measure", "size").await;
    browser.fill("filter-bound", "200").await;
    browser.press("[data-testid=filter-add]").await;
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
    browser
        .fill("filter-measure", "facet:language:French")
        .await;
    browser.fill("filter-bound", "1").await;
    browser.press("[data-testid=filter-add]").await;
    browser
        .wait_for(
            "that of some it cannot be told",
            "return document.querySelector('[data-testid=filters-note]').textContent.includes('cannot be told');",
        )
        .await;
    browser.keep_screenshot("filters-1-two").await;
    browser.fill("filter-name", "Large and French").await;
    browser.press("[data-testid=filter-save]").await;
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
    browser.goto(address.as_str().unwrap()).await;
    browser
        .wait_for(
            "both conditions again",
            "return document.querySelectorAll('[data-testid=chip]').length === 2;",
        )
        .await;
    browser.press("[data-testid=chip] .chip-drop").await;
    browser
        .wait_for(
            "one condition",
            "return document.querySelectorAll('[data-testid=chip]').length === 1;",
        )
        .await;
    browser.press("[data-testid=filters-clear]").await;
    browser.gone("[data-testid=chip]").await;
    // And so does its name, by the commands.
    browser.type_keys(&with_control("k")).await;
    browser
        .focus_is("the commands", "focused.dataset.testid === 'palette'")
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
    let Some((server, browser)) = visit_at("").await else {
        return;
    };
    browser
        .eval("document.querySelector('[data-testid=tree] [role=treeitem]').focus(); return true;")
        .await;
    browser.type_keys(&with_control("k")).await;
    browser
        .focus_is("the commands", "focused.dataset.testid === 'palette'")
        .await;
    browser.keep_screenshot("palette-1-open").await;
    browser.type_keys("sort tree concern").await;
    browser.type_keys(&key(Key::Enter)).await;
    browser.gone("dialog[open]").await;
    browser
        .wait_for(
            "the tree sorted by concern",
            "return document.querySelector('[data-testid=tree-sort]').value === 'concern'
                 && location.search.includes('tree=concern');",
        )
        .await;
    browser
        .focus_is(
            "the keyboard back in the tree",
            "focused.role === 'treeitem'",
        )
        .await;

    // Every cluster is a command.
    let name = server.clusters()[1]["name"].as_str().unwrap().to_owned();
    browser.type_keys(&with_control("k")).await;
    browser
        .focus_is("the commands", "focused.dataset.testid === 'palette'")
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
    browser.panel_shows(&name).await;

    browser.type_keys("?").await;
    browser
        .wait_for(
            "the list of keys",
            "return document.querySelectorAll('dialog[open] [data-testid=keys] kbd').length > 20;",
        )
        .await;
    browser.keep_screenshot("keys").await;
    browser.press("[data-testid=character-keys]").await;
    browser.type_keys(&key(Key::Escape)).await;
    browser.gone("dialog[open]").await;
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
async fn conditions_are_met_all_or_any_changed_kept_and_taken_again() {
    for (way, query) in [(Way::Mouse, ""), (Way::Keyboard, "?renderer=canvas2d")] {
        let Some((server, browser)) = visit_at(query).await else {
            return;
        };
        let hands = Hands::new(&browser, way);
        let all = server.clusters();
        let fits = |size: u64, any: bool| {
            let matching = all.iter().filter(|cluster| {
                let large = cluster["conversations"].as_u64().unwrap() >= size;
                let base = cluster["level"] == 0;
                if any { large || base } else { large && base }
            });
            matching.count()
        };
        assert!(fits(100, false) > 0 && fits(100, false) < fits(100, true));
        let told = |count: usize| {
            format!(
                "const note = document.querySelector('[data-testid=filters-note]');
                 return note !== null && note.textContent.startsWith('{count} of {} clusters match');",
                all.len()
            )
        };

        hands.press("[data-testid=filters-toggle]").await;
        hands.choose("[data-testid=filter-measure]", "size").await;
        hands.write("[data-testid=filter-bound]", "100").await;
        hands.press("[data-testid=filter-add]").await;
        browser.there("[data-testid=chip]").await;
        hands.choose("[data-testid=filter-measure]", "level").await;
        hands.choose("[data-testid=filter-level]", "0").await;
        hands.press("[data-testid=filter-add]").await;
        browser
            .wait_for("those that meet both", &told(fits(100, false)))
            .await;
        hands.choose("[data-testid=filters-combine]", "any").await;
        browser
            .wait_for("those that meet either", &told(fits(100, true)))
            .await;
        let marks = "return [...document.querySelectorAll('.map-label')].every(label => label.dataset.state !== 'grey')
             && location.search.includes('filter=any,size:ge:100,level:is:0');";
        browser.wait_for("the link", marks).await;

        // A condition is changed in its place.
        hands.press("[data-testid=chip] .chip-text").await;
        browser
            .wait_for(
                "the condition in the form",
                "return document.querySelector('[data-testid=filter-add]').textContent.trim() === 'Change';",
            )
            .await;
        hands.write("[data-testid=filter-bound]", "300").await;
        hands.press("[data-testid=filter-add]").await;
        browser
            .wait_for("those that meet the other", &told(fits(300, true)))
            .await;

        // Kept by name, gone, and taken again; how they are combined is part of it.
        hands
            .write("[data-testid=filter-name]", "Large or base")
            .await;
        hands.press("[data-testid=filter-save]").await;
        browser.there("[data-testid=kept]").await;
        hands.press("[data-testid=filters-clear]").await;
        browser.gone("[data-testid=chip]").await;
        browser.show_map(&server, query).await;
        hands.press("[data-testid=filters-toggle]").await;
        hands.press("[data-testid=kept] .chip-text").await;
        browser
            .wait_for("the kept filter", &told(fits(300, true)))
            .await;
        let combined =
            "return document.querySelector('[data-testid=filters-combine]').value === 'any';";
        browser.wait_for("either, as kept", combined).await;
        hands.choose("[data-testid=filters-combine]", "all").await;
        browser
            .wait_for("both again", &told(fits(300, false)))
            .await;
        browser.keep_screenshot("filters-2-combined").await;
        hands.press("[data-testid=kept] .chip-drop").await;
        browser.gone("[data-testid=kept]").await;
        browser.show_map(&server, query).await;
        hands.press("[data-testid=filters-toggle]").await;
        browser.there("[data-testid=filter-bound]").await;
        browser.gone("[data-testid=kept]").await;
        browser.assert_quiet_console();
    }
}

#[tokio::test]
async fn commands_are_chosen_by_mouse_too_and_say_where_nothing_is_found() {
    let Some((_server, browser)) = visit_at("").await else {
        return;
    };
    let open = |words: &'static str| {
        let browser = &browser;
        async move {
            browser
                .eval("document.activeElement.blur(); return true;")
                .await;
            browser.type_keys(&with_control("k")).await;
            browser
                .focus_is("the commands", "focused.dataset.testid === 'palette'")
                .await;
            browser.type_keys(words).await;
        }
    };
    open("show table").await;
    browser
        .press("[data-testid=palette-list] [role=option]")
        .await;
    browser.gone("dialog[open]").await;
    browser.there("[data-testid=table]").await;
    open("colour concern").await;
    browser
        .press("[data-testid=palette-list] [role=option]")
        .await;
    browser
        .wait_for(
            "the colour in the address",
            "return location.search.includes('colour=concern') && location.search.includes('view=table');",
        )
        .await;
    open("qqzzxx").await;
    browser
        .wait_for(
            "that nothing is found",
            "const dialog = document.querySelector('dialog[open]');
             return dialog.textContent.includes('No command and no cluster')
                 && dialog.querySelector('[role=option]') === null;",
        )
        .await;
    browser.tap(Key::Escape).await;
    browser.gone("dialog[open]").await;
    browser.assert_quiet_console();
}
