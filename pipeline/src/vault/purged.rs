//! What was purged and must not come back with a later run: accounts, and everything before a time.
//!
//! An input may still hold what was purged from the vault. Accounts are kept as keyed hashes under a
//! key that nothing else uses, so that they can be told when they are met again, and match nothing
//! else in the vault.
//!
//! Invariant: what was purged once stays out of this vault, whatever else is purged.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    AccountHash, VaultError,
    account::{Hasher, new_key},
    store::Store,
};

pub(super) const NAME: &str = "purged.json";

/// What later runs leave out.
#[derive(Debug, Default)]
pub struct Purged {
    hasher: Option<Hasher>,
    key: String,
    before: Option<Timestamp>,
    accounts: BTreeSet<AccountHash>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredPurged {
    /// Hexadecimal.
    key: String,
    before: Option<String>,
    accounts: BTreeSet<String>,
}

impl Purged {
    pub(super) fn open(store: &Store) -> Result<Self, VaultError> {
        let Some(bytes) = store.read_if_there(NAME)? else {
            return Ok(Self::default());
        };
        let path = store.root().join(NAME);
        let damaged = |why: &str| VaultError::Purged {
            path: path.clone(),
            why: why.to_owned(),
        };
        let stored: StoredPurged =
            serde_json::from_slice(&bytes).map_err(|e| damaged(&e.to_string()))?;
        let key = hex::decode(&stored.key).map_err(|_| damaged("its key is none"))?;
        let hasher = Hasher::from_key(&key).ok_or_else(|| damaged("its key is none"))?;
        let before = stored.before.map(|time| time.parse::<Timestamp>());
        let accounts = stored.accounts.iter().map(|account| account.parse());
        Ok(Self {
            hasher: Some(hasher),
            key: stored.key,
            before: before
                .transpose()
                .map_err(|_| damaged("its time is none"))?,
            accounts: accounts
                .collect::<Result<_, _>>()
                .map_err(|_| damaged("an account in it is none"))?,
        })
    }

    pub(super) fn save(&self, store: &Store) -> Result<(), VaultError> {
        let stored = StoredPurged {
            key: self.key.clone(),
            before: self.before.map(|time| time.to_string()),
            accounts: self.accounts.iter().map(ToString::to_string).collect(),
        };
        let json = serde_json::to_vec(&stored).map_err(|e| VaultError::unstorable(NAME, &e))?;
        store.write_whole(NAME, &json)
    }

    /// Whether a conversation of this account that began at this time was purged. One that names
    /// neither cannot be told.
    #[must_use]
    pub fn holds(&self, account: Option<&str>, time: Option<Timestamp>) -> bool {
        let old = || time.zip(self.before).is_some_and(|(time, b)| time < b);
        let of_account = || {
            let hash = account.zip(self.hasher.as_ref());
            hash.is_some_and(|(id, hasher)| self.accounts.contains(&stand_in(hasher, id)))
        };
        old() || of_account()
    }

    /// Whether nothing was purged yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.before.is_none() && self.accounts.is_empty()
    }

    /// Changes with what is left out; empty where that is nothing.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        if self.is_empty() {
            return String::new();
        }
        let mut hash = Sha256::new();
        hash.update(self.before.map(|time| time.to_string()).unwrap_or_default());
        for account in &self.accounts {
            hash.update(account.to_string());
        }
        hex::encode(hash.finalize())
    }

    /// From now on the account `id` is left out.
    pub(super) fn add_account(&mut self, id: &str) -> Result<(), VaultError> {
        let hasher = self.hasher()?;
        let account = stand_in(hasher, id);
        self.accounts.insert(account);
        Ok(())
    }

    /// From now on what began before `time` is left out; an earlier time changes nothing.
    pub(super) fn add_time(&mut self, time: Timestamp) -> Result<(), VaultError> {
        self.hasher()?;
        self.before = self.before.max(Some(time));
        Ok(())
    }

    fn hasher(&mut self) -> Result<&Hasher, VaultError> {
        if self.hasher.is_none() {
            let key = new_key()?;
            self.key = hex::encode(key);
            self.hasher = Hasher::from_key(&key);
        }
        let lost = || VaultError::Random("a key of another length came".to_owned());
        self.hasher.as_ref().ok_or_else(lost)
    }
}

fn stand_in(hasher: &Hasher, id: &str) -> AccountHash {
    hasher.hash("purged", id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn what_was_purged_is_known_again() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path(), None);
        let mut purged = Purged::open(&store).unwrap();
        assert!(purged.is_empty() && purged.fingerprint().is_empty());
        assert!(!purged.holds(Some("alice"), Some(time("2020-01-01T00:00:00Z"))));
        purged.add_account("alice").unwrap();
        purged.add_time(time("2026-03-01T00:00:00Z")).unwrap();
        purged.add_time(time("2025-03-01T00:00:00Z")).unwrap();
        purged.save(&store).unwrap();
        let again = Purged::open(&store).unwrap();
        assert_eq!(again.fingerprint(), purged.fingerprint());
        for (account, at, held) in [
            (Some("alice"), None, true),
            (Some("bob"), None, false),
            (None, None, false),
            (None, Some("2026-02-28T23:59:59Z"), true),
            (Some("bob"), Some("2026-03-01T00:00:00Z"), false),
            (Some("alice"), Some("2026-03-01T00:00:00Z"), true),
        ] {
            assert_eq!(
                again.holds(account, at.map(time)),
                held,
                "{account:?} {at:?}"
            );
        }
    }

    #[test]
    fn neither_the_account_nor_its_hash_in_the_vault_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path(), None);
        let hash = Hasher::open(&store).unwrap().account("alice").to_string();
        let mut purged = Purged::default();
        purged.add_account("alice").unwrap();
        purged.save(&store).unwrap();
        let text = std::fs::read_to_string(dir.path().join(NAME)).unwrap();
        assert!(!text.contains("alice") && !text.contains(&hash), "{text}");
    }

    #[test]
    fn a_damaged_list_is_not_taken_for_an_empty_one() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path(), None);
        std::fs::write(dir.path().join(NAME), "{}").unwrap();
        assert!(matches!(
            Purged::open(&store),
            Err(VaultError::Purged { .. })
        ));
    }
}
