//! Passwords: argon2id (RFC 9106), checked one or two at a time.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};

/// Fewest characters of a password (NIST SP 800-63B, section 3.1.1.2, for one used alone).
pub const SHORTEST: usize = 15;

/// Most bytes of one, so that nobody keeps the server busy with a book.
pub const LONGEST: usize = 1024;

/// Why a text is not taken as a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPassword {
    /// Too easy to guess.
    #[error("A password needs {SHORTEST} characters or more. A few words in a row are fine.")]
    Short,
    /// Too much of it.
    #[error("A password may have {LONGEST} bytes at most.")]
    Long,
    /// Said of those that everybody would try.
    #[error("This password repeats one character, or is the user's name. Choose another one.")]
    Obvious,
    /// The hash could not be computed.
    #[error("The password could not be stored: its hash failed.")]
    Failed,
}

/// Hashes a new password of the user `name`: argon2id, 19 MiB, two passes, with its own salt.
///
/// # Errors
/// When the password is too short, too long or obvious.
pub fn hash(password: &str, name: &str) -> Result<String, BadPassword> {
    if password.chars().count() < SHORTEST {
        return Err(BadPassword::Short);
    }
    if password.len() > LONGEST {
        return Err(BadPassword::Long);
    }
    let mut characters = password.chars();
    let first = characters.next();
    if characters.all(|c| Some(c) == first) || password.eq_ignore_ascii_case(name) {
        return Err(BadPassword::Obvious);
    }
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|_| BadPassword::Failed)
}

/// Whether `password` is the one that `stored` was made of. Where nothing is stored the same work is
/// done, so that the time does not tell whether a user exists.
#[must_use]
pub fn verify(password: &str, stored: Option<&str>) -> bool {
    static NOBODY: LazyLock<String> =
        LazyLock::new(|| hash("no user has this password", "").unwrap_or_default());
    if password.len() > LONGEST {
        return false;
    }
    let Ok(parsed) = PasswordHash::new(stored.unwrap_or(&NOBODY)) else {
        return false;
    };
    let fits = Argon2::default()
        .verify_password(password.as_bytes(), &parsed)
        .is_ok();
    fits && stored.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_password_fits_and_no_other() {
        let stored = hash("four words in a row", "ada").unwrap();
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        assert!(verify("four words in a row", Some(&stored)));
        assert!(!verify("four words in a ro", Some(&stored)));
        assert!(!verify("no user has this password", None));
        assert!(!verify("four words in a row", Some("not a hash")));
        assert_ne!(
            stored,
            hash("four words in a row", "ada").unwrap(),
            "salted"
        );
    }

    #[test]
    fn weak_passwords_are_refused() {
        assert_eq!(hash("fourteen chars", "ada"), Err(BadPassword::Short));
        assert_eq!(hash("ääääääääääääääää", "ada"), Err(BadPassword::Obvious));
        let name = "a-rather-long-name";
        assert_eq!(hash("A-RATHER-LONG-NAME", name), Err(BadPassword::Obvious));
        assert_eq!(hash(&"ab".repeat(600), "ada"), Err(BadPassword::Long));
    }
}
