//! `kleio vault`: encrypts a vault, decrypts it, or changes its passphrase.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::secret::{NewPassphraseArgs, PassphraseArgs};
use crate::{custody, vault};

#[derive(Debug, Args)]
pub(super) struct VaultCommandArgs {
    #[command(subcommand)]
    command: VaultCommand,
}

#[derive(Debug, Subcommand)]
enum VaultCommand {
    /// Encrypt the vault in DIR; where there is none, make an empty, encrypted one for later runs.
    ///
    /// Encrypt before the first run: blocks of the disk that held a file in clear may keep it until
    /// they are written over. Without the passphrase nobody can open the vault any more.
    Encrypt {
        /// The vault, or the directory that holds it or will hold it.
        dir: PathBuf,
        #[command(flatten)]
        passphrase: PassphraseArgs,
    },
    /// Decrypt the vault in DIR.
    Decrypt {
        /// The vault, or the directory that holds it.
        dir: PathBuf,
        #[command(flatten)]
        passphrase: PassphraseArgs,
    },
    /// Change the passphrase of the vault in DIR.
    ///
    /// A copy of the old vault.json still opens the vault with the old passphrase.
    Passwd {
        /// The vault, or the directory that holds it.
        dir: PathBuf,
        #[command(flatten)]
        passphrase: PassphraseArgs,
        #[command(flatten)]
        new: NewPassphraseArgs,
    },
    /// Say whether the vault in DIR is encrypted.
    Status {
        /// The vault, or the directory that holds it.
        dir: PathBuf,
    },
}

pub(super) fn execute(args: &VaultCommandArgs) -> anyhow::Result<ExitCode> {
    let now = Timestamp::now();
    let said = match &args.command {
        VaultCommand::Encrypt { dir, passphrase } => {
            let vault = custody::encrypt(dir, &passphrase.new_one(dir)?, now)?;
            format!(
                "{} is encrypted. Keep the passphrase: nobody can open the vault without it.\n",
                vault.display()
            )
        }
        VaultCommand::Decrypt { dir, passphrase } => {
            let vault = custody::decrypt(dir, passphrase, now)?;
            format!("{} is decrypted.\n", vault.display())
        }
        VaultCommand::Passwd {
            dir,
            passphrase,
            new,
        } => {
            let new = new.new_one(dir)?;
            let vault = custody::renew_passphrase(dir, passphrase, &new, now)?;
            format!("{} has a new passphrase.\n", vault.display())
        }
        VaultCommand::Status { dir } => {
            let (vault, encrypted) = vault::is_encrypted(dir)?;
            let is = if encrypted {
                "encrypted"
            } else {
                "not encrypted"
            };
            format!("{} is {is}.\n", vault.display())
        }
    };
    super::print(&said)?;
    Ok(ExitCode::SUCCESS)
}
