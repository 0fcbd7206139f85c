//! Account ids as a keyed hash, so that nobody without the vault's key can tell whose they are.
//!
//! Invariant: an account id in clear is never written, in the vault or anywhere else.

use std::{fmt, fs, io, path::Path, str::FromStr};

use hmac::{Hmac, Mac};
use rand::TryRngCore;
use sha2::Sha256;

use super::{VaultError, files};
use crate::conversation::Conversation;

const NAME: &str = "key";
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
pub(super) struct Hasher(Hmac<Sha256>);

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hasher(..)")
    }
}

impl Hasher {
    /// Reads the vault's key; makes one where there is none yet.
    pub(super) fn open(vault: &Path) -> Result<Self, VaultError> {
        let path = vault.join(NAME);
        let key = match fs::read(&path) {
            Ok(key) => key,
            Err(e) if e.kind() == io::ErrorKind::NotFound => make(vault)?,
            Err(e) => return Err(VaultError::unreadable(&path)(e)),
        };
        if key.len() != KEY_BYTES {
            return Err(VaultError::Key(path));
        }
        match Hmac::new_from_slice(&key) {
            Ok(hmac) => Ok(Self(hmac)),
            Err(_) => Err(VaultError::Key(path)),
        }
    }

    pub(super) fn account(&self, id: &str) -> AccountHash {
        self.hash("account", id)
    }

    pub(super) fn account_of(&self, conversation: &Conversation) -> AccountHash {
        match &conversation.account {
            Some(account) => self.account(account),
            None => self.hash("conversation", &conversation.id),
        }
    }

    /// Tells keys apart without giving one away.
    pub(super) fn key_id(&self) -> AccountHash {
        self.hash("key", "")
    }

    fn hash(&self, kind: &str, text: &str) -> AccountHash {
        let mut hmac = self.0.clone();
        hmac.update(kind.as_bytes());
        hmac.update(&[0]);
        hmac.update(text.as_bytes());
        let mut short = [0; 16];
        short.copy_from_slice(&hmac.finalize().into_bytes()[..16]);
        AccountHash(short)
    }
}

fn make(vault: &Path) -> Result<Vec<u8>, VaultError> {
    let mut key = vec![0; KEY_BYTES];
    rand::rngs::OsRng
        .try_fill_bytes(&mut key)
        .map_err(|e| VaultError::Random(e.to_string()))?;
    files::write_whole(vault, NAME, &key)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let first = Hasher::open(one.path()).unwrap();
        let again = Hasher::open(one.path()).unwrap();
        let other = Hasher::open(two.path()).unwrap();
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
        let hash = Hasher::open(dir.path()).unwrap().account("alice");
        // python3: hmac.new(bytes([7]*32), b"account\0alice", "sha256").hexdigest()[:32]
        assert_eq!(hash.to_string(), "7f75235bd849f84394c895b8c6851cee");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!("alice".parse::<AccountHash>(), Err(NotAnAccountHash));
    }

    #[test]
    fn without_an_account_each_conversation_is_its_own() {
        let dir = tempfile::tempdir().unwrap();
        let hasher = Hasher::open(dir.path()).unwrap();
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
        assert!(matches!(Hasher::open(dir.path()), Err(VaultError::Key(_))));
    }
}
