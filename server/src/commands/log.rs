//! `kleio-server log`: shows the access log, and finds whether it was changed.

use anyhow::bail;
use clap::Subcommand;
use kleio_shared::chain::Head;

use super::{DataArgs, say, time};

#[derive(Debug, Subcommand)]
pub(super) enum LogCommand {
    /// Prints entries, the oldest first
    Show {
        #[command(flatten)]
        data: DataArgs,
        /// Only entries after this number
        #[arg(long, default_value_t = 0)]
        after: u64,
        /// How many at most
        #[arg(long, default_value_t = 1000)]
        limit: u32,
    },
    /// Prints where the log stands: note it elsewhere, for verify
    Head {
        #[command(flatten)]
        data: DataArgs,
    },
    /// Checks every entry, and fails where one was changed, removed or inserted
    Verify {
        #[command(flatten)]
        data: DataArgs,
        /// A head noted earlier: only with it is found what was cut off the end or written anew
        #[arg(long)]
        head: Option<Head>,
    },
}

pub(super) fn run(command: LogCommand) -> anyhow::Result<()> {
    match command {
        LogCommand::Show { data, after, limit } => {
            for entry in data.open()?.log_entries(after, limit)? {
                say(format_args!(
                    "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
                    entry.number,
                    time(entry.at),
                    entry.who,
                    entry.proof,
                    entry.action,
                    entry.what,
                    entry.cluster,
                    entry.network
                ));
            }
        }
        LogCommand::Head { data } => say(data.open()?.log_head()?),
        LogCommand::Verify { data, head } => match data.open()?.verify_log(head)? {
            Ok(head) => say(format_args!(
                "All entries are as they were written. The log's head is {head}"
            )),
            Err(fault) => bail!("{fault}"),
        },
    }
    Ok(())
}
