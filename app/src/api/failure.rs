//! Why a release cannot be shown, in sentences that say what to do.

use kleio_shared::release::{ReleaseError, SCHEMA, VECTORS_FILE};

use crate::tr;

/// Why the server's answer is of no use.
#[derive(Debug)]
pub enum ApiError {
    /// No answer at all.
    Unreachable,
    /// There is nothing at this address.
    NoRelease(String),
    /// The release is for users, and none is logged in (any more).
    LoginNeeded,
    /// The list of releases did not come, by its HTTP status.
    ListStatus(u16),
    /// A file of a release did not come.
    FileStatus {
        /// Its name.
        file: String,
        /// HTTP status code.
        status: u16,
    },
    /// The list of releases is not what a Kleio server sends.
    Unreadable,
    /// The bytes are no sound release.
    Release(ReleaseError),
}

impl From<ReleaseError> for ApiError {
    fn from(error: ReleaseError) -> Self {
        Self::Release(error)
    }
}

impl ApiError {
    /// What is the matter, in a heading.
    #[must_use]
    pub fn heading(&self) -> &'static str {
        match self {
            Self::Unreachable => tr!("The server cannot be reached"),
            Self::NoRelease(_) => tr!("This release is not here any more"),
            Self::Release(ReleaseError::Schema { .. }) => {
                tr!("This release is of another version of Kleio")
            }
            _ => tr!("The release could not be opened"),
        }
    }

    /// What is the matter and what to do, for the reader.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Unreachable => {
                tr!("The server does not answer. See whether kleio-server is running and whether you are online. It is asked again by itself.")
                    .to_owned()
            }
            Self::NoRelease(id) => tr!(
                "The server has no release {release}, or does not show it to you: it was taken back or replaced, or you need to log in.",
                release = id
            ),
            Self::LoginNeeded => {
                tr!("This release is for readers who log in, and you are not, or not any more. Open /login.").to_owned()
            }
            Self::ListStatus(status) => tr!(
                "The server answered the list of releases with status {status}. Its log says why.",
                status = status.to_string()
            ),
            Self::FileStatus { file, status } => tr!(
                "The server answered {file} with status {status}. Its log says why.",
                file = file,
                status = status.to_string()
            ),
            Self::Unreadable => tr!(
                "The answer to the list of releases is not what a Kleio server sends. See what answers at this \
                 address."
            )
            .to_owned(),
            Self::Release(error) => unsound(error),
        }
    }
}

/// That a release of schema `found`, written by `generator`, is not for this client, and what to do.
fn another_version(found: u32, generator: &str) -> String {
    let writer = if generator.is_empty() {
        "kleio"
    } else {
        generator
    };
    let about = tr!(
        "It has schema {found}, written by {writer}; this page reads schema {newest}.",
        found = found,
        writer = writer,
        newest = SCHEMA
    );
    let advice = if found < SCHEMA {
        tr!(
            "Run kleio again on the same vault, which writes it anew, or open it on a server of the version that wrote \
             it."
        )
    } else {
        tr!(
            "Load the page again. If that does not help, the server is too old for it: start a kleio-server of the \
             version that wrote it."
        )
    };
    format!("{about} {advice}")
}

/// Why a release is not sound. What a parser or the check of the policy found is theirs, in English.
fn unsound(error: &ReleaseError) -> String {
    match error {
        ReleaseError::Malformed { file, source } => tr!(
            "{file} is not a Kleio release file of schema {schema}: {found}. Write the release again with this \
             version of kleio.",
            file = *file,
            schema = SCHEMA,
            found = source.to_string()
        ),
        ReleaseError::Schema { found, generator } => another_version(*found, generator),
        ReleaseError::Hash { file } => tr!(
            "{file} does not match the manifest's SHA-256: it was changed or damaged after it was written. Copy the \
             release again from where it was made.",
            file = *file
        ),
        ReleaseError::Vectors(why) => tr!(
            "The file {file} does not belong to this release: {why}. Copy the release again from where it was made.",
            file = VECTORS_FILE,
            why = why
        ),
        ReleaseError::Policy(breaches) => tr!(
            "The release breaks its own privacy policy in {n, plural, one {# place} other {# places}}, first: \
             {first}. Do not publish it; write it again with kleio run.",
            n = breaches.len(),
            first = breaches
                .first()
                .map(ToString::to_string)
                .unwrap_or_default()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_says_what_to_do() {
        let file = ApiError::FileStatus {
            file: "clusters.json".to_owned(),
            status: 1500,
        };
        assert_eq!(
            file.sentence(),
            "The server answered clusters.json with status 1500. Its log says why."
        );
    }

    #[test]
    fn another_version_says_which_and_what_to_do() {
        let of = |found, generator: &str| {
            let generator = generator.to_owned();
            ApiError::Release(ReleaseError::Schema { found, generator })
        };
        let (old, new) = (of(2, "kleio 0.1.0"), of(99, ""));
        assert_eq!(old.heading(), "This release is of another version of Kleio");
        let (old, new) = (old.sentence(), new.sentence());
        assert!(old.contains("schema 2, written by kleio 0.1.0"), "{old}");
        assert!(old.contains("Run kleio again"), "{old}");
        assert!(new.contains("schema 99, written by kleio;"), "{new}");
        assert!(new.contains("server is too old"), "{new}");
    }

    #[test]
    fn an_unsound_release_is_told_as_the_programs_tell_it() {
        let malformed = |bytes: &[u8]| serde_json::from_slice::<u32>(bytes).err();
        let errors = [
            malformed(b"x").map(|source| ReleaseError::Malformed {
                file: "manifest.json",
                source,
            }),
            Some(ReleaseError::Hash {
                file: "clusters.json",
            }),
            Some(ReleaseError::Vectors("it is too short".to_owned())),
        ];
        for error in errors.into_iter().flatten() {
            assert_eq!(unsound(&error), error.to_string());
        }
    }
}
