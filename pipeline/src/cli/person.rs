//! `kleio person`: who may ask for a trace, or approve one.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::secret::VaultArgs;
use crate::access::{self, Change, Event, PrivateKey, PublicKey, SignedChange};
use crate::trace;
use crate::vault::VaultReader;

#[derive(Debug, Args)]
pub(super) struct PersonArgs {
    #[command(subcommand)]
    command: PersonCommand,
}

#[derive(Debug, Subcommand)]
enum PersonCommand {
    /// Make a key: FILE is private and stays with its owner, FILE.pub is for the vault.
    Key {
        /// Where to write it.
        file: PathBuf,
    },
    /// Let somebody ask for traces and approve those of others.
    ///
    /// The first two persons are added by whoever sets the vault up; later ones by somebody who is
    /// there. Persons that go back to the same one of the first two count as one.
    Add {
        /// Their name, which stands in the log.
        name: String,
        /// Their public key.
        key: PathBuf,
        #[command(flatten)]
        vault: VaultArgs,
        #[command(flatten)]
        by: ByArgs,
    },
    /// Take somebody's right away.
    Remove {
        /// Their name.
        name: String,
        #[command(flatten)]
        vault: VaultArgs,
        #[command(flatten)]
        by: ByArgs,
    },
    /// List who there is.
    List {
        #[command(flatten)]
        vault: VaultArgs,
    },
}

#[derive(Debug, Args)]
struct ByArgs {
    /// Your name in the vault.
    #[arg(long = "as", value_name = "NAME", requires = "private_key")]
    by: Option<String>,
    /// Your private key.
    #[arg(long = "key", value_name = "FILE", requires = "by", id = "private_key")]
    private_key: Option<PathBuf>,
}

pub(super) fn execute(args: &PersonArgs) -> anyhow::Result<ExitCode> {
    let said = match &args.command {
        PersonCommand::Key { file } => {
            let public = PrivateKey::new()?.write(file)?;
            format!(
                "{} is yours alone. Give {} to who keeps the vault.\n",
                file.display(),
                public.display()
            )
        }
        PersonCommand::Add {
            name,
            key,
            vault,
            by,
        } => {
            change(vault, name, Some(PublicKey::read(key)?), by)?;
            format!("{name} may ask for traces and approve those of others.\n")
        }
        PersonCommand::Remove { name, vault, by } => {
            change(vault, name, None, by)?;
            format!("{name} may do nothing any more.\n")
        }
        PersonCommand::List { vault } => {
            let vault = VaultReader::open_with(&vault.path, &vault.passphrase)?;
            let people = trace::audit(&vault)?.people;
            let mut said = String::new();
            for person in people.iter() {
                let by = match &person.added_by {
                    Some(by) => format!("added by {by}, goes back to {}", person.founder),
                    None => "one of the first two".to_owned(),
                };
                said += &format!("{}  {}  {by}\n", person.name, person.key);
            }
            if said.is_empty() {
                said = "There is nobody yet. `kleio person add` adds the first two.\n".to_owned();
            }
            said
        }
    };
    super::print(&said)?;
    Ok(ExitCode::SUCCESS)
}

fn change(
    vault: &VaultArgs,
    name: &str,
    key: Option<PublicKey>,
    by: &ByArgs,
) -> anyhow::Result<()> {
    let now = Timestamp::now();
    let signer = by
        .private_key
        .as_deref()
        .map(PrivateKey::read)
        .transpose()?;
    let vault = VaultReader::open_with(&vault.path, &vault.passphrase)?;
    let mut people = trace::audit(&vault)?.people;
    let change = Change {
        vault: vault.id().to_owned(),
        name: name.to_owned(),
        key,
        by: by.by.clone(),
        at: now,
    };
    let signed = SignedChange::new(change, signer.as_ref())?;
    people.apply(&signed, vault.id())?;
    access::note(&vault.log(), now, Event::People(signed))?;
    Ok(())
}
