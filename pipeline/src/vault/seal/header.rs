//! What `vault.json` says of the encryption: how the passphrase becomes a key, and the vault's key
//! under it.

use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{KEY_BYTES, NONCE_BYTES, Passphrase, Seal, random};
use crate::vault::VaultError;

/// The second recommended option of RFC 9106, section 4: 64 MiB, 3 passes, 4 lanes.
const MEMORY_KIB: u32 = 64 << 10;
const PASSES: u32 = 3;
const LANES: u32 = 4;
/// A header that asks for more memory than this, in KiB, is not one of ours.
const MOST_MEMORY_KIB: u32 = 4 << 20;
const MOST_PASSES: u32 = 64;

const KDF: &str = "argon2id";
const CIPHER: &str = "xchacha20poly1305";

/// The encryption of a vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::vault) struct Header {
    kdf: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    /// Hexadecimal.
    salt: String,
    cipher: String,
    /// Nonce, then the vault's key, encrypted. Hexadecimal.
    key: String,
    /// A change that was begun and has not ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::vault) under_way: Option<Change>,
}

/// A change of all files of a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::vault) enum Change {
    /// Files in clear are being encrypted.
    Encrypt,
    /// Encrypted files are being decrypted.
    Decrypt,
}

impl Change {
    /// The command that does it.
    pub(in crate::vault) const fn command(self) -> &'static str {
        match self {
            Self::Encrypt => "encrypt",
            Self::Decrypt => "decrypt",
        }
    }
}

impl Header {
    /// Puts the vault's key under a passphrase.
    pub(in crate::vault) fn new(seal: &Seal, passphrase: &Passphrase) -> Result<Self, VaultError> {
        let mut salt = [0; 16];
        random(&mut salt)?;
        let mut header = Self {
            kdf: KDF.to_owned(),
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            lanes: LANES,
            salt: hex::encode(salt),
            cipher: CIPHER.to_owned(),
            key: String::new(),
            under_way: None,
        };
        let mut nonce = [0; NONCE_BYTES];
        random(&mut nonce)?;
        let cipher = header
            .cipher(passphrase)
            .map_err(|why| VaultError::unstorable("The vault's key", &why))?;
        let method = header.method();
        let payload = Payload {
            msg: seal.0.as_slice(),
            aad: method.as_bytes(),
        };
        let key = cipher
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|e| VaultError::unstorable("The vault's key", &e))?;
        header.key = hex::encode([&nonce[..], &key].concat());
        Ok(header)
    }

    /// The same, with another change under way.
    pub(in crate::vault) fn changing(self, under_way: Option<Change>) -> Self {
        Self { under_way, ..self }
    }

    /// The vault's key, if this is its passphrase.
    pub(in crate::vault) fn open(
        &self,
        vault: &Path,
        passphrase: &Passphrase,
    ) -> Result<Seal, VaultError> {
        let damaged = |why: &str| VaultError::Header {
            path: vault.to_owned(),
            why: why.to_owned(),
        };
        if self.kdf != KDF || self.cipher != CIPHER {
            return Err(damaged("it names a method that this Kleio does not know"));
        }
        let sealed = hex::decode(&self.key).map_err(|_| damaged("its key is cut off"))?;
        let (nonce, msg) = sealed
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or_else(|| damaged("its key is cut off"))?;
        let cipher = self.cipher(passphrase).map_err(|why| damaged(&why))?;
        let method = self.method();
        let payload = Payload {
            msg,
            aad: method.as_bytes(),
        };
        let key = cipher
            .decrypt(&XNonce::from(*nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| VaultError::WrongPassphrase(vault.to_owned()))?;
        let key: [u8; KEY_BYTES] = key
            .as_slice()
            .try_into()
            .map_err(|_| damaged("its key is too short"))?;
        Ok(Seal::from_bytes(Zeroizing::new(key)))
    }

    /// Bound to the key, so that nobody can make the next passphrase cheaper to guess.
    fn method(&self) -> String {
        format!(
            "kleio vault 1 {} {} {} {} {}",
            self.kdf, self.memory_kib, self.passes, self.lanes, self.salt
        )
    }

    fn cipher(&self, passphrase: &Passphrase) -> Result<XChaCha20Poly1305, String> {
        if self.memory_kib > MOST_MEMORY_KIB || self.passes > MOST_PASSES {
            return Err("it asks for too much memory or time".to_owned());
        }
        let said = |e: argon2::Error| e.to_string();
        let salt = hex::decode(&self.salt).map_err(|e| e.to_string())?;
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(KEY_BYTES));
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.map_err(said)?);
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        argon2
            .hash_password_into(passphrase.bytes(), &salt, key.as_mut_slice())
            .map_err(said)?;
        Ok(XChaCha20Poly1305::new(&(*key).into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passphrase(text: &str) -> Passphrase {
        Passphrase::new(text).unwrap()
    }

    #[test]
    fn the_key_comes_back_with_its_passphrase_only() {
        let seal = Seal::new().unwrap();
        let header = Header::new(&seal, &passphrase("correct horse battery")).unwrap();
        let vault = Path::new("vault");
        let opened = header
            .open(vault, &passphrase("correct horse battery"))
            .unwrap();
        assert_eq!(*opened.0, *seal.0);
        let wrong = header.open(vault, &passphrase("correct horse stapler"));
        assert!(matches!(wrong, Err(VaultError::WrongPassphrase(_))));
        let json = serde_json::to_string(&header).unwrap();
        assert!(!json.contains(&hex::encode(seal.0.as_slice())));
        assert_eq!(serde_json::from_str::<Header>(&json).unwrap(), header);
    }

    #[test]
    fn a_changed_header_opens_nothing() {
        let seal = Seal::new().unwrap();
        let right = passphrase("correct horse battery");
        let header = Header::new(&seal, &right).unwrap();
        let changes: [fn(&mut Header); 6] = [
            |header| header.memory_kib /= 2,
            |header| header.memory_kib = u32::MAX,
            |header| header.passes = 1,
            |header| header.salt = "00".repeat(16),
            |header| header.kdf = "none".to_owned(),
            |header| header.key.truncate(20),
        ];
        for change in changes {
            let mut changed = header.clone();
            change(&mut changed);
            assert!(changed.open(Path::new("vault"), &right).is_err());
        }
    }
}
