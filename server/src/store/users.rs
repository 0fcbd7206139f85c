//! The users.

use rusqlite::{OptionalExtension as _, Row, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Problem, Store, StoreError};
use crate::access::Role;

/// A user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct User {
    /// Number in the store.
    #[serde(skip)]
    pub id: i64,
    /// The name to log in with.
    pub name: String,
    /// What the user may do.
    pub role: Role,
    /// Whether the user may not log in any more.
    pub disabled: bool,
    /// Whether there is a password, which there is once the invitation was accepted.
    pub password: bool,
}

/// Columns that [`from_row`] reads, of the table `users`.
pub(super) const COLUMNS: &str =
    "users.id, users.name, users.role, users.disabled, users.password IS NOT NULL";

pub(super) fn from_row(row: &Row<'_>) -> Result<User, rusqlite::Error> {
    let role: String = row.get(2)?;
    Ok(User {
        id: row.get(0)?,
        name: row.get(1)?,
        // What is no role may do the least.
        role: role.parse().unwrap_or(Role::Viewer),
        disabled: row.get(3)?,
        password: row.get(4)?,
    })
}

/// Whether a text can be a user's name: 1 to 64 letters, digits and `.`, `-`, `_`, `@`, `+`.
#[must_use]
pub fn is_name(text: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || ".-_@+".contains(c);
    !text.is_empty() && text.chars().count() <= 64 && text.chars().all(allowed)
}

impl Store {
    /// All users, by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn users(&self) -> Result<Vec<User>, StoreError> {
        self.read(|connection| {
            connection
                .prepare_cached(&format!("SELECT {COLUMNS} FROM users ORDER BY name"))?
                .query_map([], from_row)?
                .collect()
        })
    }

    /// The user called `name`, in whatever case.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn user(&self, name: &str) -> Result<Option<User>, StoreError> {
        self.read(|connection| {
            connection
                .prepare_cached(&format!("SELECT {COLUMNS} FROM users WHERE name = ?1"))?
                .query_row([name], from_row)
                .optional()
        })
    }

    /// A user and the hash of the password, where there is one and the user may log in.
    pub(crate) fn credentials(
        &self,
        name: &str,
    ) -> Result<Option<(User, Option<String>)>, StoreError> {
        self.read(|connection| {
            connection
                .prepare_cached(&format!(
                    "SELECT {COLUMNS}, users.password FROM users WHERE name = ?1 AND NOT disabled"
                ))?
                .query_row([name], |row| Ok((from_row(row)?, row.get(5)?)))
                .optional()
        })
    }

    /// Adds a user without a password.
    ///
    /// # Errors
    /// When the name is taken or no name, or the store cannot be written.
    pub fn add_user(&self, name: &str, role: Role) -> Result<User, StoreError> {
        if !is_name(name) {
            return Err(StoreError::Refused(
                "A user's name has 1 to 64 letters, digits and . - _ @ +.".to_owned(),
            ));
        }
        self.write(|connection| {
            let added = connection.execute(
                "INSERT INTO users (name, role) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                params![name, role.name()],
            )?;
            if added == 0 {
                return Err(Problem::Refused(format!(
                    "There is a user called {name} already."
                )));
            }
            Ok(User {
                id: connection.last_insert_rowid(),
                name: name.to_owned(),
                role,
                disabled: false,
                password: false,
            })
        })
    }

    /// Changes a user's role.
    ///
    /// # Errors
    /// When there is no such user, it is the last admin, or the store cannot be written.
    pub fn set_role(&self, name: &str, role: Role) -> Result<User, StoreError> {
        self.write(|connection| {
            let user = named(connection, name)?;
            if role != Role::Admin {
                not_the_last_admin(connection, &user)?;
            }
            connection.execute(
                "UPDATE users SET role = ?2 WHERE id = ?1",
                params![user.id, role.name()],
            )?;
            Ok::<_, Problem>(User { role, ..user })
        })
    }

    /// Lets a user in again, or in no more: then all the user's sessions, tokens and invitations end.
    ///
    /// # Errors
    /// When there is no such user, it is the last admin, or the store cannot be written.
    pub fn set_disabled(&self, name: &str, disabled: bool) -> Result<User, StoreError> {
        self.write(|connection| {
            let user = named(connection, name)?;
            if disabled {
                not_the_last_admin(connection, &user)?;
                for table in ["sessions", "tokens", "invitations"] {
                    connection
                        .execute(&format!("DELETE FROM {table} WHERE user = ?1"), [user.id])?;
                }
            }
            connection.execute(
                "UPDATE users SET disabled = ?2 WHERE id = ?1",
                params![user.id, disabled],
            )?;
            Ok::<_, Problem>(User { disabled, ..user })
        })
    }

    /// The user whom an OpenID Connect provider knows as `subject` (issuer and subject together).
    /// One called `name` without a subject yet is bound to this one.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub(crate) fn user_of_subject(
        &self,
        subject: &str,
        name: Option<&str>,
        newcomers: Option<Role>,
    ) -> Result<Option<User>, StoreError> {
        self.write(|connection| {
            let known = connection
                .query_row(
                    &format!("SELECT {COLUMNS} FROM users WHERE subject = ?1"),
                    [subject],
                    from_row,
                )
                .optional()?;
            if known.is_some() {
                return Ok::<_, Problem>(known.filter(|user| !user.disabled));
            }
            let Some(name) = name.filter(|name| is_name(name)) else {
                return Ok(None);
            };
            if let Some(role) = newcomers {
                connection.execute(
                    "INSERT INTO users (name, role) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                    params![name, role.name()],
                )?;
            }
            // A user with a password is somebody already: a provider's word does not take that over.
            connection.execute(
                "UPDATE users SET subject = ?1
                 WHERE name = ?2 AND subject IS NULL AND password IS NULL AND NOT disabled",
                [subject, name],
            )?;
            Ok(connection
                .query_row(
                    &format!("SELECT {COLUMNS} FROM users WHERE subject = ?1"),
                    [subject],
                    from_row,
                )
                .optional()?)
        })
    }
}

fn named(connection: &rusqlite::Connection, name: &str) -> Result<User, Problem> {
    connection
        .query_row(
            &format!("SELECT {COLUMNS} FROM users WHERE name = ?1"),
            [name],
            from_row,
        )
        .optional()?
        .ok_or_else(|| Problem::Refused(format!("There is no user called {name}.")))
}

fn not_the_last_admin(connection: &rusqlite::Connection, user: &User) -> Result<(), Problem> {
    let others: i64 = connection.query_row(
        "SELECT count(*) FROM users WHERE role = 'admin' AND NOT disabled AND id <> ?1",
        [user.id],
        |row| row.get(0),
    )?;
    if user.role == Role::Admin && !user.disabled && others == 0 {
        return Err(Problem::Refused(format!(
            "{} is the only admin. Make another user one first.",
            user.name
        )));
    }
    Ok(())
}
