//! `kleio train`: the weights that ship with kleio, made anew from labelled texts.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};

use crate::embed::Embedder;
use crate::facets::concern::{self, data, train};

#[derive(Debug, Args)]
pub(super) struct TrainArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Fit the concern classifier and print its figures on texts it was not fitted on.
    ///
    /// Of each set, by a hash of the text, seven tenths are fitted, one tenth sets the thresholds and
    /// two tenths are measured; the sets toxicchat, openai_moderation_1680 and xstest, where they are
    /// there, are also measured whole by weights fitted without them. Sentence vectors are used where
    /// MUSE is on this machine (see `kleio model`); first come the figures by words alone. Expect some
    /// minutes.
    Concern {
        /// Directory of labelled texts: *.jsonl.zst of {"text", "unsafe", "category"?}.
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// Files of everyday conversations, which are all taken to be benign.
        #[arg(long, value_name = "FILE")]
        everyday: Vec<PathBuf>,
        /// Files of conversations that are measured as if benign and never trained on.
        #[arg(long, value_name = "FILE")]
        measure: Vec<PathBuf>,
        /// Where to write the weights.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

pub(super) fn execute(args: &TrainArgs) -> anyhow::Result<ExitCode> {
    let What::Concern {
        data: directory,
        everyday,
        measure,
        out,
    } = &args.what;
    let mut sets = data::read_directory(directory)?;
    sets.push(data::contrasts());
    let fit = everyday.iter().map(|path| (path, true));
    let everyday = fit
        .chain(measure.iter().map(|path| (path, false)))
        .map(|(path, fit)| data::read_everyday(path, fit))
        .collect::<Result<Vec<_>, _>>()?;
    let model = concern::sentences()?;
    let embed = model
        .as_ref()
        .map(|model| |texts: &[String]| model.embed(texts, &|_| {}));
    let embed = embed.as_ref().map(|embed| embed as train::Embed<'_>);
    let trained = train::train(&sets, &everyday, embed)?;
    let mut file = std::fs::File::create(out)
        .and_then(|mut file| file.write_all(&trained.bytes).map(|()| file))
        .with_context(|| format!("{} cannot be written. Check its directory", out.display()))?;
    file.flush()?;
    let text: String = trained
        .report
        .iter()
        .map(|set| format!("{set}\n"))
        .collect();
    super::print(&format!("{text}The weights are in {}.\n", out.display()))?;
    Ok(ExitCode::SUCCESS)
}
