//! Encryption at rest: one random key a vault, itself kept under a passphrase.
//!
//! The vault's key never leaves `vault.json` but encrypted with a key that Argon2id (RFC 9106) makes
//! from the passphrase. Every purpose has a key of its own, derived from it by HMAC-SHA-256. Files are
//! cut into pieces that are encrypted by XChaCha20-Poly1305 ([`stream`]); small values, such as a reply
//! of a model, are encrypted one by one.
//!
//! Invariant: what is sealed under one name, or for one purpose, opens under no other.

mod header;
mod passphrase;
mod stream;

use std::{fmt, sync::Arc};

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use rand::TryRngCore;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::VaultError;
pub(super) use header::{Change, Header};
pub use passphrase::{Passphrase, PassphraseError, Unattended, Unlock};
pub(super) use stream::{SealedFile, SealedReader, SealedWriter, is_sealed};

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// The key of an encrypted vault, ready to seal and to open with.
#[derive(Clone)]
pub(crate) struct Seal(Arc<Zeroizing<[u8; KEY_BYTES]>>);

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(..)")
    }
}

/// Something sealed was changed, or was sealed by another key or for another use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it was changed since it was encrypted, or belongs elsewhere")]
pub(crate) struct Broken;

impl Seal {
    /// A new random key.
    pub(super) fn new() -> Result<Self, VaultError> {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        random(key.as_mut_slice())?;
        Ok(Self(Arc::new(key)))
    }

    #[cfg(test)]
    pub(crate) fn for_tests() -> Self {
        Self::new().unwrap()
    }

    fn from_bytes(key: Zeroizing<[u8; KEY_BYTES]>) -> Self {
        Self(Arc::new(key))
    }

    /// Seals a small value that belongs to `purpose` and `place`.
    pub(crate) fn seal(
        &self,
        purpose: &str,
        place: &[u8],
        clear: &[u8],
    ) -> Result<Vec<u8>, VaultError> {
        let mut nonce = [0; NONCE_BYTES];
        random(&mut nonce)?;
        let payload = Payload {
            msg: clear,
            aad: place,
        };
        let sealed = self
            .cipher(purpose)
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| VaultError::unstorable(purpose, "it is too long to be encrypted"))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Opens what [`Self::seal`] made.
    pub(crate) fn open(
        &self,
        purpose: &str,
        place: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Broken> {
        let (nonce, msg) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(Broken)?;
        let payload = Payload { msg, aad: place };
        self.cipher(purpose)
            .decrypt(&XNonce::from(*nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| Broken)
    }

    /// Stands for `value`: the same each time, and telling nothing to those without the key.
    pub(crate) fn stand_in(&self, purpose: &str, value: &[u8]) -> [u8; 32] {
        let mut mac = hmac(self.key(purpose).as_slice());
        mac.update(value);
        mac.finalize().into_bytes().into()
    }

    fn cipher(&self, purpose: &str) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&(*self.key(purpose)).into())
    }

    fn key(&self, purpose: &str) -> Zeroizing<[u8; KEY_BYTES]> {
        let mut mac = hmac(self.0.as_slice());
        mac.update(b"kleio vault 1\0");
        mac.update(purpose.as_bytes());
        Zeroizing::new(mac.finalize().into_bytes().into())
    }
}

fn hmac(key: &[u8]) -> Hmac<Sha256> {
    <Hmac<Sha256> as Mac>::new_from_slice(key)
        .unwrap_or_else(|_| unreachable!("HMAC takes any key"))
}

/// 32 random hexadecimal digits: a name that nothing else has.
pub(crate) fn random_text() -> Result<String, VaultError> {
    let mut bytes = [0; 16];
    random(&mut bytes)?;
    Ok(hex::encode(bytes))
}

/// Fills `bytes` from the system's generator.
pub(super) fn random(bytes: &mut [u8]) -> Result<(), VaultError> {
    rand::rngs::OsRng
        .try_fill_bytes(bytes)
        .map_err(|e| VaultError::Random(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_for_the_same_use_only() {
        let seal = Seal::new().unwrap();
        let sealed = seal.seal("replies", b"7", b"said").unwrap();
        assert!(!sealed.windows(4).any(|part| part == b"said"));
        assert_eq!(&**seal.open("replies", b"7", &sealed).unwrap(), b"said");
        assert_eq!(seal.open("replies", b"8", &sealed), Err(Broken));
        assert_eq!(seal.open("log", b"7", &sealed), Err(Broken));
        let other = Seal::new().unwrap();
        assert_eq!(other.open("replies", b"7", &sealed), Err(Broken));
        for changed in 0..sealed.len() {
            let mut sealed = sealed.clone();
            sealed[changed] ^= 1;
            assert_eq!(seal.open("replies", b"7", &sealed), Err(Broken));
        }
        assert_eq!(seal.open("replies", b"7", b"short"), Err(Broken));
    }

    #[test]
    fn a_stand_in_is_the_same_under_the_same_key() {
        let (one, two) = (Seal::new().unwrap(), Seal::new().unwrap());
        assert_eq!(one.stand_in("a", b"x"), one.clone().stand_in("a", b"x"));
        assert_ne!(one.stand_in("a", b"x"), one.stand_in("b", b"x"));
        assert_ne!(one.stand_in("a", b"x"), two.stand_in("a", b"x"));
    }
}
