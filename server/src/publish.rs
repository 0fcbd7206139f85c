//! Puts a release up: checks it, copies it into the data directory, makes it current.
//!
//! Invariant: what does not keep its own policy is not copied; and a copy appears whole or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use kleio_shared::release::{
    CLUSTERS_FILE, MANIFEST_FILE, Release, ReleaseError, VECTORS_FILE, Vectors,
};

use crate::access::Visibility;
use crate::store::releases::Version;
use crate::store::{Store, StoreError};

/// The files of a release.
#[derive(Debug, Clone)]
pub struct Files {
    /// `manifest.json`.
    pub manifest: Vec<u8>,
    /// `clusters.json`.
    pub clusters: Vec<u8>,
    /// `vectors.bin`, where there is one.
    pub vectors: Option<Vec<u8>>,
}

/// Why a release is not put up.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// A file is missing.
    #[error("{0} cannot be read: {1}. Give the release directory that kleio run wrote.")]
    Unreadable(PathBuf, #[source] io::Error),
    /// The release is not sound.
    #[error("The release was refused. {0}")]
    Refused(#[from] ReleaseError),
    /// Everyone would see what is for a login.
    #[error(
        "A release of the analyst profile is for readers who log in, so it cannot be made public. Write one with the profile public for everyone."
    )]
    TooWide,
    /// The data directory cannot be written.
    #[error("The release could not be copied to {0}: {1}. See that the disk is not full.")]
    Copy(PathBuf, #[source] io::Error),
    /// The store refuses.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Files {
    /// Reads them from a release directory.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn read(directory: &Path) -> Result<Self, PublishError> {
        let read = |name: &str| {
            let path = directory.join(name);
            fs::read(&path).map_err(|error| PublishError::Unreadable(path, error))
        };
        Ok(Self {
            manifest: read(MANIFEST_FILE)?,
            clusters: read(CLUSTERS_FILE)?,
            vectors: match read(VECTORS_FILE) {
                Err(PublishError::Unreadable(_, error))
                    if error.kind() == io::ErrorKind::NotFound =>
                {
                    None
                }
                vectors => Some(vectors?),
            },
        })
    }
}

/// Makes the release in `files` the current version of `series`; `visibility` can narrow who sees it.
///
/// # Errors
/// When the release is not sound, would be shown too widely, or cannot be stored.
pub fn publish(
    store: &Store,
    files: &Files,
    series: &str,
    visibility: Option<Visibility>,
    publisher: &str,
    now: i64,
) -> Result<Version, PublishError> {
    let release = Release::open(&files.manifest, &files.clusters)?;
    let vectors = files.vectors.as_deref();
    if vectors.is_some() || release.manifest().vectors.is_some() {
        Vectors::open(release.manifest(), vectors.unwrap_or_default())?;
    }
    let widest = Visibility::of(release.manifest().policy.profile);
    let visibility = visibility.unwrap_or(widest);
    if widest == Visibility::Login && visibility == Visibility::Public {
        return Err(PublishError::TooWide);
    }
    let directory = store.release_directory(release.id());
    if !directory.exists() {
        copy(&directory, files).map_err(|error| PublishError::Copy(directory, error))?;
    }
    Ok(store.publish(release.id(), series, visibility, publisher, now)?)
}

fn copy(directory: &Path, files: &Files) -> io::Result<()> {
    let parent = directory.parent().unwrap_or(directory);
    fs::create_dir_all(parent)?;
    let name = directory.file_name().unwrap_or_default().to_string_lossy();
    let part = parent.join(format!(".{name}.{}", std::process::id()));
    if part.exists() {
        fs::remove_dir_all(&part)?;
    }
    fs::create_dir(&part)?;
    let vectors = files.vectors.as_ref();
    let written = [
        (MANIFEST_FILE, &files.manifest),
        (CLUSTERS_FILE, &files.clusters),
    ]
    .into_iter()
    .chain(vectors.map(|bytes| (VECTORS_FILE, bytes)));
    for (file, bytes) in written {
        let path = part.join(file);
        fs::write(&path, bytes)?;
        fs::File::open(&path)?.sync_all()?;
    }
    match fs::rename(&part, directory) {
        // Another process was faster, with the same bytes: the name is their hash.
        Err(_) if directory.exists() => fs::remove_dir_all(&part),
        renamed => renamed,
    }
}
