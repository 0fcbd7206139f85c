//! Encrypts a vault that is in clear, and the other way round, file by file.
//!
//! `vault.json` says what is under way before the first file is touched, so that nothing else opens a
//! vault that is half of one kind and half of the other; the same command goes on where it was stopped.
//!
//! Invariant: each file is at every moment there whole, in clear or encrypted.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use super::{
    DIRECTORY, Log, REPLIES, VaultError, files,
    files::TEMPORARY,
    find, lock,
    lock::Lock,
    log,
    log::LogError,
    marker::{self, Marker},
    refuse_foreign,
    seal::{Change, Header, Passphrase, Seal, Unlock, is_sealed},
    stages::STAGES,
    store::Store,
};

/// Rewrites the cache of replies in a vault from one encryption to another; does nothing where that is
/// done already.
pub(crate) type Replies<'a, E> = &'a dyn Fn(&Path, Option<&Seal>, Option<&Seal>) -> Result<(), E>;

/// Encrypts the vault at `path`, or in the directory `path`; makes a new, empty, encrypted one in
/// `path` where there is none.
///
/// # Errors
/// When it is encrypted already, in use, or cannot be written.
pub(crate) fn encrypt<E: From<VaultError> + From<LogError>>(
    path: &Path,
    passphrase: &Passphrase,
    replies: Replies<'_, E>,
) -> Result<PathBuf, E> {
    let vault = match find(path) {
        Ok(vault) => vault,
        Err(VaultError::NotAVault(_)) => make(path)?,
        Err(error) => return Err(error.into()),
    };
    let _lock = Lock::exclusive(&vault)?;
    let marker = read(&vault)?;
    let (seal, header) = match marker.encryption.clone() {
        None => {
            let seal = Seal::new()?;
            let header = Header::new(&seal, passphrase)?;
            (seal, header)
        }
        Some(header) => match header.under_way {
            Some(Change::Encrypt) => (header.open(&vault, passphrase)?, header),
            under_way => return Err(unexpected(&vault, under_way, true).into()),
        },
    };
    let header = header.changing(Some(Change::Encrypt));
    marker.with(Some(header.clone())).write(&vault)?;
    all(&marker, &vault, None, Some(&seal), replies)?;
    marker.with(Some(header.changing(None))).write(&vault)?;
    Ok(vault)
}

/// Decrypts the vault at `path`, or in the directory `path`.
///
/// # Errors
/// When it is not encrypted, in use, cannot be written, or the passphrase is missing or wrong.
pub(crate) fn decrypt<E: From<VaultError> + From<LogError>>(
    path: &Path,
    unlock: &dyn Unlock,
    replies: Replies<'_, E>,
) -> Result<PathBuf, E> {
    let vault = find(path)?;
    let _lock = Lock::exclusive(&vault)?;
    let marker = read(&vault)?;
    let header = match marker.encryption.clone() {
        Some(header) if header.under_way != Some(Change::Encrypt) => header,
        Some(header) => return Err(unexpected(&vault, header.under_way, true).into()),
        None => return Err(unexpected(&vault, None, false).into()),
    };
    let seal = header.open(&vault, &unlock.passphrase(&vault)?)?;
    let header = header.changing(Some(Change::Decrypt));
    marker.with(Some(header)).write(&vault)?;
    all(&marker, &vault, Some(&seal), None, replies)?;
    marker.with(None).write(&vault)?;
    Ok(vault)
}

/// Puts another passphrase in the place of the one that `unlock` gives. The vault's key stays, so no
/// file is rewritten; whoever has an old copy of `vault.json` can still open it with the old one.
///
/// # Errors
/// When the vault is not encrypted, in use, cannot be written, or the passphrase is missing or wrong.
pub fn renew_passphrase(
    path: &Path,
    unlock: &dyn Unlock,
    new: &dyn Fn() -> Result<Passphrase, VaultError>,
) -> Result<PathBuf, VaultError> {
    let vault = find(path)?;
    let _lock = Lock::exclusive(&vault)?;
    let marker = read(&vault)?;
    let Some(seal) = marker.unlock(&vault, unlock)? else {
        return Err(unexpected(&vault, None, false));
    };
    let header = Header::new(&seal, &new()?)?;
    marker.with(Some(header)).write(&vault)?;
    Ok(vault)
}

/// Where the vault is, and whether it is encrypted. Needs no passphrase.
///
/// # Errors
/// When there is no vault.
pub fn is_encrypted(path: &Path) -> Result<(PathBuf, bool), VaultError> {
    let vault = find(path)?;
    let encrypted = read(&vault)?.encryption.is_some();
    Ok((vault, encrypted))
}

fn unexpected(vault: &Path, under_way: Option<Change>, encrypted: bool) -> VaultError {
    match under_way {
        Some(change) => VaultError::HalfChanged {
            path: vault.to_owned(),
            command: change.command(),
        },
        None => VaultError::NothingToChange {
            path: vault.to_owned(),
            encrypted,
        },
    }
}

fn make(out: &Path) -> Result<PathBuf, VaultError> {
    let vault = out.join(DIRECTORY);
    refuse_foreign(&vault)?;
    files::private_directory(&vault)?;
    let _lock = Lock::exclusive(&vault)?;
    Marker::new()?.write(&vault)?;
    Ok(vault)
}

fn read(vault: &Path) -> Result<Marker, VaultError> {
    let marker = Marker::read(vault)?;
    let mut marker = marker.ok_or_else(|| VaultError::NotAVault(vault.to_owned()))?;
    if marker.encryption.is_none() {
        marker.identify(vault)?;
    }
    Ok(marker)
}

fn all<E: From<VaultError> + From<LogError>>(
    marker: &Marker,
    vault: &Path,
    from: Option<&Seal>,
    to: Option<&Seal>,
    replies: Replies<'_, E>,
) -> Result<(), E> {
    files::close(vault)?;
    files::remove_temporary(vault)?;
    let (from_store, to_store) = (
        Store::new(vault, from.cloned()),
        Store::new(vault, to.cloned()),
    );
    for name in files::names(vault)? {
        let other_way = [marker::NAME, lock::NAME, log::NAME, STAGES];
        if !other_way.contains(&name.as_str()) && !name.starts_with(REPLIES) {
            one(&from_store, &to_store, &vault.join(&name), &name)?;
        }
    }
    let stages = vault.join(STAGES);
    if stages.is_dir() {
        files::remove_temporary(&stages)?;
        for stage in files::names(&stages)? {
            files::remove_temporary(&stages.join(&stage))?;
            for file in files::names(&stages.join(&stage))? {
                let path = stages.join(&stage).join(&file);
                let name = format!("{STAGES}/{stage}/{file}");
                one(&from_store, &to_store, &path, &name)?;
            }
        }
    }
    if log::exists(&from_store) {
        let log = Log::new(&from_store, &marker.id);
        let converted = Log::new(&to_store, &marker.id).can_be_read();
        if !converted || log.can_be_read() {
            log.convert(&to_store)?;
        }
    }
    replies(vault, from, to)
}

/// Rewrites one file, if it is not as it should be already.
fn one(from: &Store, to: &Store, path: &Path, name: &str) -> Result<(), VaultError> {
    let mut beginning = Vec::new();
    File::open(path)
        .and_then(|file| file.take(16).read_to_end(&mut beginning))
        .map_err(VaultError::unreadable(path))?;
    if is_sealed(&beginning) == to.seal().is_some() {
        return Ok(());
    }
    let directory = path.parent().unwrap_or(path);
    let temporary = directory.join(format!("{TEMPORARY}converted"));
    files::remove(&temporary)?;
    let mut writing = to.create(&temporary, name)?;
    from.open(path, name)
        .and_then(|file| file.from(0))
        .and_then(|mut reading| io::copy(&mut reading, &mut writing))
        .map_err(VaultError::unreadable(path))?;
    writing
        .finish()
        .map_err(VaultError::unwritable(&temporary))?;
    fs::rename(&temporary, path).map_err(VaultError::unwritable(path))?;
    files::sync_directory(directory)
}
