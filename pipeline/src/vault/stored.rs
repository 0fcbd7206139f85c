//! How the output of a stage gets into files of its own and back.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{StageName, Table, VaultError, files, table::Columns};

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
    fn of(path: &Path) -> std::io::Result<Self> {
        Ok(Self {
            bytes: fs::metadata(path)?.len(),
            sha256: files::hash(path)?,
        })
    }
}

/// Takes the files of a stage while it is being saved.
#[derive(Debug)]
pub struct StageWriter {
    directory: PathBuf,
    files: BTreeMap<String, FileNote>,
}

impl StageWriter {
    pub(super) fn new(directory: PathBuf) -> Result<Self, VaultError> {
        files::remove(&directory)?;
        files::private_directory(&directory)?;
        Ok(Self {
            directory,
            files: BTreeMap::new(),
        })
    }

    /// Writes a table; `name` is without an ending.
    ///
    /// # Errors
    /// When the disk is full or the name was used before.
    pub fn table(&mut self, name: &str, table: &Table) -> Result<(), VaultError> {
        self.file(format!("{name}.parquet"), |path| table.write(path))
    }

    /// Writes a small value; `name` is without an ending.
    ///
    /// # Errors
    /// When the disk is full, the name was used before, or JSON has no form for the value.
    pub fn json(&mut self, name: &str, value: &impl Serialize) -> Result<(), VaultError> {
        let bytes = to_json(name, value)?;
        self.file(format!("{name}.json"), |path| {
            files::write_new(path, &bytes)
        })
    }

    fn file(
        &mut self,
        name: String,
        write: impl FnOnce(&Path) -> Result<(), VaultError>,
    ) -> Result<(), VaultError> {
        let path = self.directory.join(&name);
        if name == LIST || self.files.contains_key(&name) {
            return Err(VaultError::unstorable(name, "the name is taken"));
        }
        write(&path)?;
        let note = FileNote::of(&path).map_err(VaultError::unreadable(&path))?;
        self.files.insert(name, note);
        Ok(())
    }

    /// Writes the list of files and waits until all is on the disk.
    pub(super) fn finish(self, stage: StageName, key: String) -> Result<PathBuf, VaultError> {
        let files = self.files;
        let list = to_json(LIST, &Finished { stage, key, files })?;
        files::write_new(&self.directory.join(LIST), &list)?;
        files::sync_directory(&self.directory)?;
        Ok(self.directory)
    }
}

fn to_json(name: &str, value: &impl Serialize) -> Result<Vec<u8>, VaultError> {
    serde_json::to_vec(value).map_err(|e| VaultError::unstorable(name, &e))
}

/// Gives the files of a finished stage, each checked against the hash it was written with.
#[derive(Debug)]
pub struct StageReader {
    directory: PathBuf,
    pub(super) finished: Finished,
}

impl StageReader {
    /// None: there is no such stage.
    pub(super) fn open(directory: PathBuf, stage: StageName) -> Result<Option<Self>, VaultError> {
        if !directory.exists() {
            return Ok(None);
        }
        let finished: Finished = from_json(&directory.join(LIST))?;
        if finished.stage != stage {
            return Err(VaultError::damaged(&directory, "it holds another stage"));
        }
        Ok(Some(Self {
            directory,
            finished,
        }))
    }

    /// A table that was written under `name`.
    ///
    /// # Errors
    /// When it is missing or not what was written.
    pub fn table(&self, name: &str) -> Result<Columns, VaultError> {
        Columns::open(&self.checked(&format!("{name}.parquet"))?)
    }

    /// A value that was written under `name`.
    ///
    /// # Errors
    /// When it is missing, not what was written, or not a `T`.
    pub fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, VaultError> {
        from_json(&self.checked(&format!("{name}.json"))?)
    }

    /// The error for a table or value `name` that could be read but makes no sense, because of `why`.
    #[must_use]
    pub fn damaged(&self, name: &str, why: &str) -> VaultError {
        VaultError::damaged(&self.directory.join(name), why)
    }

    fn checked(&self, name: &str) -> Result<PathBuf, VaultError> {
        let path = self.directory.join(name);
        let found = FileNote::of(&path).map_err(|e| VaultError::damaged(&path, &e))?;
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

fn from_json<T: DeserializeOwned>(path: &Path) -> Result<T, VaultError> {
    let bytes = fs::read(path).map_err(|e| VaultError::damaged(path, &e))?;
    serde_json::from_slice(&bytes).map_err(|e| VaultError::damaged(path, &e))
}
