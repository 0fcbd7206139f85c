//! `kleio-attack`: runs one part of the attack suite and writes its tables, for `make attack`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "this is a test in the form of a program, where a panic is the report"
)]

use std::fs;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use clap::{Parser, Subcommand};
use kleio::eval::Report;
use kleio_tests::attack::fuzz::Part;
use kleio_tests::attack::tables;

/// Attacks Kleio as docs/PRIVACY_EVALUATION.md says, and writes down how it fared.
#[derive(Debug, Parser)]
struct Attack {
    #[command(subcommand)]
    part: What,
    /// Write the results as JSON, too.
    #[arg(long, global = true, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the results as Markdown, too.
    #[arg(long, global = true, value_name = "FILE")]
    markdown: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// (a) Unique strings at every place of an input: which of them come out.
    Canaries {
        /// How many.
        #[arg(long, default_value_t = 500)]
        count: usize,
    },
    /// (b) CLIOPATRA's poisoning, ten targets a run.
    Poisoning {
        /// Runs of ten targets each.
        #[arg(long, default_value_t = 10)]
        runs: usize,
    },
    /// (c) Two releases that differ by one conversation or one account, and views of one release.
    Differencing {
        /// Pairs of releases of each kind.
        #[arg(long, default_value_t = 20)]
        pairs: usize,
    },
    /// (d) Withheld cells, by an integer solver.
    Reconstruction {
        /// Samples to release and attack.
        #[arg(long, default_value_t = 5)]
        samples: usize,
    },
    /// (e) Whether an account was there, from releases under differential privacy.
    Membership {
        /// Releases with the account, and as many without.
        #[arg(long, default_value_t = 100)]
        runs: usize,
    },
    /// (f) Jailbreaks and injections through the builtin path and every prompt.
    Jailbreaks {
        /// JSON lines of {"text", "unsafe"}, plain or zstd.
        file: PathBuf,
    },
    /// Spoilt inputs for readers, configuration, the loader of releases, vectors and the API.
    Fuzz {
        /// Only these parts.
        #[arg(long, value_delimiter = ',')]
        parts: Vec<Part>,
        /// Seconds for each part.
        #[arg(long, default_value_t = 600)]
        seconds: u64,
        /// The first seed.
        #[arg(long, default_value_t = 0)]
        seed: u64,
    },
}

fn main() -> ExitCode {
    let attack = Attack::parse();
    let (title, tables) = match &attack.part {
        What::Canaries { count } => ("(a) Canaries", tables::canaries(*count)),
        What::Poisoning { runs } => ("(b) Poisoning", tables::poisoning(*runs)),
        What::Differencing { pairs } => ("(c) Differencing", tables::differencing(*pairs)),
        What::Reconstruction { samples } => {
            ("(d) Reconstruction", tables::reconstruction(*samples))
        }
        What::Membership { runs } => ("(e) Membership inference", tables::membership(*runs)),
        What::Jailbreaks { file } => ("(f) Jailbreaks and injections", tables::jailbreaks(file)),
        What::Fuzz {
            parts,
            seconds,
            seed,
        } => {
            let time = Duration::from_secs(*seconds);
            let parts = if parts.is_empty() {
                &Part::ALL[..]
            } else {
                parts
            };
            ("Fuzzing", tables::fuzzing(parts, time, *seed))
        }
    };
    let report = Report {
        title: title.to_owned(),
        command: command(),
        date: jiff::Zoned::now().date().to_string(),
        cores: thread::available_parallelism().map_or(1, NonZeroUsize::get),
        tables,
    };
    println!("{}", report.text());
    if let Some(path) = &attack.json {
        let text = serde_json::to_string_pretty(&report).expect("a report is JSON");
        fs::write(path, text + "\n").expect("the file can be written");
    }
    if let Some(path) = &attack.markdown {
        fs::write(path, report.markdown()).expect("the file can be written");
    }
    ExitCode::SUCCESS
}

/// The command line as it can be typed again, without the options that only say where results go.
fn command() -> String {
    let mut words = vec!["kleio-attack".to_owned()];
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if ["--json", "--markdown"].contains(&argument.as_str()) {
            arguments.next();
        } else {
            words.push(argument);
        }
    }
    words.join(" ")
}
