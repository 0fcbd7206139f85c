//! What every handler can see: the release and the client, both read-only.

use std::sync::Arc;

use crate::client::Client;
use crate::release_dir::ServedRelease;

/// Shared by all requests; cheap to clone.
#[derive(Debug, Clone)]
pub struct AppState(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    releases: Vec<ServedRelease>,
    client: Client,
}

impl AppState {
    /// A server of `release` and `client`.
    #[must_use]
    pub fn new(release: ServedRelease, client: Client) -> Self {
        Self(Arc::new(Inner {
            releases: vec![release],
            client,
        }))
    }

    /// All releases served.
    #[must_use]
    pub fn releases(&self) -> &[ServedRelease] {
        &self.0.releases
    }

    /// The release called `id`.
    #[must_use]
    pub fn release(&self, id: &str) -> Option<&ServedRelease> {
        self.releases().iter().find(|r| r.release.id() == id)
    }

    /// The client's files.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.0.client
    }
}
