//! Keys of persons (Ed25519, RFC 8032), in small text files, and what is signed with them.
//!
//! Invariant: a private key is written for its owner alone, and not used where others can read it.

use std::{
    fmt,
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    str::FromStr,
};

use ed25519_dalek::{Signature as Ed25519, Signer as _, SigningKey, VerifyingKey};
use rand::TryRngCore as _;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

const PRIVATE: &str = "kleio private key 1";
const PUBLIC: &str = "kleio public key 1";

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read.
    #[error("The key {} cannot be read: {cause}. Check the path.", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The file cannot be written.
    #[error("The key {} cannot be written: {cause}. Name a file that does not exist yet, in a directory that this user may write to.", .path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// It is no key of that kind.
    #[error("{} holds no {kind}. Give the file that `kleio person key` wrote{}.", .path.display(), if *.kind == PUBLIC { ", the one that ends in .pub" } else { "" })]
    Kind {
        /// The file.
        path: PathBuf,
        /// What it should hold.
        kind: &'static str,
    },
    /// Others can read it.
    #[error("The private key {} can be read by others than its owner. Run chmod 600 on it, and make a new one if somebody may have read it.", .0.display())]
    Open(PathBuf),
    /// The system gave no randomness.
    #[error("The system gave no random bytes for a key: {0}.")]
    Random(String),
}

/// A person's private key.
pub struct PrivateKey(SigningKey);

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(..)")
    }
}

/// A person's public key; 64 hexadecimal digits as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey([u8; 32]);

/// A signature; 128 hexadecimal digits as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Signature([u8; 64]);

impl PrivateKey {
    /// A new one.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn new() -> Result<Self, KeyError> {
        let mut seed = Zeroizing::new([0; 32]);
        rand::rngs::OsRng
            .try_fill_bytes(seed.as_mut_slice())
            .map_err(|e| KeyError::Random(e.to_string()))?;
        Ok(Self(SigningKey::from_bytes(&seed)))
    }

    /// Writes it to `path`, for this user alone, and the public key beside it with the ending `.pub`.
    /// Gives the second path.
    ///
    /// # Errors
    /// When one of the files exists or cannot be written.
    pub fn write(&self, path: &Path) -> Result<PathBuf, KeyError> {
        let mut public = path.as_os_str().to_owned();
        public.push(".pub");
        let public = PathBuf::from(public);
        let seed = Zeroizing::new(self.0.to_bytes());
        let text = Zeroizing::new(format!("{PRIVATE}\n{}\n", hex::encode(seed.as_slice())));
        write(path, &text, 0o600)?;
        write(&public, &format!("{PUBLIC}\n{}\n", self.public()), 0o644)?;
        Ok(public)
    }

    /// Reads what [`Self::write`] wrote.
    ///
    /// # Errors
    /// When it is missing, no private key, or open to others.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let about = fs::metadata(path).map_err(unreadable(path))?;
            if about.permissions().mode() & 0o077 != 0 {
                return Err(KeyError::Open(path.to_owned()));
            }
        }
        read(path, PRIVATE).map(|seed| Self(SigningKey::from_bytes(&seed)))
    }

    /// The public key that belongs to it.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs `value` for the use `kind`; a signature for one use is none for another.
    pub(super) fn sign(&self, kind: &str, value: &impl Serialize) -> serde_json::Result<Signature> {
        let signature: Ed25519 = self.0.sign(&message(kind, value)?);
        Ok(Signature(signature.to_bytes()))
    }
}

impl PublicKey {
    /// Reads the file that ends in `.pub`.
    ///
    /// # Errors
    /// When it is missing or no public key.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let bytes = read(path, PUBLIC)?;
        Self::valid(*bytes).ok_or_else(|| KeyError::Kind {
            path: path.to_owned(),
            kind: PUBLIC,
        })
    }

    fn valid(bytes: [u8; 32]) -> Option<Self> {
        let key = VerifyingKey::from_bytes(&bytes).ok()?;
        (!key.is_weak()).then_some(Self(bytes))
    }

    /// Whether the owner of this key signed `value` for the use `kind`.
    pub(super) fn signed(&self, kind: &str, value: &impl Serialize, signature: &Signature) -> bool {
        let Ok(key) = VerifyingKey::from_bytes(&self.0) else {
            return false;
        };
        let signature = Ed25519::from_bytes(&signature.0);
        message(kind, value).is_ok_and(|message| key.verify_strict(&message, &signature).is_ok())
    }
}

/// Fields stand in the order of their type, so that the same value gives the same bytes.
fn message(kind: &str, value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut message = format!("kleio {kind} 1\0").into_bytes();
    serde_json::to_writer(&mut message, value)?;
    Ok(message)
}

fn write(path: &Path, text: &str, mode: u32) -> Result<(), KeyError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    let write = || {
        let mut file = options.open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|cause| KeyError::Unwritable {
        path: path.to_owned(),
        cause,
    })
}

fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> KeyError {
    let path = path.to_owned();
    move |cause| KeyError::Unreadable { path, cause }
}

fn read(path: &Path, kind: &'static str) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let text = Zeroizing::new(fs::read_to_string(path).map_err(unreadable(path))?);
    let wrong = || KeyError::Kind {
        path: path.to_owned(),
        kind,
    };
    let digits = text.strip_prefix(kind).ok_or_else(wrong)?;
    let mut bytes = Zeroizing::new([0; 32]);
    hex::decode_to_slice(digits.trim(), bytes.as_mut_slice()).map_err(|_| wrong())?;
    Ok(bytes)
}

/// A text is none of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key or a signature is none")]
pub struct NotHex;

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl FromStr for PublicKey {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, NotHex> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotHex)?;
        Self::valid(bytes).ok_or(NotHex)
    }
}

impl TryFrom<String> for PublicKey {
    type Error = NotHex;

    fn try_from(text: String) -> Result<Self, NotHex> {
        text.parse()
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        key.to_string()
    }
}

impl TryFrom<String> for Signature {
    type Error = NotHex;

    fn try_from(text: String) -> Result<Self, NotHex> {
        let mut bytes = [0; 64];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotHex)?;
        Ok(Self(bytes))
    }
}

impl From<Signature> for String {
    fn from(signature: Signature) -> Self {
        hex::encode(signature.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_from_its_files() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("anna.key");
        let key = PrivateKey::new().unwrap();
        let public = key.write(&path).unwrap();
        assert_eq!(PublicKey::read(&public).unwrap(), key.public());
        assert_eq!(PrivateKey::read(&path).unwrap().public(), key.public());
        assert!(matches!(key.write(&path), Err(KeyError::Unwritable { .. })));
        assert!(matches!(PublicKey::read(&path), Err(KeyError::Kind { .. })));
        assert!(matches!(
            PrivateKey::read(&dir.path().join("none")),
            Err(KeyError::Unreadable { .. })
        ));
    }

    #[cfg(unix)]
    #[test]
    fn a_private_key_that_others_can_read_is_not_used() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("anna.key");
        PrivateKey::new().unwrap().write(&path).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(PrivateKey::read(&path), Err(KeyError::Open(_))));
    }

    #[test]
    fn a_signature_is_for_one_value_one_use_and_one_person() {
        let (anna, ben) = (PrivateKey::new().unwrap(), PrivateKey::new().unwrap());
        let signature = anna.sign("request", &("a", 1)).unwrap();
        assert!(anna.public().signed("request", &("a", 1), &signature));
        assert!(!anna.public().signed("request", &("a", 2), &signature));
        assert!(!anna.public().signed("approval", &("a", 1), &signature));
        assert!(!ben.public().signed("request", &("a", 1), &signature));
    }

    #[test]
    fn a_weak_key_is_none() {
        assert_eq!("00".repeat(32).parse::<PublicKey>(), Err(NotHex));
        assert_eq!("ab".parse::<PublicKey>(), Err(NotHex));
    }
}
