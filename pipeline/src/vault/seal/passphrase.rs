//! Passphrases, and whoever can be asked for one.

use std::{fmt, path::Path};

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::vault::VaultError;

/// Characters of a new passphrase, at least.
const LEAST: usize = 12;

/// What a vault is encrypted with. Never shown; wiped from memory when dropped.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

/// A passphrase cannot be used for a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PassphraseError {
    /// There is nothing in it.
    #[error("The passphrase is empty.")]
    Empty,
    /// It could be guessed.
    #[error(
        "The passphrase is too short: give at least {LEAST} characters, such as four words that do not belong together."
    )]
    Short,
}

impl Passphrase {
    /// A passphrase as it was typed, without the end of its line. Composed and decomposed letters are
    /// the same.
    ///
    /// # Errors
    /// When it is empty.
    pub fn new(text: &str) -> Result<Self, PassphraseError> {
        let line = text.strip_suffix('\n').unwrap_or(text);
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.is_empty() {
            return Err(PassphraseError::Empty);
        }
        Ok(Self(Zeroizing::new(line.nfc().collect())))
    }

    /// Whether it may protect a vault from now on.
    ///
    /// # Errors
    /// When it is too short.
    pub fn is_strong_enough(&self) -> Result<(), PassphraseError> {
        if self.0.chars().count() < LEAST {
            return Err(PassphraseError::Short);
        }
        Ok(())
    }

    /// Whether both are the same text.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

/// Who is asked for the passphrase of an encrypted vault; nobody is where the vault is not encrypted.
pub trait Unlock {
    /// The passphrase of the vault at `vault`.
    ///
    /// # Errors
    /// When there is none to be had.
    fn passphrase(&self, vault: &Path) -> Result<Passphrase, VaultError>;
}

/// Nobody is there: an encrypted vault stays closed.
#[derive(Debug, Clone, Copy)]
pub struct Unattended;

impl Unlock for Unattended {
    fn passphrase(&self, vault: &Path) -> Result<Passphrase, VaultError> {
        Err(VaultError::Sealed(vault.to_owned()))
    }
}

impl Unlock for Passphrase {
    fn passphrase(&self, _: &Path) -> Result<Self, VaultError> {
        Ok(self.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_line_and_the_way_of_typing_do_not_matter() {
        let one = Passphrase::new("caf\u{e9} au lait, twice\r\n").unwrap();
        assert!(one.is(&Passphrase::new("cafe\u{301} au lait, twice").unwrap()));
        assert!(!one.is(&Passphrase::new(" café au lait, twice").unwrap()));
        assert_eq!(one.is_strong_enough(), Ok(()));
        assert_eq!(format!("{one:?}"), "Passphrase(..)");
    }

    #[test]
    fn what_is_no_passphrase_is_refused() {
        assert_eq!(Passphrase::new("\n").unwrap_err(), PassphraseError::Empty);
        let short = Passphrase::new("hunter2").unwrap();
        assert_eq!(short.is_strong_enough(), Err(PassphraseError::Short));
    }
}
