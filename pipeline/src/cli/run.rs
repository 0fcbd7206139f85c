//! `kleio run`: conversations in, a release out.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{self, ExitCode};

use clap::{Args, ValueEnum};
use kleio_shared::policy::Profile;

use super::input::InputArgs;
use super::secret::PassphraseArgs;
use crate::config::{ConfigFile, Dp, Overrides};
use crate::progress::Progress;
use crate::run;

/// What a shell reports of a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

#[derive(Debug, Args)]
pub(super) struct RunArgs {
    #[command(flatten)]
    input: InputArgs,
    /// Where to write: DIR/vault stays in the secure zone, DIR/release may leave it.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Configuration file (TOML).
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How strictly to protect [default: analyst].
    #[arg(long, value_enum)]
    profile: Option<ProfileArg>,
    /// Seed of every random step [default: 0].
    #[arg(long)]
    seed: Option<u64>,
    /// Add noise to every number: differential privacy for accounts, for the whole release.
    #[arg(long, value_name = "E")]
    dp_epsilon: Option<f64>,
    /// Chance that differential privacy fails [default: 1e-6].
    #[arg(long, value_name = "D", requires = "dp_epsilon")]
    dp_delta: Option<f64>,
    #[command(flatten)]
    passphrase: PassphraseArgs,
}

/// Delta where none is given: small beside one over the accounts of most corpora.
const DELTA: f64 = 1e-6;

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum ProfileArg {
    /// Reports that anyone may read.
    Public,
    /// Analysts behind a login.
    Analyst,
    /// Public or synthetic conversations only: nothing is protected.
    OpenData,
}

impl From<ProfileArg> for Profile {
    fn from(arg: ProfileArg) -> Self {
        match arg {
            ProfileArg::Public => Self::Public,
            ProfileArg::Analyst => Self::Analyst,
            ProfileArg::OpenData => Self::OpenData,
        }
    }
}

pub(super) fn execute(args: &RunArgs) -> anyhow::Result<ExitCode> {
    let file = args
        .config
        .as_deref()
        .map(ConfigFile::read)
        .transpose()?
        .unwrap_or_default();
    let config = file.check(Overrides {
        profile: args.profile.map(Into::into),
        seed: args.seed,
        dp: args.dp_epsilon.map(|epsilon| Dp {
            epsilon,
            delta: args.dp_delta.unwrap_or(DELTA),
        }),
    })?;
    let params = args.input.params(config.seed, config.fields()).check()?;
    ctrlc::set_handler(stop)?;
    let summary = run::run_with(
        &args.input.inputs(),
        &params,
        &args.out,
        &config,
        &Progress::shown(),
        &args.passphrase,
    )?;
    super::print(&summary.to_string())?;
    Ok(if summary.is_whole() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Ends the run at once: a stage is kept when it is finished and not before, so there is nothing to
/// put in order.
fn stop() {
    // Standard error may be gone with the terminal.
    let _ = writeln!(
        io::stderr(),
        "\nStopped. Finished stages are kept: the same command goes on from there."
    );
    process::exit(INTERRUPTED);
}
