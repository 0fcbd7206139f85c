//! The vault's cache of replies, in SQLite: `replies.sqlite`, for its owner alone (0600).
//!
//! Invariant: holds replies and the hashes of what was asked, never what was asked, nor a key.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::prompt::Key;
use super::{Stage, Tokens};

const FILE: &str = "replies.sqlite";
const FORMAT: i64 = 1;
/// Another process may be writing.
const BUSY: Duration = Duration::from_secs(10);

/// What a provider answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) text: String,
    pub(super) end: End,
    pub(super) tokens: Tokens,
}

/// Why an answer ends where it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The model was done.
    Whole,
    /// It was longer than allowed.
    Cut,
    /// The model, or a filter, would not.
    Refused,
}

impl End {
    const ALL: [Self; 3] = [Self::Whole, Self::Cut, Self::Refused];

    fn code(self) -> u8 {
        match self {
            Self::Whole => 0,
            Self::Cut => 1,
            Self::Refused => 2,
        }
    }
}

/// What was spent.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Spent {
    /// US dollars, as far as prices were known.
    pub(super) dollars: f64,
    pub(super) tokens: u64,
}

/// Why the cache cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// The file cannot be made.
    #[error("{} cannot be opened: {cause}. Check that this user may write to the vault.", .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// SQLite says no.
    #[error("The replies in {} cannot be used: {cause}. Check that the disk has room; where the file is damaged, move it away and run again, which asks the models anew.", .path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: rusqlite::Error,
    },
    /// Written by another version of Kleio.
    #[error("{} has format {found}, and this Kleio knows format {FORMAT}. Use the Kleio that wrote it, or move the file away.", .path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i64,
    },
}

#[derive(Debug)]
pub(super) struct Cache {
    path: PathBuf,
    connection: Connection,
}

impl Cache {
    /// Opens the cache in a vault's directory, and makes it where there is none.
    pub(super) fn open(vault: &Path) -> Result<Self, CacheError> {
        let path = vault.join(FILE);
        make_private(&path).map_err(|cause| CacheError::Open {
            path: path.clone(),
            cause,
        })?;
        let failed = |cause| CacheError::Sqlite {
            path: path.clone(),
            cause,
        };
        let connection = Connection::open(&path).map_err(failed)?;
        prepare(&connection).map_err(failed)?;
        let found = connection
            .pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))
            .map_err(failed)?;
        if found != FORMAT {
            return Err(CacheError::Format { path, found });
        }
        Ok(Self { path, connection })
    }

    pub(super) fn get(&self, key: Key) -> Result<Option<Reply>, CacheError> {
        let query = "SELECT text, ended, tokens_in, tokens_out FROM reply WHERE key = ?1";
        let row = |row: &rusqlite::Row<'_>| {
            let code: u8 = row.get(1)?;
            let end = End::ALL.into_iter().find(|end| end.code() == code);
            Ok(Reply {
                text: row.get(0)?,
                end: end.ok_or(rusqlite::Error::IntegralValueOutOfRange(1, code.into()))?,
                tokens: Tokens {
                    input: unsigned(row, 2)?,
                    output: unsigned(row, 3)?,
                },
            })
        };
        self.connection
            .prepare(query)
            .and_then(|mut statement| statement.query_row(params![key.0], row).optional())
            .map_err(|cause| self.failed(cause))
    }

    /// Returns once the reply is on the disk.
    pub(super) fn put(
        &self,
        key: Key,
        stage: Stage,
        model: &str,
        reply: &Reply,
        dollars: f64,
    ) -> Result<(), CacheError> {
        let insert = "INSERT OR REPLACE INTO reply
            (key, stage, model, text, ended, tokens_in, tokens_out, dollars)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let signed = |tokens: u64| i64::try_from(tokens).unwrap_or(i64::MAX);
        let values = params![
            key.0,
            stage.name(),
            model,
            reply.text,
            reply.end.code(),
            signed(reply.tokens.input),
            signed(reply.tokens.output),
            dollars,
        ];
        self.connection
            .prepare(insert)
            .and_then(|mut statement| statement.execute(values))
            .map(|_| ())
            .map_err(|cause| self.failed(cause))
    }

    /// What all replies in this vault cost.
    pub(super) fn spent(&self) -> Result<Spent, CacheError> {
        let query = "SELECT TOTAL(dollars), TOTAL(tokens_in + tokens_out) FROM reply";
        self.connection
            .query_row(query, [], |row| {
                Ok(Spent {
                    dollars: row.get(0)?,
                    tokens: row.get::<_, f64>(1)? as u64,
                })
            })
            .map_err(|cause| self.failed(cause))
    }

    fn failed(&self, cause: rusqlite::Error) -> CacheError {
        CacheError::Sqlite {
            path: self.path.clone(),
            cause,
        }
    }
}

/// SQLite gives its own files beside this one the same permissions.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    drop(file);
    Ok(())
}

/// With a log that is written through, a reply survives a kill and a power cut alike.
fn prepare(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version == 0 {
        connection.execute_batch(
            "BEGIN;
             CREATE TABLE IF NOT EXISTS reply (
                 key BLOB PRIMARY KEY,
                 stage TEXT NOT NULL,
                 model TEXT NOT NULL,
                 text TEXT NOT NULL,
                 ended INTEGER NOT NULL,
                 tokens_in INTEGER NOT NULL,
                 tokens_out INTEGER NOT NULL,
                 dollars REAL NOT NULL
             );
             PRAGMA user_version = 1;
             COMMIT;",
        )?;
    }
    Ok(())
}

fn unsigned(row: &rusqlite::Row<'_>, column: usize) -> Result<u64, rusqlite::Error> {
    let value: i64 = row.get(column)?;
    Ok(u64::try_from(value).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(text: &str) -> Reply {
        Reply {
            text: text.to_owned(),
            end: End::Cut,
            tokens: Tokens {
                input: 3,
                output: 4,
            },
        }
    }

    #[test]
    fn what_was_put_is_there_after_opening_again() {
        let vault = tempfile::tempdir().unwrap();
        let key = Key([7; 32]);
        let cache = Cache::open(vault.path()).unwrap();
        assert_eq!(cache.get(key).unwrap(), None);
        cache
            .put(key, Stage::Facets, "m", &reply("näh"), 0.5)
            .unwrap();
        // Forgotten, not closed: as after a kill.
        std::mem::forget(cache);
        let cache = Cache::open(vault.path()).unwrap();
        assert_eq!(cache.get(key).unwrap(), Some(reply("näh")));
        let spent = cache.spent().unwrap();
        assert_eq!((spent.dollars, spent.tokens), (0.5, 7));
    }

    #[cfg(unix)]
    #[test]
    fn its_files_are_for_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let vault = tempfile::tempdir().unwrap();
        let cache = Cache::open(vault.path()).unwrap();
        cache
            .put(Key([1; 32]), Stage::Audit, "m", &reply("x"), 0.0)
            .unwrap();
        let mut files = 0;
        for entry in std::fs::read_dir(vault.path()).unwrap() {
            let mode = entry.unwrap().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
            files += 1;
        }
        assert!(files >= 2, "the log is there too");
    }

    #[test]
    fn what_is_no_cache_is_left_alone() {
        let vault = tempfile::tempdir().unwrap();
        let path = vault.path().join(FILE);
        std::fs::write(
            &path,
            "not a database, and long enough to be seen as none".repeat(9),
        )
        .unwrap();
        let error = Cache::open(vault.path()).unwrap_err();
        assert!(error.to_string().contains("move it away"), "{error}");
        std::fs::remove_file(&path).unwrap();
        let cache = Cache::open(vault.path()).unwrap();
        cache
            .connection
            .pragma_update(None, "user_version", 9)
            .unwrap();
        drop(cache);
        assert!(matches!(
            Cache::open(vault.path()),
            Err(CacheError::Format { found: 9, .. })
        ));
    }
}
