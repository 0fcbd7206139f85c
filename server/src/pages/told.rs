//! What the pages say of errors, roles and passwords, in the reader's language.

use crate::access::Role;
use crate::auth::password::{BadPassword, LONGEST, SHORTEST};
use crate::error::ApiError;
use crate::words::Words;

/// An error. Those that no page meets are told as programs are.
pub(super) fn error(words: Words, error: &ApiError) -> String {
    match error {
        ApiError::NotFound => words.say("There is nothing at this address."),
        ApiError::NoAccounts => {
            words.say("This server keeps no users. Start it with --data DIRECTORY to have some.")
        }
        ApiError::TokenInvalid => words.say(
            "This token is not valid: it may have been revoked or have expired. Make another one at /account.",
        ),
        ApiError::WrongPassword => words.say("This name and password do not belong together."),
        ApiError::FormExpired => words.say(
            "This request does not come from a page of this server, or the page is too old. Load the page again and repeat what you did.",
        ),
        ApiError::BodyTooLarge(_) => words.say("What was sent is too long."),
        ApiError::BodyTooSlow => words.say("What was sent did not arrive in time. Try again."),
        ApiError::BadBody(_) => words.say(
            "What was sent cannot be read. Load the page again and repeat what you did.",
        ),
        ApiError::Internal => words.say("The server failed at this. Its log says why."),
        ApiError::RoleNeeded(needed) => {
            let parts = [("role", role(words, *needed))];
            return words.fill("This needs the role {role}. An admin can give it to you.", &parts);
        }
        ApiError::TooManyFailures(seconds) => {
            return words.fill(
                "Too many failed attempts. Wait {n} seconds.",
                &[("n", &seconds.to_string())],
            );
        }
        ApiError::Conflict(why) => return refusal(words, why).to_owned(),
        other => return other.to_string(),
    }
    .to_owned()
}

/// What the store says of a token that it does not make.
pub(super) fn refusal(words: Words, why: &str) -> &str {
    let label = words.known("Say in 1 to 100 characters what the token is for.", why);
    let days = words.known("A token works for 1 to 366 days.", why);
    label.or(days).unwrap_or(why)
}

/// The name of a role.
pub(super) fn role(words: Words, role: Role) -> &'static str {
    match role {
        Role::Viewer => words.say("viewer"),
        Role::Analyst => words.say("analyst"),
        Role::Publisher => words.say("publisher"),
        Role::Admin => words.say("admin"),
    }
}

/// Why a text is not taken as a password.
pub(super) fn bad_password(words: Words, bad: BadPassword) -> String {
    match bad {
        BadPassword::Short => words.fill(
            "A password needs {n} characters or more. A few words in a row are fine.",
            &[("n", &SHORTEST.to_string())],
        ),
        BadPassword::Long => words.fill(
            "A password may have {n} bytes at most.",
            &[("n", &LONGEST.to_string())],
        ),
        BadPassword::Obvious => words.fill(
            "This password repeats one character, or is the user's name. Choose another one.",
            &[],
        ),
        BadPassword::Failed => bad.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> Words {
        Words::wanted(&"/".parse().unwrap(), &axum::http::HeaderMap::new())
    }

    #[test]
    fn in_english_pages_say_what_programs_are_told() {
        for same in [
            ApiError::NoAccounts,
            ApiError::TokenInvalid,
            ApiError::WrongPassword,
            ApiError::FormExpired,
            ApiError::Internal,
            ApiError::RoleNeeded(Role::Publisher),
            ApiError::TooManyFailures(8),
            ApiError::Conflict("There is a user called ada already.".to_owned()),
        ] {
            assert_eq!(error(english(), &same), same.to_string());
        }
        for bad in [BadPassword::Short, BadPassword::Long, BadPassword::Obvious] {
            assert_eq!(bad_password(english(), bad), bad.to_string());
        }
        for each in Role::ALL {
            assert_eq!(role(english(), each), each.name());
        }
    }

    #[test]
    fn what_the_store_refuses_is_told_in_the_readers_language() {
        let directory = tempfile::TempDir::new().unwrap();
        let store = crate::store::Store::open(directory.path()).unwrap();
        let user = store.add_user("ada", Role::Analyst).unwrap();
        let german = Words::wanted(&"/?lang=de".parse().unwrap(), &axum::http::HeaderMap::new());
        for (label, days) in [("", 1), ("x", 0)] {
            let why = store.make_token(&user, label, days, 0).unwrap_err();
            let why = why.to_string();
            assert_ne!(refusal(german, &why), why);
        }
    }
}
