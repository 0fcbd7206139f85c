//! Bearer tokens of programs.

use rusqlite::{OptionalExtension as _, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::users::{COLUMNS, User, from_row};
use super::{Problem, Store, StoreError};
use crate::auth::secret::Secret;

/// The longest life of a token, days.
pub const LONGEST_DAYS: i64 = 366;

/// A token, without its secret, which nobody can be shown again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Token {
    /// Number, by which it is revoked.
    pub id: i64,
    /// Whose it is.
    pub user: String,
    /// What it is for, in its user's words.
    pub label: String,
    /// When it was made, seconds since 1970.
    pub made: i64,
    /// When it stops working, seconds since 1970.
    pub expires: i64,
}

impl Store {
    /// Makes a token for a user that works for `days`, 1 to [`LONGEST_DAYS`].
    ///
    /// # Errors
    /// When the label or the days are out of range, or the store cannot be written.
    pub fn make_token(
        &self,
        user: &User,
        label: &str,
        days: i64,
        now: i64,
    ) -> Result<(Token, Secret), StoreError> {
        let label = label.trim();
        if label.is_empty() || label.chars().count() > 100 || label.contains(char::is_control) {
            return Err(StoreError::Refused(
                "Say in 1 to 100 characters what the token is for.".to_owned(),
            ));
        }
        if !(1..=LONGEST_DAYS).contains(&days) {
            return Err(StoreError::Refused(format!(
                "A token works for 1 to {LONGEST_DAYS} days."
            )));
        }
        let secret = Secret::new()?;
        let expires = now + days * 24 * 3600;
        let token = self.write(|connection| {
            connection.execute(
                "INSERT INTO tokens (secret, user, label, made, expires) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![secret.digest().0, user.id, label, now, expires],
            )?;
            Ok::<_, Problem>(Token {
                id: connection.last_insert_rowid(),
                user: user.name.clone(),
                label: label.to_owned(),
                made: now,
                expires,
            })
        })?;
        Ok((token, secret))
    }

    /// The number and the user of a token, unless it expired or was revoked.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn token(&self, secret: &Secret, now: i64) -> Result<Option<(i64, User)>, StoreError> {
        let digest = secret.digest();
        let found = self.read(|connection| {
            connection
                .prepare_cached(&format!(
                    "SELECT {COLUMNS}, secret, tokens.id FROM tokens JOIN users ON users.id = user
                     WHERE secret = ?1 AND expires > ?2 AND NOT disabled"
                ))?
                .query_row(params![digest.0, now], |row| {
                    let stored: Vec<u8> = row.get(5)?;
                    Ok((stored, row.get(6)?, from_row(row)?))
                })
                .optional()
        })?;
        Ok(found.and_then(|(stored, id, user)| digest.fits(&stored).then_some((id, user))))
    }

    /// Tokens, of one user or of all.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn tokens(&self, user: Option<i64>) -> Result<Vec<Token>, StoreError> {
        self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT tokens.id, users.name, label, made, expires
                     FROM tokens JOIN users ON users.id = user
                     WHERE ?1 IS NULL OR user = ?1 ORDER BY tokens.id",
                )?
                .query_map([user], |row| {
                    Ok(Token {
                        id: row.get(0)?,
                        user: row.get(1)?,
                        label: row.get(2)?,
                        made: row.get(3)?,
                        expires: row.get(4)?,
                    })
                })?
                .collect()
        })
    }

    /// Revokes a token, of this user or of whomever; says whether there was one.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn revoke_token(&self, id: i64, user: Option<i64>) -> Result<bool, StoreError> {
        let removed = self.write(|connection| {
            connection.execute(
                "DELETE FROM tokens WHERE id = ?1 AND (?2 IS NULL OR user = ?2)",
                params![id, user],
            )
        })?;
        Ok(removed > 0)
    }
}
