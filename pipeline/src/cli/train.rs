//! `kleio train`: the weights that ship with kleio, made anew from labelled texts.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};

use crate::facets::concern::{data, train};

#[derive(Debug, Args)]
pub(super) struct TrainArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Fit the concern classifier and print its figures on texts it was not fitted on.
    Concern {
        /// Directory of labelled texts: *.jsonl.zst of {"text", "unsafe", "category"?}.
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// Files of everyday conversations, which are all taken to be benign.
        #[arg(long, value_name = "FILE")]
        everyday: Vec<PathBuf>,
        /// Where to write the weights.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

pub(super) fn execute(args: &TrainArgs) -> anyhow::Result<ExitCode> {
    let What::Concern { data: directory, everyday, out } = &args.what;
    let sets = data::read_directory(directory)?;
    let everyday = everyday
        .iter()
        .map(|path| data::read_everyday(path, true))
        .collect::<Result<Vec<_>, _>>()?;
    let trained = train::train(&sets, &everyday)?;
    let mut file = std::fs::File::create(out)
        .and_then(|mut file| file.write_all(&trained.bytes).map(|()| file))
        .with_context(|| format!("{} cannot be written. Check its directory", out.display()))?;
    file.flush()?;
    let mut text = format!("{:<28} {:>8} {:>6}  {:>24}  {:>24}\n", "set", "texts", "AUC", "benign at 2+ 3+ 4+ 5", "unsafe at 2+ 3+ 4+ 5");
    for set in &trained.report {
        let auc = set.auc.map_or_else(|| "-".to_owned(), |auc| format!("{auc:.3}"));
        let held = if set.held_out { " (held out)" } else { "" };
        text.push_str(&format!(
            "{:<28} {:>8} {auc:>6}  {:>24}  {:>24}\n",
            format!("{}{held}", set.name),
            set.texts,
            shares(set.benign),
            shares(set.unsafe_texts)
        ));
    }
    super::print(&format!("{text}The weights are in {}.\n", out.display()))?;
    Ok(ExitCode::SUCCESS)
}

fn shares(shares: Option<[f64; 4]>) -> String {
    shares.map_or_else(|| "-".to_owned(), |s| s.map(|share| format!("{share:.3}")).join(" "))
}
