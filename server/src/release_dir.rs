//! Reads a release from its directory and makes it ready to be served.
//!
//! Invariant: what is served is byte for byte what was checked; a release that does not keep its
//! own policy is refused.

use std::io;
use std::path::{Path, PathBuf};

use kleio_shared::release::{CLUSTERS_FILE, MANIFEST_FILE, Release, ReleaseError, VECTORS_FILE};

use tracing::warn;

use crate::access::Visibility;
use crate::cluster_index::ClusterIndex;
use crate::content::{Caching, Content};

/// A release in memory.
#[derive(Debug)]
pub struct ServedRelease {
    /// The parsed and checked release.
    pub release: Release,
    /// `manifest.json`, verbatim.
    pub manifest: Content,
    /// `clusters.json`, verbatim.
    pub clusters: Content,
    /// `vectors.bin`, verbatim, where there is one.
    pub vectors: Option<Content>,
    /// Its clusters one by one.
    pub index: ClusterIndex,
}

/// Why a directory cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Nothing is there.
    #[error(
        "The release directory {0} does not exist. Give the release that kleio run wrote: the directory named release inside its --out directory."
    )]
    Missing(PathBuf),
    /// Something else than a directory is there.
    #[error(
        "{0} is not a directory. Give the release directory that kleio run wrote, not one of its files."
    )]
    NotADirectory(PathBuf),
    /// A directory of something else.
    #[error(
        "The directory {directory} is not a Kleio release: it has no file {file}. {}",
        hint(directory)
    )]
    NotARelease {
        /// The directory given.
        directory: PathBuf,
        /// The file it lacks.
        file: &'static str,
    },
    /// The operating system refuses.
    #[error("The file {0} cannot be read: {1}. See that the user who runs the server may read it.")]
    Unreadable(PathBuf, #[source] io::Error),
    /// The content is not sound.
    #[error("The release in {0} was refused. {1}")]
    Refused(PathBuf, #[source] ReleaseError),
    /// The content gives away what it withholds, or names somebody.
    #[error(
        "The release in {directory} was refused: {count} fault(s), first: {first} `kleio verify {directory}` lists them all. Do not publish it; write it again with kleio run."
    )]
    Unsound {
        /// The directory given.
        directory: PathBuf,
        /// Number of faults.
        count: usize,
        /// One of them, as a sentence.
        first: String,
    },
    /// Its content is that of another release.
    #[error(
        "The files in {0} are those of another release than the one that was published there. Publish it again."
    )]
    Another(PathBuf),
    /// Compression failed.
    #[error("The release in {0} could not be compressed: {1}.")]
    Compression(PathBuf, #[source] io::Error),
}

/// The likeliest mistake is to name the output directory instead of the release inside it.
fn hint(directory: &Path) -> String {
    let inner = directory.join("release");
    if inner.join(MANIFEST_FILE).is_file() {
        format!("Did you mean {}?", inner.display())
    } else {
        "Give the directory named release that kleio run wrote inside its --out directory."
            .to_owned()
    }
}

impl ServedRelease {
    /// Reads, checks and compresses the release in `directory`.
    ///
    /// # Errors
    /// When the directory is missing, is not a release, cannot be read, was changed after it was
    /// written, or breaks its own policy.
    pub fn load(directory: &Path) -> Result<Self, LoadError> {
        Self::load_for(directory, None)
    }

    /// Like [`Self::load`], for readers no wider than `visibility`.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_for(directory: &Path, visibility: Option<Visibility>) -> Result<Self, LoadError> {
        if !directory.exists() {
            return Err(LoadError::Missing(directory.to_owned()));
        }
        if !directory.is_dir() {
            return Err(LoadError::NotADirectory(directory.to_owned()));
        }
        let manifest = read(directory, MANIFEST_FILE)?;
        let clusters = read(directory, CLUSTERS_FILE)?;
        let vectors = match read(directory, VECTORS_FILE) {
            Err(LoadError::NotARelease { .. }) => None,
            vectors => Some(vectors?),
        };
        let (release, report) = kleio_verify::verify(&manifest, &clusters, vectors.as_deref())
            .map_err(|error| LoadError::Refused(directory.to_owned(), error))?;
        if let Some(first) = report.findings.first() {
            return Err(LoadError::Unsound {
                directory: directory.to_owned(),
                count: report.findings.len(),
                first: first.message.clone(),
            });
        }
        if !release.manifest().accounts_known {
            warn!(
                "The conversations of the release {} named no accounts: each counts as its own, so thresholds on accounts protect less.",
                release.id()
            );
        }
        let widest = Visibility::of(release.manifest().policy.profile);
        let caching = match visibility.unwrap_or(widest) {
            Visibility::Public if widest == Visibility::Public => Caching::Immutable,
            Visibility::Public | Visibility::Login => Caching::Private,
        };
        let ready = |mime, body| {
            Content::compressed(mime, caching, body)
                .map_err(|error| LoadError::Compression(directory.to_owned(), error))
        };
        let manifest = ready("application/json", manifest)?;
        let clusters = ready("application/json", clusters)?;
        let vectors = vectors.map(|vectors| ready("application/octet-stream", vectors));
        let vectors = vectors.transpose()?;
        let index = ClusterIndex::new(&release, clusters.identity(), caching)
            .map_err(|source| malformed(directory, source))?;
        Ok(Self {
            release,
            manifest,
            clusters,
            vectors,
            index,
        })
    }
}

fn malformed(directory: &Path, source: serde_json::Error) -> LoadError {
    let file = CLUSTERS_FILE;
    LoadError::Refused(
        directory.to_owned(),
        ReleaseError::Malformed { file, source },
    )
}

fn read(directory: &Path, file: &'static str) -> Result<Vec<u8>, LoadError> {
    let path = directory.join(file);
    std::fs::read(&path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => LoadError::NotARelease {
            directory: directory.to_owned(),
            file,
        },
        _ => LoadError::Unreadable(path, error),
    })
}
