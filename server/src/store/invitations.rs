//! Invitations: links by which users choose their password. Each works once, for a week.

use rusqlite::{OptionalExtension as _, params};

use super::users::{COLUMNS, User, from_row};
use super::{Problem, Store, StoreError};
use crate::auth::secret::Secret;

/// How long an invitation works, seconds.
const LIFETIME: i64 = 7 * 24 * 3600;

impl Store {
    /// Makes an invitation for a user; those before it stop working.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn invite(&self, user: &User, now: i64) -> Result<Secret, StoreError> {
        let secret = Secret::new()?;
        self.write(|connection| {
            connection.execute("DELETE FROM invitations WHERE user = ?1", [user.id])?;
            connection.execute(
                "INSERT INTO invitations (secret, user, expires) VALUES (?1, ?2, ?3)",
                params![secret.digest().0, user.id, now + LIFETIME],
            )?;
            Ok::<_, Problem>(())
        })?;
        Ok(secret)
    }

    /// Whom an invitation is for; `None` where it was used, is too old, or never was one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn invitation(&self, secret: &Secret, now: i64) -> Result<Option<User>, StoreError> {
        let digest = secret.digest();
        let found = self.read(|connection| {
            connection
                .prepare_cached(&format!(
                    "SELECT {COLUMNS}, secret FROM invitations JOIN users ON users.id = user
                     WHERE secret = ?1 AND expires > ?2 AND NOT disabled"
                ))?
                .query_row(params![digest.0, now], |row| {
                    Ok((from_row(row)?, row.get::<_, Vec<u8>>(5)?))
                })
                .optional()
        })?;
        Ok(found.and_then(|(user, stored)| digest.fits(&stored).then_some(user)))
    }

    /// Uses up an invitation: stores the hash of the password chosen, and ends the user's sessions.
    /// `None` where the invitation does not hold any more.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn accept(
        &self,
        secret: &Secret,
        password: &str,
        now: i64,
    ) -> Result<Option<User>, StoreError> {
        let Some(user) = self.invitation(secret, now)? else {
            return Ok(None);
        };
        self.write(|connection| {
            // Of two at the same time one deletes it, and only that one goes on.
            let used = connection.execute(
                "DELETE FROM invitations WHERE secret = ?1",
                [secret.digest().0],
            )?;
            if used == 0 {
                return Ok::<_, Problem>(None);
            }
            connection.execute(
                "UPDATE users SET password = ?2 WHERE id = ?1",
                params![user.id, password],
            )?;
            connection.execute("DELETE FROM sessions WHERE user = ?1", [user.id])?;
            Ok(Some(User {
                password: true,
                ..user
            }))
        })
    }
}
