//! Sessions of people in browsers.

use rusqlite::{OptionalExtension as _, params};

use super::users::{COLUMNS, User, from_row};
use super::{Problem, Store, StoreError};
use crate::auth::secret::Secret;

/// When a session ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// Seconds without a request.
    pub idle: i64,
    /// Seconds after the login.
    pub absolute: i64,
}

impl Default for SessionLimits {
    /// An hour, and twelve.
    fn default() -> Self {
        Self {
            idle: 3600,
            absolute: 12 * 3600,
        }
    }
}

/// A session's last use is noted this seldom, seconds, so that reading does not mean writing.
const NOTED_EVERY: i64 = 60;

impl Store {
    /// Starts a session.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn start_session(&self, user: &User, now: i64) -> Result<Secret, StoreError> {
        let secret = Secret::new()?;
        self.write(|connection| {
            connection.execute(
                "INSERT INTO sessions (secret, user, started, seen) VALUES (?1, ?2, ?3, ?3)",
                params![secret.digest().0, user.id, now],
            )?;
            Ok::<_, Problem>(())
        })?;
        Ok(secret)
    }

    /// Whose session it is, unless it ended.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn session(
        &self,
        secret: &Secret,
        now: i64,
        limits: SessionLimits,
    ) -> Result<Option<User>, StoreError> {
        let digest = secret.digest();
        let found = self.read(|connection| {
            connection
                .prepare_cached(&format!(
                    "SELECT {COLUMNS}, secret, seen FROM sessions JOIN users ON users.id = user
                     WHERE secret = ?1 AND seen > ?2 AND started > ?3 AND NOT disabled"
                ))?
                .query_row(
                    params![digest.0, now - limits.idle, now - limits.absolute],
                    |row| {
                        let stored: Vec<u8> = row.get(5)?;
                        Ok((from_row(row)?, stored, row.get::<_, i64>(6)?))
                    },
                )
                .optional()
        })?;
        let Some((user, stored, seen)) = found else {
            return Ok(None);
        };
        if !digest.fits(&stored) {
            return Ok(None);
        }
        if now - seen >= NOTED_EVERY {
            self.write(|connection| {
                connection.execute(
                    "UPDATE sessions SET seen = ?2 WHERE secret = ?1",
                    params![digest.0, now],
                )
            })?;
        }
        Ok(Some(user))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn end_session(&self, secret: &Secret) -> Result<(), StoreError> {
        self.write(|connection| {
            connection.execute(
                "DELETE FROM sessions WHERE secret = ?1",
                [secret.digest().0],
            )
        })?;
        Ok(())
    }

    /// Removes what ended by itself: sessions, invitations and tokens.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn sweep(&self, now: i64, limits: SessionLimits) -> Result<(), StoreError> {
        self.write(|connection| {
            connection.execute(
                "DELETE FROM sessions WHERE seen <= ?1 OR started <= ?2",
                [now - limits.idle, now - limits.absolute],
            )?;
            connection.execute("DELETE FROM invitations WHERE expires <= ?1", [now])?;
            connection.execute("DELETE FROM tokens WHERE expires <= ?1", [now])
        })?;
        Ok(())
    }
}
