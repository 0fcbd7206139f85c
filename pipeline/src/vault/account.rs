//! Account ids as a keyed hash, so that nobody without the vault's key can tell whose they are.
//!
//! Invariant: an account id in clear is never written, in the vault or anywhere else.

use std::{fmt, str::FromStr};

use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::{VaultError, seal::random, store::Store};
use crate::conversation::Conversation;

pub(super) const NAME: &str = "key";
const KEY_BYTES: usize = 32;

/// Stands for an account: the first 16 bytes of HMAC-SHA-256 (RFC 2104) of its id under the
/// vault's key. Shown as 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountHash([u8; 16]);

impl fmt::Display for AccountHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// The text is not 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("An account's hash must be 32 hexadecimal digits.")]
pub struct NotAnAccountHash;

impl FromStr for AccountHash {
    type Err = NotAnAccountHash;

    fn from_str(text: &str) -> Result<Self, NotAnAccountHash> {
        let mut bytes = [0; 16];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotAnAccountHash)?;
        Ok(Self(bytes))
    }
}

/// The vault's key, ready to hash with.
#[derive(Clone)]
pub(crate) struct Hasher(Hmac<Sha256>);

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hasher(..)")
    }
}

impl Hasher {
    /// Reads the vault's key; makes one where there is none yet.
    pub(super) fn open(store: &Store) -> Result<Self, VaultError> {
        let key = match store.read_if_there(NAME)? {
            Some(key) => key,
            None => make(store)?,
        };
        Self::from_key(&key).ok_or_else(|| VaultError::Key(store.root().join(NAME)))
    }

    /// None where `key` has another length than the vault's keys.
    pub(super) fn from_key(key: &[u8]) -> Option<Self> {
        if key.len() != KEY_BYTES {
            return None;
        }
        Hmac::new_from_slice(key).ok().map(Self)
    }

    pub(super) fn account(&self, id: &str) -> AccountHash {
        self.hash("account", id)
    }

    pub(crate) fn account_of(&self, conversation: &Conversation) -> AccountHash {
        match &conversation.account {
            Some(account) => self.account(account),
            None => self.hash("conversation", &conversation.id),
        }
    }

    /// Tells keys apart without giving one away.
    pub(super) fn key_id(&self) -> AccountHash {
        self.hash("key", "")
    }

    /// The first 16 bytes of HMAC-SHA-256 of `kind`, a zero byte and `text`.
    pub(super) fn hash(&self, kind: &str, text: &str) -> AccountHash {
        let mut hmac = self.0.clone();
        hmac.update(kind.as_bytes());
        hmac.update(&[0]);
        hmac.update(text.as_bytes());
        let mut short = [0; 16];
        short.copy_from_slice(&hmac.finalize().into_bytes()[..16]);
        AccountHash(short)
    }
}

/// The bytes of a new key.
pub(super) fn new_key() -> Result<[u8; KEY_BYTES], VaultError> {
    let mut key = [0; KEY_BYTES];
    random(&mut key)?;
    Ok(key)
}

fn make(store: &Store) -> Result<Vec<u8>, VaultError> {
    let key = new_key()?;
    store.write_whole(NAME, &key)?;
    Ok(key.to_vec())
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    fn open(vault: &Path) -> Result<Hasher, VaultError> {
        Hasher::open(&Store::new(vault, None))
    }

    fn conversation(id: &str, account: Option<&str>) -> Conversation {
        Conversation {
            id: id.into(),
            account: account.map(Into::into),
            timestamp: None,
            messages: Vec::new(),
            turns: 1,
            ..Conversation::default()
        }
    }

    #[test]
    fn the_key_is_made_once_and_decides() {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let first = open(one.path()).unwrap();
        let again = open(one.path()).unwrap();
        let other = open(two.path()).unwrap();
        assert_eq!(first.account("alice"), again.account("alice"));
        assert_ne!(first.account("alice"), first.account("bob"));
        assert_ne!(first.account("alice"), other.account("alice"));
        assert_ne!(first.key_id(), other.key_id());
        assert_eq!(fs::read(one.path().join(NAME)).unwrap().len(), KEY_BYTES);
    }

    #[test]
    fn known_values() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(NAME), [7; KEY_BYTES]).unwrap();
        let hash = open(dir.path()).unwrap().account("alice");
        // python3: hmac.new(bytes([7]*32), b"account\0alice", "sha256").hexdigest()[:32]
        assert_eq!(hash.to_string(), "7f75235bd849f84394c895b8c6851cee");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!("alice".parse::<AccountHash>(), Err(NotAnAccountHash));
    }

    #[test]
    fn without_an_account_each_conversation_is_its_own() {
        let dir = tempfile::tempdir().unwrap();
        let hasher = open(dir.path()).unwrap();
        let (a, b) = (conversation("a", None), conversation("b", None));
        assert_ne!(hasher.account_of(&a), hasher.account_of(&b));
        assert_ne!(hasher.account_of(&a), hasher.account("a"));
        let known = conversation("a", Some("alice"));
        assert_eq!(hasher.account_of(&known), hasher.account("alice"));
    }

    #[test]
    fn a_damaged_key_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(NAME), b"short").unwrap();
        assert!(matches!(open(dir.path()), Err(VaultError::Key(_))));
    }
}
