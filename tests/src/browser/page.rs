//! The page itself: the real server with a client in it, and the map once it is there.

use std::path::Path;

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

impl Browser {
    /// Waits until there is an element that `selector` finds.
    ///
    /// # Panics
    /// When there is none in time.
    pub async fn there(&self, selector: &str) {
        let script = format!("return document.querySelector('{selector}') !== null;");
        self.wait_for(selector, &script).await;
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
}
