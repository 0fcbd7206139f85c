//! The release on disk: written whole or not at all, and read back for `kleio tree`.

use std::path::{Path, PathBuf};
use std::{fs, io};

use kleio_shared::release::{self, CLUSTERS_FILE, MANIFEST_FILE, ReleaseError, VECTORS_FILE};
use kleio_verify::Report;

use crate::protect::ReleaseFiles;

/// Why a release directory cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseDirError {
    /// The system refused.
    #[error("The release {} cannot be written: {source}. Check that the directory may be written to and that there is space left.", path.display())]
    Write {
        /// The directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A directory of that name holds something else.
    #[error("{} holds files that are not a release's, such as {file}. Name another output directory, so that nothing of yours is overwritten.", path.display())]
    Foreign {
        /// The directory.
        path: PathBuf,
        /// One of these files.
        file: String,
    },
    /// A file is missing or unreadable.
    #[error("{} is not a release: {} cannot be read ({source}). Give the directory that kleio run wrote, its release/ or one above it.", dir.display(), file)]
    Read {
        /// The directory.
        dir: PathBuf,
        /// File within it.
        file: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The content is not a sound release.
    #[error("{}: {source}", dir.display())]
    Content {
        /// The directory.
        dir: PathBuf,
        /// What is wrong.
        source: ReleaseError,
    },
    /// Serialisation failed.
    #[error("The release cannot be serialised: {0}. This is a fault in kleio; please report it.")]
    Serialise(#[from] serde_json::Error),
}

/// Refuses a `dir` that holds anything but an earlier release: writing one would remove it.
///
/// # Errors
/// When it does.
pub fn check_replaceable(dir: &Path) -> Result<(), ReleaseDirError> {
    let ours = |name: &str| [MANIFEST_FILE, CLUSTERS_FILE, VECTORS_FILE].contains(&name);
    // What cannot be listed cannot be replaced either, and is reported when it is tried.
    let Ok(entries) = fs::read_dir(dir) else {
        return Ok(());
    };
    let foreign = entries
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .find(|name| !ours(name));
    foreign.map_or(Ok(()), |file| {
        Err(ReleaseDirError::Foreign {
            path: dir.to_owned(),
            file,
        })
    })
}

/// The files of a release, name and bytes, as [`Release::files`] gives them: nothing else has this type.
///
/// [`Release::files`]: crate::protect::Release::files
pub type Files = ReleaseFiles;

/// The name that a release of these files has: that of [`release::Release::id`].
#[must_use]
pub fn id(files: &Files) -> String {
    let manifest = files.iter().find(|(name, _)| *name == MANIFEST_FILE);
    manifest.map_or_else(String::new, |(_, bytes)| {
        release::sha256_hex(bytes)[..12].to_owned()
    })
}

/// Writes the `files` of a release to `dir`, replacing an earlier release only when everything is written.
///
/// # Errors
/// When the system refuses, or `dir` holds something else than a release.
pub fn write(files: &Files, dir: &Path) -> Result<(), ReleaseDirError> {
    check_replaceable(dir)?;
    let partial = dir.with_extension("partial");
    let replaced = dir.with_extension("replaced");
    let write_all = || -> io::Result<()> {
        for stale in [&partial, &replaced] {
            if stale.exists() {
                fs::remove_dir_all(stale)?;
            }
        }
        fs::create_dir_all(&partial)?;
        for (name, bytes) in files.iter() {
            let path = partial.join(name);
            fs::write(&path, bytes)?;
            fs::File::open(&path)?.sync_all()?;
        }
        if dir.exists() {
            fs::rename(dir, &replaced)?;
        }
        fs::rename(&partial, dir)?;
        if replaced.exists() {
            fs::remove_dir_all(&replaced)?;
        }
        Ok(())
    };
    write_all().map_err(|source| ReleaseDirError::Write {
        path: dir.to_owned(),
        source,
    })
}

/// Reads and checks the release in `dir`, or in `dir/release`.
///
/// # Errors
/// When it is not there or not sound.
pub fn read(dir: &Path) -> Result<release::Release, ReleaseDirError> {
    with_files(dir, |manifest, clusters, _| {
        release::Release::open(manifest, clusters)
    })
}

/// Reads and examines the release in `dir`, or in `dir/release`.
///
/// # Errors
/// When it is not there, or breaks the policy that it states. What else is wrong is in the report.
pub fn verify(dir: &Path) -> Result<(release::Release, Report), ReleaseDirError> {
    with_files(dir, kleio_verify::verify)
}

fn with_files<T>(
    dir: &Path,
    open: impl FnOnce(&[u8], &[u8], Option<&[u8]>) -> Result<T, ReleaseError>,
) -> Result<T, ReleaseDirError> {
    let inner = dir.join("release");
    let dir = if inner.join(MANIFEST_FILE).is_file() {
        &inner
    } else {
        dir
    };
    let file = |file| {
        fs::read(dir.join(file)).map_err(|source| ReleaseDirError::Read {
            dir: dir.to_owned(),
            file,
            source,
        })
    };
    let vectors = match file(VECTORS_FILE) {
        Err(ReleaseDirError::Read { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            None
        }
        vectors => Some(vectors?),
    };
    let (manifest, clusters) = (file(MANIFEST_FILE)?, file(CLUSTERS_FILE)?);
    open(&manifest, &clusters, vectors.as_deref()).map_err(|source| ReleaseDirError::Content {
        dir: dir.to_owned(),
        source,
    })
}
