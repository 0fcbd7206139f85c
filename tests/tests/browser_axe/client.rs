//! All states of the client, one after the other.

use kleio_tests::server::Server;

use crate::look::Looks;

/// Walks through all states of the client on `server`; what is not there in a narrow window is left out there.
pub(crate) async fn walk(server: &Server, looks: &Looks<'_>) {
    open(server, looks).await;
    parts(server, looks).await;
    finding(server, looks).await;
    own_groups(server, looks).await;
    comparing(server, looks).await;
    clusters(server, looks).await;
    touring(server, looks).await;
    failing(server, looks).await;
}

async fn open(server: &Server, looks: &Looks<'_>) {
    looks.browser.show_map(server, "").await;
    looks.at("map").await;
    looks.browser.press(".chart-switch").await;
    looks.browser.there(".panel table").await;
    looks.at("chart-as-table").await;
    looks
        .browser
        .press("[data-testid=facet-language] .chart-save")
        .await;
    looks.browser.there(":popover-open .menu-row").await;
    looks.at("chart-files").await;
    looks.browser.show_map(server, "?colour=nonsense").await;
    looks.browser.there("[data-testid=notices]").await;
    looks.at("unreadable-link").await;
}

/// What a button opens.
async fn parts(server: &Server, looks: &Looks<'_>) {
    let opened = [
        ("filters-toggle", "filters"),
        ("recluster", "recluster-panel"),
        ("dock-time", "time"),
        ("dock-compare", "compare"),
        ("help", "keys"),
    ];
    for (button, part) in opened {
        looks.browser.show_map(server, "").await;
        looks
            .browser
            .press(&format!("[data-testid={button}]"))
            .await;
        looks.browser.there(&format!("[data-testid={part}]")).await;
        looks.at(part).await;
    }
    looks.browser.show_map(server, "").await;
    looks.browser.press("[data-testid=share]").await;
    looks.at("share").await;
    looks.browser.show_map(server, "").await;
    looks.browser.press("[data-testid=colour-by]").await;
    looks.browser.there("[data-testid=colour-choices]").await;
    looks.at("colours").await;
}

/// A search and its list, the commands, filters that are in force.
async fn finding(server: &Server, looks: &Looks<'_>) {
    let browser = looks.browser;
    browser.show_map(server, "").await;
    browser.focus("[data-testid=search]").await;
    browser.type_keys("an").await;
    browser
        .there("[data-testid=search-list] [role=option]")
        .await;
    looks.at("search").await;
    browser.show_map(server, "").await;
    browser
        .eval("document.activeElement.blur(); return true;")
        .await;
    browser
        .type_keys(&kleio_tests::browser::with_control("k"))
        .await;
    browser
        .there("[data-testid=palette-list] [role=option]")
        .await;
    looks.at("palette").await;
    browser.show_map(server, "?q=zzzz").await;
    looks.at("nothing-found").await;
    browser.show_map(server, "").await;
    browser.press("[data-testid=filters-toggle]").await;
    browser.press("[data-testid=filter-add]").await;
    browser.there("[data-testid=chip]").await;
    looks.at("filtered").await;
}

async fn own_groups(server: &Server, looks: &Looks<'_>) {
    let browser = looks.browser;
    browser.show_map(server, "").await;
    browser.press("[data-testid=recluster]").await;
    browser.press("[data-testid=recluster-suggest]").await;
    browser.there("[data-testid=recluster-suggestion]").await;
    browser.gone("[data-testid=recluster-progress]").await;
    looks.at("suggestion").await;
    browser.fill("recluster-groups", "6").await;
    browser.press("[data-testid=recluster-run]").await;
    browser.there("[data-testid=own-groups]").await;
    browser.there("[data-testid=recluster-flow]").await;
    looks.at("own-groups").await;
    browser.press("[data-testid=recluster-edit]").await;
    looks.at("group-tools").await;
}

async fn comparing(server: &Server, looks: &Looks<'_>) {
    let browser = looks.browser;
    browser.show_map(server, "").await;
    browser.press("[data-testid=dock-compare]").await;
    browser.fill("compare-kind", "values").await;
    browser.fill("compare-facet", "turns").await;
    browser.there("[data-testid=ranked]").await;
    browser.press("[data-testid=colour-difference]").await;
    browser.press("[data-testid=compare-beside]").await;
    browser.there("[data-testid=twin-maps] svg").await;
    looks.at("two-maps").await;
    browser.show_map(server, "?below=time").await;
    browser.there("[data-testid=movers]").await;
    browser.press("[data-testid=colour-growth]").await;
    looks.at("growth").await;
}

/// One cluster, the table beside it, and a set of clusters.
async fn clusters(server: &Server, looks: &Looks<'_>) {
    let browser = looks.browser;
    browser.show_map(server, "").await;
    let first = browser
        .eval("return document.querySelector('[data-testid=map-labels] .map-label').dataset.clusterId;")
        .await;
    let first = first.as_str().expect("a cluster's id");
    for (state, query) in [
        ("cluster", format!("?cluster={first}")),
        ("table", format!("?cluster={first}&view=table")),
    ] {
        browser.goto(&server.url(&format!("/{query}"))).await;
        browser.there("[data-testid=panel-name]").await;
        looks.at(state).await;
    }
    browser.show_map(server, "").await;
    browser.press("[data-testid=lasso]").await;
    let sides = browser
        .eval(
            "const box = document.querySelector('[data-testid=map-container]').getBoundingClientRect();
             return [box.left, box.top, box.right, box.bottom];",
        )
        .await;
    let [left, top, right, bottom] =
        [0, 1, 2, 3].map(|side| sides[side].as_f64().expect("a place"));
    let (x, y) = (f64::midpoint(left, right), f64::midpoint(top, bottom));
    let corners = [
        [left + 40.0, top + 60.0],
        [right - 60.0, top + 60.0],
        [x, bottom - 60.0],
        [left + 40.0, y],
    ];
    browser.drag(&corners).await;
    browser.there("[data-testid=set-members] .set-member").await;
    looks.at("set").await;
}

async fn touring(server: &Server, looks: &Looks<'_>) {
    let browser = looks.browser;
    browser.show_map(server, "").await;
    browser.press("[data-testid=help]").await;
    browser.press("[data-testid=tour-again]").await;
    for step in 1..=4 {
        browser.there("[data-testid=tour]").await;
        looks.at(&format!("tour-{step}")).await;
        browser.press("[data-testid=tour-next]").await;
    }
}

/// Where something is missing: the release, the network, the server.
async fn failing(server: &Server, looks: &Looks<'_>) {
    let browser = looks.browser;
    browser.goto(&server.url("/?release=none")).await;
    browser.there("[data-testid=error]").await;
    looks.at("error").await;
    browser.show_map(server, "").await;
    browser.block(&["*/api/v1/*"]);
    browser
        .eval("window.dispatchEvent(new Event('offline')); return true;")
        .await;
    browser.there("[data-testid=offline]").await;
    looks.at("offline").await;
    browser.goto(&server.url("/")).await;
    browser.there("[data-testid=error]").await;
    looks.at("no-server").await;
    browser.block(&[]);
}
