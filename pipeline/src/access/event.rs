//! What is noted in the log, and the check of everything that is noted.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{People, PeopleError, Refusal, SignedApproval, SignedChange, SignedRequest, times};

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    #[serde(with = "times")]
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub event: Event,
}

/// Something that is noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", content = "of", rename_all = "kebab-case")]
pub enum Event {
    /// Somebody was added or removed.
    People(SignedChange),
    /// Somebody asked to see a cluster's conversations.
    TraceAsked(SignedRequest),
    /// They were shown.
    TraceShown {
        /// By whom that was agreed.
        approved: Box<SignedApproval>,
        /// How many conversations were shown.
        conversations: u64,
    },
    /// They were not.
    TraceRefused {
        /// The cluster.
        cluster: String,
        /// Who asked, as far as they said.
        by: String,
        /// Why.
        why: String,
    },
    /// The clusters of all conversations were listed (`kleio assignments`).
    AssignmentsShown {
        /// How many conversations.
        conversations: u64,
    },
    /// Something was purged.
    Purged {
        /// What, without naming anybody.
        what: String,
    },
    /// The vault was encrypted.
    Encrypted {},
    /// The vault was decrypted.
    Decrypted {},
    /// It has another passphrase.
    PassphraseChanged {},
}

/// What a log says, once all of it was checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audit {
    /// The entries, in order.
    pub entries: Vec<Entry>,
    /// Who there is now.
    pub people: People,
    /// Entries that were noted at an earlier time than the one before; a clock was changed.
    pub back_in_time: Vec<u64>,
}

/// Something in a log was never allowed, although its chain is whole.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// It is none of ours.
    #[error("Entry {number} of the log makes no sense: {why}.")]
    Unknown {
        /// Which.
        number: u64,
        /// How that shows.
        why: String,
    },
    /// Somebody was added or removed who could not be.
    #[error("Entry {number} of the log was not written by kleio: {cause}")]
    People {
        /// Which.
        number: u64,
        /// Why.
        cause: PeopleError,
    },
    /// Something was asked or shown that could not be.
    #[error("Entry {number} of the log was not written by kleio: {cause}")]
    Trace {
        /// Which.
        number: u64,
        /// Why.
        cause: Refusal,
    },
}

/// Checks the entries of the log of `vault`: every signature, and that everybody was allowed to do what
/// is noted at the time.
///
/// # Errors
/// The first entry that cannot be true.
pub fn audit(entries: &[String], vault: &str) -> Result<Audit, AuditError> {
    let mut audit = Audit::default();
    for (number, json) in (1..).zip(entries) {
        let entry: Entry = serde_json::from_str(json).map_err(|e| AuditError::Unknown {
            number,
            why: e.to_string(),
        })?;
        let trace = |cause| AuditError::Trace { number, cause };
        match &entry.event {
            Event::People(change) => audit
                .people
                .apply(change, vault)
                .map_err(|cause| AuditError::People { number, cause })?,
            Event::TraceAsked(request) => request.check(&audit.people).map_err(trace)?,
            Event::TraceShown { approved, .. } => {
                let run = &approved.request.request.run;
                approved
                    .check(&audit.people, vault, run, entry.at)
                    .map_err(trace)?;
            }
            _ => {}
        }
        if audit.entries.last().is_some_and(|last| last.at > entry.at) {
            audit.back_in_time.push(number);
        }
        audit.entries.push(entry);
    }
    Ok(audit)
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = |by: &Option<String>| by.as_ref().map_or(String::new(), |by| format!(" by {by}"));
        match self {
            Self::People(SignedChange { change, .. }) => {
                let verb = if change.key.is_some() {
                    "added"
                } else {
                    "removed"
                };
                write!(f, "{verb} {}{}", change.name, by(&change.by))
            }
            Self::TraceAsked(SignedRequest { request, .. }) => write!(
                f,
                "{} asked for cluster {} ({}), for: {}",
                request.by, request.cluster, request.name, request.purpose
            ),
            Self::TraceShown {
                approved,
                conversations,
            } => {
                let request = &approved.request.request;
                write!(
                    f,
                    "{} saw {conversations} references of cluster {} ({}), approved by {}, for: {}",
                    request.by,
                    request.cluster,
                    request.name,
                    approved.approval.by,
                    request.purpose
                )
            }
            Self::TraceRefused { cluster, by, why } => {
                write!(f, "{by} was not shown cluster {cluster}: {why}")
            }
            Self::AssignmentsShown { conversations } => {
                write!(
                    f,
                    "the clusters of {conversations} conversations were listed"
                )
            }
            Self::Purged { what } => write!(f, "purged {what}"),
            Self::Encrypted {} => write!(f, "encrypted the vault"),
            Self::Decrypted {} => write!(f, "decrypted the vault"),
            Self::PassphraseChanged {} => write!(f, "changed the passphrase"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Change, PrivateKey, Request};
    use super::*;

    fn json(event: Event) -> String {
        let at = "2026-03-02T10:00:00Z".parse().unwrap();
        serde_json::to_string(&Entry { at, event }).unwrap()
    }

    fn added(name: &str, key: &PrivateKey) -> Event {
        let change = Change {
            vault: "v".into(),
            name: name.into(),
            key: Some(key.public()),
            by: None,
            at: "2026-03-02T10:00:00Z".parse().unwrap(),
        };
        Event::People(SignedChange::new(change, None).unwrap())
    }

    #[test]
    fn entries_have_a_form_that_stays() {
        let listed = Event::AssignmentsShown { conversations: 3 };
        insta::assert_snapshot!(json(listed), @r#"{"at":"2026-03-02T10:00:00Z","event":"assignments-shown","of":{"conversations":3}}"#);
        insta::assert_snapshot!(json(Event::Encrypted {}), @r#"{"at":"2026-03-02T10:00:00Z","event":"encrypted","of":{}}"#);
    }

    #[test]
    fn what_was_never_allowed_is_found_in_a_whole_chain() {
        let keys: Vec<PrivateKey> = (0..3).map(|_| PrivateKey::new().unwrap()).collect();
        let mut entries = vec![json(added("anna", &keys[0])), json(added("ben", &keys[1]))];
        let request = Request {
            vault: "v".into(),
            run: "r".into(),
            cluster: "c".into(),
            name: "n".into(),
            purpose: "p".into(),
            by: "anna".into(),
            at: "2026-03-02T09:00:00Z".parse().unwrap(),
            until: "2026-03-02T11:00:00Z".parse().unwrap(),
            number: "1".into(),
        };
        let asked = SignedRequest::new(request, &keys[0]).unwrap();
        let at = "2026-03-02T09:30:00Z".parse().unwrap();
        let shown = |by: &str, key: &PrivateKey| Event::TraceShown {
            approved: Box::new(asked.clone().approve(by, key, at).unwrap()),
            conversations: 30,
        };
        entries.push(json(Event::TraceAsked(asked.clone())));
        entries.push(json(shown("ben", &keys[1])));
        let good = audit(&entries, "v").unwrap();
        assert_eq!((good.entries.len(), good.people.iter().count()), (4, 2));
        assert_eq!(
            good.entries[3].event.to_string(),
            "anna saw 30 references of cluster c (n), approved by ben, for: p"
        );
        for forged in [
            json(shown("anna", &keys[0])),
            json(shown("ben", &keys[2])),
            json(added("carl", &keys[2])),
            "{}".to_owned(),
            r#"{"at":"2026-03-02T10:00:00Z","event":"forgotten","of":{}}"#.to_owned(),
        ] {
            let mut entries = entries.clone();
            entries.push(forged.clone());
            assert!(audit(&entries, "v").is_err(), "{forged}");
        }
        assert!(audit(&entries, "w").is_err(), "the log of another vault");
    }
}
