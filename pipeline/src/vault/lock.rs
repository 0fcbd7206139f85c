//! Keeps two processes from working in one vault.
//!
//! Invariant: the lock is the operating system's, so that it ends with the process, however that ends.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::Write,
    path::Path,
};

use super::{VaultError, files};

pub(super) const NAME: &str = "lock";

/// Held while a vault is open.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    writes: bool,
}

impl Lock {
    /// For one process that writes.
    pub(super) fn exclusive(vault: &Path) -> Result<Self, VaultError> {
        let path = vault.join(NAME);
        let mut file = files::private()
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(VaultError::unwritable(&path))?;
        locked(vault, file.try_lock())?;
        // For the message to others only; the lock holds without it.
        let _ = file.set_len(0);
        let _ = write!(file, "{}", std::process::id());
        Ok(Self { file, writes: true })
    }

    /// For any number of processes that read while none writes.
    pub(super) fn shared(vault: &Path) -> Result<Self, VaultError> {
        let path = vault.join(NAME);
        let file = OpenOptions::new()
            .read(true)
            .open(&path)
            .map_err(VaultError::unreadable(&path))?;
        locked(vault, file.try_lock_shared())?;
        Ok(Self {
            file,
            writes: false,
        })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if self.writes {
            // A number that stays behind would name the wrong process later.
            let _ = self.file.set_len(0);
        }
    }
}

fn locked(vault: &Path, outcome: Result<(), TryLockError>) -> Result<(), VaultError> {
    outcome.map_err(|error| match error {
        TryLockError::WouldBlock => VaultError::Locked {
            path: vault.to_owned(),
            pid: fs::read_to_string(vault.join(NAME))
                .ok()
                .and_then(|text| text.trim().parse().ok()),
        },
        TryLockError::Error(cause) => VaultError::Unwritable {
            path: vault.join(NAME),
            cause,
        },
    })
}
