//! What can go wrong with a vault.
//!
//! The cause is part of each message, so it is not given as a source too: it would be shown twice.

use std::{
    io,
    path::{Path, PathBuf},
};

/// Why a vault, or something in it, cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// Nothing can be made or written where the vault should be.
    #[error("{} cannot be written: {cause}. Name an output directory that this user may write to, on a disk with room.", .path.display())]
    Unwritable {
        /// The file or directory.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// Something in the vault cannot be read.
    #[error("{} cannot be read: {cause}. Check that this user may read it.", .path.display())]
    Unreadable {
        /// The file or directory.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// There is no vault here.
    #[error("{} is not a vault. Name a directory that `kleio run --out` wrote, or the vault in it.", .0.display())]
    NotAVault(PathBuf),
    /// A directory of that name holds something else.
    #[error("{} holds files that are not Kleio's. Name another output directory, so that nothing of yours is overwritten.", .0.display())]
    Foreign(PathBuf),
    /// Made by a version of Kleio that wrote vaults in another way.
    #[error("The vault {} has format {found}, and this Kleio knows format {known}. Use the Kleio that made it, or another output directory.", .path.display())]
    Format {
        /// The vault.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// Ours.
        known: u32,
    },
    /// Another process works in it.
    #[error("The vault {} is in use by another kleio{}. Wait until it is done, or name another output directory.", .path.display(), process(.pid))]
    Locked {
        /// The vault.
        path: PathBuf,
        /// The process, where it left its number.
        pid: Option<u32>,
    },
    /// The key that account ids are hashed with cannot be used.
    #[error("The key {} is damaged. Accounts can no longer be matched: move the vault away and run again.", .0.display())]
    Key(PathBuf),
    /// No randomness for a new key.
    #[error("The system gave no random bytes for the vault's key: {0}.")]
    Random(String),
    /// A stage that was asked for has not been finished.
    #[error("The vault {} holds no finished stage \"{stage}\". Run `kleio run` to its end first.", .path.display())]
    NotFinished {
        /// The vault.
        path: PathBuf,
        /// The stage.
        stage: &'static str,
    },
    /// A file of a stage is not what was written.
    #[error("{} is damaged: {why}. Run `kleio run` again; it makes it anew.", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// How that shows.
        why: String,
    },
    /// It is encrypted, and there is no passphrase.
    #[error("The vault {} is encrypted. Give its passphrase with --passphrase-file FILE, in the environment variable KLEIO_PASSPHRASE, or at a terminal.", .0.display())]
    Sealed(PathBuf),
    /// It is encrypted with another passphrase.
    #[error("The passphrase does not open the vault {}. Give the one that it was encrypted with; nobody can open it without.", .0.display())]
    WrongPassphrase(PathBuf),
    /// A passphrase cannot be had or used.
    #[error("{0}")]
    Passphrase(String),
    /// What the vault says of its encryption makes no sense.
    #[error("{}/vault.json is damaged: {why}. Put it back from a copy of the vault.", .path.display())]
    Header {
        /// The vault.
        path: PathBuf,
        /// How that shows.
        why: String,
    },
    /// A change of the encryption was stopped.
    #[error("The encryption of the vault {} was being changed when kleio was stopped. Run `kleio vault {command}` again; it goes on from there.", .path.display())]
    HalfChanged {
        /// The vault.
        path: PathBuf,
        /// What goes on with it.
        command: &'static str,
    },
    /// It is encrypted already, or not at all.
    #[error("The vault {} is {}. There is nothing to do.", .path.display(), if *.encrypted { "encrypted already" } else { "not encrypted" })]
    NothingToChange {
        /// The vault.
        path: PathBuf,
        /// What it is.
        encrypted: bool,
    },
    /// The list of what must not come back cannot be read.
    #[error("{} is damaged: {why}. It says what was purged: without it that would come back, so nothing is read. Put it back from a copy of the vault.", .path.display())]
    Purged {
        /// The list.
        path: PathBuf,
        /// How that shows.
        why: String,
    },
    /// A stage tries to store something that has no form on disk; a mistake in Kleio.
    #[error("{what} cannot be stored: {why}.")]
    Unstorable {
        /// The table, column or value.
        what: String,
        /// Why.
        why: String,
    },
}

fn process(pid: &Option<u32>) -> String {
    pid.map(|pid| format!(" (process {pid})"))
        .unwrap_or_default()
}

impl VaultError {
    pub(super) fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::Unwritable { path, cause }
    }

    pub(super) fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| Self::Unreadable { path, cause }
    }

    pub(super) fn damaged(path: &Path, why: &(impl ToString + ?Sized)) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            why: why.to_string(),
        }
    }

    pub(crate) fn unstorable(what: impl Into<String>, why: &(impl ToString + ?Sized)) -> Self {
        Self::Unstorable {
            what: what.into(),
            why: why.to_string(),
        }
    }
}
