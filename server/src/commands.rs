//! The command line: serving, and managing what is served and to whom.

pub mod log;
pub mod release;
pub mod serve;
pub mod token;
pub mod user;

use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::state::now;
use crate::store::log::{Action, Event};
use crate::store::{Store, StoreError};

/// Shows Kleio releases in the browser.
///
/// A release is checked against its own privacy policy before anything of it is served. Public
/// releases are for everyone. Those of the analyst profile are for this machine alone, or, with --data,
/// for users who log in.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::ServeArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Adds users, invites them, changes what they may do
    #[command(subcommand)]
    User(user::UserCommand),
    /// Makes and revokes tokens for programs
    #[command(subcommand)]
    Token(token::TokenCommand),
    /// Puts up releases, takes them back, goes back to earlier ones
    #[command(subcommand)]
    Release(release::ReleaseCommand),
    /// Shows the access log, and finds whether it was changed
    #[command(subcommand)]
    Log(log::LogCommand),
}

/// Where users, tokens, releases and the access log are.
#[derive(Debug, Args)]
pub struct DataArgs {
    /// The data directory of the server
    #[arg(long, value_name = "DIRECTORY", env = "KLEIO_SERVER_DATA")]
    data: PathBuf,
}

impl DataArgs {
    fn open(&self) -> Result<Store, StoreError> {
        Store::open(&self.data)
    }
}

/// Does what the command line says.
///
/// # Errors
/// With what stopped it, as a sentence.
pub fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        None => serve::run(cli.serve),
        Some(Command::User(command)) => user::run(command),
        Some(Command::Token(command)) => token::run(command),
        Some(Command::Release(command)) => release::run(command),
        Some(Command::Log(command)) => log::run(command),
    }
}

/// Prints a line. Nobody may be reading it, which is no reason to stop.
fn say(line: impl std::fmt::Display) {
    writeln!(io::stdout(), "{line}").ok();
}

/// Writes down what somebody at this machine did.
fn note(store: &Store, action: Action, what: &str) -> Result<(), StoreError> {
    store.log(&[Event {
        at: now(),
        who: operator(),
        proof: "command",
        action,
        what: what.to_owned(),
        cluster: String::new(),
        network: String::new(),
    }])
}

/// Who is at this machine, as far as it says.
fn operator() -> String {
    let name = ["SUDO_USER", "USER", "LOGNAME"]
        .into_iter()
        .find_map(|variable| std::env::var(variable).ok())
        .unwrap_or_else(|| "someone".to_owned());
    format!("{name} at the server")
}

/// A time as people read it, UTC.
fn time(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds)
        .map_or_else(|_| seconds.to_string(), |time| time.to_string())
}
