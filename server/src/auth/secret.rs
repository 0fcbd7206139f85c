//! Random secrets: tokens, sessions, invitations. Shown once, stored as SHA-256.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::TryRngCore as _;
use rand::rngs::OsRng;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// Before the random part, so that leaked tokens can be searched for.
const PREFIX: &str = "kleio_";

/// 256 random bits. Its text is for the one who gets it; `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

/// SHA-256 of a secret, as it is stored. The secret is random, so no salt and no slow hash are needed.
#[derive(Debug, Clone, Copy)]
pub struct Digest(pub(crate) [u8; 32]);

/// The operating system gives no random numbers.
#[derive(Debug, thiserror::Error)]
#[error("The operating system gives no random numbers: {0}. Nothing secret can be made.")]
pub struct NoRandomness(String);

impl Secret {
    /// A new one.
    ///
    /// # Errors
    /// When the operating system gives no random numbers.
    pub fn new() -> Result<Self, NoRandomness> {
        let mut bytes = [0; 32];
        OsRng
            .try_fill_bytes(&mut bytes)
            .map_err(|error| NoRandomness(error.to_string()))?;
        Ok(Self(bytes))
    }

    /// Reads what [`Self::reveal`] gave; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// The text for the one who gets it: `kleio_` and 43 characters.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(self.0))
    }

    /// What is stored of it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest(Sha256::digest(self.0).into())
    }

    /// SHA-256 of it for another `purpose`, as hex: tells nothing of it or of its [`Self::digest`].
    #[must_use]
    pub(crate) fn derive(&self, purpose: &str) -> String {
        let hash = Sha256::new()
            .chain_update(purpose.as_bytes())
            .chain_update([0])
            .chain_update(self.0)
            .finalize();
        hex::encode(hash)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Digest {
    /// Compares with what was stored, in a time that does not depend on where they differ.
    #[must_use]
    pub fn fits(&self, stored: &[u8]) -> bool {
        self.0.ct_eq(stored).into()
    }
}

/// Compares two texts in a time that does not depend on where they differ.
#[must_use]
pub(crate) fn same_text(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_back_and_never_shown_by_accident() {
        let secret = Secret::new().unwrap();
        let text = secret.reveal();
        assert_eq!(text.len(), PREFIX.len() + 43);
        assert!(Secret::parse(&text) == Some(secret.clone()));
        assert!(!format!("{secret:?}").contains(&text[6..]));
        assert!(secret != Secret::new().unwrap());
    }

    #[test]
    fn only_the_very_secret_fits() {
        let (one, two) = (Secret::new().unwrap(), Secret::new().unwrap());
        assert!(one.digest().fits(&one.digest().0));
        assert!(!one.digest().fits(&two.digest().0));
        assert!(!one.digest().fits(&one.digest().0[..31]));
        assert_ne!(one.derive("a"), one.derive("b"));
    }

    #[test]
    fn what_is_no_secret_is_not_read() {
        for text in ["", "kleio_", "kleio_AAAA", "KLEIO_", "kleio_é", "Bearer x"] {
            assert!(Secret::parse(text).is_none(), "{text}");
        }
    }
}
