//! A release as a reader sees it: parsed, its hashes compared, and checked against its own policy.
//!
//! Invariant: nothing here can be serialised. Field order and names are the wire format, which the
//! gate in the `kleio` crate writes; unknown fields are refused, so that the two cannot drift apart.

mod cell;
mod cluster;
mod manifest;
mod receipt;
mod tree;
mod vectors;

pub use cell::Cell;
pub use cluster::{Cluster, ClusterId, Profile as FacetProfile};
pub use manifest::{
    Barrier, Facet, FileDigest, LeftOut, LevelSummary, Manifest, Noise, Screened, Spent, Totals,
    WhyLeftOut, Withheld,
};
pub use receipt::{Band, Past, Receipt};
pub use tree::Tree;
pub use vectors::{Vectors, VectorsSummary};

use sha2::{Digest, Sha256};

use crate::check::{self, Breach};

/// The wire format's version, the only one that is read: raised whenever a reader of the old format could misread
/// the new one. Receipts of before 5 held exact counts.
pub const SCHEMA: u32 = 5;

/// Name of the manifest in a release directory.
pub const MANIFEST_FILE: &str = "manifest.json";

/// Name of the file of clusters in a release directory.
pub const CLUSTERS_FILE: &str = "clusters.json";

/// Name of the file of vectors in a release directory; a release need not have one.
pub const VECTORS_FILE: &str = "vectors.bin";

/// A whole release, known to keep its own policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    id: String,
    manifest: Manifest,
    clusters: Vec<Cluster>,
}

/// Why bytes are not a release.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    /// A file is not the JSON that this version of Kleio reads.
    #[error(
        "{file} is not a Kleio release file of schema {SCHEMA}: {source}. Write the release again with this version of kleio."
    )]
    Malformed {
        /// File name within the release directory.
        file: &'static str,
        /// What the parser found.
        source: serde_json::Error,
    },
    /// The release was written by another version.
    #[error(
        "The release has schema {found}, and this version of Kleio reads schema {SCHEMA}. Write the release again with this version of kleio."
    )]
    Schema {
        /// The schema number found.
        found: u32,
        /// Program and version that wrote it, as the manifest says; empty where it does not.
        generator: String,
    },
    /// A file differs from what the manifest says of it.
    #[error(
        "{file} does not match the manifest's SHA-256: it was changed or damaged after it was written. Copy the release again from where it was made."
    )]
    Hash {
        /// File name within the release directory.
        file: &'static str,
    },
    /// The file of vectors is not what the manifest says of it.
    #[error(
        "The file {VECTORS_FILE} does not belong to this release: {0}. Copy the release again from where it was made."
    )]
    Vectors(String),
    /// The content breaks the policy that the release itself states.
    #[error("The release breaks its own privacy policy in {} place(s), first: {}. Do not publish it; write it again with kleio run.", .0.len(), .0.first().map(ToString::to_string).unwrap_or_default())]
    Policy(Vec<Breach>),
}

/// Only the schema number and who wrote it, read first so that another version is named as such.
#[derive(serde::Deserialize)]
struct SchemaOnly {
    schema: u32,
    #[serde(default)]
    generator: String,
}

impl Release {
    /// Parses and checks the two files of a release.
    ///
    /// # Errors
    /// When a file cannot be parsed, has another schema, differs from its hash, or breaks the policy.
    pub fn open(manifest_bytes: &[u8], clusters_bytes: &[u8]) -> Result<Self, ReleaseError> {
        let malformed = |file| move |source| ReleaseError::Malformed { file, source };
        let SchemaOnly { schema, generator } =
            serde_json::from_slice(manifest_bytes).map_err(malformed(MANIFEST_FILE))?;
        if schema != SCHEMA {
            return Err(ReleaseError::Schema {
                found: schema,
                generator,
            });
        }
        let manifest: Manifest =
            serde_json::from_slice(manifest_bytes).map_err(malformed(MANIFEST_FILE))?;
        let digest = sha256_hex(clusters_bytes);
        if !manifest
            .files
            .iter()
            .any(|f| f.path == CLUSTERS_FILE && f.sha256 == digest)
        {
            return Err(ReleaseError::Hash {
                file: CLUSTERS_FILE,
            });
        }
        let clusters: Vec<Cluster> =
            serde_json::from_slice(clusters_bytes).map_err(malformed(CLUSTERS_FILE))?;
        let breaches = check::check(&manifest, &clusters);
        if !breaches.is_empty() {
            return Err(ReleaseError::Policy(breaches));
        }
        let id = sha256_hex(manifest_bytes)[..12].to_owned();
        Ok(Self {
            id,
            manifest,
            clusters,
        })
    }

    /// Short name of this very content: the first 12 hex digits of the manifest's SHA-256.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the release says of itself.
    #[must_use]
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// All clusters, top level first, within a level by falling size.
    #[must_use]
    pub fn clusters(&self) -> &[Cluster] {
        &self.clusters
    }

    /// The hierarchy as an index over [`Self::clusters`].
    #[must_use]
    pub fn tree(&self) -> Tree {
        Tree::new(&self.clusters)
    }
}

/// SHA-256 as lower-case hex.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
