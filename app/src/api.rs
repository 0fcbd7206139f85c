//! Asks the server for releases.

mod failure;
mod standing;

pub use self::failure::ApiError;
pub use self::standing::{Standing, standing};

use gloo_net::http::Request;
use kleio_shared::release::{CLUSTERS_FILE, MANIFEST_FILE, Release, VECTORS_FILE, Vectors};
use serde::Deserialize;

use crate::browser;
use crate::words::{Catalogue, Language};

/// A release as the server lists it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Listed {
    /// Identifier, for addresses.
    pub id: String,
    /// Heading.
    pub title: String,
    /// Profile of its privacy policy.
    pub profile: String,
    /// Conversations in released clusters.
    pub conversations: u64,
    /// The series it was published in, where it was.
    #[serde(default)]
    pub series: Option<String>,
    /// Whether it is the newest of its series, or stands alone.
    #[serde(default = "alone")]
    pub current: bool,
}

const fn alone() -> bool {
    true
}

/// Who the server takes the reader for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Me {
    /// Whether the server has users who log in.
    pub login: bool,
    /// The user, where one is logged in.
    pub user: Option<String>,
}

#[derive(Deserialize)]
struct Listing {
    releases: Vec<Listed>,
}

/// The translations of `language`; `None` for English, which needs none, and where they do not come.
pub async fn catalogue(language: Language) -> Option<&'static Catalogue> {
    if language == Language::English {
        return None;
    }
    let address = format!("/words/{}.json", language.tag());
    let response = Request::get(&address).send().await.ok()?;
    Catalogue::read(&response.text().await.ok()?).ok()
}

/// All releases of the server.
///
/// # Errors
/// When the server cannot be reached or says something else.
pub async fn releases() -> Result<Vec<Listed>, ApiError> {
    let response = Request::get("/api/v1/releases")
        .send()
        .await
        .map_err(|_| ApiError::Unreachable)?;
    if !response.ok() {
        return Err(ApiError::ListStatus(response.status()));
    }
    let listing: Listing = response.json().await.map_err(|_| ApiError::Unreadable)?;
    Ok(listing.releases)
}

/// Who the server takes the reader for; `None` where it does not say, for nothing depends on it.
pub async fn me() -> Option<Me> {
    let response = Request::get("/api/v1/me").send().await.ok()?;
    response.json().await.ok()
}

/// Fetches, parses and checks a release.
///
/// # Errors
/// When the server cannot be reached, has no such release, or the release is not sound.
pub async fn release(id: &str) -> Result<Release, ApiError> {
    let manifest = file(id, MANIFEST_FILE).await?;
    let clusters = file(id, CLUSTERS_FILE).await?;
    browser::pause().await;
    Ok(Release::open(&manifest, &clusters)?)
}

/// Fetches the vectors of `release`'s texts, and checks that they belong to it.
///
/// # Errors
/// When the server cannot be reached, has none, or they are not those of the release.
pub async fn vectors(release: &Release) -> Result<Vectors, ApiError> {
    let bytes = file(release.id(), VECTORS_FILE).await?;
    Ok(Vectors::open(release.manifest(), &bytes)?)
}

async fn file(id: &str, name: &str) -> Result<Vec<u8>, ApiError> {
    let response = Request::get(&format!("/api/v1/releases/{id}/{name}"))
        .send()
        .await
        .map_err(|_| ApiError::Unreachable)?;
    match response.status() {
        200 => response.binary().await.map_err(|_| ApiError::Unreachable),
        401 => Err(ApiError::LoginNeeded),
        404 => Err(ApiError::NoRelease(id.to_owned())),
        status => Err(ApiError::FileStatus {
            file: name.to_owned(),
            status,
        }),
    }
}
