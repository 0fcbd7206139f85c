//! The `kleio-server` command.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use kleio_server::commands::{Cli, run};

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .with_target(false)
        .without_time()
        .init();
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            // Nothing sensible is left to do where standard error is gone.
            writeln!(io::stderr(), "kleio-server: {problem}").ok();
            ExitCode::FAILURE
        }
    }
}
