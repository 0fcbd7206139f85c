//! The vault's cache of replies, in SQLite: `replies.sqlite`, for its owner alone (0600).
//!
//! Invariant: holds replies and the hashes of what was asked, never what was asked, nor a key.

mod rewrite;
mod row;

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _, params, params_from_iter};

use super::prompt::Key;
use super::{Owner, Stage, Tokens};
use crate::vault::Seal;
pub(crate) use rewrite::{Keep, rewrite};
use row::{Codec, Row, damaged};

const FILE: &str = "replies.sqlite";
const CLEAR: i64 = 1;
const SEALED: i64 = 2;
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
    #[error("{} has format {found}, and this Kleio knows formats {CLEAR} and {SEALED}, the second in encrypted vaults only. Use the Kleio that wrote it, or move the file away.", .path.display())]
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
    seal: Option<Seal>,
}

impl Cache {
    /// Opens the cache in a vault's directory, and makes it where there is none. `seal` is the key of an
    /// encrypted vault.
    pub(super) fn open(vault: &Path, seal: Option<&Seal>) -> Result<Self, CacheError> {
        Self::at(vault.join(FILE), seal)
    }

    fn at(path: PathBuf, seal: Option<&Seal>) -> Result<Self, CacheError> {
        make_private(&path).map_err(|cause| CacheError::Open {
            path: path.clone(),
            cause,
        })?;
        let failed = |cause| CacheError::Sqlite {
            path: path.clone(),
            cause,
        };
        let connection = Connection::open(&path).map_err(failed)?;
        let format = if seal.is_some() { SEALED } else { CLEAR };
        prepare(&connection, format).map_err(failed)?;
        let found = version(&connection).map_err(failed)?;
        if found != format {
            return Err(CacheError::Format { path, found });
        }
        Ok(Self {
            path,
            connection,
            seal: seal.cloned(),
        })
    }

    pub(super) fn get(&self, key: Key) -> Result<Option<Reply>, CacheError> {
        let codec = self.codec();
        let query = "SELECT * FROM reply WHERE key = ?1";
        let row = |row: &rusqlite::Row<'_>| codec.decode(row)?.reply().map_err(|_| damaged());
        self.connection
            .prepare(query)
            .and_then(|mut statement| {
                statement
                    .query_row(params![codec.key(&key.0)], row)
                    .optional()
            })
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
        self.insert(&Row::new(key, stage.name(), model, reply, dollars))
            .map_err(|cause| self.failed(cause))
    }

    /// As [`Self::put`], of several replies that came together.
    pub(super) fn put_all(
        &self,
        stage: Stage,
        model: &str,
        replies: &[(Key, Reply, f64)],
    ) -> Result<(), CacheError> {
        let write = || {
            let transaction = self.connection.unchecked_transaction()?;
            for (key, reply, dollars) in replies {
                self.insert(&Row::new(*key, stage.name(), model, reply, *dollars))?;
            }
            transaction.commit()
        };
        write().map_err(|cause| self.failed(cause))
    }

    /// Notes whose conversations the reply to `key` was made from.
    pub(super) fn own(&self, key: Key, owners: &[&Owner]) -> Result<(), CacheError> {
        owners
            .iter()
            .try_for_each(|owner| self.insert_owner(&key.0, owner))
            .map_err(|cause| self.failed(cause))
    }

    fn insert(&self, row: &Row) -> rusqlite::Result<()> {
        let insert = "INSERT OR REPLACE INTO reply
            (key, stage, model, text, ended, tokens_in, tokens_out, dollars)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let columns = self.codec().encode(row).map_err(|_| damaged())?;
        self.connection
            .prepare(insert)?
            .execute(params_from_iter(columns))?;
        Ok(())
    }

    fn insert_owner(&self, key: &[u8], owner: &Owner) -> rusqlite::Result<()> {
        let codec = self.codec();
        let key = codec.key(key);
        let (id, about) = codec.encode_owner(&key, owner).map_err(|_| damaged())?;
        // Looked for first: a run that is taken up again must not write a word for every reply.
        let known = self
            .connection
            .prepare("SELECT 1 FROM owner WHERE id = ?1")?
            .exists(params![id])?;
        if !known {
            self.connection
                .prepare("INSERT INTO owner (id, key, about) VALUES (?1, ?2, ?3)")?
                .execute(params![id, key, about])?;
        }
        Ok(())
    }

    /// What all replies in this vault cost.
    pub(super) fn spent(&self) -> Result<Spent, CacheError> {
        let mut spent = Spent::default();
        self.each_row(&mut |row| {
            spent.dollars += row.dollars;
            let tokens = row.tokens_in.saturating_add(row.tokens_out);
            spent.tokens += u64::try_from(tokens).unwrap_or(0);
            Ok(())
        })
        .map_err(|cause| self.failed(cause))?;
        Ok(spent)
    }

    /// Every row in turn: all vectors of a large corpus may not fit into the memory.
    fn each_row(&self, with: &mut dyn FnMut(Row) -> rusqlite::Result<()>) -> rusqlite::Result<()> {
        let codec = self.codec();
        let mut statement = self
            .connection
            .prepare("SELECT * FROM reply ORDER BY key")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            with(codec.decode(row)?)?;
        }
        Ok(())
    }

    fn codec(&self) -> Codec<'_> {
        Codec(self.seal.as_ref())
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
fn prepare(connection: &Connection, format: i64) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "temp_store", "memory")?;
    if version(connection)? == 0 {
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
             );",
        )?;
        connection.pragma_update(None, "user_version", format)?;
        connection.execute_batch("COMMIT;")?;
    }
    connection.execute_batch(
        "CREATE TABLE IF NOT EXISTS owner (
             id BLOB PRIMARY KEY,
             key BLOB NOT NULL,
             about BLOB NOT NULL
         );",
    )
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
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
        let cache = Cache::open(vault.path(), None).unwrap();
        assert_eq!(cache.get(key).unwrap(), None);
        cache
            .put(key, Stage::Facets, "m", &reply("näh"), 0.5)
            .unwrap();
        // Forgotten, not closed: as after a kill.
        std::mem::forget(cache);
        let cache = Cache::open(vault.path(), None).unwrap();
        assert_eq!(cache.get(key).unwrap(), Some(reply("näh")));
        let spent = cache.spent().unwrap();
        assert_eq!((spent.dollars, spent.tokens), (0.5, 7));
    }

    #[cfg(unix)]
    #[test]
    fn its_files_are_for_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let vault = tempfile::tempdir().unwrap();
        let cache = Cache::open(vault.path(), None).unwrap();
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
        let error = Cache::open(vault.path(), None).unwrap_err();
        assert!(error.to_string().contains("move it away"), "{error}");
        std::fs::remove_file(&path).unwrap();
        let cache = Cache::open(vault.path(), None).unwrap();
        cache
            .connection
            .pragma_update(None, "user_version", 9)
            .unwrap();
        drop(cache);
        assert!(matches!(
            Cache::open(vault.path(), None),
            Err(CacheError::Format { found: 9, .. })
        ));
    }

    #[test]
    fn sealed_it_holds_nothing_in_clear_and_opens_with_its_key_only() {
        let vault = tempfile::tempdir().unwrap();
        let seal = Seal::for_tests();
        let cache = Cache::open(vault.path(), Some(&seal)).unwrap();
        let (key, owner) = (Key([7; 32]), Owner::for_tests("0a1b2c"));
        let said = reply("said in confidence");
        cache
            .put(key, Stage::Facets, "modelname", &said, 0.5)
            .unwrap();
        cache.own(key, &[&owner, &owner]).unwrap();
        assert_eq!(cache.get(key).unwrap(), Some(said));
        assert_eq!(cache.spent().unwrap().tokens, 7);
        drop(cache);
        for entry in std::fs::read_dir(vault.path()).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            for clear in [&b"confidence"[..], b"modelname", b"0a1b2c", &[7; 32]] {
                assert!(!bytes.windows(clear.len()).any(|part| part == clear));
            }
        }
        let other = Cache::open(vault.path(), Some(&Seal::for_tests())).unwrap();
        assert_eq!(other.get(key).unwrap(), None);
        drop(other);
        assert!(matches!(
            Cache::open(vault.path(), None),
            Err(CacheError::Format { found: SEALED, .. })
        ));
    }
}
