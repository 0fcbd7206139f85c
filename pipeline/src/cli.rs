//! The command line: what can be asked of `kleio`, and which module answers.

mod assignments;
mod eval;
mod input;
mod log;
mod model;
mod person;
mod plan;
mod purge;
mod run;
mod sample;
mod secret;
mod trace;
mod train;
mod tree;
mod vault;
mod verify;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Shows how people use an assistant without anyone reading their conversations.
///
/// Everything here runs in the secure zone. Only the release directory that `kleio run` writes may
/// leave it; kleio-server serves it.
#[derive(Debug, Parser)]
#[command(name = "kleio", version, arg_required_else_help = true)]
pub struct Kleio {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say what a run would find, take and cost; writes nothing, asks no model.
    Plan(plan::PlanArgs),
    /// Read conversations and write a release.
    Run(run::RunArgs),
    /// Write a synthetic corpus with its ground truth beside it.
    Sample(sample::SampleArgs),
    /// Print the hierarchy of a release.
    Tree(tree::TreeArgs),
    /// Check a release without its vault: what it promises, and what its sums and texts give away.
    Verify(verify::VerifyArgs),
    /// Print the clusters of every conversation as CSV (secure zone only).
    Assignments(assignments::AssignmentsArgs),
    /// Encrypt a vault, decrypt it, or change its passphrase.
    Vault(vault::VaultCommandArgs),
    /// Take conversations out of a vault and keep them out: old ones, an account's, or all.
    Purge(purge::PurgeArgs),
    /// Show which conversations are in a cluster, once a second person has approved.
    Trace(trace::TraceArgs),
    /// Approve the request of somebody else for a trace.
    Approve(trace::ApproveArgs),
    /// Add or remove those who may ask for traces and approve them.
    Person(person::PersonArgs),
    /// Show the access log of a vault, or find changes in it.
    Log(log::LogArgs),
    /// Measure how good each stage is, on data whose truth is known.
    Eval(eval::EvalArgs),
    /// Import the sentence model, or say where it lies.
    Model(model::ModelArgs),
    /// Train the weights that ship with kleio anew.
    #[command(hide = true)]
    Train(train::TrainArgs),
}

/// Carries out a command.
///
/// # Errors
/// When the job could not be done; the error's text is for the user.
pub fn execute(kleio: Kleio) -> anyhow::Result<ExitCode> {
    match kleio.command {
        Command::Plan(args) => plan::execute(&args),
        Command::Run(args) => run::execute(&args),
        Command::Sample(args) => sample::execute(&args),
        Command::Tree(args) => tree::execute(&args),
        Command::Verify(args) => verify::execute(&args),
        Command::Assignments(args) => assignments::execute(&args),
        Command::Vault(args) => vault::execute(&args),
        Command::Purge(args) => purge::execute(&args),
        Command::Trace(args) => trace::execute(&args),
        Command::Approve(args) => trace::approve(&args),
        Command::Person(args) => person::execute(&args),
        Command::Log(args) => log::execute(&args),
        Command::Eval(args) => eval::execute(&args),
        Command::Model(args) => model::execute(&args),
        Command::Train(args) => train::execute(&args),
    }
}

/// Prints an error for the user.
pub fn complain(error: &anyhow::Error) {
    // Nothing sensible is left to do where standard error is gone.
    let _ = writeln!(io::stderr(), "kleio: {error:#}");
}

/// Said of a release whose conversations did not say whose they are.
const NO_ACCOUNTS: &str = "The conversations named no accounts: each counted as its own.";

/// Says something beside the output.
fn tell(text: &str) {
    // As above.
    let _ = writeln!(io::stderr(), "{text}");
}

/// Writes to standard output; a reader that has gone away (`| head`) is not an error.
fn print(text: &str) -> io::Result<()> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
