//! The panel in which clusters are grouped anew, as its tests use it.

use kleio_tests::browser::Browser;
use kleio_tests::server::Server;
use serde_json::Value;

/// Opens the page at `query` and waits for clusters on the map.
pub(crate) async fn open(server: &Server, query: &str) -> Option<Browser> {
    let browser = Browser::open(false).await?;
    browser.show_map(server, query).await;
    Some(browser)
}

/// Opens the panel and makes so many groups.
pub(crate) async fn groups(browser: &Browser, count: usize) {
    browser.open_recluster().await;
    browser.fill("recluster-groups", &count.to_string()).await;
    browser.regroup().await;
    sizes_are(browser, count).await;
}

/// Opens the panel and makes six groups.
pub(crate) async fn six_groups(browser: &Browser) {
    groups(browser, 6).await;
}

/// Names and sizes of the groups as they stand in the panel.
pub(crate) async fn sizes(browser: &Browser) -> Vec<Value> {
    let script = "return [...document.querySelectorAll('[data-testid=recluster-sizes] .recluster-group-head')]
        .map(row => row.querySelector('.link').textContent + ' ' + row.querySelector('.recluster-count').textContent);";
    browser.eval(script).await.as_array().unwrap().clone()
}

/// Conversations in all groups together.
pub(crate) async fn conversations(browser: &Browser) -> u64 {
    let script =
        "return [...document.querySelectorAll('[data-testid=recluster-sizes] .recluster-count')]
        .reduce((sum, count) => sum + Number(count.textContent.replace(/[^0-9]/g, '')), 0);";
    browser.eval(script).await.as_u64().unwrap()
}

/// Waits until there are so many groups in the panel.
pub(crate) async fn sizes_are(browser: &Browser, count: usize) {
    let script = format!(
        "return document.querySelectorAll('[data-testid=recluster-sizes] > li').length === {count};"
    );
    browser
        .wait_for(&format!("{count} groups in the panel"), &script)
        .await;
}

/// What the link says of the groups, once that begins with `beginning`.
pub(crate) async fn own(browser: &Browser, beginning: &str) -> String {
    let script = format!(
        "const own = new URLSearchParams(location.search).get('own') ?? '';
         return own.startsWith('{beginning}') && own;"
    );
    let own = browser
        .wait_for(&format!("own={beginning}… in the link"), &script)
        .await;
    own.as_str().unwrap().to_owned()
}

/// How many base clusters the banner says are grouped.
pub(crate) async fn grouped(browser: &Browser) -> u64 {
    let script = "const banner = document.querySelector('[data-testid=own-groups]');
        const number = /of ([0-9,]+) base cluster/.exec(banner?.textContent ?? '');
        return number && Number(number[1].replace(',', ''));";
    let number = browser.wait_for("the size of what is grouped", script);
    number.await.as_u64().unwrap()
}

/// Base clusters of the release as the server has them.
pub(crate) fn base(server: &Server) -> Vec<Value> {
    let mut clusters = server.clusters();
    clusters.retain(|cluster| cluster["level"] == 0);
    clusters
}
