//! How the output of a stage gets into files of its own and back.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    StageName, Table, VaultError, files,
    store::{Opened, Store},
    table::Columns,
};

/// The list of what belongs to a finished stage.
pub(super) const LIST: &str = "stage.json";

/// The output of a stage that the vault can keep.
pub trait Stored: Sized {
    /// Writes it, as tables and small JSON files of any name.
    ///
    /// # Errors
    /// When the disk is full or a value has no form on disk.
    fn save(&self, to: &mut StageWriter) -> Result<(), VaultError>;

    /// Reads what [`Self::save`] wrote. Any error makes the vault compute the stage again.
    ///
    /// # Errors
    /// When a file is missing, damaged or of another form.
    fn load(from: &StageReader) -> Result<Self, VaultError>;
}

/// What the vault knows of a finished stage.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Finished {
    stage: StageName,
    pub(super) key: String,
    files: BTreeMap<String, FileNote>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct FileNote {
    bytes: u64,
    sha256: String,
}

impl FileNote {
    /// Of what is in the file, whether it is encrypted or not.
    fn of(file: &Opened) -> io::Result<Self> {
        let (bytes, sha256) = file.digest()?;
        Ok(Self { bytes, sha256 })
    }
}

/// Takes the files of a stage while it is being saved.
#[derive(Debug)]
pub struct StageWriter {
    store: Store,
    stage: StageName,
    directory: PathBuf,
    files: BTreeMap<String, FileNote>,
}

impl StageWriter {
    pub(super) fn new(
        store: &Store,
        stage: StageName,
        directory: PathBuf,
    ) -> Result<Self, VaultError> {
        files::remove(&directory)?;
        files::private_directory(&directory)?;
        Ok(Self {
            store: store.clone(),
            stage,
            directory,
            files: BTreeMap::new(),
        })
    }

    /// Writes a table; `name` is without an ending.
    ///
    /// # Errors
    /// When the disk is full or the name was used before.
    pub fn table(&mut self, name: &str, table: &Table) -> Result<(), VaultError> {
        self.file(format!("{name}.parquet"), |store, path, name| {
            table.write(store, path, name)
        })
    }

    /// Writes a small value; `name` is without an ending.
    ///
    /// # Errors
    /// When the disk is full, the name was used before, or JSON has no form for the value.
    pub fn json(&mut self, name: &str, value: &impl Serialize) -> Result<(), VaultError> {
        let bytes = to_json(name, value)?;
        self.file(format!("{name}.json"), |store, path, name| {
            store.write_new(path, name, &bytes)
        })
    }

    fn file(
        &mut self,
        name: String,
        write: impl FnOnce(&Store, &Path, &str) -> Result<(), VaultError>,
    ) -> Result<(), VaultError> {
        let path = self.directory.join(&name);
        if name == LIST || self.files.contains_key(&name) {
            return Err(VaultError::unstorable(name, "the name is taken"));
        }
        let full = full_name(self.stage, &name);
        write(&self.store, &path, &full)?;
        let note = self
            .store
            .open(&path, &full)
            .and_then(|file| FileNote::of(&file))
            .map_err(VaultError::unreadable(&path))?;
        self.files.insert(name, note);
        Ok(())
    }

    /// Writes the list of files and waits until all is on the disk.
    pub(super) fn finish(self, key: String) -> Result<PathBuf, VaultError> {
        let (stage, files) = (self.stage, self.files);
        let list = to_json(LIST, &Finished { stage, key, files })?;
        let path = self.directory.join(LIST);
        self.store
            .write_new(&path, &full_name(stage, LIST), &list)?;
        files::sync_directory(&self.directory)?;
        Ok(self.directory)
    }
}

/// What a file of a stage is called in the whole vault.
pub(super) fn full_name(stage: StageName, file: &str) -> String {
    format!("stages/{stage}/{file}")
}

fn to_json(name: &str, value: &impl Serialize) -> Result<Vec<u8>, VaultError> {
    serde_json::to_vec(value).map_err(|e| VaultError::unstorable(name, &e))
}

/// Gives the files of a finished stage, each checked against the hash it was written with.
#[derive(Debug)]
pub struct StageReader {
    store: Store,
    directory: PathBuf,
    pub(super) finished: Finished,
}

impl StageReader {
    /// None: there is no such stage.
    pub(super) fn open(
        store: &Store,
        directory: PathBuf,
        stage: StageName,
    ) -> Result<Option<Self>, VaultError> {
        if !directory.exists() {
            return Ok(None);
        }
        let finished: Finished = from_json(store, &directory.join(LIST), stage, LIST)?;
        if finished.stage != stage {
            return Err(VaultError::damaged(&directory, "it holds another stage"));
        }
        Ok(Some(Self {
            store: store.clone(),
            directory,
            finished,
        }))
    }

    /// A table that was written under `name`.
    ///
    /// # Errors
    /// When it is missing or not what was written.
    pub fn table(&self, name: &str) -> Result<Columns, VaultError> {
        let name = format!("{name}.parquet");
        let path = self.checked(&name)?;
        Columns::open(&self.store, &path, &full_name(self.finished.stage, &name))
    }

    /// A value that was written under `name`.
    ///
    /// # Errors
    /// When it is missing, not what was written, or not a `T`.
    pub fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, VaultError> {
        let name = format!("{name}.json");
        let path = self.checked(&name)?;
        from_json(&self.store, &path, self.finished.stage, &name)
    }

    /// The error for a table or value `name` that could be read but makes no sense, because of `why`.
    #[must_use]
    pub fn damaged(&self, name: &str, why: &str) -> VaultError {
        VaultError::damaged(&self.directory.join(name), why)
    }

    fn checked(&self, name: &str) -> Result<PathBuf, VaultError> {
        let path = self.directory.join(name);
        let found = self
            .store
            .open(&path, &full_name(self.finished.stage, name))
            .and_then(|file| FileNote::of(&file))
            .map_err(|e| VaultError::damaged(&path, &e))?;
        match self.finished.files.get(name) {
            Some(note) if *note == found => Ok(path),
            Some(_) => Err(VaultError::damaged(
                &path,
                "its SHA-256 is not what was written",
            )),
            None => Err(VaultError::damaged(&path, "the stage did not write it")),
        }
    }
}

fn from_json<T: DeserializeOwned>(
    store: &Store,
    path: &Path,
    stage: StageName,
    name: &str,
) -> Result<T, VaultError> {
    let bytes = store
        .read(path, &full_name(stage, name))
        .map_err(|e| VaultError::damaged(path, &e))?;
    serde_json::from_slice(&bytes).map_err(|e| VaultError::damaged(path, &e))
}
