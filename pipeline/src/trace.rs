//! Which conversations are in a cluster: shown to one person once a second one agreed.
//!
//! What is shown is where each conversation was read, its file and its place there; the vault has no
//! more to show.
//!
//! Invariant: nothing is shown before it is in the log, and nothing that [`SignedApproval::check`]
//! refuses.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use kleio_shared::chain::Head;

use crate::access::{
    self, Audit, AuditError, Event, PeopleError, PrivateKey, Refusal, Request, SignedApproval,
    SignedRequest,
};
use crate::facets::Facets;
use crate::read::Unit;
use crate::run::{References, Screened};
use crate::vault::{LogError, StageName, VaultError, VaultReader};

/// Why nothing could be asked or shown.
#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    /// The vault cannot be used.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The log was changed.
    #[error(
        "{0} Nothing is shown while the log is not whole. Keep access.log and access.head as evidence and move them away: a new log begins then, in which persons have to be added again."
    )]
    Log(#[from] LogError),
    /// The log says something that cannot be true.
    #[error("{0} Nothing is shown. Find out who changed the log.")]
    Audit(#[from] AuditError),
    /// Somebody is not who they say.
    #[error(transparent)]
    Person(#[from] PeopleError),
    /// The approval does not allow it.
    #[error("Nothing is shown. {0}")]
    Refused(#[from] Refusal),
    /// There is no such cluster.
    #[error("The vault has no cluster {0}. `kleio tree RELEASE --json` gives the ids.")]
    NoCluster(String),
    /// One person alone asks for everything.
    #[error(
        "This vault has persons who agree before somebody sees whose conversations are where, so nobody sees all of \
         them. Ask for one cluster: kleio trace CLUSTER --purpose TEXT."
    )]
    Persons,
    /// A purpose is asked for.
    #[error("Say what for: --purpose with some words that the second person can judge by.")]
    NoPurpose,
    /// How long is out of range.
    #[error("A request is good for at least a minute and at most {} days.", access::LONGEST.as_hours() / 24)]
    Time,
    /// A request has no form; a mistake in Kleio.
    #[error("The request cannot be written: {0}.")]
    Json(#[from] serde_json::Error),
}

/// Who asks, with the key that shows it.
#[derive(Debug, Clone, Copy)]
pub struct Who<'a> {
    /// The name in the vault.
    pub name: &'a str,
    /// The private key.
    pub key: &'a PrivateKey,
}

/// A conversation of a cluster, by where it was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// The file.
    pub file: String,
    /// The number in it, from 1.
    pub number: u64,
    /// Of what: `line`, `record` or `row`.
    pub unit: &'static str,
}

/// Everybody there is, and what the log says, all checked.
///
/// # Errors
/// When the log was changed, or says what cannot be true.
pub fn audit(vault: &VaultReader) -> Result<Audit, TraceError> {
    let read = vault.log().verify(&[])?;
    Ok(access::audit(&read.entries, vault.id())?)
}

/// Checks that one person alone may see which conversations are in which clusters: as long as nobody was named
/// who has to agree.
///
/// # Errors
/// When there are persons, or as for [`audit`].
pub fn one_may_see_all(vault: &VaultReader) -> Result<(), TraceError> {
    match audit(vault)?.people.iter().next() {
        Some(_) => Err(TraceError::Persons),
        None => Ok(()),
    }
}

/// Signs a request to see the conversations of `cluster`, good for `time` from `now`, and notes it.
///
/// # Errors
/// When there is no such cluster, the person is not registered, or the log cannot be used.
pub fn ask(
    vault: &VaultReader,
    cluster: &str,
    purpose: &str,
    who: Who<'_>,
    time: SignedDuration,
    now: Timestamp,
) -> Result<SignedRequest, TraceError> {
    if purpose.trim().is_empty() {
        return Err(TraceError::NoPurpose);
    }
    if !(SignedDuration::from_mins(1)..=access::LONGEST).contains(&time) {
        return Err(TraceError::Time);
    }
    audit(vault)?.people.with_key(who.name, &who.key.public())?;
    let found = find(vault, cluster)?;
    let second = |time: Timestamp| Timestamp::from_second(time.as_second()).unwrap_or(time);
    let request = Request {
        vault: vault.id().to_owned(),
        run: vault.stage_key(StageName::Measure)?,
        cluster: cluster.to_owned(),
        name: found.name,
        purpose: purpose.trim().to_owned(),
        by: who.name.to_owned(),
        at: second(now),
        until: second(now + time),
        number: crate::vault::random_text()?,
    };
    let signed = SignedRequest::new(request, who.key)?;
    access::note(&vault.log(), now, Event::TraceAsked(signed.clone()))?;
    Ok(signed)
}

/// The conversations of `cluster`, if `approved` allows it, and the head of the log in which that is
/// noted. That it was not allowed is noted too.
///
/// # Errors
/// When it is not allowed, or the log or the vault cannot be used.
pub fn show(
    vault: &VaultReader,
    cluster: &str,
    purpose: &str,
    who: Who<'_>,
    approved: &SignedApproval,
    now: Timestamp,
) -> Result<(Vec<Reference>, Head), TraceError> {
    let people = audit(vault)?.people;
    let run = vault.stage_key(StageName::Measure)?;
    let request = &approved.request.request;
    let allowed = people
        .with_key(who.name, &who.key.public())
        .map_err(Refusal::from)
        .and_then(|person| {
            if person.name != request.by {
                return Err(Refusal::Other("person"));
            }
            if cluster != request.cluster {
                return Err(Refusal::Other("cluster"));
            }
            if purpose.trim() != request.purpose {
                return Err(Refusal::Other("purpose"));
            }
            approved.check(&people, vault.id(), &run, now)
        });
    if let Err(refusal) = allowed {
        let refused = Event::TraceRefused {
            cluster: cluster.to_owned(),
            by: who.name.to_owned(),
            why: refusal.to_string(),
        };
        access::note(&vault.log(), now, refused)?;
        return Err(refusal.into());
    }
    let references = references(vault, &find(vault, cluster)?)?;
    let shown = Event::TraceShown {
        approved: Box::new(approved.clone()),
        conversations: references.len() as u64,
    };
    let head = access::note(&vault.log(), now, shown)?;
    Ok((references, head))
}

/// A cluster and the ids of its conversations.
struct Found {
    name: String,
    ids: Vec<String>,
}

fn find(vault: &VaultReader, cluster: &str) -> Result<Found, TraceError> {
    let facets: Facets = vault.load(StageName::Facets)?;
    let outline = vault.load::<Screened>(StageName::Measure)?.outline;
    for (level, sketches) in outline.levels.iter().enumerate() {
        let Some(index) = sketches.iter().position(|s| s.id.as_str() == cluster) else {
            continue;
        };
        let labels = outline.labels_at(level);
        let is_member = |label: &Option<u32>| label.is_some_and(|at| at as usize == index);
        let ids = facets.ids.iter().zip(&labels);
        return Ok(Found {
            name: sketches[index].name.clone(),
            ids: ids
                .filter(|(_, label)| is_member(label))
                .map(|(id, _)| id.clone())
                .collect(),
        });
    }
    Err(TraceError::NoCluster(cluster.to_owned()))
}

fn references(vault: &VaultReader, found: &Found) -> Result<Vec<Reference>, TraceError> {
    let read: References = vault.load(StageName::Sources)?;
    let rows: BTreeMap<&str, usize> = read.ids.iter().map(String::as_str).zip(0..).collect();
    let place = |id: &String| {
        let row = *rows.get(id.as_str())?;
        Some(Reference {
            file: read.files.get(read.file[row] as usize)?.clone(),
            number: read.number[row],
            unit: Unit::word(read.unit[row], 1),
        })
    };
    let mut references: Vec<Reference> = found.ids.iter().filter_map(place).collect();
    references.sort();
    Ok(references)
}
