//! Users, invitations, sessions, tokens, the list of releases and the access log, in SQLite.
//!
//! Invariant: no secret is in it, only what secrets hash to; and nothing of a release but its name.

pub mod invitations;
pub mod log;
pub mod releases;
pub mod sessions;
pub mod tokens;
pub mod users;

use std::fs;
use std::io;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

/// The file in the data directory.
const FILE: &str = "kleio-server.sqlite";

/// Raised whenever the tables change.
const VERSION: i64 = 1;

const SCHEMA: &str = "
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    role TEXT NOT NULL,
    password TEXT,
    subject TEXT UNIQUE,
    disabled INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE invitations (
    secret BLOB PRIMARY KEY,
    user INTEGER NOT NULL REFERENCES users(id),
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE sessions (
    secret BLOB PRIMARY KEY,
    user INTEGER NOT NULL REFERENCES users(id),
    started INTEGER NOT NULL,
    seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    secret BLOB NOT NULL UNIQUE,
    user INTEGER NOT NULL REFERENCES users(id),
    label TEXT NOT NULL,
    made INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT;
CREATE TABLE releases (
    id TEXT PRIMARY KEY,
    series TEXT NOT NULL,
    number INTEGER NOT NULL,
    visibility TEXT NOT NULL,
    state TEXT NOT NULL,
    published INTEGER NOT NULL,
    publisher TEXT NOT NULL,
    UNIQUE (series, number)
) STRICT;
CREATE UNIQUE INDEX one_current_release ON releases(series) WHERE state = 'current';
CREATE TABLE changes (releases INTEGER NOT NULL) STRICT;
INSERT INTO changes VALUES (0);
CREATE TABLE log (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    proof TEXT NOT NULL,
    action TEXT NOT NULL,
    what TEXT NOT NULL,
    cluster TEXT NOT NULL,
    network TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE TABLE log_start (number INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
";

/// Why the store cannot do what is asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The directory or a file in it cannot be made or used.
    #[error(
        "The data directory {0} cannot be used: {1}. See that it belongs to the user who runs the server."
    )]
    Directory(PathBuf, #[source] io::Error),
    /// SQLite fails.
    #[error(
        "The data in {0} cannot be read or written: {1}. See that the disk is not full and that the directory belongs to the user who runs the server."
    )]
    Database(PathBuf, #[source] rusqlite::Error),
    /// Written by another version.
    #[error(
        "The data in {path} has version {found}, and this kleio-server knows version {VERSION}. Use the program that wrote it, or another directory."
    )]
    Version {
        /// The data directory.
        path: PathBuf,
        /// The version found.
        found: i64,
    },
    /// A user, token or release that is not there, or is there already.
    #[error("{0}")]
    Refused(String),
    /// No secret could be made.
    #[error(transparent)]
    NoRandomness(#[from] crate::auth::secret::NoRandomness),
}

/// An open data directory. Cheap reads may be made from anywhere; writes wait for the disk.
#[derive(Debug)]
pub struct Store {
    directory: PathBuf,
    reader: Mutex<Connection>,
    writer: Mutex<Connection>,
}

impl Store {
    /// Opens the data directory, and makes it, for its owner alone, where there is none.
    ///
    /// # Errors
    /// When it cannot be made, read or written, or is of another version.
    pub fn open(directory: &Path) -> Result<Self, StoreError> {
        let unusable = |error| StoreError::Directory(directory.to_owned(), error);
        if !directory.exists() {
            fs::create_dir_all(directory).map_err(unusable)?;
            fs::set_permissions(directory, fs::Permissions::from_mode(0o700)).map_err(unusable)?;
        }
        let file = directory.join(FILE);
        // Made before SQLite does, because only so is it never readable by others.
        fs::OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(&file)
            .map_err(unusable)?;
        let failed = |error| StoreError::Database(directory.to_owned(), error);
        let mut writer = Connection::open(&file).map_err(failed)?;
        let found = prepare(&mut writer).map_err(failed)?;
        if found != VERSION {
            let path = directory.to_owned();
            return Err(StoreError::Version { path, found });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let reader = Connection::open_with_flags(&file, flags).map_err(failed)?;
        reader
            .busy_timeout(Duration::from_secs(2))
            .map_err(failed)?;
        Ok(Self {
            directory: directory.to_owned(),
            reader: Mutex::new(reader),
            writer: Mutex::new(writer),
        })
    }

    /// The data directory.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Where the files of the release `id` are kept.
    #[must_use]
    pub fn release_directory(&self, id: &str) -> PathBuf {
        self.directory.join("releases").join(id)
    }

    fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, rusqlite::Error>,
    ) -> Result<T, StoreError> {
        let connection = lock(&self.reader);
        work(&connection).map_err(|error| self.failed(error))
    }

    /// Does `work` wholly or not at all.
    fn write<T, E: Into<Problem>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, StoreError> {
        let mut connection = lock(&self.writer);
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| self.failed(error))?;
        match work(&transaction).map_err(Into::into) {
            Ok(value) => {
                transaction.commit().map_err(|error| self.failed(error))?;
                Ok(value)
            }
            Err(Problem::Database(error)) => Err(self.failed(error)),
            Err(Problem::Refused(why)) => Err(StoreError::Refused(why)),
        }
    }

    fn failed(&self, error: rusqlite::Error) -> StoreError {
        StoreError::Database(self.directory.clone(), error)
    }
}

/// What stops a write.
enum Problem {
    Database(rusqlite::Error),
    Refused(String),
}

impl From<rusqlite::Error> for Problem {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

/// A panic elsewhere leaves a connection usable: its transaction was rolled back.
fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes the tables where there are none; gives the version that is there now.
fn prepare(connection: &mut Connection) -> Result<i64, rusqlite::Error> {
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version != 0 {
        return Ok(version);
    }
    transaction.execute_batch(SCHEMA)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()?;
    Ok(VERSION)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_is_for_its_owner_alone_and_opens_again() {
        let parent = tempfile::TempDir::new().unwrap();
        let directory = parent.path().join("data");
        drop(Store::open(&directory).unwrap());
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&directory), 0o700);
        assert_eq!(mode(&directory.join(FILE)), 0o600);
        let store = Store::open(&directory).unwrap();
        for file in fs::read_dir(&directory).unwrap() {
            assert_eq!(mode(&file.unwrap().path()), 0o600);
        }
        assert!(store.users().unwrap().is_empty());
    }

    #[test]
    fn data_of_another_version_is_left_alone() {
        let directory = tempfile::TempDir::new().unwrap();
        drop(Store::open(directory.path()).unwrap());
        let connection = Connection::open(directory.path().join(FILE)).unwrap();
        connection.pragma_update(None, "user_version", 9).unwrap();
        let error = Store::open(directory.path()).unwrap_err().to_string();
        assert!(error.contains("version 9"), "{error}");
    }
}
