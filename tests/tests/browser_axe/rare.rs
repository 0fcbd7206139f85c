//! States of the client that are rare or brief, and what a browser keeps for its reader.

use fantoccini::key::Key;
use kleio_tests::browser::{Browser, key};
use kleio_tests::demo::demo;
use kleio_tests::published::small_release;
use kleio_tests::server::Server;

use crate::look::Looks;

/// Answers as another server would, by what stands behind `#` in the address when a page is loaded.
const OTHER_ANSWERS: &str = "
    const state = location.hash.slice(1);
    const real = window.fetch;
    const json = value => new Response(JSON.stringify(value));
    window.fetch = async (request, ...rest) => {
        const address = String(request.url ?? request);
        if (state === 'loading' && address.endsWith('clusters.json')) { return new Promise(() => {}); }
        if (state === 'empty' && address.endsWith('/releases')) { return json({releases: []}); }
        const answer = await real(request, ...rest);
        if (state === 'schema' && address.endsWith('manifest.json')) {
            return json({...await answer.json(), schema: 99, generator: 'kleio 9.9.9'});
        }
        if (state === 'replaced' && address.endsWith('/releases')) {
            const {releases: [first]} = await answer.json();
            const older = {...first, series: 'main', current: false};
            return json({releases: [older, {...older, id: '0123456789ab', title: 'The second edition', current: true}]});
        }
        return answer;
    };";

/// Walks through these states on `server`; what is not there in a narrow window is left out there.
pub(crate) async fn walk(server: &Server, looks: &Looks<'_>) {
    looks.browser.before_pages(OTHER_ANSWERS);
    standing(server, looks).await;
    failing(server, looks).await;
    table(server, looks).await;
    minimap(server, looks).await;
    kept(server, looks).await;
    without_canvas(server, looks).await;
    two_releases(looks).await;
}

/// Loads the page anew where the server answers so; another `#` alone would load nothing.
async fn load(browser: &Browser, server: &Server, state: &str) {
    browser.goto("about:blank").await;
    browser.goto(&server.url(&format!("/#{state}"))).await;
}

/// How the server and its release stand.
async fn standing(server: &Server, looks: &Looks<'_>) {
    let browser = looks.browser;
    for (state, part) in [
        ("loading", "loading"),
        ("empty", "empty"),
        ("schema", "error"),
        ("replaced", "superseded"),
    ] {
        load(browser, server, state).await;
        browser.there(&format!("[data-testid={part}]")).await;
        looks.at(&format!("server-{state}")).await;
    }
    browser.goto("about:blank").await;
}

/// A part of the page does not come.
async fn failing(server: &Server, looks: &Looks<'_>) {
    let browser = looks.browser;
    browser.block(&["*split_*"]);
    browser.show_map(server, "").await;
    browser.press("[data-testid=dock-compare]").await;
    browser.there("[data-testid=part-failed]").await;
    looks.at("part-failed").await;
    browser.block(&[]);
}

async fn table(server: &Server, looks: &Looks<'_>) {
    let browser = looks.browser;
    let query = "/?view=table&level=0&columns=size,facet:language:French";
    browser.goto(&server.url(query)).await;
    browser.press("[data-testid=columns-toggle]").await;
    browser.there("[data-testid=column]").await;
    looks.at("columns").await;
    browser.goto(&server.url("/?view=table&q=zzzz")).await;
    browser.there("[data-testid=table-note]").await;
    looks.at("table-without-rows").await;
}

async fn minimap(server: &Server, looks: &Looks<'_>) {
    let browser = looks.browser;
    browser.show_map(server, "?at=0,0,3").await;
    let shown = "return document.querySelector('[data-testid=minimap]').checkVisibility();";
    if browser.eval(shown).await == true {
        looks.at("minimap").await;
    }
}

/// Filters, sets and groups that the browser keeps. They are forgotten at the end.
async fn kept(server: &Server, looks: &Looks<'_>) {
    let browser = looks.browser;
    browser.show_map(server, "?filter=size:ge:100").await;
    browser.press("[data-testid=filters-toggle]").await;
    browser.fill("filter-name", "A hundred and more").await;
    browser.press("[data-testid=filter-save]").await;
    browser.there("[data-testid=kept]").await;
    looks.at("kept-filters").await;

    browser.show_map(server, "").await;
    browser.focus("[data-testid=map-container]").await;
    browser.type_keys(&key(Key::Right)).await;
    browser.type_keys("a").await;
    browser.fill("set-name", "What I picked").await;
    browser.press("[data-testid=keep-set]").await;
    browser.there("[data-testid=kept-sets]").await;
    browser.show_map(server, "").await;
    browser.there("[data-testid=kept-sets]").await;
    looks.at("kept-sets").await;

    browser.press("[data-testid=recluster]").await;
    for (count, title) in [("6", "Six of mine"), ("4", "Four of mine")] {
        browser.fill("recluster-groups", count).await;
        browser.press("[data-testid=recluster-run]").await;
        let there = format!(
            "return document.querySelectorAll('[data-testid=recluster-sizes] > li').length === {count};"
        );
        browser.wait_for("the groups", &there).await;
        browser.fill("recluster-title", title).await;
        browser.press("[data-testid=recluster-keep]").await;
        let kept = format!(
            "return document.querySelector('[data-testid=recluster-kept]').textContent.includes('{title}');"
        );
        browser.wait_for("what is kept", &kept).await;
    }
    let first =
        "return document.querySelector('[data-testid=recluster-against]').options[1].value;";
    let first = browser.eval(first).await;
    browser
        .fill("recluster-against", first.as_str().expect("a kept one"))
        .await;
    looks.at("kept-groups").await;
    browser
        .eval(
            "for (const kept of ['kleio-filters', 'kleio-sets']) { localStorage.removeItem(kept); }
             return true;",
        )
        .await;
}

/// Where nothing can be drawn, the table stands in for the map.
async fn without_canvas(server: &Server, looks: &Looks<'_>) {
    let browser = looks.browser;
    browser.goto(&server.url("/?renderer=table")).await;
    browser.there("[data-testid=table] [role=note]").await;
    looks.at("without-canvas").await;
}

/// Two releases compared, some of whose clusters are in one of them only. On a server of its own, which remembers no
/// language.
async fn two_releases(looks: &Looks<'_>) {
    let browser = looks.browser;
    let language = browser.eval("return document.documentElement.lang;").await;
    let language = language.as_str().expect("a language");
    let directory = tempfile::tempdir().expect("a directory can be made");
    let (first, second) = (
        demo().release(),
        small_release(&directory.path().join("other"), 1_200, 3),
    );
    let server = Server::start_with(&[&first, &second], &[]);
    let query = format!("/?lang={language}&below=compare");
    browser.goto(&server.url(&query)).await;
    browser.fill("compare-kind", "release").await;
    browser.there("[data-testid=ranked]").await;
    looks.at("two-releases").await;
}
