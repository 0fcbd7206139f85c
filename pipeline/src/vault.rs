//! What a run keeps in the secure zone: the key for account ids and the output of finished stages.
//!
//! ```text
//! DIR/vault/            0700, its files 0600
//!   vault.json          says that this is a vault, its format, and how it is encrypted
//!   key                 32 random bytes, made once
//!   lock                held while a run works here
//!   replies.sqlite      what language models answered, where any is asked (see `llm`)
//!   access.log          who saw what, each entry chained to the one before; access.head beside it
//!   purged.json         what must not come back with a later run
//!   stages/facets/      stage.json (key, SHA-256 of each file), *.parquet, *.json
//! ```
//!
//! A stage is taken from the vault when its [`StageKey`] is the same; everything that its output
//! depends on is in that key. A run that was killed goes on after its last finished stage.
//!
//! A vault may be encrypted (see [`Passphrase`]). Then all of this is but `vault.json` and the lock.
//!
//! Invariant: never holds a whole conversation, nor an account id in clear.

mod account;
mod convert;
mod error;
mod files;
mod key;
mod lock;
mod log;
mod marker;
mod purged;
mod seal;
mod stages;
mod store;
mod stored;
mod table;

use std::path::{Path, PathBuf};

use jiff::Timestamp;

pub use account::{AccountHash, NotAnAccountHash};
pub(crate) use convert::{decrypt, encrypt};
pub use convert::{is_encrypted, renew_passphrase};
pub use error::VaultError;
pub use key::{RootKey, StageKey, StageName, code_version};
pub use log::{Entries, Log, LogError};
pub use purged::Purged;
pub use seal::{Passphrase, PassphraseError, Unattended, Unlock};
pub use stages::Origin;
pub use stored::{StageReader, StageWriter, Stored};
pub use table::{Columns, Number, Table};

pub(crate) use account::Hasher;
pub(crate) use seal::{Seal, random_text};

use crate::conversation::Conversation;
use lock::Lock;
use marker::Marker;
use stages::Stages;
use store::Store;

const DIRECTORY: &str = "vault";
/// Begins the names of the cache of replies and of what SQLite keeps beside it; see `llm`.
const REPLIES: &str = "replies.sqlite";

/// A vault that this process alone works in.
#[derive(Debug)]
pub struct Vault {
    store: Store,
    marker: Marker,
    hasher: Hasher,
    purged: Purged,
    stages: Stages,
    _lock: Lock,
}

impl Vault {
    /// Opens `out/vault`, and makes it, with all directories above it, where there is none.
    ///
    /// # Errors
    /// When it cannot be written, is in use, is encrypted, is of another format, or holds other
    /// things than a vault.
    pub fn open(out: &Path) -> Result<Self, VaultError> {
        Self::open_with(out, &Unattended)
    }

    /// As [`Self::open`]; an encrypted vault is opened with the passphrase that `unlock` gives.
    ///
    /// # Errors
    /// As [`Self::open`], and when the passphrase is missing or wrong.
    pub fn open_with(out: &Path, unlock: &dyn Unlock) -> Result<Self, VaultError> {
        let path = out.join(DIRECTORY);
        refuse_foreign(&path)?;
        files::private_directory(&path)?;
        let lock = Lock::exclusive(&path)?;
        files::remove_temporary(&path)?;
        if Marker::read(&path)?.is_none() {
            Marker::new()?.write(&path)?;
        }
        Self::locked(&path, unlock, lock)
    }

    /// Opens the vault at `path`, or in the directory `path`, to change it.
    ///
    /// # Errors
    /// When there is none, and as [`Self::open_with`].
    pub fn existing(path: &Path, unlock: &dyn Unlock) -> Result<Self, VaultError> {
        let path = find(path)?;
        let lock = Lock::exclusive(&path)?;
        files::remove_temporary(&path)?;
        Self::locked(&path, unlock, lock)
    }

    fn locked(path: &Path, unlock: &dyn Unlock, lock: Lock) -> Result<Self, VaultError> {
        let (mut marker, store) = unlocked(path, unlock)?;
        marker.identify(path)?;
        files::close(path)?;
        let stages = Stages::new(&store);
        stages.prepare()?;
        Ok(Self {
            hasher: Hasher::open(&store)?,
            purged: Purged::open(&store)?,
            stages,
            store,
            marker,
            _lock: lock,
        })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.store.root()
    }

    /// Who saw what.
    #[must_use]
    pub fn log(&self) -> Log {
        Log::new(&self.store, &self.marker.id)
    }

    /// What later runs leave out.
    #[must_use]
    pub fn purged(&self) -> &Purged {
        &self.purged
    }

    /// Its key, where it is encrypted.
    pub(crate) fn seal(&self) -> Option<&Seal> {
        self.store.seal()
    }

    /// What accounts are hashed with here.
    pub(crate) fn hasher(&self) -> &Hasher {
        &self.hasher
    }

    /// Puts a file of its own into the vault, encrypted where the vault is; `name` is a plain name.
    /// Purging removes it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_file(&self, name: &str, bytes: &[u8]) -> Result<(), VaultError> {
        self.store.write_whole(name, bytes)
    }

    /// What [`Self::write_file`] wrote; none where there is no such file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read_file(&self, name: &str) -> Result<Option<Vec<u8>>, VaultError> {
        self.store.read_if_there(name)
    }

    /// The output of a finished stage; none where there is none.
    ///
    /// # Errors
    /// When its files are damaged.
    pub fn load<T: Stored>(&self, name: StageName) -> Result<Option<T>, VaultError> {
        self.stages.load(name)
    }

    /// From now on runs in this vault leave out the account `id`.
    ///
    /// # Errors
    /// When that cannot be written.
    pub fn leave_out_account(&mut self, id: &str) -> Result<(), VaultError> {
        self.purged.add_account(id)?;
        self.purged.save(&self.store)
    }

    /// From now on runs in this vault leave out conversations from before `time`.
    ///
    /// # Errors
    /// When that cannot be written.
    pub fn leave_out_before(&mut self, time: Timestamp) -> Result<(), VaultError> {
        self.purged.add_time(time)?;
        self.purged.save(&self.store)
    }

    /// Removes the output of every stage, and every file but those that say what the vault is, what
    /// was purged, who saw what, and what models answered (see `llm`).
    ///
    /// # Errors
    /// When something cannot be removed.
    pub fn clear(&self) -> Result<(), VaultError> {
        self.stages.clear()?;
        for name in files::names(self.path())? {
            let stays = [
                marker::NAME,
                lock::NAME,
                account::NAME,
                purged::NAME,
                log::NAME,
                log::HEAD,
                stages::STAGES,
            ];
            if !stays.contains(&name.as_str()) && !name.starts_with(REPLIES) {
                files::remove(&self.path().join(name))?;
            }
        }
        files::sync_directory(self.path())
    }

    /// Makes a new key for accounts: nothing that was hashed before can be matched any more.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn renew_key(&mut self) -> Result<(), VaultError> {
        files::remove(&self.path().join(account::NAME))?;
        self.hasher = Hasher::open(&self.store)?;
        Ok(())
    }

    /// What stands for this account here, and nowhere else.
    #[must_use]
    pub fn account_hash(&self, id: &str) -> AccountHash {
        self.hasher.account(id)
    }

    /// The hash of the conversation's account; where that is unknown, one of its own.
    #[must_use]
    pub fn account_of(&self, conversation: &Conversation) -> AccountHash {
        self.hasher.account_of(conversation)
    }

    /// The output of a stage: from the vault where it was finished under the same key, else
    /// computed and kept. A new output takes those of all later stages away with the old one,
    /// unless the key is the same, so that the vault never mixes two runs.
    ///
    /// # Errors
    /// What `compute` gives, and when its output cannot be written. An output that is there but
    /// damaged is no error: see [`Origin::Repaired`].
    pub fn stage<T: Stored, E: From<VaultError>>(
        &self,
        key: StageKey,
        compute: impl FnOnce() -> Result<T, E>,
    ) -> Result<(T, Origin), E> {
        let in_vault = key.in_vault(&self.hasher.key_id().to_string());
        self.stages.stage(key.name(), in_vault, compute)
    }
}

impl Vault {
    /// What the last release told, if one was written.
    ///
    /// # Errors
    /// When its files are damaged: without them the next release could give away what this one hid.
    pub fn recall<T: Stored>(&self) -> Result<Option<T>, VaultError> {
        self.stages.load(StageName::Released)
    }

    /// Keeps what a release that is about to be written tells, in place of what the one before told.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn remember<T: Stored>(&self, told: &T) -> Result<(), VaultError> {
        self.stages.replace(StageName::Released, told)
    }
}

/// What the vault at `path` says of itself, and its files opened.
fn unlocked(path: &Path, unlock: &dyn Unlock) -> Result<(Marker, Store), VaultError> {
    let marker = Marker::read(path)?.ok_or_else(|| VaultError::NotAVault(path.to_owned()))?;
    let store = Store::new(path, marker.unlock(path, unlock)?);
    Ok((marker, store))
}

/// A vault that is only read; several processes may do so at a time, while none writes.
#[derive(Debug)]
pub struct VaultReader {
    store: Store,
    marker: Marker,
    stages: Stages,
    _lock: Lock,
}

impl VaultReader {
    /// Opens the vault at `path`, or in the directory `path`.
    ///
    /// # Errors
    /// When there is none, it is being written, is encrypted, or is of another format.
    pub fn open(path: &Path) -> Result<Self, VaultError> {
        Self::open_with(path, &Unattended)
    }

    /// As [`Self::open`]; an encrypted vault is opened with the passphrase that `unlock` gives.
    ///
    /// # Errors
    /// As [`Self::open`], and when the passphrase is missing or wrong.
    pub fn open_with(path: &Path, unlock: &dyn Unlock) -> Result<Self, VaultError> {
        let path = find(path)?;
        if Marker::read(&path)?.is_some_and(|marker| marker.id.is_empty()) {
            // Of before the access log: gets its id, without which there is no log.
            Vault::existing(&path, unlock)?;
        }
        let lock = Lock::shared(&path)?;
        let (marker, store) = unlocked(&path, unlock)?;
        Ok(Self {
            stages: Stages::new(&store),
            store,
            marker,
            _lock: lock,
        })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.store.root()
    }

    /// Tells this vault from every other one.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.marker.id
    }

    /// Who saw what. A reader may add to it.
    #[must_use]
    pub fn log(&self) -> Log {
        Log::new(&self.store, &self.marker.id)
    }

    /// The output of a finished stage. All stages it can give are of one run.
    ///
    /// # Errors
    /// When the stage was not finished, or its files are damaged.
    pub fn load<T: Stored>(&self, name: StageName) -> Result<T, VaultError> {
        self.stages.load(name)?.ok_or_else(|| self.missing(name))
    }

    /// The key that a finished stage was made under: another run, another key.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn stage_key(&self, name: StageName) -> Result<String, VaultError> {
        self.stages.key(name)?.ok_or_else(|| self.missing(name))
    }

    fn missing(&self, name: StageName) -> VaultError {
        VaultError::NotFinished {
            path: self.path().to_owned(),
            stage: name.as_str(),
        }
    }
}

/// The vault at `path`, or in the directory `path`.
fn find(path: &Path) -> Result<PathBuf, VaultError> {
    for candidate in [path.to_owned(), path.join(DIRECTORY)] {
        if Marker::read(&candidate)?.is_some() {
            return Ok(candidate);
        }
    }
    Err(VaultError::NotAVault(path.to_owned()))
}

/// A directory without a marker may be a vault whose first run was killed early, but holds nothing
/// else then.
fn refuse_foreign(path: &Path) -> Result<(), VaultError> {
    if !path.is_dir() || Marker::read(path)?.is_some() {
        return Ok(());
    }
    let ours = |name: &String| name == lock::NAME || name.starts_with(files::TEMPORARY);
    if files::names(path)?.iter().all(ours) {
        Ok(())
    } else {
        Err(VaultError::Foreign(path.to_owned()))
    }
}

#[cfg(test)]
mod tests;
