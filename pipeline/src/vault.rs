//! What a run keeps in the secure zone: the key for account ids and the output of finished stages.
//!
//! ```text
//! DIR/vault/            0700, its files 0600
//!   vault.json          says that this is a vault, and its format
//!   key                 32 random bytes, made once
//!   lock                held while a run works here
//!   replies.sqlite      what language models answered, where any is asked (see `llm`)
//!   stages/facets/      stage.json (key, SHA-256 of each file), *.parquet, *.json
//! ```
//!
//! A stage is taken from the vault when its [`StageKey`] is the same; everything that its output
//! depends on is in that key. A run that was killed goes on after its last finished stage.
//!
//! Invariant: never holds a whole conversation, nor an account id in clear.

mod account;
mod error;
mod files;
mod key;
mod lock;
mod stages;
mod stored;
mod table;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

pub use account::{AccountHash, NotAnAccountHash};
pub use error::VaultError;
pub use key::{RootKey, StageKey, StageName, code_version};
pub use stages::Origin;
pub use stored::{StageReader, StageWriter, Stored};
pub use table::{Columns, Number, Table};

use crate::conversation::Conversation;
use account::Hasher;
use lock::Lock;
use stages::Stages;

/// Changes when an older Kleio could not read the vault.
const FORMAT: u32 = 1;
const MARKER: &str = "vault.json";
const DIRECTORY: &str = "vault";

#[derive(Serialize, Deserialize)]
struct Marker {
    kleio_vault: u32,
    made_by: String,
}

/// A vault that this process alone works in.
#[derive(Debug)]
pub struct Vault {
    path: PathBuf,
    hasher: Hasher,
    stages: Stages,
    _lock: Lock,
}

impl Vault {
    /// Opens `out/vault`, and makes it, with all directories above it, where there is none.
    ///
    /// # Errors
    /// When it cannot be written, is in use, is of another format, or holds other things than a
    /// vault.
    pub fn open(out: &Path) -> Result<Self, VaultError> {
        let path = out.join(DIRECTORY);
        refuse_foreign(&path)?;
        files::private_directory(&path)?;
        let lock = Lock::exclusive(&path)?;
        files::remove_temporary(&path)?;
        if !check_marker(&path)? {
            let marker = Marker {
                kleio_vault: FORMAT,
                made_by: env!("CARGO_PKG_VERSION").into(),
            };
            let json =
                serde_json::to_vec(&marker).map_err(|e| VaultError::unstorable(MARKER, &e))?;
            files::write_whole(&path, MARKER, &json)?;
        }
        let hasher = Hasher::open(&path)?;
        let stages = Stages::new(&path);
        stages.prepare()?;
        Ok(Self {
            path,
            hasher,
            stages,
            _lock: lock,
        })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
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

/// A vault that is only read; several processes may do so at a time, while none writes.
#[derive(Debug)]
pub struct VaultReader {
    path: PathBuf,
    stages: Stages,
    _lock: Lock,
}

impl VaultReader {
    /// Opens the vault at `path`, or in the directory `path`.
    ///
    /// # Errors
    /// When there is none, it is being written, or it is of another format.
    pub fn open(path: &Path) -> Result<Self, VaultError> {
        for candidate in [path.to_owned(), path.join(DIRECTORY)] {
            if check_marker(&candidate)? {
                let lock = Lock::shared(&candidate)?;
                return Ok(Self {
                    stages: Stages::new(&candidate),
                    path: candidate,
                    _lock: lock,
                });
            }
        }
        Err(VaultError::NotAVault(path.to_owned()))
    }

    /// The output of a finished stage. All stages it can give are of one run.
    ///
    /// # Errors
    /// When the stage was not finished, or its files are damaged.
    pub fn load<T: Stored>(&self, name: StageName) -> Result<T, VaultError> {
        self.stages
            .load(name)?
            .ok_or_else(|| VaultError::NotFinished {
                path: self.path.clone(),
                stage: name.as_str(),
            })
    }
}

/// False where there is no marker.
fn check_marker(path: &Path) -> Result<bool, VaultError> {
    let file = path.join(MARKER);
    let bytes = match fs::read(&file) {
        Ok(bytes) => bytes,
        Err(e)
            if matches!(
                e.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(false);
        }
        Err(e) => return Err(VaultError::unreadable(&file)(e)),
    };
    match serde_json::from_slice::<Marker>(&bytes) {
        Ok(marker) if marker.kleio_vault == FORMAT => Ok(true),
        Ok(marker) => Err(VaultError::Format {
            path: path.to_owned(),
            found: marker.kleio_vault,
            known: FORMAT,
        }),
        Err(_) => Err(VaultError::NotAVault(path.to_owned())),
    }
}

/// A directory without a marker may be a vault whose first run was killed early, but holds nothing
/// else then.
fn refuse_foreign(path: &Path) -> Result<(), VaultError> {
    if !path.is_dir() || check_marker(path)? {
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
