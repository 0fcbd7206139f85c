//! Who may see and do what: roles, who is asking, and what a route needs.

use std::fmt;
use std::str::FromStr;

use kleio_shared::policy::Profile;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a user may do; each role may do what those before it may.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads the current releases, those behind the login too.
    Viewer,
    /// Also reads earlier versions, and makes tokens for programs.
    Analyst,
    /// Also publishes, retires and rolls back releases.
    Publisher,
    /// Also manages users, and reads the access log.
    Admin,
}

impl Role {
    /// All roles, the least first.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Analyst, Self::Publisher, Self::Admin];

    /// The name in commands, files and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Analyst => "analyst",
            Self::Publisher => "publisher",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|role| role.name() == name)
            .ok_or_else(|| "Roles are viewer, analyst, publisher and admin.".to_owned())
    }
}

/// Who may see a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Anyone, without a login.
    Public,
    /// Who is logged in.
    Login,
}

impl Visibility {
    /// The widest visibility that a release of this profile may have.
    #[must_use]
    pub const fn of(profile: Profile) -> Self {
        match profile {
            Profile::Public | Profile::OpenData => Self::Public,
            Profile::Analyst => Self::Login,
        }
    }

    /// The name in the store.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Login => "login",
        }
    }
}

/// How a person proved who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// A session's cookie; with the value that its forms must carry.
    Session {
        /// See [`crate::auth::form`].
        form: String,
    },
    /// A bearer token, by its number.
    Token(i64),
    /// A header that a trusted proxy set; with the value that forms must carry, where there is one.
    Proxy {
        /// See [`crate::auth::form`].
        form: Option<String>,
    },
}

impl Proof {
    /// The word in the access log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Session { .. } => "session",
            Self::Token(_) => "token",
            Self::Proxy { .. } => "proxy",
        }
    }
}

/// A user who is logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The user's number in the store.
    pub user: i64,
    /// The user's name.
    pub name: String,
    /// What the user may do.
    pub role: Role,
    /// How we know.
    pub proof: Proof,
}

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asker {
    /// Somebody, on a server that keeps no users and only this machine can reach, or that shows
    /// nothing but public releases.
    Local,
    /// Nobody we know.
    Nobody,
    /// A user.
    Person(Person),
}

impl Asker {
    /// The user, where there is one.
    #[must_use]
    pub const fn person(&self) -> Option<&Person> {
        match self {
            Self::Person(person) => Some(person),
            Self::Local | Self::Nobody => None,
        }
    }

    /// Whether a release may be shown: `past` where it is not the current version of its series.
    #[must_use]
    pub fn may_see(&self, visibility: Visibility, past: bool) -> bool {
        match self {
            Self::Local => true,
            Self::Nobody => visibility == Visibility::Public && !past,
            Self::Person(person) => !past || person.role >= Role::Analyst,
        }
    }
}

/// What a route asks of who calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// That the release named by `{id}` may be shown to them.
    Release,
    /// That the server keeps users; for pages that let people in.
    Accounts,
    /// A login with at least this role.
    Role(Role),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(role: Role) -> Asker {
        Asker::Person(Person {
            user: 1,
            name: "ada".to_owned(),
            role,
            proof: Proof::Token(1),
        })
    }

    #[test]
    fn nobody_sees_what_is_behind_the_login_or_past() {
        assert!(Asker::Nobody.may_see(Visibility::Public, false));
        assert!(!Asker::Nobody.may_see(Visibility::Public, true));
        assert!(!Asker::Nobody.may_see(Visibility::Login, false));
        assert!(person(Role::Viewer).may_see(Visibility::Login, false));
        assert!(!person(Role::Viewer).may_see(Visibility::Login, true));
        assert!(person(Role::Analyst).may_see(Visibility::Login, true));
    }

    #[test]
    fn an_analyst_release_is_never_public_by_itself() {
        assert_eq!(Visibility::of(Profile::Analyst), Visibility::Login);
        assert_eq!(Visibility::of(Profile::Public), Visibility::Public);
    }

    #[test]
    fn roles_are_read_by_name_and_ordered() {
        for role in Role::ALL {
            assert_eq!(role.name().parse(), Ok(role));
        }
        assert!("root".parse::<Role>().unwrap_err().contains("publisher"));
        assert!(Role::Admin > Role::Publisher && Role::Analyst > Role::Viewer);
    }
}
