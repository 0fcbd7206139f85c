//! Groups of a reader's own, as they leave the page: the link to them, and what the browser's database keeps.

use crate::browser::Browser;
use crate::server::Server;

/// What the kept groups are called.
const TITLE: &str = "Groups of my own";

/// Groups at most; of few clusters fewer.
const GROUPS: usize = 6;

/// Names of databases and stores, and all that is in them.
const KEPT: &str = "
    const done = request => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    return (async () => {
        const kept = [];
        for (const {name} of await indexedDB.databases()) {
            const database = await done(indexedDB.open(name));
            for (const store of Array.from(database.objectStoreNames)) {
                const objects = database.transaction(store).objectStore(store);
                kept.push(name, store, ...await Promise.all([done(objects.getAllKeys()), done(objects.getAll())]));
            }
            database.close();
        }
        return JSON.stringify(kept);
    })();";

/// Groups all clusters of the newest release anew, and hands over the link and what the browser keeps. The groups are
/// shown then, beside the panel to change them; false where there are too few clusters for any.
///
/// # Panics
/// When there is nothing to see of the groups: then nothing was looked at.
pub async fn group(server: &Server, browser: &Browser, see: &mut impl FnMut(&str, &[u8])) -> bool {
    let clusters = server.clusters();
    let base = clusters.iter().filter(|each| each["level"] == 0).count();
    if base < 2 {
        return false;
    }
    browser.open_recluster().await;
    // A cluster that was selected would be all that is grouped.
    browser.fill("recluster-scope", "").await;
    let groups = base.div_ceil(2).min(GROUPS);
    browser.fill("recluster-groups", &groups.to_string()).await;
    browser.regroup().await;
    let linked = "return location.search.includes('own=');";
    browser.wait_for("groups in the link", linked).await;
    browser.click_on("recluster-link").await;
    let link = browser.copied().await;
    assert!(link.contains("own="), "{link} gives no groups");
    see("client's own groups: link", link.as_bytes());
    browser.fill("recluster-title", TITLE).await;
    browser.click_on("recluster-keep").await;
    browser.there("[data-testid=recluster-kept] > li").await;
    // Its chart comes last.
    let compared = "[data-testid=recluster-comparison][aria-busy=false]";
    browser.there(compared).await;
    let kept = browser.eval(KEPT).await;
    let kept = kept.as_str().unwrap_or_default();
    assert!(kept.contains(TITLE), "nothing is kept: {kept}");
    see("client's own groups: database", kept.as_bytes());
    true
}
