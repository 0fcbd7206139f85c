//! What a browser makes of a release: the page as it stands in every view, files to keep, and what the page stores.

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
        let count = save_all(&browser).await;
        pages.push(page(&browser).await);
        for page in pages {
            see("client, as a browser shows it", page.as_bytes());
        }
        for name in browser.saved(count).await {
            see("client's exports", name.as_bytes());
        }
        for file in browser.files().await {
            see("client's exports", file.as_bytes());
        }
    });
}

async fn page(browser: &Browser) -> String {
    let page = browser.eval(PAGE).await;
    page.as_str().unwrap_or_default().to_owned()
}

/// Saves tables of one level and of all in both forms, and every picture in both; says how many files that are.
async fn save_all(browser: &Browser) -> usize {
    browser.press("[data-testid=share]").await;
    browser.there("[data-testid=save-which]").await;
    let mut count = 0;
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
    count
}
