//! `vault.json`: says that a directory is a vault, which one, and how it is encrypted.
//!
//! Invariant: a vault that is encrypted has a format of its own, so that a Kleio that knows nothing of
//! encryption leaves it alone.

use std::{fs, io, path::Path};

use serde::{Deserialize, Serialize};

use super::{
    VaultError, files,
    seal::{Header, Seal, Unlock, random_text},
};

/// Changes when an older Kleio could not read the vault.
const CLEAR: u32 = 1;
const ENCRYPTED: u32 = 2;
pub(super) const NAME: &str = "vault.json";

/// The content of `vault.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Marker {
    kleio_vault: u32,
    made_by: String,
    /// Tells vaults apart; random. Empty in vaults that had no access log yet.
    #[serde(default)]
    pub(super) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) encryption: Option<Header>,
}

impl Marker {
    /// Of a new vault, in clear.
    pub(super) fn new() -> Result<Self, VaultError> {
        Ok(Self {
            kleio_vault: CLEAR,
            made_by: env!("CARGO_PKG_VERSION").into(),
            id: random_text()?,
            encryption: None,
        })
    }

    /// None where there is no vault.
    pub(super) fn read(vault: &Path) -> Result<Option<Self>, VaultError> {
        let file = vault.join(NAME);
        let none = [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory];
        let bytes = match fs::read(&file) {
            Ok(bytes) => bytes,
            Err(e) if none.contains(&e.kind()) => return Ok(None),
            Err(e) => return Err(VaultError::unreadable(&file)(e)),
        };
        #[derive(Deserialize)]
        struct Format {
            kleio_vault: u32,
        }
        let not_a_vault = |_| VaultError::NotAVault(vault.to_owned());
        let format: Format = serde_json::from_slice(&bytes).map_err(not_a_vault)?;
        if ![CLEAR, ENCRYPTED].contains(&format.kleio_vault) {
            return Err(VaultError::Format {
                path: vault.to_owned(),
                found: format.kleio_vault,
                known: ENCRYPTED,
            });
        }
        let marker: Self = serde_json::from_slice(&bytes).map_err(|e| VaultError::Header {
            path: vault.to_owned(),
            why: e.to_string(),
        })?;
        // Taking the header away must not turn an encrypted vault into one in clear.
        if marker.encryption.is_some() != (marker.kleio_vault == ENCRYPTED) {
            return Err(VaultError::Header {
                path: vault.to_owned(),
                why: "its format and its encryption do not belong together".to_owned(),
            });
        }
        Ok(Some(marker))
    }

    /// Puts it in the place of the one before.
    pub(super) fn write(&self, vault: &Path) -> Result<(), VaultError> {
        let json = serde_json::to_vec(self).map_err(|e| VaultError::unstorable(NAME, &e))?;
        files::write_whole(vault, NAME, &json)
    }

    /// Gives a vault of before the access log its id.
    pub(super) fn identify(&mut self, vault: &Path) -> Result<(), VaultError> {
        if self.id.is_empty() {
            self.id = random_text()?;
            self.write(vault)?;
        }
        Ok(())
    }

    /// With another encryption, or with none.
    pub(super) fn with(&self, encryption: Option<Header>) -> Self {
        Self {
            kleio_vault: if encryption.is_some() {
                ENCRYPTED
            } else {
                CLEAR
            },
            encryption,
            ..self.clone()
        }
    }

    /// The key of an encrypted vault; none where it is in clear. Asks `unlock` for the passphrase.
    ///
    /// # Errors
    /// When there is no passphrase, a wrong one, or a change of the encryption was left half done.
    pub(super) fn unlock(
        &self,
        vault: &Path,
        unlock: &dyn Unlock,
    ) -> Result<Option<Seal>, VaultError> {
        let Some(header) = &self.encryption else {
            return Ok(None);
        };
        if let Some(change) = header.under_way {
            return Err(VaultError::HalfChanged {
                path: vault.to_owned(),
                command: change.command(),
            });
        }
        let seal = header.open(vault, &unlock.passphrase(vault)?)?;
        Ok(Some(seal))
    }
}
