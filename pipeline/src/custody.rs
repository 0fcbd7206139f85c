//! What is done to a vault as a whole: encrypting it, and purging from it.
//!
//! Everything that a stage made was made from all conversations together: a word's count, a centroid,
//! a name. So purging takes the output of every stage away, and the next run makes it again from what
//! is left. Replies of models to questions about one conversation stay, but for those of what is
//! purged.
//!
//! Invariant: what is purged is noted as left out before anything is removed, so that whatever
//! interrupts this, no later run brings it back.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::access::{self, Event};
use crate::facets::Facets;
use crate::llm::{self, CacheError, Keep, Owner};
use crate::vault::{self, LogError, Passphrase, StageName, Unlock, Vault, VaultError};
use crate::week::Week;

/// Why a vault could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum CustodyError {
    /// The vault cannot be used.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The log cannot be used.
    #[error(
        "{0} Keep access.log and access.head as evidence and move them away: a new log begins then."
    )]
    Log(#[from] LogError),
    /// The replies of models cannot be used.
    #[error(transparent)]
    Replies(#[from] CacheError),
}

/// What to purge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purge {
    /// Everything of these accounts, by their ids as in the input.
    Accounts(Vec<String>),
    /// Everything that began before a time.
    Before(Timestamp),
    /// Everything.
    All,
}

/// What a purge found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Purged {
    /// Conversations of it in the vault; none where no run had come so far that this is known.
    pub conversations: Option<u64>,
    /// Conversations whose time is not known, which stay when the old ones are purged.
    pub without_time: u64,
    /// Replies of models that were removed.
    pub replies: u64,
}

/// Removes from the vault, and keeps out of all later runs in it, what `purge` names; what `All`
/// removes may come back with a later run, but for what was purged by account or time.
///
/// # Errors
/// When the vault is in use or cannot be written.
pub fn purge(vault: &mut Vault, purge: &Purge, now: Timestamp) -> Result<Purged, CustodyError> {
    let mut purged = found(vault, purge);
    match purge {
        Purge::Accounts(ids) => ids.iter().try_for_each(|id| vault.leave_out_account(id))?,
        Purge::Before(time) => vault.leave_out_before(*time)?,
        Purge::All => {}
    }
    vault.clear()?;
    purged.replies = replies(vault, purge)? as u64;
    if *purge == Purge::All {
        vault.renew_key()?;
    }
    let what = match purge {
        Purge::Accounts(ids) if ids.len() == 1 => "one account".to_owned(),
        Purge::Accounts(ids) => format!("{} accounts", ids.len()),
        Purge::Before(time) => format!("what began before {time}"),
        Purge::All => "everything".to_owned(),
    };
    access::note(&vault.log(), now, Event::Purged { what })?;
    Ok(purged)
}

/// How much of it there is. What cannot be read any more is purged all the same.
fn found(vault: &Vault, purge: &Purge) -> Purged {
    let Ok(Some(facets)) = vault.load::<Facets>(StageName::Facets) else {
        return Purged::default();
    };
    let count = |of: &dyn Fn(usize) -> bool| (0..facets.ids.len()).filter(|&row| of(row)).count();
    let conversations = match purge {
        Purge::Accounts(ids) => {
            let hashes: Vec<_> = ids.iter().map(|id| vault.account_hash(id)).collect();
            count(&|row| hashes.contains(&facets.accounts[row]))
        }
        Purge::Before(time) => {
            count(&|row| facets.weeks[row].is_some_and(|week| week < Week::of(*time)))
        }
        Purge::All => facets.ids.len(),
    };
    let without_time = match purge {
        Purge::Before(_) => facets.weeks.iter().filter(|week| week.is_none()).count(),
        _ => 0,
    };
    Purged {
        conversations: Some(conversations as u64),
        without_time: without_time as u64,
        replies: 0,
    }
}

fn replies(vault: &Vault, purge: &Purge) -> Result<usize, CacheError> {
    let rewrite = |keep| llm::rewrite_replies(vault.path(), vault.seal(), vault.seal(), &keep);
    match purge {
        Purge::Accounts(ids) => {
            let gone: Vec<String> = ids
                .iter()
                .map(|id| vault.account_hash(id).to_string())
                .collect();
            rewrite(Keep::Of(&|owner: &Owner| !gone.contains(&owner.account)))
        }
        // The vault knows weeks only: of the week that the time falls in, all goes.
        Purge::Before(time) => {
            let first = Week::of(*time);
            rewrite(Keep::Of(&|owner: &Owner| {
                owner.week.is_none_or(|week| week > first)
            }))
        }
        Purge::All => rewrite(Keep::Nothing),
    }
}

/// Encrypts the vault at or in `path`, or makes a new, encrypted one in `path`. Gives where it is.
///
/// # Errors
/// When it is encrypted already, in use, or cannot be written.
pub fn encrypt(
    path: &Path,
    passphrase: &Passphrase,
    now: Timestamp,
) -> Result<PathBuf, CustodyError> {
    let convert = |vault: &Path, from: Option<&_>, to: Option<&_>| {
        llm::rewrite_replies(vault, from, to, &Keep::All).map(drop)?;
        Ok::<_, CustodyError>(())
    };
    let path = vault::encrypt(path, passphrase, &convert)?;
    let vault = Vault::existing(&path, passphrase)?;
    access::note(&vault.log(), now, Event::Encrypted {})?;
    Ok(path)
}

/// Decrypts the vault at or in `path`. Gives where it is.
///
/// # Errors
/// When it is not encrypted, in use, cannot be written, or the passphrase is missing or wrong.
pub fn decrypt(path: &Path, unlock: &dyn Unlock, now: Timestamp) -> Result<PathBuf, CustodyError> {
    let convert = |vault: &Path, from: Option<&_>, to: Option<&_>| {
        llm::rewrite_replies(vault, from, to, &Keep::All).map(drop)?;
        Ok::<_, CustodyError>(())
    };
    let path = vault::decrypt(path, unlock, &convert)?;
    let vault = Vault::existing(&path, &vault::Unattended)?;
    access::note(&vault.log(), now, Event::Decrypted {})?;
    Ok(path)
}

/// Gives the vault at or in `path` another passphrase. Gives where it is.
///
/// # Errors
/// When it is not encrypted, in use, cannot be written, or the passphrase is missing or wrong.
pub fn renew_passphrase(
    path: &Path,
    unlock: &dyn Unlock,
    new: &Passphrase,
    now: Timestamp,
) -> Result<PathBuf, CustodyError> {
    let path = vault::renew_passphrase(path, unlock, &|| Ok(new.clone()))?;
    let vault = Vault::existing(&path, new)?;
    access::note(&vault.log(), now, Event::PassphraseChanged {})?;
    Ok(path)
}
