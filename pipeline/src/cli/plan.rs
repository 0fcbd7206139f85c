//! `kleio plan`: what a run would find, take and cost.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;

use super::input::InputArgs;
use super::run::ProfileArg;
use crate::config::{ConfigFile, Overrides};
use crate::plan;
use crate::progress::Progress;
use crate::read;

#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    #[command(flatten)]
    input: InputArgs,
    /// Configuration file (TOML).
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How strictly to protect [default: analyst].
    #[arg(long, value_enum)]
    profile: Option<ProfileArg>,
    /// Seed of every random step [default: 0].
    #[arg(long)]
    seed: Option<u64>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn execute(args: &PlanArgs) -> anyhow::Result<ExitCode> {
    let file = args
        .config
        .as_deref()
        .map(ConfigFile::read)
        .transpose()?
        .unwrap_or_default();
    let config = file.check(Overrides {
        profile: args.profile.map(Into::into),
        seed: args.seed,
        ..Overrides::default()
    })?;
    let params = args.input.params(config.seed, config.fields()).check()?;
    let progress = Progress::shown();
    let start = Instant::now();
    let corpus = read::read(&args.input.inputs(), &params, &progress)?;
    let reading = start.elapsed().as_secs_f64();
    if corpus.rejected.total() > 0 {
        progress.say(corpus.rejected.to_string().trim_end());
    }
    for problem in &corpus.incomplete {
        progress.say(&problem.to_string());
    }
    let whole = corpus.incomplete.is_empty();
    for note in config.left_out_of(&corpus)? {
        progress.say(&note);
    }
    let chosen = plan::choose_embedder(&config, &corpus.conversations)?;
    chosen.note.iter().for_each(|note| progress.say(note));
    let plan = plan::plan(corpus, reading, &config, &chosen, &progress)?;
    let text = if args.json {
        format!("{}\n", serde_json::to_string_pretty(&plan)?)
    } else {
        plan.to_string()
    };
    super::print(&text)?;
    Ok(if whole {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
