//! The access log: who saw which release and cluster, and who changed what, when. Hash-chained.
//!
//! Invariant: no text that somebody searched for is in it, and no address longer than the policy says.

use kleio_shared::chain::{Fault, Head, Verifier};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Problem, Store, StoreError};

/// Keeps this log's hashes apart from those of others.
const NAME: &str = "kleio-server access";

/// What was done. The names stay, because the log keeps them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Files of a release, or its list of clusters, were read.
    SawRelease,
    /// One cluster was read.
    SawCluster,
    /// The clusters of a release were searched.
    Searched,
    /// Somebody logged in.
    LoggedIn,
    /// Somebody failed to.
    FailedToLogIn,
    /// Somebody logged out.
    LoggedOut,
    /// A password was chosen by an invitation.
    ChosePassword,
    /// A token was made.
    MadeToken,
    /// A token was revoked.
    RevokedToken,
    /// A release was published.
    Published,
    /// A release was taken back.
    Retired,
    /// An earlier release was made current.
    RolledBack,
    /// A user was invited.
    Invited,
    /// A user's role was changed.
    ChangedRole,
    /// A user was let in no more.
    Disabled,
    /// A user was let in again.
    Enabled,
    /// The access log was read.
    ReadLog,
}

impl Action {
    const fn name(self) -> &'static str {
        match self {
            Self::SawRelease => "saw release",
            Self::SawCluster => "saw cluster",
            Self::Searched => "searched",
            Self::LoggedIn => "logged in",
            Self::FailedToLogIn => "failed to log in",
            Self::LoggedOut => "logged out",
            Self::ChosePassword => "chose password",
            Self::MadeToken => "made token",
            Self::RevokedToken => "revoked token",
            Self::Published => "published",
            Self::Retired => "retired",
            Self::RolledBack => "rolled back",
            Self::Invited => "invited",
            Self::ChangedRole => "changed role",
            Self::Disabled => "disabled",
            Self::Enabled => "enabled",
            Self::ReadLog => "read log",
        }
    }
}

/// What is to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Seconds since 1970.
    pub at: i64,
    /// The user's name; empty for nobody known.
    pub who: String,
    /// How the user proved it: `session`, `token`, `proxy`, `password`, `oidc` or `command`.
    pub proof: &'static str,
    /// What was done.
    pub action: Action,
    /// The release, series or user it was done to; empty for none.
    pub what: String,
    /// The cluster; empty for none.
    pub cluster: String,
    /// The address, as far as the policy lets it be kept.
    pub network: String,
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Entry {
    /// Number, from 1, without gaps.
    pub number: u64,
    /// Seconds since 1970.
    pub at: i64,
    /// The user's name; empty for nobody known.
    pub who: String,
    /// How the user proved it.
    pub proof: String,
    /// What was done.
    pub action: String,
    /// The release, series or user it was done to; empty for none.
    pub what: String,
    /// The cluster; empty for none.
    pub cluster: String,
    /// The address, as far as the policy lets it be kept.
    pub network: String,
    #[serde(skip)]
    hash: [u8; 32],
}

impl Entry {
    /// What the chain covers: a JSON array, in which no two entries look the same.
    fn canonical(&self) -> Result<Vec<u8>, rusqlite::Error> {
        let fields = (
            self.at,
            &self.who,
            &self.proof,
            &self.action,
            &self.what,
            &self.cluster,
            &self.network,
        );
        serde_json::to_vec(&fields)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
    }

    fn from_row(row: &Row<'_>) -> Result<Self, rusqlite::Error> {
        let hash: Vec<u8> = row.get(8)?;
        Ok(Self {
            number: row.get::<_, i64>(0)?.try_into().unwrap_or(0),
            at: row.get(1)?,
            who: row.get(2)?,
            proof: row.get(3)?,
            action: row.get(4)?,
            what: row.get(5)?,
            cluster: row.get(6)?,
            network: row.get(7)?,
            // A hash of another length fits nothing, as zeros do not.
            hash: hash.try_into().unwrap_or_default(),
        })
    }
}

const COLUMNS: &str = "number, at, who, proof, action, what, cluster, network, hash";

impl Store {
    /// Writes events down, all or none.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn log(&self, events: &[Event]) -> Result<(), StoreError> {
        self.write(|connection| {
            let mut head = head(connection)?;
            let mut insert = connection.prepare_cached(&format!(
                "INSERT INTO log ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
            ))?;
            for event in events {
                let entry = Entry {
                    number: head.entries() + 1,
                    at: event.at,
                    who: event.who.clone(),
                    proof: event.proof.to_owned(),
                    action: event.action.name().to_owned(),
                    what: event.what.clone(),
                    cluster: event.cluster.clone(),
                    network: event.network.clone(),
                    hash: [0; 32],
                };
                head = head.after(&entry.canonical()?);
                insert.execute(params![
                    number(head),
                    entry.at,
                    entry.who,
                    entry.proof,
                    entry.action,
                    entry.what,
                    entry.cluster,
                    entry.network,
                    head.hash(),
                ])?;
            }
            Ok::<_, Problem>(())
        })
    }

    /// At most `limit` entries after the number `after`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn log_entries(&self, after: u64, limit: u32) -> Result<Vec<Entry>, StoreError> {
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        self.read(|connection| {
            connection
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM log WHERE number > ?1 ORDER BY number LIMIT ?2"
                ))?
                .query_map(params![after, limit], Entry::from_row)?
                .collect()
        })
    }

    /// Where the log stands, to be noted elsewhere.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn log_head(&self) -> Result<Head, StoreError> {
        self.read(head)
    }

    /// Checks the whole chain; `noted` is a head from earlier that it must pass through.
    ///
    /// # Errors
    /// When the store cannot be read; within, the first fault of the log.
    pub fn verify_log(&self, noted: Option<Head>) -> Result<Result<Head, Fault>, StoreError> {
        self.read(|connection| {
            let mut verifier = Verifier::after(start(connection)?, noted);
            let mut statement =
                connection.prepare(&format!("SELECT {COLUMNS} FROM log ORDER BY number"))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let entry = Entry::from_row(row)?;
                let stored = Head::stored(entry.number, entry.hash);
                if let Err(fault) = verifier.entry(stored, &entry.canonical()?) {
                    return Ok(Err(fault));
                }
            }
            Ok(verifier.finish())
        })
    }

    /// Removes entries made before `time`, and keeps the head of what is removed, so that the rest
    /// can still be checked. Gives how many went.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn shorten_log(&self, time: i64) -> Result<usize, StoreError> {
        self.write(|connection| {
            // Up to the first entry to keep, whatever clock the others were written by.
            let last = connection
                .query_row(
                    "SELECT number, hash FROM log WHERE number <
                     coalesce((SELECT min(number) FROM log WHERE at >= ?1), 9223372036854775807)
                     ORDER BY number DESC LIMIT 1",
                    [time],
                    |row| Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 32]>(1)?)),
                )
                .optional()?;
            let Some((last, hash)) = last else {
                return Ok::<_, Problem>(0);
            };
            connection.execute("DELETE FROM log_start", [])?;
            connection.execute("INSERT INTO log_start VALUES (?1, ?2)", params![last, hash])?;
            Ok(connection.execute("DELETE FROM log WHERE number <= ?1", [last])?)
        })
    }
}

fn number(head: Head) -> i64 {
    i64::try_from(head.entries()).unwrap_or(i64::MAX)
}

fn head(connection: &Connection) -> Result<Head, rusqlite::Error> {
    let last = connection
        .prepare_cached("SELECT number, hash FROM log ORDER BY number DESC LIMIT 1")?
        .query_row([], stored)
        .optional()?;
    last.map_or_else(|| start(connection), Ok)
}

fn start(connection: &Connection) -> Result<Head, rusqlite::Error> {
    let kept = connection
        .query_row("SELECT number, hash FROM log_start", [], stored)
        .optional()?;
    Ok(kept.unwrap_or_else(|| Head::start(NAME)))
}

fn stored(row: &Row<'_>) -> Result<Head, rusqlite::Error> {
    let number: i64 = row.get(0)?;
    Ok(Head::stored(number.try_into().unwrap_or(0), row.get(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(at: i64, cluster: &str) -> Event {
        Event {
            at,
            who: "ada".to_owned(),
            proof: "session",
            action: Action::SawCluster,
            what: "abc".to_owned(),
            cluster: cluster.to_owned(),
            network: "10.0.0.0/24".to_owned(),
        }
    }

    fn logged() -> (tempfile::TempDir, Store) {
        let directory = tempfile::TempDir::new().unwrap();
        let store = Store::open(directory.path()).unwrap();
        store.log(&[event(1, "a"), event(2, "b")]).unwrap();
        store.log(&[event(3, "c")]).unwrap();
        (directory, store)
    }

    fn tamper(store: &Store, sql: &str) -> Result<Head, Fault> {
        let change = |connection: &Connection| connection.execute(sql, []);
        assert!(store.write(change).unwrap() > 0);
        store.verify_log(None).unwrap()
    }

    #[test]
    fn any_change_is_found() {
        for (sql, fault) in [
            (
                "UPDATE log SET who = 'bob' WHERE number = 2",
                Fault::Hash(2),
            ),
            (
                "UPDATE log SET cluster = '', what = 'abcb' WHERE number = 2",
                Fault::Hash(2),
            ),
            (
                "UPDATE log SET hash = zeroblob(32) WHERE number = 3",
                Fault::Hash(3),
            ),
            (
                "UPDATE log SET hash = x'00' WHERE number = 1",
                Fault::Hash(1),
            ),
            (
                "DELETE FROM log WHERE number = 1",
                Fault::Number {
                    expected: 1,
                    found: 2,
                },
            ),
        ] {
            let (_directory, store) = logged();
            assert!(store.verify_log(None).unwrap().is_ok());
            assert_eq!(tamper(&store, sql), Err(fault), "{sql}");
        }
    }

    #[test]
    fn an_end_cut_off_is_found_by_the_head_noted() {
        let (_directory, store) = logged();
        let noted = store.log_head().unwrap();
        assert_eq!(noted.entries(), 3);
        assert!(tamper(&store, "DELETE FROM log WHERE number = 3").is_ok());
        let found = store.verify_log(Some(noted)).unwrap();
        assert_eq!(found, Err(Fault::Shortened { noted: 3, found: 2 }));
    }

    #[test]
    fn what_is_left_after_the_time_is_over_still_verifies() {
        let (_directory, store) = logged();
        let noted = store.log_head().unwrap();
        assert_eq!(store.shorten_log(3).unwrap(), 2);
        assert_eq!(store.log_entries(0, 10).unwrap().len(), 1);
        assert_eq!(store.verify_log(Some(noted)).unwrap(), Ok(noted));
        assert_eq!(store.shorten_log(100).unwrap(), 1);
        store.log(&[event(101, "d")]).unwrap();
        assert_eq!(store.log_head().unwrap().entries(), 4);
        assert!(store.verify_log(None).unwrap().is_ok());
        assert!(tamper(&store, "UPDATE log SET at = 102").is_err());
    }
}
