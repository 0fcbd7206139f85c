//! What a browser makes of a release: the page as it stands in every view, files to keep, and what the page stores; and
//! all of it again of groups of the reader's own.

use super::own_groups;
use super::pictures;
use crate::browser::Browser;
use crate::server::Server;

/// The page as it is written and as it reads, what it stores, and its address.
const PAGE: &str = "const stored = storage => Object.entries(storage).flat();
    return [document.documentElement.outerHTML, document.body.innerText, document.title, location.href,
        ...stored(localStorage), ...stored(sessionStorage),
        ...[...document.querySelectorAll('input, textarea')].map(field => field.value)].join('\\n');";

/// Hands over everything that a browser makes of the newest release: the place, and bytes of it. Nothing where there is
/// no browser, or the server has no client.
pub fn exports(server: &Server, mut see: impl FnMut(&str, &[u8])) {
    if server.json("/api/v1/health")["client"] != true {
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be made");
    runtime.block_on(async {
        let Some(browser) = Browser::open(false).await else {
            return;
        };
        browser.keep_files();
        browser.show_map(server, "").await;
        let mut pages = vec![page(&browser).await];
        let click = "const label = document.querySelector('[data-testid=map-labels] .map-label'); label.click(); return true;";
        browser.eval(click).await;
        browser.there("[data-testid=panel-name]").await;
        pages.push(page(&browser).await);
        browser.press("[data-testid=table-toggle]").await;
        browser.there("[data-testid=table]").await;
        pages.push(page(&browser).await);
        browser.press("[data-testid=table-toggle]").await;
        browser.gone("[data-testid=table]").await;
        let mut count = save_all(&browser, 0).await;
        count = save_charts(&browser, count).await;
        pages.push(page(&browser).await);
        if own_groups::group(server, &browser, &mut see).await {
            browser.click_on("recluster-export").await;
            count = save_all(&browser, count + 1).await;
            count = save_charts(&browser, count).await;
            pages.push(page(&browser).await);
        }
        for page in pages {
            see("client, as a browser shows it", page.as_bytes());
        }
        for name in browser.saved(count).await {
            see("client's exports", name.as_bytes());
        }
        let mut drawn = 0;
        for file in browser.files().await {
            see("client's exports", &file);
            let Some(texts) = pictures::texts(&file) else {
                continue;
            };
            drawn += 1;
            for text in texts {
                see("client's exports: texts in PNG", &text);
            }
        }
        assert!(drawn > 0, "the map at least is saved as PNG");
    });
}

async fn page(browser: &Browser) -> String {
    let page = browser.eval(PAGE).await;
    page.as_str().unwrap_or_default().to_owned()
}

/// Saves tables of one level and of all in both forms, and every picture of the menu in both; `count` files were saved
/// before, and it says how many are then.
async fn save_all(browser: &Browser, mut count: usize) -> usize {
    browser.press("[data-testid=share]").await;
    browser.there("[data-testid=save-which]").await;
    for which in ["level", "all"] {
        browser.fill("save-which", which).await;
        for form in ["save-csv", "save-json"] {
            browser.press(&format!("[data-testid={form}]")).await;
            count += 1;
            browser.saved(count).await;
        }
    }
    let pictures = "return document.querySelector('[data-testid=picture]').options.length;";
    let pictures = browser.eval(pictures).await.as_u64().unwrap_or(0);
    for picture in 0..pictures {
        browser.fill("picture", &picture.to_string()).await;
        for form in ["save-svg", "save-png"] {
            browser.press(&format!("[data-testid={form}]")).await;
            count += 1;
            browser.saved(count).await;
        }
    }
    close_menus(browser).await;
    count
}

/// Saves every chart that the page shows in every kind, as [`save_all`] does.
async fn save_charts(browser: &Browser, mut count: usize) -> usize {
    let charts = "return document.querySelectorAll('.chart-save').length;";
    let charts = browser.eval(charts).await.as_u64().unwrap_or(0);
    assert!(charts > 0, "the page shows no chart");
    for chart in 0..charts {
        let open =
            format!("document.querySelectorAll('.chart-save')[{chart}].click(); return true;");
        browser.eval(&open).await;
        for kind in ["chart-svg", "chart-png", "chart-csv"] {
            let button = format!(":popover-open [data-testid={kind}]");
            browser.there(&button).await;
            let take = format!("document.querySelector('{button}').click(); return true;");
            browser.eval(&take).await;
            count += 1;
            browser.saved(count).await;
        }
    }
    close_menus(browser).await;
    count
}

async fn close_menus(browser: &Browser) {
    let close = "document.querySelectorAll(':popover-open').forEach(menu => menu.hidePopover()); return true;";
    browser.eval(close).await;
}
