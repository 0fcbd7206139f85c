//! The `kleio` command.

use std::process::ExitCode;

use clap::Parser;
use kleio::cli::{self, Kleio};

fn main() -> ExitCode {
    match cli::execute(Kleio::parse()) {
        Ok(code) => code,
        Err(error) => {
            cli::complain(&error);
            ExitCode::FAILURE
        }
    }
}
