//! What can be asked for: methods with their own parameters, which clusters, and what counts as alike.

use fantoccini::key::Key;
use kleio_tests::browser::{Browser, key, visit_at};
use kleio_tests::server::Server;
use serde_json::Value;

use crate::desk::{base, conversations, grouped, groups, open, own, sizes, sizes_are};

async fn has(browser: &Browser, id: &str) -> bool {
    let script = format!("return document.querySelector('[data-testid={id}]') !== null;");
    browser.eval(&script).await == true
}

/// Base clusters that the panel says are in no group.
async fn outside(browser: &Browser) -> u64 {
    let script = "const figures = [...document.querySelectorAll('[data-testid=recluster-quality] .figure')];
        const outside = figures.find(figure => figure.querySelector('dt').textContent.includes('in no group'));
        return outside ? Number(outside.querySelector('dd').textContent) : 0;";
    browser.eval(script).await.as_u64().unwrap()
}

#[tokio::test]
async fn each_method_takes_its_own_parameters() {
    let Some((server, browser)) = visit_at("").await else {
        return;
    };
    let base = base(&server);
    let all: u64 = base
        .iter()
        .map(|cluster| cluster["conversations"].as_u64().unwrap())
        .sum();
    groups(&browser, 5).await;
    own(&browser, "k5.100-0-0.1.w").await;
    assert_eq!(conversations(&browser).await, all);

    browser.fill("recluster-method", "hierarchical").await;
    browser.fill("recluster-groups", "7").await;
    browser.regroup().await;
    sizes_are(&browser, 7).await;
    own(&browser, "h7.").await;
    assert_eq!(conversations(&browser).await, all);

    // Density takes no number, and counts places and not conversations.
    browser.fill("recluster-method", "density").await;
    browser.there("[data-testid=recluster-neighbours]").await;
    assert!(!has(&browser, "recluster-groups").await);
    assert!(!has(&browser, "recluster-suggest").await);
    let weights = "return document.querySelector('[data-testid=recluster-weights]').disabled;";
    assert_eq!(browser.eval(weights).await, true);
    browser.fill("recluster-neighbours", "3").await;
    browser.regroup().await;
    own(&browser, "d3.").await;
    let said = browser.text("[data-testid=recluster-recipe]").await;
    assert!(said.contains("By density, 3 neighbours"), "{said}");
    assert_eq!(grouped(&browser).await, base.len() as u64);
    let within = conversations(&browser).await;
    let alone = outside(&browser).await;
    assert_eq!(within < all, alone > 0, "{within} of {all}, {alone} alone");
    browser.keep_screenshot("recluster-3-density").await;

    // A longer reach takes in more; one that reaches nobody is refused, and what was there stays.
    browser.fill("recluster-reach", "9").await;
    browser.regroup().await;
    own(&browser, "d3~9000.").await;
    sizes_are(&browser, 1).await;
    assert_eq!(outside(&browser).await, 0);
    browser.fill("recluster-reach", "0.05").await;
    browser.click_on("recluster-run").await;
    browser.there("[data-testid=recluster-problem]").await;
    let problem = browser.text("[data-testid=recluster-problem]").await;
    assert!(problem.contains("dense enough"), "{problem}");
    sizes_are(&browser, 1).await;
    browser.assert_quiet_console();
}

/// Groups the clusters that were chosen in two, looks whether these are `count`, and opens the link in a browser of
/// somebody else.
async fn two_groups_of(browser: Browser, server: &Server, count: u64) {
    browser.fill("recluster-groups", "2").await;
    browser.regroup().await;
    sizes_are(&browser, 2).await;
    assert_eq!(grouped(&browser).await, count);
    own(&browser, "k2.").await;
    let (link, found) = (
        browser.eval("return location.search;").await,
        sizes(&browser).await,
    );
    browser.assert_quiet_console();
    drop(browser);
    let Some(other) = open(server, link.as_str().unwrap()).await else {
        return;
    };
    sizes_are(&other, 2).await;
    assert_eq!(grouped(&other).await, count);
    assert_eq!(sizes(&other).await, found);
    other.assert_quiet_console();
}

#[tokio::test]
async fn the_clusters_of_a_branch_are_grouped_alone() {
    let Some((server, browser)) = visit_at("").await else {
        return;
    };
    let clusters = server.clusters();
    let parent = |id: &Value| {
        let own = clusters.iter().find(|cluster| cluster["id"] == *id);
        own.map_or(Value::Null, |own| own["parent"].clone())
    };
    browser.open_recluster().await;
    let branch = browser
        .wait_for(
            "a branch to choose",
            "const options = [...document.querySelector('[data-testid=recluster-scope]').options];
             return options.map(option => option.value).find(value => value.startsWith('branch:')) ?? false;",
        )
        .await;
    let branch = branch.as_str().unwrap();
    let id = Value::from(branch.strip_prefix("branch:").unwrap());
    let within = base(&server);
    let within = within.iter().filter(|cluster| {
        let above = parent(&cluster["id"]);
        above == id || parent(&above) == id
    });
    let count = within.count() as u64;
    browser.fill("recluster-scope", branch).await;
    two_groups_of(browser, &server, count).await;
}

#[tokio::test]
async fn the_clusters_of_a_set_are_grouped_alone() {
    let Some((server, browser)) = visit_at("").await else {
        return;
    };
    browser.focus("[data-testid=map-container]").await;
    browser.type_keys(&key(Key::Right)).await;
    browser.type_keys("a").await;
    let count = browser
        .wait_for(
            "a set in the panel",
            "const name = document.querySelector('[data-testid=panel-name]')?.textContent ?? '';
             const number = /set of ([0-9,]+) base/.exec(name);
             return number && Number(number[1].replace(',', ''));",
        )
        .await;
    let count = count.as_u64().unwrap();
    // By its button, and as one of the choices.
    browser.press("[data-testid=recluster-set]").await;
    let chosen = "return document.querySelector('[data-testid=recluster-scope]')?.selectedOptions[0].textContent ?? false;";
    let said = browser.wait_for("what is grouped", chosen).await;
    assert!(said.as_str().unwrap().contains("that you chose"), "{said}");
    browser.fill("recluster-scope", "").await;
    browser.fill("recluster-scope", "set:").await;
    two_groups_of(browser, &server, count).await;
}

#[tokio::test]
async fn the_clusters_that_match_a_filter_are_grouped_alone() {
    let Some((server, browser)) = visit_at("?filter=size:ge:100").await else {
        return;
    };
    let base = base(&server);
    let fits = base
        .iter()
        .filter(|cluster| cluster["conversations"].as_u64().unwrap() >= 100)
        .count();
    assert!(fits > 2 && fits < base.len(), "{fits} of {}", base.len());
    browser.open_recluster().await;
    browser.fill("recluster-scope", "matching:").await;
    two_groups_of(browser, &server, fits as u64).await;
}

#[tokio::test]
async fn sliders_say_what_counts_as_alike() {
    let Some((_server, browser)) = visit_at("").await else {
        return;
    };
    groups(&browser, 6).await;
    let by_meaning = sizes(&browser).await;
    browser.focus("[data-testid=recluster-meaning]").await;
    browser.type_keys(&key(Key::Home)).await;
    browser.focus("[data-testid=recluster-facets]").await;
    browser.type_keys(&key(Key::Home)).await;
    for _ in 0..10 {
        browser.type_keys(&key(Key::Right)).await;
    }
    browser.focus("[data-testid=recluster-time]").await;
    browser.type_keys(&key(Key::End)).await;
    browser
        .wait_for(
            "the blend",
            "const blend = [...document.querySelectorAll('.recluster-slider output')].map(part => part.textContent);
             return blend.join() === '0%,33%,67%';",
        )
        .await;
    let spoken = browser
        .eval("return document.activeElement.getAttribute('aria-valuetext');")
        .await;
    assert_eq!(spoken, "67% of the blend");
    browser.click_on("recluster-weights").await;
    browser.fill("recluster-seed", "7").await;
    browser.regroup().await;
    own(&browser, "k6.0-50-100.7.o").await;
    let said = browser.text("[data-testid=recluster-recipe]").await;
    assert!(
        said.contains("meaning 0, facets 50, time 100") && said.contains("counts once"),
        "{said}"
    );
    assert_ne!(sizes(&browser).await, by_meaning);
    browser.assert_quiet_console();
}

#[tokio::test]
async fn groups_are_drawn_without_webgl_too() {
    let Some((_server, browser)) = visit_at("?renderer=canvas2d").await else {
        return;
    };
    let map = "[data-testid=map]";
    let before = browser.picture(map).await;
    groups(&browser, 6).await;
    let drawn = browser
        .wait_for(
            "the groups on the map",
            "const map = document.querySelector('[data-testid=map-container]');
             const names = [...document.querySelectorAll('[data-testid=recluster-sizes] .link')]
                 .map(name => name.textContent);
             const labels = [...document.querySelectorAll('[data-testid=map-labels] .map-label')];
             return labels.length > 0 && map.dataset.renderer === 'canvas2d' && labels.every(label =>
                 names.some(name => name.replace(/\\s/g, '') === label.textContent.replace(/\\s/g, '')));",
        )
        .await;
    assert_eq!(drawn, true);
    let after = browser.picture(map).await;
    assert!(after.colours.len() > 2, "{:?}", after.colours);
    assert!(before.png != after.png, "the map shows the release still");
    browser.keep_screenshot("recluster-4-canvas2d").await;
    // And left again.
    browser.click_on("back-to-release").await;
    browser.gone("[data-testid=own-groups]").await;
    browser.assert_quiet_console();
}
