//! `kleio sample`: a synthetic corpus and its ground truth.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use crate::sample::{SampleParams, truth_path};

#[derive(Debug, Args)]
pub(super) struct SampleArgs {
    /// File to write (JSON lines); the truth goes beside it.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Number of conversations.
    #[arg(long, default_value_t = 20_000)]
    conversations: usize,
    /// Seed: the same one gives the same corpus.
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

pub(super) fn execute(args: &SampleArgs) -> anyhow::Result<ExitCode> {
    let params = SampleParams {
        conversations: args.conversations,
        seed: args.seed,
    }
    .check()?;
    let truth = truth_path(&args.out);
    let (mut corpus_file, mut truth_file) = (create(&args.out)?, create(&truth)?);
    let summary = params.write(&mut corpus_file, &mut truth_file)?;
    corpus_file
        .flush()
        .with_context(|| cannot_write(&args.out))?;
    truth_file.flush().with_context(|| cannot_write(&truth))?;
    super::print(&format!(
        "Wrote {} conversations by {} accounts on {} topics in {} languages.\n\
         The conversations are in {}, their truth in {}.\n\
         Read them: kleio run {} --out DIR\n",
        summary.conversations,
        summary.accounts,
        summary.topics,
        summary.languages,
        args.out.display(),
        truth.display(),
        args.out.display()
    ))?;
    Ok(ExitCode::SUCCESS)
}

fn create(path: &Path) -> anyhow::Result<BufWriter<File>> {
    if let Some(parent) = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
    {
        std::fs::create_dir_all(parent).with_context(|| cannot_write(path))?;
    }
    Ok(BufWriter::new(
        File::create(path).with_context(|| cannot_write(path))?,
    ))
}

fn cannot_write(path: &Path) -> String {
    format!(
        "{} cannot be written. Check that its directory may be written to and that there is space left",
        path.display()
    )
}
