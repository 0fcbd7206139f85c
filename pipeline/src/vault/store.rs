//! The files of a vault, in clear or encrypted: the one way to read and to write them.
//!
//! Invariant: in an encrypted vault nothing goes onto the disk in clear but `vault.json` and the lock,
//! and nothing in clear is taken from it.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use bytes::Bytes;
use parquet::file::reader::{ChunkReader, Length};

use super::{
    VaultError,
    files::{self, TEMPORARY},
    seal::{Seal, SealedFile, SealedReader, SealedWriter},
};

/// Where a vault is, and its key where it is encrypted.
#[derive(Debug, Clone)]
pub(super) struct Store {
    root: PathBuf,
    seal: Option<Seal>,
}

impl Store {
    pub(super) fn new(root: &Path, seal: Option<Seal>) -> Self {
        Self {
            root: root.to_owned(),
            seal,
        }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn seal(&self) -> Option<&Seal> {
        self.seal.as_ref()
    }

    /// The file at `path`, which was written under `name`.
    pub(super) fn open(&self, path: &Path, name: &str) -> io::Result<Opened> {
        let file = File::open(path)?;
        Ok(match &self.seal {
            None => Opened::Clear(file),
            Some(seal) => Opened::Sealed(SealedFile::open(seal, name, file)?),
        })
    }

    /// All of the file at `path`, which was written under `name`.
    pub(super) fn read(&self, path: &Path, name: &str) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open(path, name)?.from(0)?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// A new file at `path`, for its owner alone, that will be read under `name`.
    pub(super) fn create(&self, path: &Path, name: &str) -> Result<Writing, VaultError> {
        let file = files::private()
            .create_new(true)
            .open(path)
            .map_err(VaultError::unwritable(path))?;
        Ok(match &self.seal {
            None => Writing::Clear(file),
            Some(seal) => Writing::Sealed(Box::new(SealedWriter::new(seal, name, file)?)),
        })
    }

    /// Writes a new file and waits until it is on the disk.
    pub(super) fn write_new(
        &self,
        path: &Path,
        name: &str,
        bytes: &[u8],
    ) -> Result<(), VaultError> {
        let mut writing = self.create(path, name)?;
        writing
            .write_all(bytes)
            .and_then(|()| writing.finish())
            .map_err(VaultError::unwritable(path))
    }

    /// Writes a file of the vault's own directory so that it is there whole or not at all.
    pub(super) fn write_whole(&self, name: &str, bytes: &[u8]) -> Result<(), VaultError> {
        let temporary = self.root.join(format!("{TEMPORARY}{name}"));
        files::remove(&temporary)?;
        self.write_new(&temporary, name, bytes)?;
        let path = self.root.join(name);
        fs::rename(&temporary, &path).map_err(VaultError::unwritable(&path))?;
        files::sync_directory(&self.root)
    }

    /// A file of the vault's own directory; none where there is none.
    pub(super) fn read_if_there(&self, name: &str) -> Result<Option<Vec<u8>>, VaultError> {
        let path = self.root.join(name);
        match self.read(&path, name) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(VaultError::unreadable(&path)(e)),
        }
    }
}

/// A file that is being written.
pub(super) enum Writing {
    Clear(File),
    Sealed(Box<SealedWriter>),
}

impl Writing {
    /// Writes the end and waits until all is on the disk.
    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Self::Clear(file) => file.sync_all(),
            Self::Sealed(writer) => writer.finish()?.sync_all(),
        }
    }
}

impl Write for Writing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Clear(file) => file.write(bytes),
            Self::Sealed(writer) => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Clear(file) => file.flush(),
            Self::Sealed(writer) => writer.flush(),
        }
    }
}

/// A file that is open for reading, from any place.
#[derive(Debug)]
pub(super) enum Opened {
    Clear(File),
    Sealed(SealedFile),
}

/// Reads on from some place of a file.
pub(super) enum Reading {
    Clear(io::BufReader<File>),
    Sealed(SealedReader),
}

impl Opened {
    pub(super) fn from(&self, start: u64) -> io::Result<Reading> {
        Ok(match self {
            Self::Clear(file) => {
                let mut file = file.try_clone()?;
                io::Seek::seek(&mut file, io::SeekFrom::Start(start))?;
                Reading::Clear(io::BufReader::new(file))
            }
            Self::Sealed(file) => Reading::Sealed(file.from(start)),
        })
    }

    pub(super) fn try_clone(&self) -> io::Result<Self> {
        Ok(match self {
            Self::Clear(file) => Self::Clear(file.try_clone()?),
            Self::Sealed(file) => Self::Sealed(file.clone()),
        })
    }

    /// Length and SHA-256 (in hex) of what is in it.
    pub(super) fn digest(&self) -> io::Result<(u64, String)> {
        files::digest(self.from(0)?)
    }
}

impl Read for Reading {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Clear(file) => file.read(into),
            Self::Sealed(file) => file.read(into),
        }
    }
}

impl Length for Opened {
    fn len(&self) -> u64 {
        match self {
            Self::Clear(file) => Length::len(file),
            Self::Sealed(file) => file.len(),
        }
    }
}

impl ChunkReader for Opened {
    type T = Reading;

    fn get_read(&self, start: u64) -> parquet::errors::Result<Reading> {
        Ok(self.from(start)?)
    }

    fn get_bytes(&self, start: u64, length: usize) -> parquet::errors::Result<Bytes> {
        let mut bytes = vec![0; length];
        self.from(start)?.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encrypted_store_takes_nothing_in_clear() {
        let dir = tempfile::tempdir().unwrap();
        let clear = Store::new(dir.path(), None);
        let sealed = Store::new(dir.path(), Some(Seal::new().unwrap()));
        clear.write_whole("a", b"planted").unwrap();
        sealed.write_whole("b", b"planted").unwrap();
        assert_eq!(clear.read_if_there("a").unwrap().unwrap(), b"planted");
        assert_eq!(sealed.read_if_there("b").unwrap().unwrap(), b"planted");
        assert!(sealed.read_if_there("a").is_err());
        assert_eq!(sealed.read_if_there("c").unwrap(), None);
        let stored = fs::read(dir.path().join("b")).unwrap();
        assert!(!stored.windows(7).any(|part| part == b"planted"));
    }
}
