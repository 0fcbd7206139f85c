//! Where a vault is, and where its passphrase comes from: a file, the environment, or the terminal.

use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};

use clap::Args;
use zeroize::Zeroizing;

use crate::vault::{Passphrase, PassphraseError, Unlock, VaultError};

/// Holds the passphrase of an encrypted vault.
const VARIABLE: &str = "KLEIO_PASSPHRASE";
/// Holds the one that takes its place.
const NEW_VARIABLE: &str = "KLEIO_NEW_PASSPHRASE";

/// A vault, and its passphrase if it has one.
#[derive(Debug, Args)]
pub(super) struct VaultArgs {
    /// The vault, or the directory that holds it.
    #[arg(long = "vault", value_name = "DIR", env = "KLEIO_VAULT")]
    pub(super) path: PathBuf,
    #[command(flatten)]
    pub(super) passphrase: PassphraseArgs,
}

/// The passphrase of an encrypted vault.
#[derive(Debug, Args)]
pub(super) struct PassphraseArgs {
    /// Read the passphrase of an encrypted vault from the first line of FILE [default: from the
    /// environment variable KLEIO_PASSPHRASE, else asked for at the terminal].
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

/// The passphrase that takes the place of another.
#[derive(Debug, Args)]
pub(super) struct NewPassphraseArgs {
    /// Read the new passphrase from the first line of FILE [default: from the environment variable
    /// KLEIO_NEW_PASSPHRASE, else asked for at the terminal].
    #[arg(long, value_name = "FILE")]
    new_passphrase_file: Option<PathBuf>,
}

impl Unlock for PassphraseArgs {
    fn passphrase(&self, vault: &Path) -> Result<Passphrase, VaultError> {
        let given = given(self.passphrase_file.as_deref(), VARIABLE)?;
        let question = format!("Passphrase of {}: ", vault.display());
        match given {
            Some(passphrase) => Ok(passphrase),
            None => ask(&question)?.ok_or_else(|| VaultError::Sealed(vault.to_owned())),
        }
    }
}

impl PassphraseArgs {
    /// A passphrase that a vault is encrypted with from now on; typed twice at a terminal.
    pub(super) fn new_one(&self, vault: &Path) -> Result<Passphrase, VaultError> {
        new_one(self.passphrase_file.as_deref(), VARIABLE, vault)
    }
}

impl NewPassphraseArgs {
    /// The new passphrase; typed twice at a terminal.
    pub(super) fn new_one(&self, vault: &Path) -> Result<Passphrase, VaultError> {
        new_one(self.new_passphrase_file.as_deref(), NEW_VARIABLE, vault)
    }
}

fn new_one(file: Option<&Path>, variable: &str, vault: &Path) -> Result<Passphrase, VaultError> {
    let passphrase = match given(file, variable)? {
        Some(passphrase) => passphrase,
        None => {
            let none = || {
                VaultError::Passphrase(format!(
                    "There is no new passphrase for {}. Give one in a file, in the environment variable {variable}, or at a terminal.",
                    vault.display()
                ))
            };
            let first = ask("New passphrase: ")?.ok_or_else(none)?;
            let second = ask("The same again: ")?.ok_or_else(none)?;
            if !first.is(&second) {
                return Err(VaultError::Passphrase(
                    "The two passphrases differ. Nothing was changed.".to_owned(),
                ));
            }
            first
        }
    };
    passphrase.is_strong_enough().map_err(unusable)?;
    Ok(passphrase)
}

fn given(file: Option<&Path>, variable: &str) -> Result<Option<Passphrase>, VaultError> {
    if let Some(file) = file {
        return read(file).map(Some);
    }
    match std::env::var(variable) {
        Ok(text) => {
            let text = Zeroizing::new(text);
            Passphrase::new(&text).map(Some).map_err(unusable)
        }
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(error) => Err(VaultError::Passphrase(format!(
            "The passphrase in {variable} cannot be used: {error}."
        ))),
    }
}

fn read(file: &Path) -> Result<Passphrase, VaultError> {
    let fault = |why: String| {
        VaultError::Passphrase(format!(
            "The passphrase file {} cannot be used: {why}.",
            file.display()
        ))
    };
    let opened = std::fs::File::open(file).map_err(|e| fault(e.to_string()))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let about = opened.metadata().map_err(|e| fault(e.to_string()))?;
        if about.is_file() && about.permissions().mode() & 0o077 != 0 {
            return Err(fault(
                "others than its owner may read it; run chmod 600 on it".to_owned(),
            ));
        }
    }
    let mut line = Zeroizing::new(String::new());
    io::BufReader::new(opened)
        .read_line(&mut line)
        .map_err(|e| fault(e.to_string()))?;
    Passphrase::new(&line).map_err(unusable)
}

/// None where nobody is there to be asked.
fn ask(question: &str) -> Result<Option<Passphrase>, VaultError> {
    if !io::stdin().is_terminal() {
        return Ok(None);
    }
    let typed = rpassword::prompt_password(question).map_err(|e| {
        VaultError::Passphrase(format!(
            "The passphrase cannot be read from the terminal: {e}."
        ))
    })?;
    let typed = Zeroizing::new(typed);
    Passphrase::new(&typed).map(Some).map_err(unusable)
}

fn unusable(error: PassphraseError) -> VaultError {
    VaultError::Passphrase(error.to_string())
}
