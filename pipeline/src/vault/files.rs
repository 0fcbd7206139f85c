//! Files and directories that only their owner can read, and that are either whole or not there.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read, Write},
    path::Path,
};

use sha2::{Digest, Sha256};

use super::VaultError;

/// Begins the names of things that are still being written, or on their way out.
pub(super) const TEMPORARY: &str = ".tmp-";

/// Makes `path` and what is missing above it; `path` itself is for its owner alone (0700).
pub(super) fn private_directory(path: &Path) -> Result<(), VaultError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    if let Some(parent) = path.parent() {
        make(&builder, parent)?;
    }
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    make(&builder, path)?;
    #[cfg(unix)]
    {
        // It may have been there before, open to others.
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        fs::set_permissions(path, mode).map_err(VaultError::unwritable(path))?;
    }
    Ok(())
}

fn make(builder: &DirBuilder, path: &Path) -> Result<(), VaultError> {
    builder.create(path).map_err(|cause| {
        // The system's own words are "File exists", which helps nobody who wants to write there.
        let in_the_way = cause.kind() == io::ErrorKind::AlreadyExists;
        VaultError::unwritable(path)(if in_the_way {
            io::Error::new(cause.kind(), "a file of that name is in the way")
        } else {
            cause
        })
    })
}

/// Options for files of the vault: readable and writable by their owner alone (0600).
pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Writes a new file and waits until it is on the disk.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let write = || {
        let mut file = private().create_new(true).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(VaultError::unwritable(path))
}

/// Writes a file so that it is there whole or not at all.
pub(super) fn write_whole(directory: &Path, name: &str, bytes: &[u8]) -> Result<(), VaultError> {
    let temporary = directory.join(format!("{TEMPORARY}{name}"));
    remove(&temporary)?;
    write_new(&temporary, bytes)?;
    let path = directory.join(name);
    fs::rename(&temporary, &path).map_err(VaultError::unwritable(&path))?;
    sync_directory(directory)
}

/// Takes from everybody but its owner what they may do with `path` and all that is in it. A vault that
/// was copied may be open to others.
pub(super) fn close(path: &Path) -> Result<(), VaultError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let about = fs::symlink_metadata(path).map_err(VaultError::unreadable(path))?;
        if about.is_symlink() {
            return Ok(());
        }
        let mode = if about.is_dir() { 0o700 } else { 0o600 };
        if about.permissions().mode() & 0o777 != mode {
            let mode = PermissionsExt::from_mode(mode);
            fs::set_permissions(path, mode).map_err(VaultError::unwritable(path))?;
        }
    }
    if path.is_dir() {
        for name in names(path)? {
            close(&path.join(name))?;
        }
    }
    Ok(())
}

/// Waits until the names in a directory are on the disk.
pub(super) fn sync_directory(path: &Path) -> Result<(), VaultError> {
    // Only unix can open a directory as a file; elsewhere the file system orders renames itself.
    if cfg!(unix) {
        File::open(path)
            .and_then(|directory| directory.sync_all())
            .map_err(VaultError::unwritable(path))?;
    }
    Ok(())
}

/// Removes a file or a directory with all in it; nothing there is fine.
pub(super) fn remove(path: &Path) -> Result<(), VaultError> {
    let removed = match fs::symlink_metadata(path) {
        Ok(about) if about.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(e) => Err(e),
    };
    match removed {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(VaultError::unwritable(path)(e)),
        _ => Ok(()),
    }
}

/// Removes what a killed run left half done in `directory`.
pub(super) fn remove_temporary(directory: &Path) -> Result<(), VaultError> {
    for name in names(directory)? {
        if name.starts_with(TEMPORARY) {
            remove(&directory.join(name))?;
        }
    }
    Ok(())
}

/// The names in a directory, sorted.
pub(super) fn names(directory: &Path) -> Result<Vec<String>, VaultError> {
    let list = || -> io::Result<Vec<String>> {
        fs::read_dir(directory)?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect()
    };
    let mut names = list().map_err(VaultError::unreadable(directory))?;
    names.sort();
    Ok(names)
}

/// SHA-256 of a file, in hex.
pub(super) fn hash(path: &Path) -> io::Result<String> {
    digest(File::open(path)?).map(|(_, hash)| hash)
}

/// Length and SHA-256 (in hex) of all that is left to read.
pub(super) fn digest(mut from: impl Read) -> io::Result<(u64, String)> {
    let (mut hash, mut buffer, mut length) = (Sha256::new(), vec![0; 1 << 18], 0);
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok((length, hex::encode(hash.finalize()))),
            n => {
                hash.update(&buffer[..n]);
                length += n as u64;
            }
        }
    }
}
