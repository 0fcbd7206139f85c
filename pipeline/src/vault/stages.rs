//! The finished stages of a vault: takes them up again, or puts new ones in their place.
//!
//! Invariant: killed at any moment, a stage is there whole or not at all, and no stage stands on
//! an earlier one that is gone.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    StageName, Stored, VaultError,
    files::{self, TEMPORARY},
    store::Store,
    stored::{StageReader, StageWriter},
};

/// The directory of all stages.
pub(super) const STAGES: &str = "stages";

/// Where the value of a stage came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Computed now.
    Computed,
    /// Taken from the vault: an earlier run had finished it from the same input, configuration and
    /// program.
    Resumed,
    /// The vault had it, but could not read it; so it was computed again. Says why.
    Repaired(String),
}

/// The directory `stages` of a vault.
#[derive(Debug)]
pub(super) struct Stages {
    store: Store,
    path: PathBuf,
}

impl Stages {
    pub(super) fn new(store: &Store) -> Self {
        Self {
            store: store.clone(),
            path: store.root().join(STAGES),
        }
    }

    /// Makes the directory, and clears what a killed run left in it.
    pub(super) fn prepare(&self) -> Result<(), VaultError> {
        files::private_directory(&self.path)?;
        files::remove_temporary(&self.path)
    }

    /// Takes the output of every stage away, the last one first, and whatever else is here.
    pub(super) fn clear(&self) -> Result<(), VaultError> {
        for stage in StageName::ALL.into_iter().rev() {
            self.take_away(stage)?;
        }
        for name in files::names(&self.path)? {
            files::remove(&self.path.join(name))?;
        }
        files::sync_directory(&self.path)
    }

    /// The key under which a stage was finished; none where it was not.
    pub(super) fn key(&self, name: StageName) -> Result<Option<String>, VaultError> {
        let reader = StageReader::open(&self.store, self.directory(name), name)?;
        Ok(reader.map(|reader| reader.finished.key))
    }

    /// A finished stage, whatever its key; none where it is not finished.
    pub(super) fn load<T: Stored>(&self, name: StageName) -> Result<Option<T>, VaultError> {
        let reader = StageReader::open(&self.store, self.directory(name), name)?;
        reader.map(|reader| T::load(&reader)).transpose()
    }

    pub(super) fn stage<T: Stored, E: From<VaultError>>(
        &self,
        name: StageName,
        key: String,
        compute: impl FnOnce() -> Result<T, E>,
    ) -> Result<(T, Origin), E> {
        let origin = match self.load_if(name, &key) {
            Ok(Some(value)) => return Ok((value, Origin::Resumed)),
            Ok(None) => Origin::Computed,
            Err(error) => Origin::Repaired(error.to_string()),
        };
        let value = compute()?;
        self.put(name, key, &value)?;
        Ok((value, origin))
    }

    fn load_if<T: Stored>(&self, name: StageName, key: &str) -> Result<Option<T>, VaultError> {
        match StageReader::open(&self.store, self.directory(name), name)? {
            Some(reader) if reader.finished.key == key => T::load(&reader).map(Some),
            _ => Ok(None),
        }
    }

    fn put<T: Stored>(&self, name: StageName, key: String, value: &T) -> Result<(), VaultError> {
        let mut writer = self.writer(name)?;
        value.save(&mut writer)?;
        let same = StageReader::open(&self.store, self.directory(name), name)
            .is_ok_and(|old| old.is_some_and(|old| old.finished.key == key));
        let new = writer.finish(key)?;
        if !same {
            // What was made from the old output of this stage goes first, the last stage foremost.
            for later in StageName::ALL.into_iter().rev().filter(|&l| l > name) {
                self.take_away(later)?;
            }
        }
        self.instate(name, &new)
    }

    /// Puts `value` in the place of what was there, whatever it was made from; nothing else goes.
    pub(super) fn replace<T: Stored>(&self, name: StageName, value: &T) -> Result<(), VaultError> {
        let mut writer = self.writer(name)?;
        value.save(&mut writer)?;
        let new = writer.finish(String::new())?;
        self.instate(name, &new)
    }

    fn writer(&self, name: StageName) -> Result<StageWriter, VaultError> {
        let directory = self.path.join(format!("{TEMPORARY}{name}"));
        StageWriter::new(&self.store, name, directory)
    }

    /// Puts the finished directory `new` in the place of the stage's.
    fn instate(&self, name: StageName, new: &Path) -> Result<(), VaultError> {
        self.take_away(name)?;
        let path = self.directory(name);
        fs::rename(new, &path).map_err(VaultError::unwritable(&path))?;
        files::sync_directory(&self.path)
    }

    /// By renaming first, so that no half of a stage is ever seen.
    fn take_away(&self, name: StageName) -> Result<(), VaultError> {
        let path = self.directory(name);
        if !path.exists() {
            return Ok(());
        }
        let old = self.path.join(format!("{TEMPORARY}old-{name}"));
        files::remove(&old)?;
        fs::rename(&path, &old).map_err(VaultError::unwritable(&path))?;
        files::remove(&old)
    }

    fn directory(&self, name: StageName) -> PathBuf {
        self.path.join(name.as_str())
    }
}
