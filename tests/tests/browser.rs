//! The page in a real Chromium: from the real binary, with a real release.

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

const MAP: &str = "[data-testid=map-container]";
const CANVAS: &str = "[data-testid=map]";

/// Opens the page and waits until the map shows clusters.
async fn open(dark: bool, server: &Server, query: &str) -> Option<Browser> {
    let browser = Browser::open(dark).await?;
    browser.show_map(server, query).await;
    Some(browser)
}

async fn map_attribute(browser: &Browser, name: &str) -> String {
    let script = format!("return document.querySelector('{MAP}').dataset.{name};");
    browser.eval(&script).await.as_str().unwrap().to_owned()
}

async fn level(browser: &Browser) -> u64 {
    map_attribute(browser, "level").await.parse().unwrap()
}

/// Name of a cluster, as the release has it.
fn name_of(server: &Server, id: &str) -> String {
    let clusters = server.clusters();
    let cluster = clusters.iter().find(|cluster| cluster["id"] == id);
    cluster.unwrap()["name"].as_str().unwrap().to_owned()
}

/// The whole walk of a visitor, with the renderer that `query` leads to.
async fn walk(server: &Server, query: &str, renderer: &str) {
    let Some(browser) = open(false, server, query).await else {
        return;
    };
    assert_eq!(map_attribute(&browser, "renderer").await, renderer);

    let far = browser.picture(CANVAS).await;
    assert!(far.colours.len() > 2, "the map is blank: {:?}", far.colours);
    browser.keep_screenshot(&format!("{renderer}-1-far")).await;

    // By mouse, on the label of a top cluster.
    let top = level(&browser).await;
    let (id, x, y) = browser.middle_label().await;
    browser.click(x, y).await;
    let name = name_of(server, &id);
    browser.panel_shows(&name).await;
    browser
        .wait_for(
            "the address to name the selected cluster",
            &format!("return location.search.includes('cluster={id}');"),
        )
        .await;
    browser
        .keep_screenshot(&format!("{renderer}-2-selected-by-mouse"))
        .await;

    // Nearer, until base clusters appear.
    for _ in 0..12 {
        if level(&browser).await == 0 {
            break;
        }
        let (_, x, y) = browser.middle_label().await;
        browser.zoom_in(x, y - 20.0, 4).await;
    }
    assert!(
        level(&browser).await < top,
        "zooming in shows no finer level than {top}"
    );
    let near = browser.picture(CANVAS).await;
    assert!(
        near.png != far.png,
        "zooming in does not change the picture"
    );
    assert!(
        near.colours.len() > 2,
        "the map is blank from near: {:?}",
        near.colours
    );
    browser.keep_screenshot(&format!("{renderer}-3-near")).await;

    // By keyboard alone: to the whole map again, to some other cluster, select it, let it go.
    browser
        .eval(&format!(
            "document.querySelector('{MAP}').focus(); return true;"
        ))
        .await;
    browser.type_keys("0").await;
    browser
        .wait_for(
            "the whole map after the key 0",
            &format!("return Number(document.querySelector('{MAP}').dataset.level) === {top};"),
        )
        .await;
    browser
        .type_keys(&char::from(Key::Escape).to_string())
        .await;
    browser
        .wait_for(
            "nothing selected after Escape",
            "return !location.search.includes('cluster=');",
        )
        .await;
    browser.type_keys(&char::from(Key::Right).to_string()).await;
    browser.type_keys(&char::from(Key::Down).to_string()).await;
    let said = browser
        .wait_for(
            "the name of the cluster the keyboard is on",
            "const said = document.querySelector('[data-testid=status]').textContent.trim();
             return /, [0-9,.\\s]+ conversations?/.test(said) && said;",
        )
        .await;
    browser.type_keys(&char::from(Key::Enter).to_string()).await;
    let (name, _) = said.as_str().unwrap().rsplit_once(", ").unwrap();
    browser.panel_shows(name).await;
    browser
        .keep_screenshot(&format!("{renderer}-4-selected-by-keyboard"))
        .await;

    browser.assert_quiet_console();
}

#[tokio::test]
async fn a_visitor_explores_the_map() {
    if let Some(server) = serve(&demo().release()) {
        walk(&server, "", "webgl2").await;
    }
}

#[tokio::test]
async fn a_visitor_without_webgl_explores_the_same_map() {
    if let Some(server) = serve(&demo().release()) {
        walk(&server, "?renderer=canvas2d", "canvas2d").await;
    }
}

#[tokio::test]
async fn the_tree_beside_the_map_selects_too() {
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    let Some(browser) = open(false, &server, "").await else {
        return;
    };
    let row = browser
        .wait_for(
            "a row of the tree",
            "const row = document.querySelectorAll('[data-testid=tree] [role=treeitem]')[1];
             if (!row) { return false; }
             const box = row.getBoundingClientRect();
             return [row.dataset.clusterId, box.x + box.width / 2, box.y + Math.min(box.height, 24) / 2];",
        )
        .await;
    browser
        .click(row[1].as_f64().unwrap(), row[2].as_f64().unwrap())
        .await;
    browser
        .panel_shows(&name_of(&server, row[0].as_str().unwrap()))
        .await;

    // The address alone brings the same cluster back.
    let address = browser
        .wait_for(
            "an address with the cluster",
            "return location.search.includes('cluster=') && location.href;",
        )
        .await;
    browser.goto(address.as_str().unwrap()).await;
    browser
        .panel_shows(&name_of(&server, row[0].as_str().unwrap()))
        .await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn the_map_can_be_coloured_by_what_the_visitor_asks() {
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    let Some(browser) = open(false, &server, "").await else {
        return;
    };
    let by_size = browser.picture(CANVAS).await;
    browser
        .eval("document.querySelector('[data-testid=colour-by]').click(); return true;")
        .await;
    browser
        .wait_for(
            "the choice of concern",
            "const option = document.querySelector('[data-testid=colour-choices] [data-value=concern]');
             return option !== null
                 && option.dispatchEvent(new MouseEvent('mousedown', {bubbles: true})) !== null;",
        )
        .await;
    browser
        .wait_for(
            "the colour in the address",
            "return location.search.includes('colour=concern');",
        )
        .await;
    let by_concern = browser.picture(CANVAS).await;
    assert!(
        by_concern.png != by_size.png,
        "the map looks the same by size and by concern"
    );
    browser.keep_screenshot("coloured-by-concern").await;
    browser.assert_quiet_console();
}

#[tokio::test]
async fn the_page_follows_the_dark_scheme_of_the_system() {
    let Some(server) = serve(&demo().release()) else {
        return;
    };
    let mut brightness = Vec::new();
    for (dark, theme) in [(false, "light"), (true, "dark")] {
        let Some(browser) = open(dark, &server, "").await else {
            return;
        };
        let shown = browser
            .eval("return document.documentElement.dataset.theme;")
            .await;
        assert_eq!(shown, theme);
        let ground = browser
            .eval("return getComputedStyle(document.body).backgroundColor;")
            .await;
        brightness.push(first_channel(ground.as_str().unwrap()));
        let picture = browser.picture(CANVAS).await;
        assert!(
            picture.colours.len() > 2,
            "the {theme} map is blank: {:?}",
            picture.colours
        );
        let wider = browser
            .eval(
                "return [...document.querySelectorAll('body, .panel, .tree-area')]
                    .filter(e => e.scrollWidth > e.clientWidth).map(e => e.className);",
            )
            .await;
        assert_eq!(wider, serde_json::json!([]), "parts that scroll sideways");
        browser.keep_screenshot(&format!("{theme}-scheme")).await;
        browser.assert_quiet_console();
    }
    assert!(
        brightness[0] > 150.0 && brightness[1] < 100.0,
        "{brightness:?}"
    );
}

/// The red of `rgb(16, 18, 22)`: the grounds are close to grey.
fn first_channel(colour: &str) -> f64 {
    let digits: String = colour
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    digits
        .parse()
        .unwrap_or_else(|_| panic!("{colour} is not of the form rgb(…)"))
}

#[tokio::test]
async fn a_release_without_accounts_says_so_at_the_top_and_in_the_panel() {
    let release = tempfile::TempDir::new().unwrap();
    for file in std::fs::read_dir(demo().release()).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), release.path().join(file.file_name())).unwrap();
    }
    let path = release.path().join("manifest.json");
    // As text: a release has one form in which it is written.
    let manifest = std::fs::read_to_string(&path).unwrap();
    let unknown = [":", ": "].iter().fold(manifest.clone(), |text, colon| {
        text.replace(
            &format!("\"accounts_known\"{colon}true"),
            &format!("\"accounts_known\"{colon}false"),
        )
    });
    assert_ne!(manifest, unknown);
    std::fs::write(&path, unknown).unwrap();
    let Some(server) = serve(release.path()) else {
        return;
    };
    let Some(browser) = open(false, &server, "").await else {
        return;
    };
    let banner = browser.text("[data-testid=no-accounts]").await;
    assert!(
        banner.contains("each conversation counts as its own account"),
        "{banner}"
    );
    browser.there("[data-testid=accounts-unknown]").await;
    browser.assert_quiet_console();
}
