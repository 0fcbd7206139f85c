//! Who may see which conversations are in a cluster, and the log of who did.
//!
//! The vault's access log is the only register: persons are those whom it says were added, so that
//! the register cannot be changed behind the log's back. Whoever reads it checks everything in it:
//! that each signature is good, and that each person was allowed to do what is noted.
//!
//! Invariant: no entry names a conversation or an account.

mod event;
mod keys;
mod people;
mod signed;
mod times;

pub use event::{Audit, AuditError, Entry, Event, audit};
pub use keys::{KeyError, PrivateKey, PublicKey, Signature};
pub use people::{Change, People, PeopleError, Person, SignedChange};
pub use signed::{
    Approval, LONGEST, Refusal, Request, RequestFileError, SignedApproval, SignedRequest, USUAL,
};

use jiff::Timestamp;
use kleio_shared::chain::Head;

use crate::vault::{Log, LogError, VaultError};

/// Adds an entry to the log.
///
/// # Errors
/// When the log was changed, or cannot be written.
pub fn note(log: &Log, at: Timestamp, event: Event) -> Result<Head, LogError> {
    let entry = Entry { at, event };
    let json = serde_json::to_string(&entry)
        .map_err(|e| VaultError::unstorable("The entry of the log", &e))?;
    log.append(&json)
}
