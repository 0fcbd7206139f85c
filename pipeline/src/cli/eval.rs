//! `kleio eval`: how good each stage is, on data whose truth is known.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};

use crate::config::EmbedderChoice;
use crate::eval::base::{self, BaseParams};
use crate::eval::data::{self, Graded, Labelled, Marked, Refused};
use crate::eval::python::ScikitLearn;
use crate::eval::report::{Report, Table};
use crate::eval::{
    concern, detectors, hierarchy, languages, personal, pipeline, sample, stability,
};
use crate::progress::Progress;
use crate::read::Input;
use crate::release_dir;
use crate::sample::SampleParams;

/// Lines that were left out of a file, of which this many are named.
const NAMED: usize = 3;

#[derive(Debug, Args)]
pub(super) struct EvalArgs {
    #[command(subcommand)]
    what: What,
    /// Write the results as JSON, too.
    #[arg(long, global = true, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the results as Markdown, too.
    #[arg(long, global = true, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// First seed of every random step.
    #[arg(long, global = true, default_value_t = 0)]
    seed: u64,
    /// Which sentence vectors to use.
    #[arg(long, global = true, value_enum, default_value = "auto")]
    embedder: EmbedderArg,
    /// A Python with scikit-learn, to compare k-means with [default: python3, where it has it], or with Presidio.
    #[arg(long, global = true, value_name = "PROGRAM", env = "KLEIO_PYTHON")]
    python: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Base clusters against labels: NMI, ARI, AMI, V-measure, purity.
    Labelled {
        /// Files or directories of {"text", "label", "domain"?}, plain or zstd.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Seeds that figures are the mean of.
        #[arg(long, default_value_t = 3)]
        runs: u64,
    },
    /// Every stage on a synthetic corpus: reconstruction, clusters, hierarchy, concern, personal data.
    Sample {
        /// Number of conversations.
        #[arg(long, default_value_t = 20_000)]
        conversations: usize,
        /// Seeds that figures of base clusters are the mean of.
        #[arg(long, default_value_t = 3)]
        runs: u64,
    },
    /// Whole runs on labelled texts: reconstruction (also by language, where lines name theirs), parent
    /// purity, shape and names of the hierarchy.
    #[command(alias = "reconstruct")]
    Hierarchy {
        /// Files or directories of {"text", "label", "domain"?, "lang"?}, or release directories.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Whether a text lands in the same cluster in every language.
    Languages {
        /// Files or directories of {"text", "label", "lang", "id"}; translations share an id.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// The concern facet against labels: rank correlation, precision, recall, ROC AUC, over-refusal.
    Concern {
        /// Files or directories of {"text", "unsafe", "category"?}.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// The detectors of personal data on marked texts, and what each stage leaves of conversations.
    Pii {
        /// Files or directories of {"text", "spans": [{"start", "end", "type"}]}.
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Conversations to run the pipeline on, one run a file.
        #[arg(long, value_name = "FILE")]
        conversations: Vec<PathBuf>,
    },
    /// The detectors by type and by language, beside Presidio's where --python has it.
    Detectors {
        /// Files or directories of {"text", "spans": [{"start", "end", "type"}], "lang"?}.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// The directory of a spaCy model for Presidio [default: its patterns alone].
        #[arg(long, value_name = "DIR")]
        spacy_model: Option<PathBuf>,
    },
    /// How far the clusterings of ten seeds agree.
    Stability {
        /// Files or directories of {"text", "label"}.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum EmbedderArg {
    /// What a run would use.
    Auto,
    /// MUSE.
    Muse,
    /// MiniLM.
    Minilm,
    /// e5.
    E5,
    /// Lexical vectors.
    Lexical,
}

impl From<EmbedderArg> for EmbedderChoice {
    fn from(arg: EmbedderArg) -> Self {
        match arg {
            EmbedderArg::Auto => Self::Auto,
            EmbedderArg::Muse => Self::Muse,
            EmbedderArg::Minilm => Self::MiniLm,
            EmbedderArg::E5 => Self::E5,
            EmbedderArg::Lexical => Self::Lexical,
        }
    }
}

pub(super) fn execute(args: &EvalArgs) -> anyhow::Result<ExitCode> {
    let (title, tables) = evaluate(args, &Progress::shown())?;
    let report = Report {
        title: title.to_owned(),
        command: command(),
        date: jiff::Zoned::now().date().to_string(),
        cores: thread::available_parallelism().map_or(1, NonZeroUsize::get),
        tables,
    };
    super::print(&report.text())?;
    if let Some(path) = &args.json {
        write(path, &(serde_json::to_string_pretty(&report)? + "\n"))?;
    }
    if let Some(path) = &args.markdown {
        write(path, &report.markdown())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn evaluate(args: &EvalArgs, progress: &Progress) -> anyhow::Result<(&'static str, Vec<Table>)> {
    let (seed, embedder) = (args.seed, EmbedderChoice::from(args.embedder));
    let base_params = |runs: u64| BaseParams {
        embedder,
        seed,
        runs,
        scikit_learn: ScikitLearn::find(args.python.as_deref()),
    };
    Ok(match &args.what {
        What::Labelled { files, runs } => {
            let sets = labelled(files, progress)?;
            let tables = base::evaluate(&sets, &base_params(*runs), progress)?;
            ("Base clusters", tables)
        }
        What::Sample {
            conversations,
            runs,
        } => {
            let params = SampleParams {
                conversations: *conversations,
                seed,
            };
            let tables = sample::evaluate(params, &base_params(*runs), progress)?;
            ("The synthetic corpus", tables)
        }
        What::Hierarchy { files } => {
            let (releases, files): (Vec<PathBuf>, Vec<PathBuf>) = files
                .iter()
                .cloned()
                .partition(|path| path.join(kleio_shared::release::MANIFEST_FILE).is_file());
            let mut tables = Vec::new();
            if !files.is_empty() {
                let sets = labelled(&files, progress)?;
                tables = hierarchy::evaluate(&sets, embedder, seed, progress)?;
            }
            if !releases.is_empty() {
                let mut table = hierarchy::shape_table();
                for path in &releases {
                    let release = release_dir::read(path)?;
                    hierarchy::add_release(&mut table, &release.manifest().title, &release);
                }
                tables.push(table);
            }
            ("Reconstruction and hierarchy", tables)
        }
        What::Languages { files } => {
            let sets = parallel(files, progress)?;
            let tables = languages::evaluate(&sets, embedder, seed, progress)?;
            ("Language invariance", tables)
        }
        What::Concern { files } => {
            let sets = each(files, progress, Graded::read, |set| &set.refused)?;
            let tables = concern::evaluate(&sets, embedder, progress)?;
            ("Concern", tables)
        }
        What::Pii {
            files,
            conversations,
        } => {
            if files.is_empty() && conversations.is_empty() {
                anyhow::bail!(
                    "There is nothing to evaluate. Give files of marked texts, or --conversations FILE."
                );
            }
            let sets = each(files, progress, Marked::read, |set| &set.refused)?;
            let mut tables = if sets.is_empty() {
                Vec::new()
            } else {
                personal::evaluate(&sets)
            };
            let config = pipeline::config(embedder, seed)?;
            let mut left = personal::stages();
            for path in data::find(conversations)? {
                let inputs = [Input::from(path.to_string_lossy().as_ref())];
                let name = data::set_name(&path);
                let added = personal::add_run(&mut left, &name, &inputs, &config, progress);
                // A corpus too small for a release is no reason to lose the others.
                if let Err(error) = added {
                    progress.say(&format!("{name} is left out: {error}"));
                }
            }
            if !left.rows.is_empty() {
                tables.push(left);
            }
            ("Personal data", tables)
        }
        What::Detectors { files, spacy_model } => {
            let sets = each(files, progress, Marked::read, |set| &set.refused)?;
            let (python, model) = (args.python.as_deref(), spacy_model.as_deref());
            let tables = detectors::evaluate(&sets, python, model, progress);
            ("(g) Detectors of personal data", tables)
        }
        What::Stability { files } => {
            let sets = labelled(files, progress)?;
            let tables = stability::evaluate(&sets, embedder, seed, progress)?;
            ("Stability", tables)
        }
    })
}

fn labelled(files: &[PathBuf], progress: &Progress) -> anyhow::Result<Vec<Labelled>> {
    each(files, progress, Labelled::read, |set| &set.refused)
}

/// The sets that have translations; of a directory the others are passed over.
fn parallel(files: &[PathBuf], progress: &Progress) -> anyhow::Result<Vec<Labelled>> {
    let mut sets = labelled(files, progress)?;
    sets.retain(Labelled::is_parallel);
    if sets.is_empty() {
        anyhow::bail!(
            "None of the files has the same texts in several languages. Every line needs \"lang\" and an \"id\" that its translations share."
        );
    }
    Ok(sets)
}

/// Reads every file, and says which lines were left out.
fn each<T>(
    files: &[PathBuf],
    progress: &Progress,
    read: impl Fn(&Path) -> Result<T, crate::eval::EvalError>,
    refused: impl Fn(&T) -> &Vec<Refused>,
) -> anyhow::Result<Vec<T>> {
    let mut sets = Vec::new();
    for path in data::find(files)? {
        let set = read(&path)?;
        let left_out = refused(&set);
        for line in left_out.iter().take(NAMED) {
            progress.say(&format!("Left out: {line}"));
        }
        if left_out.len() > NAMED {
            progress.say(&format!(
                "Left out: {} more lines of {}.",
                left_out.len() - NAMED,
                path.display()
            ));
        }
        sets.push(set);
    }
    Ok(sets)
}

/// The command line as it can be typed again, without the options that only say where results go.
fn command() -> String {
    let mut words = vec!["kleio".to_owned()];
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let hidden = ["--json", "--markdown", "--python", "--spacy-model"];
        if hidden.contains(&argument.as_str()) {
            arguments.next();
        } else if !hidden
            .iter()
            .any(|option| argument.starts_with(&format!("{option}=")))
        {
            words.push(argument);
        }
    }
    words.join(" ")
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| {
        format!(
            "{} cannot be written. Check that its directory is there and may be written to",
            path.display()
        )
    })
}
