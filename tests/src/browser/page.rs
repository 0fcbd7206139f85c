//! The page itself: the real server with a client in it, and the map once it is there.

use std::path::Path;

use serde_json::Value;

use super::{Browser, required};
use crate::demo::demo;
use crate::server::Server;

/// The real server with `release`; `None`, said aloud, where it was built without a client and nobody
/// insists on one.
///
/// # Panics
/// When there is no client and a browser is required.
#[must_use]
pub fn serve(release: &Path) -> Option<Server> {
    with_client(Server::start(release))
}

/// `server` where it has a client; `None` as for [`serve`].
///
/// # Panics
/// As [`serve`].
#[must_use]
pub fn with_client(server: Server) -> Option<Server> {
    if server.json("/api/v1/health")["client"] == true {
        return Some(server);
    }
    let why = "kleio-server was built without the client: run make client and build it again";
    assert!(!required(), "{why}");
    eprintln!("Skipped: {why}. make test does both.");
    None
}

/// The server with the demo's release, and a browser that is nowhere yet; `None` as for [`serve`] and
/// [`Browser::open`].
///
/// # Panics
/// As those.
pub async fn visit() -> Option<(Server, Browser)> {
    let server = serve(&demo().release())?;
    Some((server, Browser::open(false).await?))
}

/// As [`visit`], with the browser of someone who comes for the first time.
///
/// # Panics
/// As [`visit`].
pub async fn visit_new() -> Option<(Server, Browser)> {
    let server = serve(&demo().release())?;
    Some((server, Browser::open_new(false).await?))
}

/// As [`visit`], with the map shown at `query`.
///
/// # Panics
/// As [`visit`], and as [`Browser::show_map`].
pub async fn visit_at(query: &str) -> Option<(Server, Browser)> {
    let (server, browser) = visit().await?;
    browser.show_map(&server, query).await;
    Some((server, browser))
}

impl Browser {
    /// Waits until there is an element that `selector` finds.
    ///
    /// # Panics
    /// When there is none in time.
    pub async fn there(&self, selector: &str) {
        let script = format!("return document.querySelector('{selector}') !== null;");
        self.wait_for(selector, &script).await;
    }

    /// Waits until there is no element that `selector` finds.
    ///
    /// # Panics
    /// When there still is one.
    pub async fn gone(&self, selector: &str) {
        let script = format!("return document.querySelector('{selector}') === null;");
        self.wait_for(&format!("the end of {selector}"), &script)
            .await;
    }

    /// Waits until the keyboard is where `condition`, an expression over `focused`, says.
    ///
    /// # Panics
    /// When it does not come there.
    pub async fn focus_is(&self, what: &str, condition: &str) {
        let script = format!("const focused = document.activeElement; return {condition};");
        self.wait_for(what, &script).await;
    }

    /// Waits until the panel is about the cluster called `name`.
    ///
    /// # Panics
    /// When it is not in time.
    pub async fn panel_shows(&self, name: &str) {
        let wanted = Value::from(name);
        let script = format!(
            "const shown = document.querySelector('[data-testid=panel-name]');
             return shown !== null && shown.textContent.trim() === {wanted};"
        );
        self.wait_for(&format!("{name} in the panel"), &script)
            .await;
    }

    /// Loads the page at `query` and waits until the map shows clusters and their labels.
    ///
    /// # Panics
    /// When it does not.
    pub async fn show_map(&self, server: &Server, query: &str) {
        self.goto(&server.url(&format!("/{query}"))).await;
        self.wait_for(
            "clusters on the map",
            "const map = document.querySelector('[data-testid=map-container]');
             return map !== null && Number(map.dataset.visible) > 0
                 && document.querySelector('[data-testid=map-labels] .map-label') !== null;",
        )
        .await;
    }

    /// A label in the middle of the map: the id of its cluster, and the centre of its box in the window.
    ///
    /// # Panics
    /// When there is none in time.
    pub async fn middle_label(&self) -> (String, f64, f64) {
        let label = self
            .wait_for(
                "a label in the middle of the map",
                "const map = document.querySelector('[data-testid=map-container]').getBoundingClientRect();
                 const middle = [map.x + map.width / 2, map.y + map.height / 2];
                 const labels = [...document.querySelectorAll('[data-testid=map-labels] .map-label')]
                   .map(label => [label, label.getBoundingClientRect()])
                   .filter(([, box]) => box.width > 0)
                   .map(([label, box]) => [label.dataset.clusterId, box.x + box.width / 2, box.y + box.height / 2])
                   .sort((a, b) => Math.hypot(a[1] - middle[0], a[2] - middle[1])
                                 - Math.hypot(b[1] - middle[0], b[2] - middle[1]));
                 return labels.length > 0 && labels[0];",
            )
            .await;
        let [x, y] = [1, 2].map(|axis| label[axis].as_f64().expect("a place"));
        (label[0].as_str().expect("an id").to_owned(), x, y)
    }
}
