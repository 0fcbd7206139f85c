//! `kleio log`: shows the access log of a vault, and finds changes in it.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use kleio_shared::chain::Head;

use super::secret::VaultArgs;
use crate::access;
use crate::trace;
use crate::vault::VaultReader;

#[derive(Debug, Args)]
pub(super) struct LogArgs {
    #[command(subcommand)]
    command: LogCommand,
}

#[derive(Debug, Subcommand)]
enum LogCommand {
    /// Check that the log is as it was written: every link of the chain, every signature, and that
    /// everybody was allowed to do what is noted.
    ///
    /// Prints the head of the log. Keep it where nobody who can write to the vault can change it, and
    /// give it with --noted the next time: only then it can be told whether the whole log, with the
    /// note of its head beside it, was cut off or written anew.
    Verify {
        #[command(flatten)]
        vault: VaultArgs,
        /// A head that was printed earlier and kept elsewhere. May be given more than once.
        #[arg(long, value_name = "HEAD")]
        noted: Vec<Head>,
    },
    /// Print the log, checked.
    Show {
        #[command(flatten)]
        vault: VaultArgs,
    },
}

pub(super) fn execute(args: &LogArgs) -> anyhow::Result<ExitCode> {
    let said = match &args.command {
        LogCommand::Verify { vault, noted } => {
            let vault = VaultReader::open_with(&vault.path, &vault.passphrase)?;
            let read = vault.log().verify(noted)?;
            let audit = access::audit(&read.entries, vault.id())?;
            let mut said = format!(
                "The log is as it was written: {} entries.\nHead: {}\n",
                read.entries.len(),
                read.head
            );
            if noted.is_empty() {
                said += "Not checked against a head that was kept elsewhere (--noted HEAD), so a log that was cut off or written anew together with access.head would not be found.\n";
            }
            if read.head_is_behind {
                said += "The last entry was written when kleio was stopped; access.head does not count it yet.\n";
            }
            for number in &audit.back_in_time {
                said += &format!(
                    "Entry {number} has an earlier time than the one before it: a clock was changed.\n"
                );
            }
            said
        }
        LogCommand::Show { vault } => {
            let vault = VaultReader::open_with(&vault.path, &vault.passphrase)?;
            let audit = trace::audit(&vault)?;
            let mut said = String::new();
            for (number, entry) in (1..).zip(&audit.entries) {
                said += &format!("{number}  {}  {}\n", entry.at, entry.event);
            }
            said
        }
    };
    super::print(&said)?;
    Ok(ExitCode::SUCCESS)
}
