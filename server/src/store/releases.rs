//! Which releases were published: versions of a series, of which one at most is current.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Problem, Store, StoreError};
use crate::access::Visibility;

/// What became of a published release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// The version of its series that everyone sees who may.
    Current,
    /// An earlier version, which analysts may still read.
    Past,
    /// Taken back: nobody is shown it.
    Retired,
}

impl State {
    const fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Past => "past",
            Self::Retired => "retired",
        }
    }
}

/// A published release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Version {
    /// The release's identifier, which its content determines.
    pub id: String,
    /// The series it belongs to.
    pub series: String,
    /// Its number in the series, from 1.
    pub number: i64,
    /// Who may see it.
    pub visibility: Visibility,
    /// What became of it.
    pub state: State,
    /// When it was published, seconds since 1970.
    pub published: i64,
    /// Who published it.
    pub publisher: String,
}

const COLUMNS: &str = "id, series, number, visibility, state, published, publisher";

fn from_row(row: &Row<'_>) -> Result<Version, rusqlite::Error> {
    let visibility: String = row.get(3)?;
    let state: String = row.get(4)?;
    Ok(Version {
        id: row.get(0)?,
        series: row.get(1)?,
        number: row.get(2)?,
        // Words that nobody knows hide the release.
        visibility: match visibility.as_str() {
            "public" => Visibility::Public,
            _ => Visibility::Login,
        },
        state: match state.as_str() {
            "current" => State::Current,
            "past" => State::Past,
            _ => State::Retired,
        },
        published: row.get(5)?,
        publisher: row.get(6)?,
    })
}

/// Whether a text can name a series: 1 to 64 of `a` to `z`, digits and `-`.
#[must_use]
pub fn is_series(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=64).contains(&text.len()) && text.bytes().all(allowed)
}

impl Store {
    /// All versions, by series and number.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn versions(&self) -> Result<Vec<Version>, StoreError> {
        self.read(|connection| {
            connection
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM releases ORDER BY series, number"
                ))?
                .query_map([], from_row)?
                .collect()
        })
    }

    /// Grows with every change of a release, whichever process makes it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn release_changes(&self) -> Result<i64, StoreError> {
        self.read(|connection| {
            connection
                .prepare_cached("SELECT releases FROM changes")?
                .query_row([], |row| row.get(0))
        })
    }

    /// Makes the release `id`, whose files are in place, the current version of `series`.
    ///
    /// # Errors
    /// When the series has a bad name, the release belongs to another, or the store cannot be written.
    pub fn publish(
        &self,
        id: &str,
        series: &str,
        visibility: Visibility,
        publisher: &str,
        now: i64,
    ) -> Result<Version, StoreError> {
        if !is_series(series) {
            return Err(StoreError::Refused(
                "A series is named with 1 to 64 of a to z, digits and -.".to_owned(),
            ));
        }
        self.write(|connection| {
            let number = match by_id(connection, id)? {
                Some(known) if known.series != series => {
                    return Err(Problem::Refused(format!(
                        "This very release is version {} of the series {} already.",
                        known.number, known.series
                    )));
                }
                Some(known) => known.number,
                None => connection.query_row(
                    "SELECT coalesce(max(number), 0) + 1 FROM releases WHERE series = ?1",
                    [series],
                    |row| row.get(0),
                )?,
            };
            step_down(connection, series, State::Past)?;
            connection.execute(
                "INSERT INTO releases (id, series, number, visibility, state, published, publisher)
                 VALUES (?1, ?2, ?3, ?4, 'current', ?5, ?6)
                 ON CONFLICT (id) DO UPDATE SET state = 'current', visibility = ?4",
                params![id, series, number, visibility.name(), now, publisher],
            )?;
            changed(connection)?;
            required(connection, id)
        })
    }

    /// Takes a release back. Its series then has no current version, where it was that.
    ///
    /// # Errors
    /// When there is no such release, or the store cannot be written.
    pub fn retire(&self, id: &str) -> Result<Version, StoreError> {
        self.write(|connection| {
            required(connection, id)?;
            set_state(connection, id, State::Retired)?;
            changed(connection)?;
            required(connection, id)
        })
    }

    /// Takes back the current version of `series` and makes an earlier one current: `to`, or the
    /// latest before it that was not taken back.
    ///
    /// # Errors
    /// When there is none to go back to, or the store cannot be written.
    pub fn roll_back(&self, series: &str, to: Option<i64>) -> Result<Version, StoreError> {
        self.write(|connection| {
            let current: Option<i64> = connection
                .query_row(
                    "SELECT number FROM releases WHERE series = ?1 AND state = 'current'",
                    [series],
                    |row| row.get(0),
                )
                .optional()?;
            let target = connection
                .query_row(
                    &format!(
                        "SELECT {COLUMNS} FROM releases WHERE series = ?1 AND state <> 'current'
                         AND (number = ?2 OR (?2 IS NULL AND state = 'past' AND (?3 IS NULL OR number < ?3)))
                         ORDER BY number DESC LIMIT 1"
                    ),
                    params![series, to, current],
                    from_row,
                )
                .optional()?
                .ok_or_else(|| {
                    Problem::Refused(format!(
                        "The series {series} has no such earlier version to go back to."
                    ))
                })?;
            step_down(connection, series, State::Retired)?;
            set_state(connection, &target.id, State::Current)?;
            changed(connection)?;
            required(connection, &target.id)
        })
    }
}

fn by_id(connection: &Connection, id: &str) -> Result<Option<Version>, rusqlite::Error> {
    connection
        .query_row(
            &format!("SELECT {COLUMNS} FROM releases WHERE id = ?1"),
            [id],
            from_row,
        )
        .optional()
}

fn required(connection: &Connection, id: &str) -> Result<Version, Problem> {
    by_id(connection, id)?
        .ok_or_else(|| Problem::Refused(format!("No release {id} was published.")))
}

fn step_down(connection: &Connection, series: &str, to: State) -> Result<(), rusqlite::Error> {
    connection.execute(
        "UPDATE releases SET state = ?2 WHERE series = ?1 AND state = 'current'",
        [series, to.name()],
    )?;
    Ok(())
}

fn set_state(connection: &Connection, id: &str, state: State) -> Result<(), rusqlite::Error> {
    connection.execute(
        "UPDATE releases SET state = ?2 WHERE id = ?1",
        [id, state.name()],
    )?;
    Ok(())
}

fn changed(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.execute("UPDATE changes SET releases = releases + 1", [])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, Store) {
        let directory = tempfile::TempDir::new().unwrap();
        let store = Store::open(directory.path()).unwrap();
        (directory, store)
    }

    fn states(store: &Store) -> Vec<(i64, State)> {
        let versions = store.versions().unwrap();
        versions.iter().map(|v| (v.number, v.state)).collect()
    }

    #[test]
    fn the_newest_is_current_and_rolling_back_takes_it_back() {
        let (_directory, store) = store();
        let publish = |id| {
            store
                .publish(id, "spring", Visibility::Login, "ada", 1)
                .unwrap()
        };
        for id in ["a", "b", "c"] {
            publish(id);
        }
        use State::{Current, Past, Retired};
        assert_eq!(states(&store), [(1, Past), (2, Past), (3, Current)]);
        assert_eq!(store.roll_back("spring", None).unwrap().id, "b");
        assert_eq!(states(&store), [(1, Past), (2, Current), (3, Retired)]);
        assert_eq!(store.roll_back("spring", None).unwrap().id, "a");
        assert!(store.roll_back("spring", None).is_err());
        assert_eq!(store.roll_back("spring", Some(3)).unwrap().id, "c");
        assert_eq!(publish("b").number, 2, "the same content again");
        assert_eq!(states(&store), [(1, Retired), (2, Current), (3, Past)]);
    }

    #[test]
    fn every_change_is_seen_by_who_watches() {
        let (_directory, store) = store();
        let mut last = store.release_changes().unwrap();
        let mut grew = || {
            let now = store.release_changes().unwrap();
            now > std::mem::replace(&mut last, now)
        };
        store
            .publish("a", "s", Visibility::Login, "ada", 1)
            .unwrap();
        assert!(grew());
        store.retire("a").unwrap();
        assert!(grew());
        assert!(store.retire("b").is_err());
        assert!(!grew());
    }

    #[test]
    fn a_release_belongs_to_one_series_of_a_plain_name() {
        let (_directory, store) = store();
        store
            .publish("a", "s", Visibility::Login, "ada", 1)
            .unwrap();
        let again = store.publish("a", "t", Visibility::Login, "ada", 1);
        assert!(again.unwrap_err().to_string().contains("series s"));
        for bad in ["", "../x", "Spring", "a b"] {
            assert!(
                store
                    .publish("b", bad, Visibility::Login, "ada", 1)
                    .is_err()
            );
        }
    }
}
